"""Tuples: the object. What it can do stands in `tuple_operations`.

Tuples of up to 19 items leave their blocks to the next tuple of that length. A tuple whose items
can be in no cycle is dropped from the collector's sight at the first collection that meets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import NEVER, Container, HeapObject, Labeller, Visitor, told_edges
from toylang.objects.lists import POINTER_SIZE

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

TUPLE_HEADER: Final[i64] = 40
KEPT_LENGTHS: Final[i64] = 20
KEPT_PER_LENGTH: Final[i64] = 2000


class Tuple(Container):
    """An immutable sequence; its items are counted references."""

    def __init__(self, items: list[HeapObject], runtime: Runtime) -> None:
        self.items: list[HeapObject] = items
        self.runtime: Runtime = runtime

    def traverse(self, visitor: Visitor) -> None:
        for item in reversed(self.items):
            visitor.visit(item)

    def tell_edges(self, labeller: Labeller) -> None:
        for index, item in enumerate(self.items):
            labeller.item(index, item)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return told_edges(self)

    def literal(self) -> str:
        return "()" if self.size == TUPLE_HEADER else ""

    def clear(self, heap: Heap) -> None:
        """A tuple cannot be emptied: a cycle through it is broken elsewhere."""

    def release_referents(self, heap: Heap) -> None:
        items, self.items = self.items, []
        index: i64 = len(items) - 1
        while index >= 0:
            heap.release(items[index])
            index -= 1

    def may_be_tracked(self) -> bool:
        return self.tracked or self.extension is not None

    def untracked_from(self) -> i64:
        return 0 if self.extension is None else NEVER

    def cannot_be_in_cycle(self) -> bool:
        for item in self.items:
            if item.may_be_tracked():
                return False
        return True

    def give_back(self, heap: Heap) -> None:
        length = (self.size - TUPLE_HEADER) // POINTER_SIZE
        if length < KEPT_LENGTHS:
            heap.free_to(self.runtime.tuple_blocks[length], self)
        else:
            heap.free_container(self)


def make_tuple(runtime: Runtime, items: list[HeapObject]) -> Tuple:
    """A tuple of `items`, whose references it takes over; the list must not be used again."""
    length = len(items)
    if length == 0:
        runtime.empty_tuple.refcount += 1
        return runtime.empty_tuple
    result = Tuple(items, runtime)
    result.kind = runtime.types.tuple
    if length < KEPT_LENGTHS:
        runtime.heap.allocate_from(runtime.tuple_blocks[length], result)
    else:
        runtime.heap.allocate_container(result, TUPLE_HEADER + POINTER_SIZE * length)
    runtime.heap.track(result)
    return result
