"""Weak references: of one object, or all of them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.facts.weak_report import WeakFacts
from toylang.views.counts import title
from toylang.views.table import counted, indented, inflected, plain_table


def weak_view(
    text: str, name: str, count: int | None, rows: Sequence[WeakFacts], more: int
) -> RenderableType:
    """Who knows one object weakly; `count` is the object's, None if it is immortal."""
    heading = title(text, name)
    if not rows:
        return heading.append(", which no weak reference knows.")
    number = len(rows) + more
    heading.append(
        f", which {counted(number, 'weak reference')} {inflected(number, 'knows', 'know')}:"
    )
    table = plain_table("weak reference", "held by", "callback")
    for row in rows:
        table.add_row(row.reference, _places(row), row.callback or _none())
    parts: list[RenderableType] = [heading, indented(table)]
    if more:
        parts.append(Text(f"and {more:,} more"))
    if count is not None:
        parts.append(Text(f"They add nothing to its count, which is {count:,}.", "dim"))
    return Group(*parts)


def all_weak_view(rows: Sequence[WeakFacts], more: int) -> RenderableType:
    """All weak references of the program, the living and the dead."""
    if not rows:
        return Text("The program has no weak references.")
    table = plain_table("weak reference", "held by", "knows", "callback")
    for row in rows:
        knows = Text("dead", "dim") if row.referent is None else Text(row.referent)
        table.add_row(row.reference, _places(row), knows, row.callback or _none())
    if not more:
        return table
    return Group(table, Text(f"and {more:,} more"))


def _places(row: WeakFacts) -> Text:
    """Where a weak reference is held; dim if it is not."""
    return Text("\n".join(row.places)) if row.places else Text("nobody", "dim")


def _none() -> Text:
    return Text("none", "dim")
