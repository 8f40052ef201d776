"""What tuples can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import check_items, repeat_count, wrong_operand
from toylang.objects.builtins import TypeSpec, keyword_method, method, static_method
from toylang.objects.derived import begin_life
from toylang.objects.errors import index_error
from toylang.objects.generic_alias import class_item_method
from toylang.objects.hashing import tuple_hash
from toylang.objects.iterators import SMALL_ITERATOR_SIZE, TupleIterator, start_iterator
from toylang.objects.list_growth import GUESSED_LENGTH, length_hint
from toylang.objects.lists import POINTER_SIZE
from toylang.objects.numbers import make_int
from toylang.objects.protocol import drain, iterate, not_implemented
from toylang.objects.sequence_methods import (
    compare_sequences,
    contains_method,
    count_method,
    index_method,
    items_if_plain,
    joined_reprs,
    length_method,
    sequence_index,
)
from toylang.objects.shared_methods import (
    all_comparison_methods,
    begin_repr,
    constructor_arguments,
    end_repr,
)
from toylang.objects.slices import Slice, slice_range
from toylang.objects.text import make_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import Type

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _receiver(value: HeapObject) -> Tuple:
    assert isinstance(value, Tuple)
    return value


def tuple_from(runtime: Runtime, iterable: HeapObject) -> Tuple:
    """`tuple(iterable)`: a tuple is its own copy."""
    if isinstance(iterable, Tuple) and iterable.extension is None:
        iterable.refcount += 1
        return iterable
    items = items_if_plain(iterable)
    if items is not None:
        return _copy_of(runtime, items.copy())
    iterator = iterate(runtime, iterable)
    try:
        check_items(runtime, length_hint(runtime, iterable, GUESSED_LENGTH))
        return make_tuple(runtime, drain(runtime, iterator))
    finally:
        runtime.heap.release(iterator)


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = constructor_arguments(runtime, "tuple", arguments, keywords, 0, 1)
    made = tuple_from(runtime, given[0]) if given else make_tuple(runtime, [])
    cls = arguments[0]
    if cls is runtime.types.tuple or not isinstance(cls, Type):
        return made
    result = Tuple([], runtime)
    begin_life(runtime, result, cls, runtime.types.tuple, POINTER_SIZE * len(made.items))
    for item in made.items:
        item.refcount += 1
    result.items = made.items.copy()
    runtime.heap.release(made)
    return result


def _get_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key = _receiver(arguments[0]), arguments[1]
    size = len(receiver.items)
    if isinstance(key, Slice):
        start, _, step, count = slice_range(runtime, key, size)
        if count == size and step == 1 and receiver.extension is None:
            receiver.refcount += 1
            return receiver
        return _copy_of(runtime, [receiver.items[start + step * i] for i in range(count)])
    position = sequence_index(runtime, key, "tuple")
    if position < 0:
        position += size
    if position < 0 or position >= size:
        raise index_error(runtime, "tuple index out of range")
    result = receiver.items[position]
    result.refcount += 1
    return result


def _copy_of(runtime: Runtime, items: list[HeapObject]) -> Tuple:
    """A new tuple of these borrowed items."""
    for item in items:
        item.refcount += 1
    return make_tuple(runtime, items)


def _add(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    left, right = _receiver(arguments[0]), arguments[1]
    if not isinstance(right, Tuple):
        raise wrong_operand(runtime, left, right)
    if not left.items and right.extension is None:
        right.refcount += 1
        return right
    if not right.items and left.extension is None:
        left.refcount += 1
        return left
    check_items(runtime, len(left.items) + len(right.items))
    return _copy_of(runtime, left.items + right.items)


def _multiply(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, count = _receiver(arguments[0]), arguments[1]
    times = repeat_count(runtime, count)
    if (times == 1 or not receiver.items) and receiver.extension is None:
        receiver.refcount += 1
        return receiver
    check_items(runtime, len(receiver.items) * times)
    return _copy_of(runtime, receiver.items * times)


def _compare(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    if not isinstance(left, Tuple) or not isinstance(right, Tuple):
        return not_implemented(runtime)
    return compare_sequences(runtime, operator, left, right)


def _hash(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, tuple_hash(runtime, _receiver(arguments[0])))


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if not begin_repr(receiver):
        return make_str(runtime, "(...)")
    try:
        words = joined_reprs(runtime, receiver)
    finally:
        end_repr()
    return make_str(runtime, f"({words},)" if len(receiver.items) == 1 else f"({words})")


def _iterate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    arguments[0].refcount += 1
    return start_iterator(
        runtime, TupleIterator(arguments[0]), "tuple_iterator", SMALL_ITERATOR_SIZE
    )


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "tuple",
        [
            static_method(keyword_method("__new__", _new)),
            class_item_method(),
            method("index", index_method, 1, 3),
            method("count", count_method, 1),
            method("__len__", length_method),
            method("__getitem__", _get_item, 1),
            method("__contains__", contains_method, 1),
            method("__iter__", _iterate),
            method("__add__", _add, 1),
            method("__mul__", _multiply, 1),
            method("__rmul__", _multiply, 1),
            method("__repr__", _repr),
            method("__hash__", _hash),
            *all_comparison_methods(_compare),
        ],
        [],
    )
]
