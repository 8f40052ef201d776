"""What a range can do: its methods and attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.builtins import AttributeSpec, TypeSpec, keyword_method, method, static_method
from toylang.objects.comparison import equal
from toylang.objects.errors import error, index_error, type_error, value_error
from toylang.objects.hashing import hash_of
from toylang.objects.iterators import sized_iterator_methods
from toylang.objects.numbers import Int, make_bool, make_int
from toylang.objects.protocol import advance, index_of, iterate, not_implemented, repr_text
from toylang.objects.ranges import LARGEST_LENGTH, Range, iterate_range, make_range, start_range
from toylang.objects.shared_methods import (
    EQUALITY,
    comparison_methods,
    constructor_arguments,
    read_only,
)
from toylang.objects.slices import Slice, large_slice_range
from toylang.objects.text import make_str
from toylang.objects.tuples import make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


# -- methods -------------------------------------------------------------------


def _receiver(value: HeapObject) -> Range:
    assert isinstance(value, Range)
    return value


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if len(arguments) == 2 and not keywords:
        stop = arguments[1]
        if isinstance(stop, Int):
            return make_range(runtime, 0, stop.value, 1)
    given = constructor_arguments(runtime, "range", arguments, keywords, 1, 3)
    numbers = [index_of(runtime, value) for value in given]
    if len(numbers) == 1:
        return make_range(runtime, 0, numbers[0], 1)
    step = numbers[2] if len(numbers) == 3 else 1
    if step == 0:
        raise value_error(runtime, "range() arg 3 must not be zero")
    return make_range(runtime, numbers[0], numbers[1], step)


def _length(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    length = _receiver(arguments[0]).length
    if length.value > LARGEST_LENGTH:
        raise error(runtime, "OverflowError", "Python int too large to convert to C ssize_t")
    length.refcount += 1
    return length


def _truth(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, _receiver(arguments[0]).length.value > 0)


def _get_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key = _receiver(arguments[0]), arguments[1]
    size = receiver.length.value
    if isinstance(key, Slice):
        start, stop, step = large_slice_range(runtime, key, size)
        return make_range(
            runtime, receiver.item(start), receiver.item(stop), step * receiver.step.value
        )
    if type_of(key).lookup("__index__") is None:
        name = type_of(key).name
        raise type_error(runtime, f"range indices must be integers or slices, not {name}")
    position = index_of(runtime, key)
    if position < 0:
        position += size
    if position < 0 or position >= size:
        raise index_error(runtime, "range object index out of range")
    return make_int(runtime, receiver.item(position))


def _find(runtime: Runtime, receiver: Range, value: HeapObject) -> int:
    """Where something equal to `value` stands first, -1 if nowhere."""
    if isinstance(value, Int):
        return receiver.position_of(value.value)
    iterator = iterate_range(runtime, receiver)
    position = 0
    try:
        while True:
            runtime.poll()
            number = advance(runtime, iterator)
            if number is None:
                return -1
            try:
                if equal(runtime, number, value):
                    return position
            finally:
                runtime.heap.release(number)
            position += 1
    finally:
        runtime.heap.release(iterator)


def _contains(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, _find(runtime, _receiver(arguments[0]), arguments[1]) >= 0)


def _index(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = arguments[1]
    position = _find(runtime, _receiver(arguments[0]), value)
    if position >= 0:
        return make_int(runtime, position)
    if isinstance(value, Int):
        raise value_error(runtime, f"{repr_text(runtime, value)} is not in range")
    raise value_error(runtime, "sequence.index(x): x not in sequence")


def _count(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, value = _receiver(arguments[0]), arguments[1]
    if isinstance(value, Int):
        return make_int(runtime, int(receiver.position_of(value.value) >= 0))
    iterator = iterate(runtime, receiver)
    count = 0
    try:
        while True:
            runtime.poll()
            number = advance(runtime, iterator)
            if number is None:
                return make_int(runtime, count)
            try:
                count += equal(runtime, number, value)
            finally:
                runtime.heap.release(number)
    finally:
        runtime.heap.release(iterator)


def _compare(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    if not isinstance(left, Range) or not isinstance(right, Range):
        return not_implemented(runtime)
    return make_bool(runtime, (_essence(left) == _essence(right)) == (operator == "=="))


def _essence(value: Range) -> list[int]:
    """What makes a range the sequence it is: length, start, step, as far as they matter."""
    length = value.length.value
    return [length, value.start.value, value.step.value][: min(length, 2) + 1]


def _hash(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    essence = _essence(_receiver(arguments[0]))
    items: list[HeapObject] = [make_int(runtime, number) for number in essence]
    while len(items) < 3:
        runtime.none.refcount += 1
        items.append(runtime.none)
    whole = make_tuple(runtime, items)
    try:
        return make_int(runtime, hash_of(runtime, whole))
    finally:
        runtime.heap.release(whole)


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    bounds = f"{repr_text(runtime, receiver.start)}, {repr_text(runtime, receiver.stop)}"
    if receiver.step.value == 1:
        return make_str(runtime, f"range({bounds})")
    return make_str(runtime, f"range({bounds}, {repr_text(runtime, receiver.step)})")


def _iterate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return iterate_range(runtime, _receiver(arguments[0]))


def _reversed(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    start, step, length = receiver.start.value, receiver.step.value, receiver.length.value
    last = receiver.item(length - 1) if length > 0 else start
    stop = start - step if length > 0 else start
    return start_range(runtime, last, stop, -step, length)


# -- attributes ----------------------------------------------------------------


def _start_of(runtime: Runtime, value: HeapObject) -> HeapObject:
    result = _receiver(value).start
    result.refcount += 1
    return result


def _stop_of(runtime: Runtime, value: HeapObject) -> HeapObject:
    result = _receiver(value).stop
    result.refcount += 1
    return result


def _step_of(runtime: Runtime, value: HeapObject) -> HeapObject:
    result = _receiver(value).step
    result.refcount += 1
    return result


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "range",
        [
            static_method(keyword_method("__new__", _new)),
            method("index", _index, 1),
            method("count", _count, 1),
            method("__len__", _length),
            method("__bool__", _truth),
            method("__getitem__", _get_item, 1),
            method("__contains__", _contains, 1),
            method("__iter__", _iterate),
            method("__reversed__", _reversed),
            method("__hash__", _hash),
            method("__repr__", _repr),
            *comparison_methods(_compare, EQUALITY),
        ],
        [
            AttributeSpec("start", _start_of, read_only),
            AttributeSpec("stop", _stop_of, read_only),
            AttributeSpec("step", _step_of, read_only),
        ],
    ),
    TypeSpec("range_iterator", sized_iterator_methods(), []),
    TypeSpec("longrange_iterator", sized_iterator_methods(), []),
]
