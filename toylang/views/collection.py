"""A collection: what the collector looked at, what it found, and where the survivors went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from toylang.views.table import counted, indented, inflected, plain_table

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
    """The steps of the collection, a line each."""
    lines = list(_steps(collection))
    width = max(len(f"{number:,}") for number, _, _ in lines)
    result = Text()
    for number, words, remark in lines:
        result.append(f"{number:>{width},}", "bold" if number else "")
        result.append(f"  {words}")
        result.append(f"   ({remark})\n" if remark and number else "\n", "dim")
    result.rstrip()
    return result


def _steps(collection: Collection) -> Iterator[tuple[int, str, str]]:
    """How many objects each step had to do with, and a remark; rare steps only if they happened."""
    examined, trash = collection.examined, collection.unreachable
    yield examined, f"{inflected(examined, 'object')} looked at", ""
    yield trash, "unreachable", f"held only by {inflected(trash, 'itself', 'one another')}"
    cleared, called = collection.weak_references_cleared, collection.callbacks_called
    yield cleared, f"{inflected(cleared, 'weak reference')} cleared", ""
    if called:
        whose = inflected(called, "callback of a weak reference", "callbacks of weak references")
        yield called, f"{whose} called", ""
    run, revived = collection.finalizers_called, collection.resurrected
    yield run, f"{inflected(run, 'finalizer')} run", f"{inflected(run, 'its', 'their')} __del__"
    if revived:
        yield revived, "back to life", f"a finalizer kept {inflected(revived, 'it', 'them')}"
    plain = collection.untracked
    if plain:
        hold = inflected(plain, "it holds", "they hold")
        yield plain, "no longer watched", f"{hold} only plain values"
    freed = f"freed, {counted(collection.freed_bytes, 'byte')}"
    yield (
        collection.freed_objects,
        freed,
        f"with all that only {inflected(trash, 'it', 'they')} held",
    )


def _moves(before: Census, after: Census) -> Table:
    table = plain_table("generation", ">objects before", ">after")
    for old, new in zip(before.generations, after.generations, strict=True):
        table.add_row(str(old.index), f"{old.objects:,}", f"{new.objects:,}")
    return table
