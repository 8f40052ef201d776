"""What lists can do.

A list's items may change while the program's code runs in the middle of an operation, in `__eq__`,
`__index__`, `__del__` or an iterator. So lengths and positions are read again after each such
call, items are held while they are compared, and the list is in order before anything it dropped
is released.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.arguments import check_size, repeat_count, size_argument
from toylang.objects.builtins import TypeSpec, keyword_method, method, static_method
from toylang.objects.comparison import compare
from toylang.objects.errors import Raised, error, index_error, type_error, value_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.hashing import same_or_equal
from toylang.objects.iterators import (
    SMALL_ITERATOR_SIZE,
    Iterator,
    ListIterator,
    ListReverseIterator,
    start_iterator,
)
from toylang.objects.lists import List, make_list
from toylang.objects.numbers import Int, make_bool, make_int
from toylang.objects.protocol import (
    advance,
    call_special,
    index_of,
    items_of,
    iterate,
    length,
    none,
    not_implemented,
    repr_text,
)
from toylang.objects.shared_methods import (
    all_comparison_methods,
    begin_repr,
    constructor_arguments,
    end_repr,
    search_bounds,
    sequence_index,
    unhashable,
)
from toylang.objects.slices import Slice, adjust_bounds, slice_bounds
from toylang.objects.sorting import sort_list
from toylang.objects.text import make_str
from toylang.objects.tuples import Tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

GUESSED_LENGTH: Final = 8
"""How many items are expected of an iterable that does not say."""


def _receiver(value: HeapObject) -> List:
    assert isinstance(value, List)
    return value


# -- growth --------------------------------------------------------------------


def reserve(target: List, wanted: i64) -> None:
    """Resize the block of items for `wanted` items, before they come or go (list_resize)."""
    if target.capacity >= wanted and wanted >= target.capacity >> 1:
        return
    grown = (wanted + (wanted >> 3) + 6) & ~3
    if wanted - len(target.items) > grown - wanted:
        grown = (wanted + 3) & ~3
    target.set_capacity(0 if wanted == 0 else grown)


def _reserve_more(runtime: Runtime, target: List, count: int) -> None:
    """Make room for `count` more items; a list that had none yet gets little more than that."""
    check_size(runtime, len(target.items) + count)
    if target.block == 0:
        target.set_capacity((count + 1) & ~1)
    else:
        reserve(target, len(target.items) + count)


def length_hint(runtime: Runtime, value: HeapObject, default: int) -> int:
    """How many items an iterable probably has: by `__len__`, else by `__length_hint__`."""
    if isinstance(value, Iterator):
        remaining = value.remaining(runtime)
        return remaining if remaining >= 0 else default
    try:
        if type_of(value).lookup("__len__") is not None:
            return length(runtime, value)
        hint = call_special(runtime, value, "__length_hint__", [])
    except Raised as raised:
        if not is_instance_of(runtime, raised.exception, "TypeError"):
            raise
        runtime.heap.release(raised.exception)
        return default
    if hint is None:
        return default
    try:
        return default if hint is runtime.not_implemented else _checked_hint(runtime, hint)
    finally:
        runtime.heap.release(hint)


def _checked_hint(runtime: Runtime, hint: HeapObject) -> int:
    if not isinstance(hint, Int):
        name = type_of(hint).name
        raise type_error(runtime, f"__length_hint__ must be an integer, not {name}")
    if hint.value < 0:
        raise value_error(runtime, "__length_hint__() should return >= 0")
    return hint.value


def extend_list(runtime: Runtime, target: List, iterable: HeapObject) -> None:
    """Append everything in `iterable` (borrowed)."""
    if isinstance(iterable, (List, Tuple)):
        added = iterable.items.copy()
        if added:
            _reserve_more(runtime, target, len(added))
            for item in added:
                item.refcount += 1
            target.items.extend(added)
        return
    iterator = iterate(runtime, iterable)
    try:
        expected = length_hint(runtime, iterable, GUESSED_LENGTH)
        if expected > 0 or target.block != 0:
            _reserve_more(runtime, target, expected)
        while True:
            runtime.poll()
            following = advance(runtime, iterator)
            if following is None:
                break
            target.append(following)
    finally:
        runtime.heap.release(iterator)
    if len(target.items) < target.capacity:
        reserve(target, len(target.items))


def list_from(runtime: Runtime, iterable: HeapObject) -> List:
    """A new list of everything in `iterable` (borrowed): `list(iterable)`."""
    result = make_list(runtime, [])
    try:
        extend_list(runtime, result, iterable)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = constructor_arguments(runtime, "list", arguments, keywords, 0, 1)
    return list_from(runtime, given[0]) if given else make_list(runtime, [])


# -- items ---------------------------------------------------------------------


def _get_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key = _receiver(arguments[0]), arguments[1]
    if isinstance(key, Slice):
        bounds = slice_bounds(runtime, key)
        start, _, step, count = adjust_bounds(*bounds, len(receiver.items))
        return _copy_of(runtime, [receiver.items[start + step * i] for i in range(count)])
    position = sequence_index(runtime, key, "list")
    size = len(receiver.items)
    if position < 0:
        position += size
    if position < 0 or position >= size:
        raise index_error(runtime, "list index out of range")
    result = receiver.items[position]
    result.refcount += 1
    return result


def _copy_of(runtime: Runtime, items: list[HeapObject]) -> List:
    """A new list of these borrowed items."""
    for item in items:
        item.refcount += 1
    return make_list(runtime, items)


def _set_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key, value = _receiver(arguments[0]), arguments[1], arguments[2]
    if isinstance(key, Slice):
        _set_slice(runtime, receiver, key, value)
        return none(runtime)
    position = _assignment_position(runtime, receiver, key)
    value.refcount += 1
    old, receiver.items[position] = receiver.items[position], value
    runtime.heap.release(old)
    return none(runtime)


def _assignment_position(runtime: Runtime, receiver: List, key: HeapObject) -> int:
    position = sequence_index(runtime, key, "list")
    size = len(receiver.items)
    if position < 0:
        position += size
    if position < 0 or position >= size:
        raise index_error(runtime, "list assignment index out of range")
    return position


def _delete_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key = _receiver(arguments[0]), arguments[1]
    if isinstance(key, Slice):
        bounds = slice_bounds(runtime, key)
        start, stop, step, count = adjust_bounds(*bounds, len(receiver.items))
        if step == 1:
            _replace(runtime, receiver, start, stop, [])
        else:
            _delete_extended(runtime, receiver, range(start, start + step * count, step))
        return none(runtime)
    position = _assignment_position(runtime, receiver, key)
    _replace(runtime, receiver, position, position + 1, [])
    return none(runtime)


def _set_slice(runtime: Runtime, receiver: List, chosen: Slice, value: HeapObject) -> None:
    bounds = slice_bounds(runtime, chosen)
    start, stop, step, _ = adjust_bounds(*bounds, len(receiver.items))
    if step == 1:
        items = _items_to_assign(runtime, value, "can only assign an iterable")
        _replace(runtime, receiver, start, stop, items)
        return
    items = _items_to_assign(runtime, value, "must assign iterable to extended slice")
    _set_extended(runtime, receiver, adjust_bounds(*bounds, len(receiver.items)), items)


def _items_to_assign(runtime: Runtime, value: HeapObject, complaint: str) -> list[HeapObject]:
    """The items of what is assigned to a slice, as new references."""
    if isinstance(value, (List, Tuple)):
        return items_of(runtime, value)
    try:
        iterator = iterate(runtime, value)
    except Raised as raised:
        if not is_instance_of(runtime, raised.exception, "TypeError"):
            raise
        runtime.heap.release(raised.exception)
        raise type_error(runtime, complaint) from None
    try:
        return items_of(runtime, iterator)
    finally:
        runtime.heap.release(iterator)


def _replace(
    runtime: Runtime, receiver: List, start: int, stop: int, items: list[HeapObject]
) -> None:
    """Put `items`, taken over, in the place of those from `start` to `stop`."""
    size = len(receiver.items)
    start = min(start, size)
    stop = max(start, min(stop, size))
    dropped = receiver.items[start:stop]
    remaining = size + len(items) - len(dropped)
    if remaining == 0:
        receiver.take_items()
    else:
        reserve(receiver, remaining)
        receiver.items[start:stop] = items
    _release_backwards(runtime, dropped)


def _release_backwards(runtime: Runtime, items: list[HeapObject]) -> None:
    index = len(items) - 1
    while index >= 0:
        runtime.heap.release(items[index])
        index -= 1


def _set_extended(
    runtime: Runtime, receiver: List, place: tuple[int, int, int, int], items: list[HeapObject]
) -> None:
    start, _, step, count = place
    if len(items) != count:
        given = len(items)
        runtime.heap.release_all(items)
        raise value_error(
            runtime,
            f"attempt to assign sequence of size {given} to extended slice of size {count}",
        )
    dropped: list[HeapObject] = []
    for index, item in enumerate(items):
        dropped.append(receiver.items[start + step * index])
        receiver.items[start + step * index] = item
    runtime.heap.release_all(dropped)


def _delete_extended(runtime: Runtime, receiver: List, positions: range) -> None:
    if not positions:
        return
    ascending = positions if positions.step > 0 else positions[::-1]
    chosen = slice(ascending.start, ascending.stop, ascending.step)
    dropped = receiver.items[chosen]
    reserve(receiver, len(receiver.items) - len(dropped))
    del receiver.items[chosen]
    runtime.heap.release_all(dropped)


# -- methods -------------------------------------------------------------------


def _append(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    arguments[1].refcount += 1
    _receiver(arguments[0]).append(arguments[1])
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
    position = _find(runtime, receiver, arguments[1], 0, len(receiver.items))
    if position < 0:
        raise value_error(runtime, "list.remove(x): x not in list")
    _replace(runtime, receiver, position, position + 1, [])
    return none(runtime)


def _find(runtime: Runtime, receiver: List, value: HeapObject, start: int, stop: int) -> int:
    """The first position from `start` to `stop` of something equal to `value`, -1 if none."""
    position = start
    while position < stop and position < len(receiver.items):
        if _item_equals(runtime, receiver.items[position], value):
            return position
        position += 1
    return -1


def _item_equals(runtime: Runtime, item: HeapObject, value: HeapObject) -> bool:
    """Whether a borrowed item, held meanwhile, is or equals `value`."""
    item.refcount += 1
    try:
        return same_or_equal(runtime, item, value)
    finally:
        runtime.heap.release(item)


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


def _index(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    start, stop = search_bounds(runtime, arguments, len(receiver.items))
    position = _find(runtime, receiver, arguments[1], start, stop)
    if position < 0:
        raise value_error(runtime, f"{repr_text(runtime, arguments[1])} is not in list")
    return make_int(runtime, position)


def _count(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, value = _receiver(arguments[0]), arguments[1]
    count = position = 0
    while position < len(receiver.items):
        if _item_equals(runtime, receiver.items[position], value):
            count += 1
        position += 1
    return make_int(runtime, count)


def _reverse(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _receiver(arguments[0]).items.reverse()
    return none(runtime)


def _copy(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _copy_of(runtime, _receiver(arguments[0]).items.copy())


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
    descending = reverse is not None and _c_int(runtime, reverse) != 0
    return None if key is runtime.none else key, descending


def _c_int(runtime: Runtime, value: HeapObject) -> int:
    number = index_of(runtime, value)
    if not -(1 << 31) <= number < 1 << 31:
        raise error(runtime, "OverflowError", "Python int too large to convert to C int")
    return number


# -- operators -----------------------------------------------------------------


def _length(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, len(_receiver(arguments[0]).items))


def _contains(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    position = 0
    while position < len(receiver.items):
        if _item_equals(runtime, receiver.items[position], arguments[1]):
            return make_bool(runtime, True)
        position += 1
    return make_bool(runtime, False)


def _add(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    left, right = _receiver(arguments[0]), arguments[1]
    if not isinstance(right, List):
        return not_implemented(runtime)
    check_size(runtime, len(left.items) + len(right.items))
    return _copy_of(runtime, left.items + right.items)


def _add_in_place(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    extend_list(runtime, receiver, arguments[1])
    receiver.refcount += 1
    return receiver


def _multiply(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, count = _receiver(arguments[0]), arguments[1]
    if type_of(count).lookup("__index__") is None:
        return not_implemented(runtime)
    times = repeat_count(runtime, count)
    check_size(runtime, len(receiver.items) * times)
    return _copy_of(runtime, receiver.items * times)


def _multiply_in_place(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, count = _receiver(arguments[0]), arguments[1]
    if type_of(count).lookup("__index__") is None:
        return not_implemented(runtime)
    times = repeat_count(runtime, count)
    items = receiver.items
    if times == 0:
        receiver.release_referents(runtime.heap)
    elif items and times > 1:
        check_size(runtime, len(items) * times)
        reserve(receiver, len(items) * times)
        for item in items:
            item.refcount += times - 1
        receiver.items = items * times
    receiver.refcount += 1
    return receiver


def compare_sequences(
    runtime: Runtime,
    operator: str,
    left: list[HeapObject],
    right: list[HeapObject],
) -> HeapObject:
    """Compare item by item: the first difference decides, then the length (both borrowed)."""
    if len(left) != len(right) and operator in ("==", "!="):
        return make_bool(runtime, operator == "!=")
    index = 0
    while index < len(left) and index < len(right):
        one, other = left[index], right[index]
        if one is not other:
            one.refcount += 1
            other.refcount += 1
            try:
                if not same_or_equal(runtime, one, other):
                    return _decide(runtime, operator, one, other)
            finally:
                runtime.heap.release(one)
                runtime.heap.release(other)
        index += 1
    return make_bool(runtime, _compare_lengths(operator, len(left), len(right)))


def _decide(runtime: Runtime, operator: str, one: HeapObject, other: HeapObject) -> HeapObject:
    if operator in ("==", "!="):
        return make_bool(runtime, operator == "!=")
    return compare(runtime, operator, one, other)


def _compare_lengths(operator: str, left: int, right: int) -> bool:
    if operator == "<":
        return left < right
    if operator == "<=":
        return left <= right
    if operator == ">":
        return left > right
    if operator == ">=":
        return left >= right
    return (left == right) == (operator == "==")


def _compare(
    runtime: Runtime, operator: str, left: HeapObject, right: HeapObject
) -> HeapObject:
    if not isinstance(left, List) or not isinstance(right, List):
        return not_implemented(runtime)
    return compare_sequences(runtime, operator, left.items, right.items)


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if not begin_repr(receiver):
        return make_str(runtime, "[...]")
    try:
        return make_str(runtime, f"[{joined_reprs(runtime, receiver.items)}]")
    finally:
        end_repr()


def joined_reprs(runtime: Runtime, items: list[HeapObject]) -> str:
    """The reprs of a container's items (borrowed), separated by commas."""
    words: list[str] = []
    index = 0
    while index < len(items):
        item = items[index]
        item.refcount += 1
        try:
            words.append(repr_text(runtime, item))
        finally:
            runtime.heap.release(item)
        index += 1
    return ", ".join(words)


def _iterate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    arguments[0].refcount += 1
    return start_iterator(
        runtime, ListIterator(arguments[0]), "list_iterator", SMALL_ITERATOR_SIZE
    )


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
            method("append", _append, 1),
            method("extend", _extend, 1),
            method("insert", _insert, 2),
            method("remove", _remove, 1),
            method("pop", _pop, 0, 1),
            method("clear", _clear),
            method("index", _index, 1, 3),
            method("count", _count, 1),
            keyword_method("sort", _sort),
            method("reverse", _reverse),
            method("copy", _copy),
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
        [],
    )
]
