"""The collectors one can choose from, and which of them is at work."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import RenderableType
from rich.text import Text

from toylang.views.table import plain_table


def collectors_view(collectors: Mapping[str, str], chosen: str) -> RenderableType:
    """Each collector and what it does, a line each; the one at work is marked."""
    table = plain_table("", "collector", "")
    for name, summary in collectors.items():
        at_work = name == chosen
        table.add_row(
            Text(">" if at_work else " ", "bold"),
            Text(name, "bold" if at_work else ""),
            Text(summary, "" if at_work else "dim"),
        )
    return table
