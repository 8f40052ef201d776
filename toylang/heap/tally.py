"""A tally: how many objects came and went, and the collections meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.events import Collection, Observer
from toylang.heap.generations import GENERATIONS

if TYPE_CHECKING:
    from toylang.heap.header import HeapObject


class Tally(Observer):
    """Counts what happens in a heap while it is the heap's observer."""

    allocated_objects: i64 = 0
    freed_objects: i64 = 0
    collecting: float = 0.0
    """Seconds spent in collections."""

    def __init__(self) -> None:
        self.collections: list[int] = [0] * GENERATIONS
        """How many of each generation."""

    def allocated(self, value: HeapObject) -> None:
        self.allocated_objects += 1

    def freed(self, value: HeapObject) -> None:
        self.freed_objects += 1

    def collection_finished(self, collection: Collection) -> None:
        self.collections[collection.generation] += 1
        self.collecting += collection.seconds
