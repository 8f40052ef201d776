"""What an object retains: sums, and the largest parts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.facts.retaining import PartFacts, Retained
from toylang.views.counts import title
from toylang.views.table import counted, indented, inflected, plain_table


def retained_view(
    text: str,
    name: str,
    immortal: bool,
    retained: Retained,
    parts: Sequence[PartFacts],
    more: int,
) -> RenderableType:
    """What would be freed with an object, its largest parts first."""
    heading = title(text, name)
    heading.append(f", {counted(retained.own, 'byte')} by itself.")
    if immortal:
        return heading.append(" It is immortal, so nothing goes with it.")
    others = (
        f"the object and {counted(retained.dominated, 'other')} that only it leads to."
        if retained.dominated
        else "the object alone."
    )
    freed = counted(retained.bytes, "byte")
    closing = Text.assemble("If it went away, ", (freed, "bold"), f" would be freed: {others}")
    shown: list[RenderableType] = [heading, closing]
    if parts:
        table = plain_table("reference", "leads to", ">bytes", ">objects")
        for part in parts:
            label = Text(part.label) if part.label else Text("by several ways", "dim")
            table.add_row(label, part.object, f"{part.bytes:,}", f"{part.objects:,}")
        shown.append(indented(table))
    if more:
        shown.append(Text(f"and {more:,} more"))
    if retained.shared:
        lead = inflected(retained.shared, "leads", "lead")
        references = counted(retained.shared, "of its references", "of its references")
        shown.append(Text(f"{references} {lead} to what would stay: others keep it, too.", "dim"))
    return Group(*shown)
