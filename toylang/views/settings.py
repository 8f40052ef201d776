"""The settings in force, what else could be chosen, and where to choose it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.views.table import indented, plain_table


def settings_view(
    values: Mapping[str, object],
    choices: Mapping[str, Sequence[str]],
    colours: Mapping[str, str],
    path: str,
    exists: bool,
) -> RenderableType:
    """Each setting with its value and its choices, the colours, and the file."""
    table = plain_table("setting", "value", "choices")
    for name, value in values.items():
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        table.add_row(name, Text(shown, "bold"), Text(", ".join(choices[name]), "dim"))
    styles = plain_table("colour", "style")
    for name, style in colours.items():
        styles.add_row(name, style)
    where = "Read from this file:" if exists else "There is no file yet; Toy would read this one:"
    return Group(table, Text(), styles, Text(), Text(where), indented(Text(path)))
