"""`x[i]`, `x[i:j]` and `x[i:j:k]` of a list: read, stored to, deleted.

A list is in order before anything it drops is released, for a release may run the program's code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.heap.header import HeapObject
from toylang.objects.errors import Raised, index_error, type_error, value_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.list_growth import reserve
from toylang.objects.lists import List, make_list
from toylang.objects.protocol import drain, iterate, none
from toylang.objects.sequence_methods import items_if_plain, sequence_index
from toylang.objects.slices import Slice, adjust_bounds, slice_bounds

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _receiver(value: HeapObject) -> List:
    assert isinstance(value, List)
    return value


def copy_of(runtime: Runtime, items: list[HeapObject]) -> List:
    """A new list of these borrowed items."""
    for item in items:
        item.refcount += 1
    return make_list(runtime, items)


def _position(runtime: Runtime, receiver: List, key: HeapObject, complaint: str) -> int:
    position = sequence_index(runtime, key, "list")
    size = len(receiver.items)
    if position < 0:
        position += size
    if position < 0 or position >= size:
        raise index_error(runtime, complaint)
    return position


def get_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`__getitem__`."""
    receiver, key = _receiver(arguments[0]), arguments[1]
    if isinstance(key, Slice):
        bounds = slice_bounds(runtime, key)
        start, _, step, count = adjust_bounds(*bounds, len(receiver.items))
        return copy_of(runtime, [receiver.items[start + step * i] for i in range(count)])
    result = receiver.items[_position(runtime, receiver, key, "list index out of range")]
    result.refcount += 1
    return result


def set_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`__setitem__`."""
    receiver, key, value = _receiver(arguments[0]), arguments[1], arguments[2]
    if isinstance(key, Slice):
        _set_slice(runtime, receiver, key, value)
        return none(runtime)
    position = _position(runtime, receiver, key, "list assignment index out of range")
    value.refcount += 1
    old, receiver.items[position] = receiver.items[position], value
    runtime.heap.release(old)
    return none(runtime)


def delete_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`__delitem__`."""
    receiver, key = _receiver(arguments[0]), arguments[1]
    if not isinstance(key, Slice):
        position = _position(runtime, receiver, key, "list assignment index out of range")
        replace(runtime, receiver, position, position + 1, [])
        return none(runtime)
    bounds = slice_bounds(runtime, key)
    start, stop, step, count = adjust_bounds(*bounds, len(receiver.items))
    if step == 1:
        replace(runtime, receiver, start, stop, [])
    elif count > 0:
        _delete_extended(runtime, receiver, range(start, start + step * count, step))
    return none(runtime)


def replace(
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
    index = len(dropped) - 1
    while index >= 0:
        runtime.heap.release(dropped[index])
        index -= 1


def _delete_extended(runtime: Runtime, receiver: List, positions: range) -> None:
    ascending = positions if positions.step > 0 else positions[::-1]
    chosen = slice(ascending.start, ascending.stop, ascending.step)
    dropped = receiver.items[chosen]
    reserve(receiver, len(receiver.items) - len(dropped))
    del receiver.items[chosen]
    runtime.heap.release_all(dropped)


def _set_slice(runtime: Runtime, receiver: List, chosen: Slice, value: HeapObject) -> None:
    bounds = slice_bounds(runtime, chosen)
    start, stop, step, _ = adjust_bounds(*bounds, len(receiver.items))
    if step == 1:
        items = _items_to_assign(runtime, value, "can only assign an iterable")
        replace(runtime, receiver, start, stop, items)
    else:
        items = _items_to_assign(runtime, value, "must assign iterable to extended slice")
        start, stop, step, count = adjust_bounds(*bounds, len(receiver.items))
        _set_extended(runtime, receiver, [start + step * i for i in range(count)], items)


def _items_to_assign(runtime: Runtime, value: HeapObject, complaint: str) -> list[HeapObject]:
    """The items of what is assigned to a slice, as new references."""
    known = items_if_plain(value)
    if known is not None:
        for item in known:
            item.refcount += 1
        return known.copy()
    try:
        iterator = iterate(runtime, value)
    except Raised as raised:
        if not is_instance_of(runtime, raised.exception, "TypeError"):
            raise
        runtime.heap.release(raised.exception)
        raise type_error(runtime, complaint) from None
    try:
        return drain(runtime, iterator)
    finally:
        runtime.heap.release(iterator)


def _set_extended(
    runtime: Runtime, receiver: List, positions: list[int], items: list[HeapObject]
) -> None:
    given, wanted = len(items), len(positions)
    if given != wanted:
        runtime.heap.release_all(items)
        raise value_error(
            runtime,
            f"attempt to assign sequence of size {given} to extended slice of size {wanted}",
        )
    for index, position in enumerate(positions):
        items[index], receiver.items[position] = receiver.items[position], items[index]
    runtime.heap.release_all(items)
