"""Ranges: arithmetic sequences that are computed, not stored; of any size. The objects.

A range and its iterator hold nothing that could be in a cycle: the collector sees neither. What a
range can do stands in `range_operations`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64, mypyc_attr

from toylang.heap.header import HeapObject, Visitor
from toylang.objects.iterators import SMALL_ITERATOR_SIZE, Iterator
from toylang.objects.numbers import Int, make_int

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

RANGE_SIZE: Final[i64] = 48
LARGEST_LENGTH: Final = (1 << 63) - 1
SHORT: Final = 1 << 60
"""Ints below it are compared without a detour in the compiled build."""


@mypyc_attr(acyclic=True)
class Range(HeapObject):
    """`range(start, stop, step)`; the three and the length are counted references."""

    def __init__(self, start: Int, stop: Int, step: Int, length: Int) -> None:
        self.start: Int = start
        self.stop: Int = stop
        self.step: Int = step
        self.length: Int = length

    def item(self, position: int) -> int:
        """The number at `position`, which need not be inside."""
        return self.start.value + position * self.step.value

    def position_of(self, number: int) -> int:
        """Where `number` stands, -1 if nowhere."""
        position, rest = divmod(number - self.start.value, self.step.value)
        return position if rest == 0 and 0 <= position < self.length.value else -1

    def traverse(self, visitor: Visitor) -> None:
        for number in (self.start, self.stop, self.step, self.length):
            visitor.visit(number)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [
            (".start", self.start),
            (".stop", self.stop),
            (".step", self.step),
            (" length", self.length),
        ]

    def deallocate(self, heap: Heap) -> None:
        heap.release(self.start)
        heap.release(self.stop)
        heap.release(self.step)
        heap.release(self.length)
        heap.free(self)


def make_range(runtime: Runtime, start: int, stop: int, step: int) -> Range:
    """A new range."""
    distance = stop - start if step > 0 else start - stop
    length = 0 if distance <= 0 else (distance - 1) // abs(step) + 1
    result = Range(
        make_int(runtime, start),
        make_int(runtime, stop),
        make_int(runtime, step),
        make_int(runtime, length),
    )
    result.kind = runtime.types.range
    runtime.heap.allocate(result, RANGE_SIZE)
    return result


# -- iterators -----------------------------------------------------------------


class _NumberIterator(Iterator):
    """An iterator that refers to no object."""

    def may_be_tracked(self) -> bool:
        return False

    def deallocate(self, heap: Heap) -> None:
        heap.free(self)


class RangeIterator(_NumberIterator):
    """Walks a range whose numbers fit into a machine word."""

    def __init__(self, start: i64, step: i64, left: i64) -> None:
        self.following: i64 = start
        self.step: i64 = step
        self.left: i64 = left

    def advance(self, runtime: Runtime) -> HeapObject | None:
        if self.left <= 0:
            return None
        self.left -= 1
        number = self.following
        if self.left > 0:
            self.following = number + self.step
        return make_int(runtime, number)

    def remaining(self, runtime: Runtime) -> int:
        return self.left


class LongRangeIterator(_NumberIterator):
    """Walks any other range."""

    def __init__(self, start: int, step: int, left: int) -> None:
        self.following: int = start
        self.step: int = step
        self.left: int = left

    def advance(self, runtime: Runtime) -> HeapObject | None:
        if self.left <= 0:
            return None
        number = self.following
        self.following += self.step
        self.left -= 1
        return make_int(runtime, number)

    def remaining(self, runtime: Runtime) -> int:
        return self.left


def start_range(runtime: Runtime, start: int, stop: int, step: int, length: int) -> Iterator:
    """An iterator over `length` numbers."""
    result: Iterator
    if _fits(start) and _fits(stop) and _fits(step) and _fits(length):
        result = RangeIterator(start, step, length)
        result.kind = runtime.types.by_name["range_iterator"]
    else:
        result = LongRangeIterator(start, step, length)
        result.kind = runtime.types.by_name["longrange_iterator"]
    runtime.heap.allocate(result, SMALL_ITERATOR_SIZE)
    return result


def _fits(number: int) -> bool:
    """Whether CPython's quicker iterator can work with the number: its type names the class."""
    return -SHORT < number < SHORT or -LARGEST_LENGTH <= number <= LARGEST_LENGTH


def iterate_range(runtime: Runtime, value: Range) -> Iterator:
    """A new iterator over a range."""
    start, stop, step = value.start.value, value.stop.value, value.step.value
    return start_range(runtime, start, stop, step, value.length.value)
