"""Slices: `start:stop:step`, and which positions of a sequence one selects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.builtins import (
    AttributeSpec,
    TypeSpec,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.comparison import compare
from toylang.objects.errors import type_error, value_error
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.protocol import index_of, not_implemented, repr_text
from toylang.objects.shared_methods import (
    all_comparison_methods,
    constructor_arguments,
    read_only,
    unhashable,
)
from toylang.objects.text import make_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

SLICE_SIZE: Final[i64] = 56
LARGEST_POSITION: Final = (1 << 63) - 1


class Slice(Container):
    """The three values between the brackets of `x[start:stop:step]`; any may be None."""

    def __init__(self, start: HeapObject, stop: HeapObject, step: HeapObject) -> None:
        self.start: HeapObject = start
        self.stop: HeapObject = stop
        self.step: HeapObject = step

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.start)
        visitor.visit(self.stop)
        visitor.visit(self.step)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(".start", self.start), (".stop", self.stop), (".step", self.step)]

    def clear(self, heap: Heap) -> None:
        """A slice cannot be emptied: a cycle through it is broken elsewhere."""

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.step)
        heap.release(self.start)
        heap.release(self.stop)

    def give_back(self, heap: Heap) -> None:
        heap.free(self)


def make_slice(runtime: Runtime, start: HeapObject, stop: HeapObject, step: HeapObject) -> Slice:
    """A slice of three values, whose references it takes over.

    CPython keeps the last dead slice's block for the next one, so that slicing does not bring a
    collection closer; here slices are not counted as allocated.
    """
    result = Slice(start, stop, step)
    result.kind = runtime.types.slice
    runtime.heap.allocate(result, SLICE_SIZE)
    runtime.heap.track(result)
    return result


# -- which positions -----------------------------------------------------------


def slice_range(runtime: Runtime, chosen: Slice, length: int) -> tuple[int, int, int, int]:
    """Start, stop, step and number of the positions `chosen` selects among `length` items."""
    start, stop, step = slice_bounds(runtime, chosen)
    return adjust_bounds(start, stop, step, length)


def slice_bounds(runtime: Runtime, chosen: Slice) -> tuple[int, int, int]:
    """Start, stop and step as written, with defaults filled in; may run the program's code."""
    step = 1 if chosen.step is runtime.none else _clipped(_position(runtime, chosen.step))
    if step == 0:
        raise value_error(runtime, "slice step cannot be zero")
    start = LARGEST_POSITION if step < 0 else 0
    stop = -LARGEST_POSITION - 1 if step < 0 else LARGEST_POSITION
    if chosen.start is not runtime.none:
        start = _clipped(_position(runtime, chosen.start))
    if chosen.stop is not runtime.none:
        stop = _clipped(_position(runtime, chosen.stop))
    return start, stop, step


def adjust_bounds(start: int, stop: int, step: int, length: int) -> tuple[int, int, int, int]:
    """Cut bounds to the `length` of a sequence; negative ones count from its end."""
    start = _adjusted(start, step, length)
    stop = _adjusted(stop, step, length)
    return start, stop, step, len(range(start, stop, step))


def _adjusted(bound: int, step: int, length: int) -> int:
    if bound < 0:
        bound += length
        return max(bound, -1 if step < 0 else 0)
    return min(bound, length - 1 if step < 0 else length)


def _clipped(position: int) -> int:
    return max(-LARGEST_POSITION - 1, min(position, LARGEST_POSITION))


def _position(runtime: Runtime, value: HeapObject) -> int:
    if type_of(value).lookup("__index__") is None:
        message = "slice indices must be integers or None or have an __index__ method"
        raise type_error(runtime, message)
    return index_of(runtime, value)


def large_slice_range(runtime: Runtime, chosen: Slice, length: int) -> tuple[int, int, int]:
    """Start, stop and step for a length of any size, as a range needs them."""
    step = 1 if chosen.step is runtime.none else _position(runtime, chosen.step)
    if step == 0:
        raise value_error(runtime, "slice step cannot be zero")
    start = length - 1 if step < 0 else 0
    stop = -1 if step < 0 else length
    if chosen.start is not runtime.none:
        start = _adjusted(_position(runtime, chosen.start), step, length)
    if chosen.stop is not runtime.none:
        stop = _adjusted(_position(runtime, chosen.stop), step, length)
    return start, stop, step


# -- the type ------------------------------------------------------------------


def _receiver(value: HeapObject) -> Slice:
    assert isinstance(value, Slice)
    return value


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = constructor_arguments(runtime, "slice", arguments, keywords, 1, 3)
    start, stop, step = runtime.none, given[0], runtime.none
    if len(given) > 1:
        start, stop = given[0], given[1]
    if len(given) == 3:
        step = given[2]
    start.refcount += 1
    stop.refcount += 1
    step.refcount += 1
    return make_slice(runtime, start, stop, step)


def _indices(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    length = index_of(runtime, arguments[1])
    if length < 0:
        raise value_error(runtime, "length should not be negative")
    bounds = large_slice_range(runtime, _receiver(arguments[0]), length)
    return make_tuple(runtime, [make_int(runtime, bound) for bound in bounds])


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    chosen = _receiver(arguments[0])
    start = repr_text(runtime, chosen.start)
    stop = repr_text(runtime, chosen.stop)
    step = repr_text(runtime, chosen.step)
    return make_str(runtime, f"slice({start}, {stop}, {step})")


def _compare(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    """Slices compare as the tuples of their three values."""
    if not isinstance(left, Slice) or not isinstance(right, Slice):
        return not_implemented(runtime)
    if left is right:
        return make_bool(runtime, operator in ("==", "<=", ">="))
    left_values, right_values = _as_tuple(runtime, left), _as_tuple(runtime, right)
    try:
        return compare(runtime, operator, left_values, right_values)
    finally:
        runtime.heap.release(left_values)
        runtime.heap.release(right_values)


def _as_tuple(runtime: Runtime, chosen: Slice) -> Tuple:
    values = [chosen.start, chosen.stop, chosen.step]
    for value in values:
        value.refcount += 1
    return make_tuple(runtime, values)


def _start(runtime: Runtime, value: HeapObject) -> HeapObject:
    result = _receiver(value).start
    result.refcount += 1
    return result


def _stop(runtime: Runtime, value: HeapObject) -> HeapObject:
    result = _receiver(value).stop
    result.refcount += 1
    return result


def _step(runtime: Runtime, value: HeapObject) -> HeapObject:
    result = _receiver(value).step
    result.refcount += 1
    return result


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "slice",
        [
            static_method(keyword_method("__new__", _new)),
            method("indices", _indices, 1),
            method("__repr__", _repr),
            unhashable(),
            *all_comparison_methods(_compare),
        ],
        [
            AttributeSpec("start", _start, read_only),
            AttributeSpec("stop", _stop, read_only),
            AttributeSpec("step", _step, read_only),
        ],
    )
]
