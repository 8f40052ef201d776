"""What lists and tuples have in common: positions, search, comparison, repr.

The program's code may run at each comparison and empty a list under one's hands, so a list's items
are held while they are looked at, and `items` is read anew for each. A tuple holds its items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.comparison import compare
from toylang.objects.errors import index_error, type_error, value_error
from toylang.objects.hashing import same_or_equal
from toylang.objects.lists import List
from toylang.objects.numbers import Int, make_bool, make_int
from toylang.objects.protocol import SOME, index_of, repr_text
from toylang.objects.tuples import Tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

LARGEST_POSITION: Final = (1 << 63) - 1


def sequence_of(value: HeapObject) -> List | Tuple:
    """The receiver of a method of lists or tuples."""
    assert isinstance(value, (List, Tuple))
    return value


def items_if_plain(value: HeapObject) -> list[HeapObject] | None:
    """The items (borrowed) of a list or tuple that is iterated over in the ordinary way."""
    if isinstance(value, (List, Tuple)) and value.extension is None:
        return value.items
    return None


# -- positions -----------------------------------------------------------------


def sequence_index(runtime: Runtime, key: HeapObject, owner: str) -> int:
    """The position `key` stands for, as an index of a list or a tuple (`owner`)."""
    if isinstance(key, Int):
        position = key.value
    elif type_of(key).lookup("__index__") is None:
        message = f"{owner} indices must be integers or slices, not {type_of(key).name}"
        raise type_error(runtime, message)
    else:
        position = index_of(runtime, key)
    if not -LARGEST_POSITION - 1 <= position <= LARGEST_POSITION:
        name = type_of(key).name
        raise index_error(runtime, f"cannot fit '{name}' into an index-sized integer")
    return position


def _search_bounds(
    runtime: Runtime, arguments: list[HeapObject], sequence: List | Tuple
) -> tuple[int, int]:
    """Start and stop of `index(value, start, stop)`; negative ones count from the end."""
    bounds = [0, LARGEST_POSITION]
    for place, argument in enumerate(arguments[2:]):
        if type_of(argument).lookup("__index__") is None:
            message = "slice indices must be integers or have an __index__ method"
            raise type_error(runtime, message)
        bounds[place] = index_of(runtime, argument)
    size = len(sequence.items)
    start, stop = [max(bound + size, 0) if bound < 0 else bound for bound in bounds]
    return start, stop


# -- search --------------------------------------------------------------------


def _item_equals(
    runtime: Runtime, sequence: List | Tuple, position: int, value: HeapObject
) -> bool:
    """Whether the item at `position` is or equals `value`."""
    item = sequence.items[position]
    if item is value:
        return True
    if isinstance(sequence, Tuple):
        return same_or_equal(runtime, item, value)
    item.refcount += 1
    try:
        return same_or_equal(runtime, item, value)
    finally:
        runtime.heap.release(item)


def find_item(
    runtime: Runtime, sequence: List | Tuple, value: HeapObject, start: int, stop: int
) -> int:
    """The first position from `start` to `stop` of something equal to `value`, -1 if none."""
    position = start
    while position < stop and position < len(sequence.items):
        if _item_equals(runtime, sequence, position, value):
            return position
        position += 1
        if position & SOME == 0:
            runtime.poll()
    return -1


def index_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`index`: where a value stands."""
    sequence, value = sequence_of(arguments[0]), arguments[1]
    start, stop = _search_bounds(runtime, arguments, sequence)
    position = find_item(runtime, sequence, value, start, stop)
    if position >= 0:
        return make_int(runtime, position)
    if isinstance(sequence, Tuple):
        raise value_error(runtime, "tuple.index(x): x not in tuple")
    raise value_error(runtime, f"{repr_text(runtime, value)} is not in list")


def count_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`count`: how often a value stands there."""
    sequence, value = sequence_of(arguments[0]), arguments[1]
    count = position = 0
    while position < len(sequence.items):
        if _item_equals(runtime, sequence, position, value):
            count += 1
        position += 1
        if position & SOME == 0:
            runtime.poll()
    return make_int(runtime, count)


def contains_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`__contains__`: whether a value stands there."""
    sequence = sequence_of(arguments[0])
    position = find_item(runtime, sequence, arguments[1], 0, LARGEST_POSITION)
    return make_bool(runtime, position >= 0)


def length_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`__len__`: the number of items."""
    return make_int(runtime, len(sequence_of(arguments[0]).items))


# -- comparison ----------------------------------------------------------------


def compare_sequences(
    runtime: Runtime, operator: str, left: List | Tuple, right: List | Tuple
) -> HeapObject:
    """Compare item by item: the first difference decides, then the length."""
    position = 0
    while position < len(left.items) and position < len(right.items):
        if not _items_equal(runtime, left, right, position):
            break
        position += 1
        if position & SOME == 0:
            runtime.poll()
    if position >= len(left.items) or position >= len(right.items):
        return make_bool(runtime, compare_lengths(operator, len(left.items), len(right.items)))
    if operator in ("==", "!="):
        return make_bool(runtime, operator == "!=")
    return _compare_items(runtime, operator, left, right, position)


def _items_equal(runtime: Runtime, left: List | Tuple, right: List | Tuple, position: int) -> bool:
    one, other = left.items[position], right.items[position]
    if one is other:
        return True
    if isinstance(left, Tuple):
        return same_or_equal(runtime, one, other)
    one.refcount += 1
    other.refcount += 1
    try:
        return same_or_equal(runtime, one, other)
    finally:
        runtime.heap.release(one)
        runtime.heap.release(other)


def _compare_items(
    runtime: Runtime, operator: str, left: List | Tuple, right: List | Tuple, position: int
) -> HeapObject:
    return compare(runtime, operator, left.items[position], right.items[position])


def compare_lengths(operator: str, left: int, right: int) -> bool:
    """`left operator right` for two lengths."""
    if operator == "<":
        return left < right
    if operator == "<=":
        return left <= right
    if operator == ">":
        return left > right
    if operator == ">=":
        return left >= right
    return (left == right) == (operator == "==")


# -- repr ----------------------------------------------------------------------


def joined_reprs(runtime: Runtime, sequence: List | Tuple) -> str:
    """The reprs of the items, separated by commas."""
    words: list[str] = []
    position = 0
    while position < len(sequence.items):
        words.append(repr_text(runtime, sequence.items[position]))
        position += 1
        if position & SOME == 0:
            runtime.poll()
    return ", ".join(words)
