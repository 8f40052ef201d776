"""Lists: the object and its growth. What else it can do stands in `list_operations`.

The items stand in a block of their own that is larger than needed, so that appending is cheap on
average: the pattern is CPython's (`Objects/listobject.c`, list_resize).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Labeller, Visitor, told_edges

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

LIST_SIZE: Final[i64] = 56
POINTER_SIZE: Final[i64] = 8
KEPT_LISTS: Final[i64] = 80


class List(Container):
    """A sequence that can change; its items are counted references."""

    capacity: i64 = 0
    """Slots in the block of items."""

    block: i64 = 0
    """Address of the block of items, 0 while there is none."""

    def __init__(self, items: list[HeapObject], runtime: Runtime) -> None:
        self.items: list[HeapObject] = items
        self.runtime: Runtime = runtime

    # -- growth ----------------------------------------------------------------

    def append(self, value: HeapObject) -> None:
        """Put `value` at the end, taking its reference over."""
        self.items.append(value)
        if len(self.items) > self.capacity:
            self.resized()

    def resized(self) -> None:
        """The number of items changed: grow the block, or shrink it when half of it is unused."""
        length: i64 = len(self.items)
        if self.capacity >= length and length >= self.capacity >> 1:
            return
        grown = (length + (length >> 3) + 6) & ~3
        if length - self.capacity > grown - length:
            grown = (length + 3) & ~3
        self.set_capacity(0 if length == 0 else grown)

    def set_capacity(self, slots: i64) -> None:
        """Make the block of items exactly `slots` large."""
        if slots == self.capacity:
            return
        allocator = self.runtime.heap.allocator
        old, old_size = self.block, self.capacity * POINTER_SIZE
        self.block = allocator.allocate(slots * POINTER_SIZE) if slots > 0 else 0
        if old_size > 0:
            allocator.free(old, old_size)
        self.capacity = slots

    def take_items(self) -> list[HeapObject]:
        """Empty the list and return its items with their references."""
        items, self.items = self.items, []
        self.set_capacity(0)
        return items

    # -- the collector's questions ---------------------------------------------

    def traverse(self, visitor: Visitor) -> None:
        for item in reversed(self.items):
            visitor.visit(item)

    def tell_edges(self, labeller: Labeller) -> None:
        for index, item in enumerate(self.items):
            labeller.item(index, item)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return told_edges(self)

    def extra_blocks(self) -> list[tuple[int, int]]:
        return [(self.block, self.capacity * POINTER_SIZE)] if self.capacity > 0 else []

    def release_referents(self, heap: Heap) -> None:
        items = self.take_items()
        index: i64 = len(items) - 1
        while index >= 0:
            heap.release(items[index])
            index -= 1

    def give_back(self, heap: Heap) -> None:
        heap.free_to(self.runtime.list_blocks, self)


def make_list(runtime: Runtime, items: list[HeapObject]) -> List:
    """A list of `items`, whose references it takes over; the block of items fits exactly."""
    result = List(items, runtime)
    result.kind = runtime.types.list
    runtime.heap.allocate_from(runtime.list_blocks, result)
    result.set_capacity(len(items))
    runtime.heap.track(result)
    return result
