"""What a search would find, without a collection: the heap is afterwards as it was.

The search is the one a collection uses, on the very objects. It leaves marks on them, numbers in
them, and the lists in another order; all of that is put back. No code of the program runs.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.events import Observer
from toylang.heap.header import Container, HeapObject, Visitor
from toylang.heap.object_list import ObjectList
from toylang.heap.progress import Progress
from toylang.heap.search import Search

if TYPE_CHECKING:
    from toylang.heap.heap import Heap


class Judgement:
    """The garbage a search has found, and the work that was."""

    def __init__(self, unreachable: list[Container], examined: i64, seconds: float) -> None:
        self.unreachable: list[Container] = unreachable
        self.examined: i64 = examined
        """Containers under collection."""

        self.visits: i64 = 0
        """How often an object was looked into; the same object counts each time."""

        self.references: i64 = 0
        """How many references were followed on these visits."""

        self.seconds: float = seconds


def judge(heap: Heap, search: Search, generation: i64, progress: Progress) -> Judgement:
    """What `search` would find in a generation and all younger ones.

    Its work is counted in a second search; `progress` hears of that one, and may break it off.
    """
    result = search_and_restore(heap, search, generation, None)
    progress.begin("Counting what a search looks at", 2 * int(result.examined))
    effort = _Effort(progress)  # counting takes time, so the time is taken without it
    search_and_restore(heap, search, generation, effort)
    progress.end()
    result.visits, result.references = effort.visits, effort.references
    return result


class _Effort(Observer):
    """Counts what a search does."""

    def __init__(self, progress: Progress) -> None:
        self.progress: Progress = progress
        self.visits: i64 = 0
        self.references: i64 = 0

    def followed(self, source: HeapObject) -> None:
        self.progress.step()
        self.visits += 1
        count = _Count()
        source.show_referents(count)
        self.references += count.references


class _Count(Visitor):
    """Counts the references an object holds."""

    references: i64 = 0

    def visit(self, referent: HeapObject) -> None:
        self.references += 1


class _Order:
    """The order of some generations, and the numbers the last collection left in the objects."""

    def __init__(self, lists: list[ObjectList]) -> None:
        self.lists: list[ObjectList] = lists
        self.members: list[list[Container]] = [each.to_list() for each in lists]
        self.gc_refs: list[list[i64]] = [
            [container.gc_refs for container in members] for members in self.members
        ]

    def restore(self) -> None:
        """Put every object back to its place, unmarked."""
        for index, members in enumerate(self.members):
            for container, gc_refs in zip(members, self.gc_refs[index], strict=True):
                self.lists[index].move_here(container)
                container.gc_refs = gc_refs
                container.collecting = False
                container.unreachable = False


def search_and_restore(
    heap: Heap, search: Search, generation: i64, observer: Observer | None
) -> Judgement:
    """Let a search do its work on the generations merged, and take it back.

    Also if `observer`, who hears of it, breaks it off.
    """
    lists = [each.objects for each in heap.collector.generations[: generation + 1]]
    order = _Order(lists)
    unreachable = ObjectList()
    try:
        for younger in lists[:-1]:
            lists[-1].absorb(younger)
        started = time.perf_counter()
        examined = search.deduce_unreachable(lists[-1], unreachable, observer)
        seconds = time.perf_counter() - started
        return Judgement(unreachable.to_list(), examined, seconds)
    finally:
        order.restore()
        unreachable.dissolve()
