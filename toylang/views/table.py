"""The one look of all tables: aligned columns, a dim heading, no lines."""

from __future__ import annotations

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

MARGIN = 2


def plain_table(*columns: str) -> Table:
    """A table without lines; a column whose heading begins with `>` is aligned to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for column in columns:
        right = column.startswith(">")
        table.add_column(
            column.removeprefix(">"), justify="right" if right else "left", overflow="fold"
        )
    return table


def indented(content: Table | Text) -> Padding:
    """The content, set in a little from the left."""
    return Padding(content, (0, 0, 0, MARGIN), expand=False)


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 object`, `12 objects`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
