"""The `_heapq` module: lists kept as heaps (CPython: `Modules/_heapqmodule.c`).

A list is a heap if no item is less than the item at half its position; of a heap of the largest,
no item is greater. What `heapq` has besides is written in Toy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.builtins import MethodSpec, method
from toylang.objects.comparison import less_than
from toylang.objects.errors import error, index_error, type_error
from toylang.objects.list_growth import reserve
from toylang.objects.lists import List
from toylang.objects.protocol import none
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


class Order:
    """Which of two items of a heap belongs nearer to its top."""

    def __init__(self, runtime: Runtime, heap: List, largest_first: bool) -> None:
        self.runtime: Runtime = runtime
        self.heap: List = heap
        self.largest_first: bool = largest_first

    def before(self, left: HeapObject, right: HeapObject) -> bool:
        """Whether `left` goes before `right`; RuntimeError if asking changes the list's length."""
        size = len(self.heap.items)
        left.refcount += 1
        right.refcount += 1
        try:
            if self.largest_first:
                answer = less_than(self.runtime, right, left)
            else:
                answer = less_than(self.runtime, left, right)
        finally:
            self.runtime.heap.release(left)
            self.runtime.heap.release(right)
        if len(self.heap.items) != size:
            raise error(self.runtime, "RuntimeError", "list changed size during iteration")
        return answer

    def rise(self, start: int, position: int) -> None:
        """Move an item up, not beyond `start`, until its parent goes before it."""
        items = self.heap.items
        while position > start:
            parent = (position - 1) >> 1
            if not self.before(items[position], items[parent]):
                return
            items = self.heap.items
            items[parent], items[position] = items[position], items[parent]
            position = parent

    def sink(self, position: int) -> None:
        """Move an item down to a leaf, its better child taking its place, then up again.

        Going all the way down first takes fewer comparisons: most items belong near the leaves.
        """
        start, items = position, self.heap.items
        size = len(items)
        while position < size >> 1:
            child = 2 * position + 1
            if child + 1 < size and not self.before(items[child], items[child + 1]):
                child += 1
            items = self.heap.items
            items[child], items[position] = items[position], items[child]
            position = child
        self.rise(start, position)


class HeapFunction:
    """A function of a heap, of the smallest or of the largest."""

    def __init__(self, name: str, largest_first: bool) -> None:
        self.name: str = name
        self.largest_first: bool = largest_first

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Do it to the heap that is the first argument."""
        raise NotImplementedError

    def order(self, runtime: Runtime, arguments: list[HeapObject]) -> Order:
        """How the heap that is the first argument is ordered; TypeError if it is no list."""
        heap = arguments[0]
        if not isinstance(heap, List):
            given = "None" if heap is runtime.none else type_of(heap).name
            which = "argument" if len(arguments) == 1 else "argument 1"
            raise type_error(runtime, f"{self.name}() {which} must be list, not {given}")
        return Order(runtime, heap, self.largest_first)


class Heapify(HeapFunction):
    """Makes a list a heap."""

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """From the last item that has children to the first, let each sink."""
        order = self.order(runtime, arguments)
        position = len(order.heap.items) // 2 - 1
        while position >= 0:
            order.sink(position)
            position -= 1
        return none(runtime)


class Pop(HeapFunction):
    """Takes the item at the top."""

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The last item takes its place and sinks."""
        order = self.order(runtime, arguments)
        heap = order.heap
        if not heap.items:
            raise index_error(runtime, "index out of range")
        reserve(heap, len(heap.items) - 1)
        last = heap.items.pop()
        if not heap.items:
            return last
        return _exchange_top(order, last)


class Replace(HeapFunction):
    """Takes the item at the top, then puts another in."""

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The new item takes the place of the old one and sinks."""
        order = self.order(runtime, arguments)
        if not order.heap.items:
            raise index_error(runtime, "index out of range")
        arguments[1].refcount += 1
        return _exchange_top(order, arguments[1])


def _exchange_top(order: Order, item: HeapObject) -> HeapObject:
    """Put an item (taken over) at the top and let it sink; returns the item that was there."""
    items = order.heap.items
    result, items[0] = items[0], item
    try:
        order.sink(0)
    except BaseException:
        order.runtime.heap.release(result)
        raise
    return result


class Push(HeapFunction):
    """Puts an item in."""

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The item starts at the end and rises."""
        order = self.order(runtime, arguments)
        arguments[1].refcount += 1
        order.heap.append(arguments[1])
        order.rise(0, len(order.heap.items) - 1)
        return none(runtime)


class PushPop(HeapFunction):
    """Puts an item in, then takes the item at the top."""

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """That is the item itself, unless the one at the top goes before it."""
        order, item = self.order(runtime, arguments), arguments[1]
        item.refcount += 1
        if not order.heap.items:
            return item
        try:
            exchanged = order.before(order.heap.items[0], item)
        except BaseException:
            runtime.heap.release(item)
            raise
        return _exchange_top(order, item) if exchanged else item


FUNCTIONS: Final[list[MethodSpec]] = [
    method("heapify", Heapify("heapify", False), 1),
    method("heappop", Pop("heappop", False), 1),
    method("heappush", Push("heappush", False), 2),
    method("heappushpop", PushPop("heappushpop", False), 2),
    method("heapreplace", Replace("heapreplace", False), 2),
    method("_heapify_max", Heapify("_heapify_max", True), 1),
    method("_heappop_max", Pop("_heappop_max", True), 1),
    method("_heapreplace_max", Replace("_heapreplace_max", True), 2),
]
