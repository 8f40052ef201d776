"""Finding garbage the other way: by marking what can be reached, the rest is garbage.

The claim: a container is alive exactly if a chain of references leads to it from a holder the
collector cannot free. Such holders are the roots; objects in generations that are not collected
now; objects the collector does not watch at all, as it could never free them; and whoever takes
part in an evaluation under way, which shows in counts higher than the references there are.

Trial deletion comes to the same answer without knowing a single root, by counts alone. Each can
therefore check the other. Marking has to look at the whole heap to collect even its youngest
objects, which is why CPython does not do it so.

The marker leaves the objects in the order of their age; trial deletion leaves them in the order of
its traversal. When a collection finds several objects with finalizers, they may therefore run in
another order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor
from toylang.heap.object_list import ObjectList
from toylang.heap.references import References
from toylang.heap.search import Search

if TYPE_CHECKING:
    from toylang.heap.heap import Heap


class Marker(Search):
    """Finds the unreachable by marking the reachable."""

    def __init__(self, heap: Heap) -> None:
        self.heap: Heap = heap

    def deduce_unreachable(self, base: ObjectList, unreachable: ObjectList) -> i64:
        watched = base.to_list()
        marked = reachable(self.heap, watched)
        for container in watched:
            if container not in marked:
                unreachable.move_here(container)
                container.collecting = True
                container.unreachable = True
        return len(watched)


def mark(heap: Heap) -> set[Container]:
    """The containers of all three generations that are alive."""
    return reachable(heap, heap.collector.tracked_objects())


def garbage(heap: Heap) -> list[Container]:
    """The containers a full collection would find unreachable, in the order of their age."""
    watched = heap.collector.tracked_objects()
    marked = reachable(heap, watched)
    return [container for container in watched if container not in marked]


def reachable(heap: Heap, watched: list[Container]) -> set[Container]:
    """Those of the `watched` containers that something else leads to."""
    references = References(heap)
    for container in watched:
        references.meet(container)
    references.follow()
    marks = _Marks(watched)
    for roots in heap.roots:
        for _, held in roots.edges():
            marks.visit(held)
    for value in references.found:
        if value not in marks.watched:
            value.show_referents(marks)
        elif value.immortal or references.unexplained(value) > 0:
            marks.visit(value)
    marks.follow()
    return marks.marked


class _Marks(Visitor):
    """Marks watched containers, each once."""

    def __init__(self, watched: list[Container]) -> None:
        self.watched: set[HeapObject] = set(watched)
        self.marked: set[Container] = set()
        self._waiting: list[Container] = []

    def visit(self, referent: HeapObject) -> None:
        if not isinstance(referent, Container) or referent not in self.watched:
            return
        if referent not in self.marked:
            self.marked.add(referent)
            self._waiting.append(referent)

    def follow(self) -> None:
        """Mark everything the marked containers lead to."""
        while self._waiting:
            self._waiting.pop().show_referents(self)
