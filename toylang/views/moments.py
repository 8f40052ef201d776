"""The moments kept: their names, and how much the program had then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from toylang.views.table import plain_table

if TYPE_CHECKING:
    from toylang.facts.moments import Moment


def moments_view(moments: Sequence[Moment]) -> RenderableType:
    """One line for each snapshot."""
    if not moments:
        return Text("No snapshot is kept.")
    table = plain_table("snapshot", ">objects", ">bytes")
    for moment in moments:
        table.add_row(Text(moment.name, "bold"), f"{moment.objects:,}", f"{moment.bytes:,}")
    return table
