"""References in a table: where each is, and what is at its other end."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.facts.described import Reference
from toylang.facts.references import RootsFacts
from toylang.views.counts import title
from toylang.views.table import counted, indented, inflected, plain_table

FROZEN = 3


def referrers_heading(text: str, name: str, count: int) -> Text:
    """What the table of referrers is about."""
    return title(text, name).append(f", {_referred_to(count)}")


def _referred_to(count: int) -> str:
    return f"with {counted(count, 'reference')} to it:" if count else "with no reference to it."


def referents_heading(text: str, name: str, count: int) -> Text:
    """What the table of referents is about."""
    held = counted(count, "reference") + ":" if count else "no references."
    return title(text, name).append(f", which holds {held}")


def references_view(
    heading: Text, end: str, rows: Sequence[Reference], more: int, toys: int
) -> RenderableType:
    """References below a heading; `end` says what stands at the other end of each."""
    parts: list[RenderableType] = [heading]
    if rows:
        table = plain_table("reference", end, ">generation", ">bytes")
        for row in rows:
            table.add_row(row.place, _object(row), generation_word(row), _size(row))
        parts.append(indented(table))
    if more:
        parts.append(Text(f"and {more:,} more"))
    if toys:
        parts.append(Text(f"{counted(toys, 'reference')} from Toy's own objects"))
    return Group(*parts)


def roots_view(
    rows: Sequence[Reference], more: int, roots: RootsFacts, frozen: int
) -> RenderableType:
    """All roots, Toy's own in one line."""
    table = plain_table("root", "leads to")
    for row in rows:
        table.add_row(row.place, _object(row))
    parts: list[RenderableType] = [Text("Whatever these lead to is alive:"), indented(table)]
    if more:
        parts.append(Text(f"and {counted(more, 'more name')}"))
    if roots.evaluated:
        held = counted(roots.evaluated, "reference")
        parts.append(Text(f"{held} of an evaluation under way"))
    if frozen:
        stay = inflected(frozen, "stays", "stay")
        parts.append(Text(f"{counted(frozen, 'frozen object')} (gc.freeze), which {stay} anyway"))
    parts.append(Text(f"Toy's own: {', '.join(roots.toys)}, and all that is immortal", "dim"))
    return Group(*parts)


def generation_word(row: Reference) -> str:
    """The generation of a reference's other end; `none` if there is none."""
    if row.generation is None:
        return "none"
    return "frozen" if row.generation == FROZEN else str(row.generation)


def _object(row: Reference) -> Text:
    return Text("a root", "dim") if row.object is None else Text(row.object)


def _size(row: Reference) -> str:
    return "" if row.bytes is None else f"{row.bytes:,}"
