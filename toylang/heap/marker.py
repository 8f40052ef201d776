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

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.events import REACHABLE, ROOTED, Observer
from toylang.heap.header import Container, HeapObject, Visitor
from toylang.heap.object_list import ObjectList
from toylang.heap.references import References
from toylang.heap.search import Search
from toylang.heap.snapshot import EVALUATED

if TYPE_CHECKING:
    from toylang.heap.heap import Heap

IMMORTALITY: Final = "immortal"
"""The root of what lives as long as the heap."""


class Marker(Search):
    """Finds the unreachable by marking the reachable."""

    def __init__(self, heap: Heap) -> None:
        self.heap: Heap = heap

    def deduce_unreachable(
        self, base: ObjectList, unreachable: ObjectList, observer: Observer | None
    ) -> i64:
        watched = base.to_list()
        marked = reachable(self.heap, watched, observer)
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


def reachable(
    heap: Heap, watched: list[Container], observer: Observer | None = None
) -> set[Container]:
    """Those of the `watched` containers that something else leads to."""
    references = References(heap)
    for container in watched:
        references.meet(container)
    references.follow(observer)
    marks = _Marks(watched) if observer is None else _ObservedMarks(watched, observer)
    _mark_roots(heap, references, marks)
    if observer is not None:
        observer.phase(ROOTED, [each for each in watched if each in marks.marked])
    marks.follow()
    if observer is not None:
        observer.phase(REACHABLE, [each for each in watched if each in marks.marked])
    return marks.marked


def _mark_roots(heap: Heap, references: References, marks: _Marks) -> None:
    """Mark what is held by somebody who is not under collection."""
    for roots in heap.roots:
        for name, held in roots.edges():
            marks.visit_root(held, name)
    for value in references.found:
        if value not in marks.watched:
            marks.look_into(value)
        elif value.immortal:
            marks.visit_root(value, IMMORTALITY)
        elif references.unexplained(value) > 0:
            marks.visit_root(value, EVALUATED)


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

    def visit_root(self, held: HeapObject, name: str) -> None:
        """Mark what the root of that name holds."""
        self.visit(held)

    def look_into(self, value: HeapObject) -> None:
        """Mark what an object refers to."""
        value.show_referents(self)

    def follow(self) -> None:
        """Mark everything the marked containers lead to."""
        while self._waiting:
            self.look_into(self._waiting.pop())


class _ObservedMarks(_Marks):
    """The same, and tells of each mark who the reason is."""

    def __init__(self, watched: list[Container], observer: Observer) -> None:
        super().__init__(watched)
        self.observer: Observer = observer
        self.source: HeapObject | None = None
        self.root: str = ""

    def visit(self, referent: HeapObject) -> None:
        before = len(self.marked)
        super().visit(referent)
        if len(self.marked) == before or not isinstance(referent, Container):
            return
        if self.source is None:
            self.observer.rooted(referent, self.root)
        else:
            self.observer.reached(referent, self.source)

    def visit_root(self, held: HeapObject, name: str) -> None:
        self.source, self.root = None, name
        self.visit(held)

    def look_into(self, value: HeapObject) -> None:
        self.observer.followed(value)
        self.source = value
        value.show_referents(self)
