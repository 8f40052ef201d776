"""What a heap tells those who watch it: allocations, frees, and each step of a collection.

An `Observer` is asked nothing and answers nothing; it must not touch the heap, nor raise. It may
take its time: a collection waits for it. A `Collection` is the record a collection leaves behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64, mypyc_attr

if TYPE_CHECKING:
    from toylang.heap.header import Container, HeapObject
    from toylang.heap.object_list import ObjectList
    from toylang.heap.weak_references import WeakReference

CANDIDATES: Final = "candidates"
"""The phases of a collection by name, in their order. This one: who is under collection."""

COPIED: Final = "counts copied"
SUBTRACTED: Final = "references subtracted"
ROOTED: Final = "roots marked"
"""The marker's phase in place of the two above."""

REACHABLE: Final = "reachable"
UNREACHABLE: Final = "unreachable"
WEAK_REFERENCES: Final = "weak references"
FINALIZED: Final = "finalized"
RESURRECTED: Final = "resurrected"
GARBAGE: Final = "garbage"


class Collection:
    """What one collection looked at, found and freed."""

    examined: i64 = 0
    """Containers in the collected generations when the collection began."""

    unreachable: i64 = 0
    """Containers found tentatively unreachable."""

    finalizers_called: i64 = 0
    weak_references_cleared: i64 = 0
    callbacks_called: i64 = 0
    resurrected: i64 = 0
    """Tentatively unreachable containers that finalizers made reachable again."""

    collected: i64 = 0
    """What gc.collect() returns: unreachable after finalizers, and dead callbacks' references."""

    freed_objects: i64 = 0
    """Objects of every kind that went away with the garbage."""

    freed_bytes: i64 = 0
    """Theirs, whether their blocks were given back or kept for others."""

    untracked: i64 = 0
    """Tuples and dicts the collector need not watch any longer."""

    promoted: i64 = 0
    """Containers that moved to the next older generation."""

    seconds: float = 0.0

    def __init__(self, generation: i64, automatic: bool) -> None:
        self.generation: i64 = generation
        self.automatic: bool = automatic


@mypyc_attr(allow_interpreted_subclasses=True)
class Observer:
    """The hooks a heap calls; subclasses override what they want to see."""

    def allocated(self, value: HeapObject) -> None:
        """`value` has just got its block."""

    def freed(self, value: HeapObject) -> None:
        """`value` is about to give its block back."""

    def collection_started(self, collection: Collection) -> None:
        """A collection begins; no counts have been touched yet."""

    def phase(self, name: str, objects: list[Container]) -> None:
        """A phase of the running collection has ended with these objects of interest."""

    def collection_finished(self, collection: Collection) -> None:
        """The record is complete."""

    # -- beyond collections ----------------------------------------------------

    def leaving(self, place: str) -> None:
        """A call of `place` has ended: what its variables hold is about to be let go of."""

    def left(self) -> None:
        """The variables of the call that ended last are gone."""

    # -- within the phases -----------------------------------------------------

    def followed(self, source: HeapObject) -> None:
        """The search for garbage now goes through every reference of `source`."""

    def subtracted(self, target: Container, source: Container) -> None:
        """A reference from `source` has been taken off the `gc_refs` of `target`."""

    def rooted(self, target: Container, root: str) -> None:
        """The marker has found `target` alive, as the root of that name refers to it."""

    def reached(self, target: Container, source: HeapObject) -> None:
        """`target` is found alive, as `source` refers to it; it may be set aside already."""

    def weak_reference_cleared(self, reference: WeakReference, referent: Container) -> None:
        """`reference` has forgotten `referent`, as one of them is trash."""

    def callback_called(self, reference: WeakReference) -> None:
        """The callback of a cleared weak reference is about to be called."""

    def finalizing(self, container: Container) -> None:
        """The finalizer of a container in the trash is about to run."""

    def clearing(self, container: Container) -> None:
        """A garbage container is about to let go of what it refers to."""


def tell_phase(observer: Observer | None, name: str, objects: ObjectList) -> None:
    """Tell the observer, if there is one, that a phase has ended."""
    if observer is not None:
        observer.phase(name, objects.to_list())


def joined(first: Observer | None, second: Observer | None) -> Observer | None:
    """One observer for two that may be missing; the first hears of everything first."""
    if first is None or second is None:
        return second if first is None else first
    return Both(first, second)


class Both(Observer):
    """Two observers as one; the first hears first."""

    def __init__(self, first: Observer, second: Observer) -> None:
        self.first: Observer = first
        self.second: Observer = second

    def allocated(self, value: HeapObject) -> None:
        self.first.allocated(value)
        self.second.allocated(value)

    def freed(self, value: HeapObject) -> None:
        self.first.freed(value)
        self.second.freed(value)

    def collection_started(self, collection: Collection) -> None:
        self.first.collection_started(collection)
        self.second.collection_started(collection)

    def phase(self, name: str, objects: list[Container]) -> None:
        self.first.phase(name, objects)
        self.second.phase(name, objects)

    def collection_finished(self, collection: Collection) -> None:
        self.first.collection_finished(collection)
        self.second.collection_finished(collection)

    def leaving(self, place: str) -> None:
        self.first.leaving(place)
        self.second.leaving(place)

    def left(self) -> None:
        self.first.left()
        self.second.left()

    def followed(self, source: HeapObject) -> None:
        self.first.followed(source)
        self.second.followed(source)

    def subtracted(self, target: Container, source: Container) -> None:
        self.first.subtracted(target, source)
        self.second.subtracted(target, source)

    def rooted(self, target: Container, root: str) -> None:
        self.first.rooted(target, root)
        self.second.rooted(target, root)

    def reached(self, target: Container, source: HeapObject) -> None:
        self.first.reached(target, source)
        self.second.reached(target, source)

    def weak_reference_cleared(self, reference: WeakReference, referent: Container) -> None:
        self.first.weak_reference_cleared(reference, referent)
        self.second.weak_reference_cleared(reference, referent)

    def callback_called(self, reference: WeakReference) -> None:
        self.first.callback_called(reference)
        self.second.callback_called(reference)

    def finalizing(self, container: Container) -> None:
        self.first.finalizing(container)
        self.second.finalizing(container)

    def clearing(self, container: Container) -> None:
        self.first.clearing(container)
        self.second.clearing(container)
