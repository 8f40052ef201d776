"""What lists can do.

How a list grows stands in `list_growth`, what square brackets do in `list_items`, how it is sorted
in `sorting`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import (
    c_int_argument,
    check_items,
    repeat_count,
    size_argument,
    wrong_operand,
)
from toylang.objects.arities import Binary
from toylang.objects.builtins import TypeSpec, binary_method, keyword_method, method, static_method
from toylang.objects.derived import begin_life
from toylang.objects.errors import index_error, type_error, value_error
from toylang.objects.generic_alias import class_item_method
from toylang.objects.iterators import (
    SMALL_ITERATOR_SIZE,
    ListIterator,
    ListReverseIterator,
    start_iterator,
)
from toylang.objects.list_growth import extend_list, reserve
from toylang.objects.list_items import copy_of, delete_method, get_method, replace, set_method
from toylang.objects.lists import List
from toylang.objects.numbers import make_bool
from toylang.objects.protocol import none, not_implemented
from toylang.objects.sequence_methods import (
    compare_sequences,
    contains_method,
    count_method,
    find_item,
    index_method,
    joined_reprs,
    length_method,
)
from toylang.objects.shared_methods import (
    all_comparison_methods,
    begin_repr,
    constructor_arguments,
    end_repr,
    unhashable,
)
from toylang.objects.sorting import sort_list
from toylang.objects.text import make_str
from toylang.objects.types import Type

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _receiver(value: HeapObject) -> List:
    assert isinstance(value, List)
    return value


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """An empty list; what is to be in it is left to `__init__`."""
    cls = arguments[0]
    assert isinstance(cls, Type)
    result = List([], runtime)
    begin_life(runtime, result, cls, runtime.types.list, 0)
    return result


def _initialise(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """`list.__init__`: fill the list anew."""
    given = constructor_arguments(runtime, "list", arguments, keywords, 0, 1)
    receiver = _receiver(arguments[0])
    if receiver.items or receiver.block != 0:
        receiver.release_referents(runtime.heap)
    if given:
        extend_list(runtime, receiver, given[0])
    return none(runtime)


# -- methods -------------------------------------------------------------------


class Append(Binary):
    """`append`."""

    def call(self, runtime: Runtime, receiver: HeapObject, argument: HeapObject) -> HeapObject:
        argument.refcount += 1
        _receiver(receiver).append(argument)
        return none(runtime)


def _extend(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    extend_list(runtime, _receiver(arguments[0]), arguments[1])
    return none(runtime)


def _insert(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, value = _receiver(arguments[0]), arguments[2]
    position = size_argument(runtime, arguments[1])
    reserve(receiver, len(receiver.items) + 1)
    value.refcount += 1
    receiver.items.insert(position, value)
    return none(runtime)


def _remove(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    position = find_item(runtime, receiver, arguments[1], 0, len(receiver.items))
    if position < 0:
        raise value_error(runtime, "list.remove(x): x not in list")
    replace(runtime, receiver, position, position + 1, [])
    return none(runtime)


def _pop(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    position = size_argument(runtime, arguments[1]) if len(arguments) > 1 else -1
    size = len(receiver.items)
    if size == 0:
        raise index_error(runtime, "pop from empty list")
    if position < 0:
        position += size
    if position < 0 or position >= size:
        raise index_error(runtime, "pop index out of range")
    reserve(receiver, size - 1)
    return receiver.items.pop(position)


def _clear(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if receiver.items or receiver.block != 0:
        receiver.release_referents(runtime.heap)
    return none(runtime)


def _reverse(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _receiver(arguments[0]).items.reverse()
    return none(runtime)


def _copy(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return copy_of(runtime, _receiver(arguments[0]).items.copy())


def _sort(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if len(arguments) > 1:
        raise type_error(runtime, "sort() takes no positional arguments")
    key, descending = sort_arguments(runtime, "sort", keywords)
    sort_list(runtime, _receiver(arguments[0]), key, descending)
    return none(runtime)


def sort_arguments(
    runtime: Runtime, function: str, keywords: dict[str, HeapObject]
) -> tuple[HeapObject | None, bool]:
    """The key function (borrowed) and whether to sort downwards, as sort and sorted take them."""
    if len(keywords) > 2:
        raise type_error(
            runtime, f"{function}() takes at most 2 keyword arguments ({len(keywords)} given)"
        )
    for name in keywords:
        if name not in ("key", "reverse"):
            message = f"'{name}' is an invalid keyword argument for {function}()"
            raise type_error(runtime, message)
    key = keywords.get("key")
    reverse = keywords.get("reverse")
    descending = reverse is not None and c_int_argument(runtime, reverse) != 0
    return None if key is runtime.none else key, descending


# -- operators -----------------------------------------------------------------


def _add(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    left, right = _receiver(arguments[0]), arguments[1]
    if not isinstance(right, List):
        raise wrong_operand(runtime, left, right)
    check_items(runtime, len(left.items) + len(right.items))
    return copy_of(runtime, left.items + right.items)


def _add_in_place(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    extend_list(runtime, receiver, arguments[1])
    receiver.refcount += 1
    return receiver


def _multiply(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, count = _receiver(arguments[0]), arguments[1]
    times = repeat_count(runtime, count)
    check_items(runtime, len(receiver.items) * times)
    return copy_of(runtime, receiver.items * times)


def _multiply_in_place(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, count = _receiver(arguments[0]), arguments[1]
    times = repeat_count(runtime, count)
    items = receiver.items
    if times == 0:
        receiver.release_referents(runtime.heap)
    elif items and times > 1:
        check_items(runtime, len(items) * times)
        reserve(receiver, len(items) * times)
        for item in items:
            item.refcount += times - 1
        receiver.items = items * times
    receiver.refcount += 1
    return receiver


def _compare(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    if not isinstance(left, List) or not isinstance(right, List):
        return not_implemented(runtime)
    if len(left.items) != len(right.items) and operator in ("==", "!="):
        return make_bool(runtime, operator == "!=")
    return compare_sequences(runtime, operator, left, right)


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if not begin_repr(receiver):
        return make_str(runtime, "[...]")
    try:
        return make_str(runtime, f"[{joined_reprs(runtime, receiver)}]")
    finally:
        end_repr()


def _iterate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    arguments[0].refcount += 1
    return start_iterator(runtime, ListIterator(arguments[0]), "list_iterator", SMALL_ITERATOR_SIZE)


def _reversed(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    receiver.refcount += 1
    return start_iterator(
        runtime, ListReverseIterator(receiver), "list_reverseiterator", SMALL_ITERATOR_SIZE
    )


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "list",
        [
            static_method(keyword_method("__new__", _new)),
            class_item_method(),
            keyword_method("__init__", _initialise),
            binary_method("append", Append()),
            method("extend", _extend, 1),
            method("insert", _insert, 2),
            method("remove", _remove, 1),
            method("pop", _pop, 0, 1),
            method("clear", _clear),
            method("index", index_method, 1, 3),
            method("count", count_method, 1),
            keyword_method("sort", _sort),
            method("reverse", _reverse),
            method("copy", _copy),
            method("__len__", length_method),
            method("__getitem__", get_method, 1),
            method("__setitem__", set_method, 2),
            method("__delitem__", delete_method, 1),
            method("__contains__", contains_method, 1),
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
        [],
    )
]
