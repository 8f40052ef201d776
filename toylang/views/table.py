"""The one look of all tables: aligned columns, a dim heading, no lines.

Where a terminal is too narrow for the columns, each row becomes a few lines of its own: a number
is never broken in two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

MARGIN = 2
GAP = 3
"""Blanks between two columns."""

READABLE = 12
"""The width below which words under one another are hard to read."""


class PlainTable(Table):
    """A table that breaks lines only between words, and stands upright where it cannot."""

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        ranges = self._ranges(console, options)
        gaps = GAP * len(ranges)
        least, most = (sum(each) + gaps for each in zip(*ranges, strict=True))
        return Measurement(least, most).with_maximum(options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        ranges = self._ranges(console, options)
        spare = options.max_width - sum(least for least, _ in ranges) - GAP * (len(ranges) - 1)
        if spare < 0:
            for cells in zip(*(column.cells for column in self.columns), strict=True):
                yield from self._upright(cells)
            return
        for column, (least, most) in zip(self.columns, ranges, strict=True):
            wanted = min(most - least, spare)
            column.width = least + wanted
            spare -= wanted
        yield from super().__rich_console__(console, options.update(width=1_000_000))

    def _ranges(self, console: Console, options: ConsoleOptions) -> list[tuple[int, int]]:
        """For each column the least width it can be read at, and the one it would like."""
        unlimited = options.update(width=1_000_000)

        def measured(cell: RenderableType) -> tuple[int, int]:
            measurement = Measurement.get(console, unlimited, cell)
            return measurement.minimum, measurement.maximum

        ranges = []
        for column in self.columns:
            word, line = measured(column.header) if self.show_header else (0, 0)
            for least, most in map(measured, column.cells):
                word = max(word, least, min(most, READABLE))
                line = max(line, most)
            ranges.append((word, max(word, line)))
        return ranges

    def _upright(self, cells: Sequence[RenderableType]) -> Iterator[RenderableType]:
        """A row as lines: what it is about, then the rest, each with its heading."""
        sign = ""
        margin = 0
        for column, value in zip(self.columns, map(as_text, cells), strict=True):
            if len(value) == 1 and not column.header:
                sign = f"{value.plain} ".lstrip()
            elif value:
                heading = f"{column.header} " if self.show_header and column.header else ""
                yield Padding(Text.assemble(sign, (heading, "dim"), value), (0, 0, 0, margin))
                sign, margin = "", MARGIN


def as_text(cell: RenderableType) -> Text:
    """What stands in a cell, as text."""
    return cell if isinstance(cell, Text) else Text(str(cell))


def plain_table(*columns: str) -> Table:
    """A table without lines; a column whose heading begins with `>` is aligned to the right."""
    table = PlainTable(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="dim")
    for column in columns:
        right = column.startswith(">")
        table.add_column(
            column.removeprefix(">"), justify="right" if right else "left", overflow="fold"
        )
    return table


def records(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A plain table of these rows; columns at the end without heading and content are left out."""
    width = len(columns)
    while width and not columns[width - 1] and not any(row[width - 1] for row in rows):
        width -= 1
    table = plain_table(*columns[:width])
    for row in rows:
        table.add_row(*row[:width])
    return table


def indented(content: RenderableType) -> Padding:
    """The content, set in a little from the left."""
    return Padding(content, (0, 0, 0, MARGIN), expand=False)


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 object`, `12 objects`."""
    return f"{number:,} {inflected(number, noun, plural)}"


def inflected(number: int, one: str, more: str = "") -> str:
    """The word in the form that goes with a number: `object`, `objects`; `waits`, `wait`."""
    return one if number == 1 else more or one + "s"
