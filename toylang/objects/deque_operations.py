"""What deques can do (CPython: `Modules/_collectionsmodule.c`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.arguments import (
    LARGEST_SIZE,
    check_count,
    check_items,
    repeat_count,
    size_argument,
    wrong_operand,
)
from toylang.objects.builtins import (
    AttributeSpec,
    TypeSpec,
    bind_arguments,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.comparison import compare
from toylang.objects.deques import (
    LAST_SLOT,
    UNBOUNDED,
    Deque,
    iterate_deque,
    make_deque,
)
from toylang.objects.errors import Raised, error, index_error, type_error, value_error
from toylang.objects.hashing import same_or_equal
from toylang.objects.iterators import sized_iterator_methods
from toylang.objects.list_growth import list_from
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.protocol import (
    advance,
    index_of,
    iterate,
    none,
    not_implemented,
    repr_text,
)
from toylang.objects.sequence_methods import compare_lengths
from toylang.objects.shared_methods import (
    all_comparison_methods,
    begin_repr,
    end_repr,
    read_only,
    unhashable,
)
from toylang.objects.text import make_str
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _receiver(value: HeapObject) -> Deque:
    assert isinstance(value, Deque)
    return value


# -- making --------------------------------------------------------------------


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """An empty deque; what is to be in it is left to `__init__`."""
    cls = arguments[0]
    assert isinstance(cls, Type)
    return make_deque(runtime, cls, UNBOUNDED)


def _initialise(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """`deque.__init__(iterable, maxlen)`: fill the deque anew."""
    receiver = _receiver(arguments[0])
    if len(arguments) + len(keywords) > 3:
        given = len(arguments) + len(keywords) - 1
        raise type_error(runtime, f"deque() takes at most 2 arguments ({given} given)")
    names = ["iterable", "maxlen"]
    iterable, largest = bind_arguments(runtime, "deque", arguments[1:], keywords, names, 2)
    receiver.largest = _largest(runtime, largest)
    if receiver.items:
        receiver.clear(runtime.heap)
    if iterable is not None:
        _extend_right(runtime, receiver, iterable)
    return none(runtime)


def _largest(runtime: Runtime, value: HeapObject | None) -> i64:
    if value is None or value is runtime.none:
        return UNBOUNDED
    if type_of(value).lookup("__index__") is None:
        raise type_error(runtime, "an integer is required")
    size = size_argument(runtime, value)
    if size < 0:
        raise value_error(runtime, "maxlen must be non-negative")
    return size


def _copy(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _copy_of(runtime, _receiver(arguments[0]))


def _copy_of(runtime: Runtime, original: Deque) -> HeapObject:
    """A new deque with the same items; that of a class derived from deque, by a call of it."""
    cls = type_of(original)
    if cls.is_heap_type:
        given: list[HeapObject] = [original]
        if original.largest >= 0:
            given.append(make_int(runtime, original.largest))
        try:
            return runtime.call(cls, given)
        finally:
            runtime.heap.release_all(given[1:])
    result = make_deque(runtime, cls, original.largest)
    if len(original.items) != 1 and original.largest != 0:
        result.first_slot = 1
    for item in original.items:
        item.refcount += 1
        result.append(item)
    return result


# -- both ends -----------------------------------------------------------------


def _append(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    arguments[1].refcount += 1
    _receiver(arguments[0]).append(arguments[1])
    return none(runtime)


def _append_left(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    arguments[1].refcount += 1
    _receiver(arguments[0]).append_left(arguments[1])
    return none(runtime)


def _pop(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if not receiver.items:
        raise index_error(runtime, "pop from an empty deque")
    return receiver.pop()


def _pop_left(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if not receiver.items:
        raise index_error(runtime, "pop from an empty deque")
    return receiver.pop_left()


def _extend(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _extend_right(runtime, _receiver(arguments[0]), arguments[1])
    return none(runtime)


def _extend_left(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, iterable = _receiver(arguments[0]), arguments[1]
    if iterable is receiver:
        _extend_by_copy(runtime, receiver, True)
    else:
        _extend_from(runtime, receiver, iterable, True)
    return none(runtime)


def _extend_right(runtime: Runtime, receiver: Deque, iterable: HeapObject) -> None:
    if iterable is receiver:
        _extend_by_copy(runtime, receiver, False)
    else:
        _extend_from(runtime, receiver, iterable, False)


def _extend_by_copy(runtime: Runtime, receiver: Deque, leftwards: bool) -> None:
    """Extend a deque by its own items: by a list of them."""
    items = list_from(runtime, receiver)
    try:
        _extend_from(runtime, receiver, items, leftwards)
    finally:
        runtime.heap.release(items)


def _extend_from(runtime: Runtime, receiver: Deque, iterable: HeapObject, leftwards: bool) -> None:
    iterator = iterate(runtime, iterable)
    if not receiver.items and receiver.largest != 0:
        receiver.first_slot = LAST_SLOT if leftwards else 1
    try:
        while True:
            runtime.poll()
            item = advance(runtime, iterator)
            if item is None:
                return
            if leftwards:
                receiver.append_left(item)
            else:
                receiver.append(item)
    finally:
        runtime.heap.release(iterator)


# -- items ---------------------------------------------------------------------


def _length(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, len(_receiver(arguments[0]).items))


def _position(runtime: Runtime, receiver: Deque, key: HeapObject) -> int:
    if type_of(key).lookup("__index__") is None:
        name = type_of(key).name
        raise type_error(runtime, f"sequence index must be integer, not '{name}'")
    position = index_of(runtime, key)
    if not -LARGEST_SIZE - 1 <= position <= LARGEST_SIZE:
        name = type_of(key).name
        raise index_error(runtime, f"cannot fit '{name}' into an index-sized integer")
    size = len(receiver.items)
    if not -size <= position < size:
        raise index_error(runtime, "deque index out of range")
    return position % size


def _get_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    result = receiver.items[_position(runtime, receiver, arguments[1])]
    result.refcount += 1
    return result


def _set_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, value = _receiver(arguments[0]), arguments[2]
    position = _position(runtime, receiver, arguments[1])
    value.refcount += 1
    old, receiver.items[position] = receiver.items[position], value
    runtime.heap.release(old)
    return none(runtime)


def _delete_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    position = _position(runtime, receiver, arguments[1])
    runtime.heap.release(receiver.take(position))
    return none(runtime)


def _insert(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    check_count(runtime, "insert", arguments, 2, 2)
    receiver, value = _receiver(arguments[0]), arguments[2]
    position, size = size_argument(runtime, arguments[1]), len(receiver.items)
    if 0 <= receiver.largest <= size:
        raise index_error(runtime, "deque already at its maximum size")
    value.refcount += 1
    if position >= size:
        receiver.append(value)
    elif position <= -size or position == 0:
        receiver.append_left(value)
    else:
        receiver.insert(position, value)
    return none(runtime)


def _rotate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    steps = size_argument(runtime, arguments[1]) if len(arguments) > 1 else 1
    _receiver(arguments[0]).rotate(steps)
    return none(runtime)


def _reverse(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    receiver.items.reverse()
    return none(runtime)


def _clear(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if receiver.items:
        receiver.clear(runtime.heap)
    return none(runtime)


# -- search --------------------------------------------------------------------


def _equals(
    runtime: Runtime,
    receiver: Deque,
    position: int,
    value: HeapObject,
    mutation: str = "RuntimeError",
) -> bool:
    """Whether the item at `position` equals `value`; `mutation` if asking changes the deque."""
    runtime.poll()
    item, before = receiver.items[position], receiver.changes
    item.refcount += 1
    try:
        equal = same_or_equal(runtime, item, value)
    finally:
        runtime.heap.release(item)
    if receiver.changes != before:
        raise error(runtime, mutation, "deque mutated during iteration")
    return equal


def _find(
    runtime: Runtime,
    receiver: Deque,
    value: HeapObject,
    start: int,
    stop: int,
    mutation: str = "RuntimeError",
) -> int:
    """The first position from `start` to `stop` of something equal to `value`, -1 if none."""
    for position in range(start, min(stop, len(receiver.items))):
        if _equals(runtime, receiver, position, value, mutation):
            return position
    return -1


def _contains(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    found = _find(runtime, _receiver(arguments[0]), arguments[1], 0, LARGEST_SIZE)
    return make_bool(runtime, found >= 0)


def _count(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, count = _receiver(arguments[0]), 0
    for position in range(len(receiver.items)):
        if _equals(runtime, receiver, position, arguments[1]):
            count += 1
    return make_int(runtime, count)


def _index(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    check_count(runtime, "index", arguments, 1, 3)
    receiver, size = _receiver(arguments[0]), len(_receiver(arguments[0]).items)
    bounds = [0, LARGEST_SIZE]
    for place, argument in enumerate(arguments[2:]):
        if type_of(argument).lookup("__index__") is None:
            message = "slice indices must be integers or have an __index__ method"
            raise type_error(runtime, message)
        bounds[place] = index_of(runtime, argument)
    start, stop = [max(bound + size, 0) if bound < 0 else bound for bound in bounds]
    position = _find(runtime, receiver, arguments[1], start, stop)
    if position < 0:
        raise _absent(runtime, arguments[1])
    return make_int(runtime, position)


def _remove(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    position = _find(runtime, receiver, arguments[1], 0, LARGEST_SIZE, "IndexError")
    if position < 0:
        raise _absent(runtime, arguments[1])
    runtime.heap.release(receiver.take(position))
    return none(runtime)


def _absent(runtime: Runtime, value: HeapObject) -> Raised:
    return value_error(runtime, f"{repr_text(runtime, value)} is not in deque")


# -- operators -----------------------------------------------------------------


def _add(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    left, right = _receiver(arguments[0]), arguments[1]
    if not isinstance(right, Deque):
        raise wrong_operand(runtime, left, right)
    result = _copy_of(runtime, left)
    try:
        _extend_right(runtime, _receiver(result), right)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _add_in_place(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    _extend_right(runtime, receiver, arguments[1])
    receiver.refcount += 1
    return receiver


def _multiply(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    times = repeat_count(runtime, arguments[1])
    result = _copy_of(runtime, _receiver(arguments[0]))
    try:
        _repeat(runtime, _receiver(result), times)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _multiply_in_place(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    _repeat(runtime, receiver, repeat_count(runtime, arguments[1]))
    receiver.refcount += 1
    return receiver


def _repeat(runtime: Runtime, receiver: Deque, times: int) -> None:
    """Have the items `times` times; a bounded deque is only filled to its bound."""
    items = list(receiver.items)
    if times == 0 and items:
        receiver.clear(runtime.heap)
    elif items and times > 1:
        if receiver.largest >= 0:
            times = min(times, receiver.largest // len(items) + 2)
        check_items(runtime, len(items) * times)
        for _ in range(times - 1):
            for item in items:
                item.refcount += 1
                receiver.append(item)


def _compare(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    """Compare item by item: the first difference decides, then the length."""
    if not isinstance(left, Deque) or not isinstance(right, Deque):
        return not_implemented(runtime)
    if operator in ("==", "!=") and (left is right or len(left.items) != len(right.items)):
        return make_bool(runtime, (left is right) == (operator == "=="))
    first = iterate_deque(runtime, left, False)
    second = iterate_deque(runtime, right, False)
    try:
        return _compare_walks(runtime, operator, first, second)
    finally:
        runtime.heap.release(first)
        runtime.heap.release(second)


def _compare_walks(
    runtime: Runtime, operator: str, first: HeapObject, second: HeapObject
) -> HeapObject:
    while True:
        runtime.poll()
        one = advance(runtime, first)
        try:
            other = advance(runtime, second)
        except BaseException:
            runtime.heap.release_all([] if one is None else [one])
            raise
        if one is None or other is None:
            lengths = 0 if one is None else 1, 0 if other is None else 1
            runtime.heap.release_all([item for item in (one, other) if item is not None])
            return make_bool(runtime, compare_lengths(operator, *lengths))
        try:
            if not same_or_equal(runtime, one, other):
                return compare(runtime, operator, one, other)
        finally:
            runtime.heap.release(one)
            runtime.heap.release(other)


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if not begin_repr(receiver):
        return make_str(runtime, "[...]")
    try:
        items = list_from(runtime, receiver)
        try:
            words = repr_text(runtime, items)
        finally:
            runtime.heap.release(items)
    finally:
        end_repr()
    name = type_of(receiver).name.rpartition(".")[2]
    bound = f", maxlen={receiver.largest}" if receiver.largest >= 0 else ""
    return make_str(runtime, f"{name}({words}{bound})")


def _iterate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return iterate_deque(runtime, _receiver(arguments[0]), False)


def _reversed(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return iterate_deque(runtime, _receiver(arguments[0]), True)


def _maxlen(runtime: Runtime, value: HeapObject) -> HeapObject:
    largest = _receiver(value).largest
    return none(runtime) if largest < 0 else make_int(runtime, largest)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "collections.deque",
        [
            static_method(keyword_method("__new__", _new)),
            keyword_method("__init__", _initialise),
            method("append", _append, 1),
            method("appendleft", _append_left, 1),
            method("pop", _pop),
            method("popleft", _pop_left),
            method("extend", _extend, 1),
            method("extendleft", _extend_left, 1),
            method("insert", _insert, 0, 1 << 30),
            method("remove", _remove, 1),
            method("rotate", _rotate, 0, 1),
            method("reverse", _reverse),
            method("clear", _clear),
            method("copy", _copy),
            method("__copy__", _copy),
            method("count", _count, 1),
            method("index", _index, 0, 1 << 30),
            method("__len__", _length),
            method("__getitem__", _get_item, 1),
            method("__setitem__", _set_item, 2),
            method("__delitem__", _delete_item, 1),
            method("__contains__", _contains, 1),
            method("__iter__", _iterate),
            method("__reversed__", _reversed),
            method("__add__", _add, 1),
            method("__iadd__", _add_in_place, 1),
            method("__mul__", _multiply, 1),
            method("__rmul__", _multiply, 1),
            method("__imul__", _multiply_in_place, 1),
            method("__repr__", _repr),
            unhashable(),
            *all_comparison_methods(_compare),
        ],
        [AttributeSpec("maxlen", _maxlen, read_only)],
    ),
    TypeSpec("_collections._deque_iterator", sized_iterator_methods(), []),
    TypeSpec("_collections._deque_reverse_iterator", sized_iterator_methods(), []),
]
