"""What a heap tells those who watch it: allocations, frees, and each step of a collection.

An `Observer` is asked nothing and answers nothing; it must not touch the heap. A `Collection` is
the record a collection leaves behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64, mypyc_attr

if TYPE_CHECKING:
    from toylang.heap.header import Container, HeapObject


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
    """Objects of every kind that went away during the collection."""

    freed_bytes: i64 = 0
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
