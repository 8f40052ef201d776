"""Deques: the object, its blocks and its iterators. What it can do stands in `deque_operations`.

CPython keeps a deque's items in a chain of blocks of 64 slots, starting in the middle of one, so
that both ends can grow without moving anything (`Modules/_collectionsmodule.c`). Here the items
are in one row; which slot of its block the first one would have is remembered, and so the deque
takes as many blocks as CPython's.
"""

from __future__ import annotations

import collections
from collections.abc import Iterator as HostIterator
from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Labeller, Visitor, told_edges
from toylang.objects.derived import begin_life
from toylang.objects.errors import error
from toylang.objects.iterators import Iterator, start_iterator
from toylang.objects.types import Type

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

DEQUE_SIZE: Final[i64] = 232
LAST_SLOT: Final[i64] = 63
SLOT_BITS: Final[i64] = 6
BLOCK_SIZE: Final[i64] = 528
MIDDLE: Final[i64] = 32
"""The slot of the first item of a deque that was empty."""

ITERATOR_SIZE: Final[i64] = 72
UNBOUNDED: Final[i64] = -1


class Deque(Container):
    """A sequence that grows and shrinks at both ends; its items are counted references."""

    first_slot: i64 = MIDDLE
    """Where in its block the first item stands."""

    largest: i64 = UNBOUNDED
    """How many items fit; what is pushed in at one end then drops out at the other."""

    changes: i64 = 0
    """Goes up when items come, go or move: iterators and searches watch it."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime: Runtime = runtime
        self.items: collections.deque[HeapObject] = collections.deque()
        self.blocks: list[int] = []
        """Addresses of the blocks of items."""

    # -- both ends -------------------------------------------------------------

    def append(self, value: HeapObject) -> None:
        """Put `value` at the right end, taking its reference over."""
        self.items.append(value)
        self.changes += 1
        if self.largest >= 0 and len(self.items) > self.largest:
            self.runtime.heap.release(self.pop_left())
        else:
            self.resized()

    def append_left(self, value: HeapObject) -> None:
        """Put `value` at the left end, taking its reference over."""
        self.items.appendleft(value)
        self.changes += 1
        self._move_start(-1)
        if self.largest >= 0 and len(self.items) > self.largest:
            self.runtime.heap.release(self.pop())
        else:
            self.resized()

    def pop(self) -> HeapObject:
        """The item at the right end, with its reference."""
        result = self.items.pop()
        self.changes += 1
        if not self.items and self.first_slot == 0:
            self.first_slot = MIDDLE
        self.resized()
        return result

    def pop_left(self) -> HeapObject:
        """The item at the left end, with its reference."""
        result = self.items.popleft()
        self.changes += 1
        self._move_start(1)
        if not self.items and self.first_slot == 0:
            self.first_slot = MIDDLE
        self.resized()
        return result

    # -- in between ------------------------------------------------------------

    def insert(self, position: i64, value: HeapObject) -> None:
        """Put `value`, taken over, before the item at `position`, which is none of the ends."""
        self.rotate(-position)
        if position < 0:
            self.append(value)
        else:
            self.append_left(value)
        self.rotate(position)

    def take(self, position: i64) -> HeapObject:
        """Take out the item at `position`; returns it with its reference."""
        self.rotate(-position)
        result = self.pop_left()
        self.rotate(position)
        return result

    def rotate(self, steps: i64) -> None:
        """Move every item `steps` places to the right, those at the end to the front.

        More than half way round is shorter the other way.
        """
        size: i64 = len(self.items)
        if size <= 1:
            return
        half = size // 2
        if steps > half or steps < -half:
            steps %= size
            if steps > half:
                steps -= size
        self.changes += 1
        self.items.rotate(steps)
        self._move_start(-steps)
        self.resized()

    def take_items(self) -> collections.deque[HeapObject]:
        """Empty the deque and return its items with their references."""
        items, self.items = self.items, collections.deque()
        self.changes += 1
        self.first_slot = MIDDLE
        self.resized()
        return items

    # -- blocks ----------------------------------------------------------------

    def _move_start(self, slots: i64) -> None:
        self.first_slot = (self.first_slot + slots) & LAST_SLOT

    def resized(self) -> None:
        """Have as many blocks as the items need, one at least."""
        size: i64 = len(self.items)
        needed: i64 = (self.first_slot + size + LAST_SLOT) >> SLOT_BITS
        if needed == 0:
            needed = 1
        held: i64 = len(self.blocks)
        if held != needed:
            self._change_blocks(needed)

    def _change_blocks(self, needed: i64) -> None:
        allocator = self.runtime.heap.allocator
        while len(self.blocks) < needed:
            self.blocks.append(allocator.allocate(BLOCK_SIZE))
        while len(self.blocks) > needed:
            allocator.free(self.blocks.pop(), BLOCK_SIZE)

    def extra_blocks(self) -> list[tuple[int, int]]:
        return [(address, BLOCK_SIZE) for address in self.blocks]

    # -- the collector's questions ---------------------------------------------

    def traverse(self, visitor: Visitor) -> None:
        for item in self.items:
            visitor.visit(item)

    def tell_edges(self, labeller: Labeller) -> None:
        for index, item in enumerate(self.items):
            labeller.item(index, item)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return told_edges(self)

    def clear(self, heap: Heap) -> None:
        for item in self.take_items():
            heap.release(item)

    def release_referents(self, heap: Heap) -> None:
        self.clear(heap)
        while self.blocks:
            heap.allocator.free(self.blocks.pop(), BLOCK_SIZE)


def make_deque(runtime: Runtime, cls: Type, largest: i64) -> Deque:
    """An empty deque of class `cls`, `deque` or derived from it."""
    result = Deque(runtime)
    result.largest = largest
    begin_life(runtime, result, cls, runtime.types.by_name["collections.deque"], 0)
    result.resized()
    return result


# -- iterators -----------------------------------------------------------------


class DequeIterator(Iterator):
    """Walks a deque, to the right or to the left; complains when it is changed meanwhile."""

    def __init__(self, subject: Deque, backwards: bool) -> None:
        self.subject: Deque = subject
        self.left: i64 = len(subject.items)
        self.expected: i64 = subject.changes
        items = subject.items
        self.walk: HostIterator[HeapObject] = reversed(items) if backwards else iter(items)

    def advance(self, runtime: Runtime) -> HeapObject | None:
        if self.subject.changes != self.expected:
            self.left = 0
            raise error(runtime, "RuntimeError", "deque mutated during iteration")
        if self.left == 0:
            return None
        self.left -= 1
        result = next(self.walk)
        result.refcount += 1
        return result

    def remaining(self, runtime: Runtime) -> int:
        return self.left

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.subject)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(" iterates over", self.subject)]

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.subject)


def iterate_deque(runtime: Runtime, subject: Deque, backwards: bool) -> Iterator:
    """A new iterator over a (borrowed) deque."""
    subject.refcount += 1
    name = "_deque_reverse_iterator" if backwards else "_deque_iterator"
    walk = DequeIterator(subject, backwards)
    return start_iterator(runtime, walk, f"_collections.{name}", ITERATOR_SIZE)
