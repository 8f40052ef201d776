"""A collection: what the collector looked at, what it found, and where the survivors went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from toylang.views.table import counted, indented, plain_table

if TYPE_CHECKING:
    from toylang.heap.census import Census
    from toylang.heap.events import Collection

SCOPE = (
    "generation 0, the youngest",
    "generations 0 and 1",
    "all three generations",
)


def collection_view(
    collection: Collection, before: Census, after: Census, watched: bool = False
) -> RenderableType:
    """What one collection did, and the generations before and after it.

    The time of a collection that was watched closely is that of the watching.
    """
    duration = "" if watched else f", in {collection.seconds * 1000:.2f} ms"
    scope = SCOPE[collection.generation]
    heading = Text.assemble("Collected ", (scope, "bold"), f"{duration}.")
    return Group(heading, indented(_findings(collection)), Text(), indented(_moves(before, after)))


def _findings(collection: Collection) -> Text:
    """The steps of the collection, a line each; the rare ones only if they happened."""
    lines = [
        (collection.examined, "objects looked at", ""),
        (collection.unreachable, "unreachable", "held only by one another"),
        (collection.weak_references_cleared, "weak references cleared", ""),
        (collection.finalizers_called, "finalizers run", "their __del__"),
    ]
    if collection.callbacks_called:
        lines.insert(3, (collection.callbacks_called, "callbacks of weak references called", ""))
    if collection.resurrected:
        lines.append((collection.resurrected, "back to life", "a finalizer kept them"))
    if collection.untracked:
        lines.append((collection.untracked, "no longer watched", "they hold only plain values"))
    freed = f"freed, {counted(collection.freed_bytes, 'byte')}"
    lines.append((collection.freed_objects, freed, "with all that only they held"))
    width = max(len(f"{number:,}") for number, _, _ in lines)
    result = Text()
    for number, words, remark in lines:
        result.append(f"{number:>{width},}", "bold" if number else "")
        result.append(f"  {words}")
        result.append(f"   ({remark})\n" if remark and number else "\n", "dim")
    result.rstrip()
    return result


def _moves(before: Census, after: Census) -> Table:
    table = plain_table("generation", ">objects before", ">after")
    for old, new in zip(before.generations, after.generations, strict=True):
        table.add_row(str(old.index), f"{old.objects:,}", f"{new.objects:,}")
    return table
