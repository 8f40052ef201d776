"""Two ways there are to find garbage; this is the one CPython uses: trial deletion.

A `Search` is asked one question by the collector: of these containers, which does nothing outside
them lead to? It must answer without running any code of the program. `TrialDeletion` works with the
counts alone and knows no root; `toylang.heap.marker` marks from the roots. On every sound heap they
give the same answer.
"""

from __future__ import annotations

from mypy_extensions import i64

from toylang.heap.events import COPIED, REACHABLE, SUBTRACTED, Observer, tell_phase
from toylang.heap.header import Container, HeapObject, Visitor
from toylang.heap.object_list import ObjectList


class Search:
    """How a collection finds the containers that only one another keep alive."""

    def deduce_unreachable(
        self, base: ObjectList, unreachable: ObjectList, observer: Observer | None
    ) -> i64:
        """Move what nothing outside `base` leads to into `unreachable`; returns how many stood.

        What was moved bears both marks, `collecting` and `unreachable`, the rest neither.
        `observer`, if there is one, hears of each step.
        """
        raise NotImplementedError


class TrialDeletion(Search):
    """Take off every count what the objects themselves account for; the rest comes from outside.

    Survivors end up in traversal order, which programs can see as the order of finalizers.
    """

    def deduce_unreachable(
        self, base: ObjectList, unreachable: ObjectList, observer: Observer | None
    ) -> i64:
        examined = _update_refs(base)
        tell_phase(observer, COPIED, base)
        _subtract_refs(base, observer)
        tell_phase(observer, SUBTRACTED, base)
        _move_unreachable(base, unreachable, observer)
        tell_phase(observer, REACHABLE, base)
        return examined


class _SubtractVisitor(Visitor):
    """Takes one off `gc_refs` of each referent under collection (visit_decref)."""

    def visit(self, referent: HeapObject) -> None:
        container = referent.as_container()
        if container is not None and container.collecting:
            container.gc_refs -= 1


class _ObservedSubtractVisitor(_SubtractVisitor):
    """The same for the references of one object, and tells of each."""

    def __init__(self, source: Container, observer: Observer) -> None:
        self.source: Container = source
        self.observer: Observer = observer
        observer.followed(source)

    def visit(self, referent: HeapObject) -> None:
        super().visit(referent)
        if isinstance(referent, Container) and referent.collecting:
            self.observer.subtracted(referent, self.source)


class _ReachableVisitor(Visitor):
    """Marks what a reachable object refers to as reachable (visit_reachable)."""

    def __init__(self, young: ObjectList) -> None:
        self.young: ObjectList = young

    def visit(self, referent: HeapObject) -> None:
        container = referent.as_container()
        if container is None or not container.collecting:
            return
        if container.unreachable:
            container.unreachable = False
            self.young.move_here(container)
            container.gc_refs = 1
        elif container.gc_refs == 0:
            container.gc_refs = 1


class _ObservedReachableVisitor(_ReachableVisitor):
    """The same for the references of one object, and tells of whom it is the first to reach."""

    def __init__(self, young: ObjectList, source: Container, observer: Observer) -> None:
        super().__init__(young)
        self.source: Container = source
        self.observer: Observer = observer
        observer.followed(source)

    def visit(self, referent: HeapObject) -> None:
        if isinstance(referent, Container) and referent.collecting and referent.gc_refs == 0:
            self.observer.reached(referent, self.source)
        super().visit(referent)


def _update_refs(base: ObjectList) -> i64:
    """Copy every count; nobody is known to be reachable yet. Returns how many objects there are."""
    examined: i64 = 0
    current = base.head.next
    while current is not None and current is not base.head:
        current.gc_refs = current.refcount
        current.collecting = True
        examined += 1
        current = current.next
    return examined


def _subtract_refs(base: ObjectList, observer: Observer | None) -> None:
    """Take every reference between the objects off; the rest comes from outside."""
    visitor = _SubtractVisitor()
    current = base.head.next
    while current is not None and current is not base.head:
        if observer is None:
            current.show_referents(visitor)
        else:
            current.show_referents(_ObservedSubtractVisitor(current, observer))
        current = current.next


def _move_unreachable(
    young: ObjectList, unreachable: ObjectList, observer: Observer | None
) -> None:
    """Leave what is reachable from outside in `young`, in traversal order."""
    visitor = _ReachableVisitor(young)
    current = young.head.next
    while current is not None and current is not young.head:
        if current.gc_refs > 0:
            if observer is None:
                current.show_referents(visitor)
            else:
                current.show_referents(_ObservedReachableVisitor(young, current, observer))
            current.collecting = False
            current = current.next
        else:
            following = current.next
            unreachable.move_here(current)
            current.unreachable = True
            current = following
