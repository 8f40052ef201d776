"""Filling dicts from other dicts, mappings and pairs; and what size their tables come to.

A dict's size is visible to programs, so tables grow here exactly when CPython's do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.attributes import find_attribute
from toylang.objects.dicts import SMALLEST_TABLE, Dict, Entry, make_dict, usable_slots
from toylang.objects.errors import Raised, error, type_error, value_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.protocol import advance, get_item, items_of, iterate
from toylang.objects.set_algebra import Walk
from toylang.objects.set_object import AnySet
from toylang.objects.text import name_str
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

LARGEST_EXPECTED_TABLE: Final[i64] = 1 << 17


def store(target: Dict, key: HeapObject, hashed: i64, value: HeapObject) -> None:
    """As `Dict.set`, for a key whose hash is known; takes key and value over."""
    heap = target.runtime.heap
    try:
        entry = target.find_hashed(key, hashed)
    except BaseException:
        heap.release(key)
        heap.release(value)
        raise
    if entry is None:
        target.insert(key, hashed, value)
        return
    replace_value(target, entry, value)
    heap.release(key)


def replace_value(target: Dict, entry: Entry, value: HeapObject) -> None:
    """Store another value, taken over, under the key of an entry."""
    old, entry.value = entry.value, value
    target.watch_if_needed(entry.key, value)
    if old is not None:
        target.runtime.heap.release(old)


def expect(target: Dict, items: i64, only_str_keys: bool) -> None:
    """Build the table anew, large enough for `items` items without growing once more."""
    target.rebuild((items * 3 + 1) // 2, only_str_keys and target.only_str_keys)


def make_expecting_dict(runtime: Runtime, items: i64, only_str_keys: bool) -> Dict:
    """An empty dict with room for `items` items, as a dict display makes it."""
    result = make_dict(runtime)
    if items > usable_slots(SMALLEST_TABLE):
        expect(result, min(items, usable_slots(LARGEST_EXPECTED_TABLE)), only_str_keys)
    elif items > 0 and not only_str_keys:
        result.only_str_keys = False
    return result


# -- copies --------------------------------------------------------------------


def copy_dict(runtime: Runtime, original: Dict) -> Dict:
    """A new dict with the same items; a table without many gaps is copied as it is."""
    result = make_dict(runtime)
    try:
        if not walks_as_dict(original):
            update(runtime, result, original)
        elif original.used > 0 and original.used >= len(original.entries) * 2 // 3:
            _clone(runtime, result, original)
        else:
            merge(runtime, result, original)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _clone(runtime: Runtime, target: Dict, original: Dict) -> None:
    """Give a dict without items the table of another, gaps included."""
    old_bytes = target.block_size
    target.entries = []
    target.only_str_keys = original.only_str_keys
    target.table = [None] * len(original.table)
    target.replace_block(old_bytes)
    for entry in original.entries:
        value = entry.value
        if value is None:
            target.entries.append(Entry(runtime.none, 0, None))
            continue
        entry.key.refcount += 1
        value.refcount += 1
        copy = Entry(entry.key, entry.hash, value)
        target.place(copy)
        target.entries.append(copy)
    target.used = original.used
    target.usable = original.usable
    target.changes += 1
    if original.tracked and not target.tracked:
        runtime.heap.track(target)


def _is_compact(other: Dict) -> bool:
    """Whether a table has no gaps and is no larger than it needs to be."""
    size = len(other.table)
    if other.used != len(other.entries):
        return False
    return size == SMALLEST_TABLE or usable_slots(size // 2) < other.used


# -- merging -------------------------------------------------------------------


def merge(runtime: Runtime, target: Dict, other: Dict) -> None:
    """Store all items of another dict; equal keys get the new value."""
    if other is target or other.used == 0:
        return
    if target.used == 0 and _is_compact(other):
        _clone(runtime, target, other)
        return
    if usable_slots(len(target.table)) < other.used:
        expect(target, target.used + other.used, other.only_str_keys)
    expected = len(other.entries)
    place = 0
    while place < len(other.entries):
        entry = other.entries[place]
        place += 1
        value = entry.value
        if value is None:
            continue
        _store_held(target, entry.key, entry.hash, value)
        if len(other.entries) != expected:
            raise error(runtime, "RuntimeError", "dict mutated during update")


def walks_as_dict(value: Dict) -> bool:
    """Whether a loop over the dict sees its keys, so that its items may be copied directly.

    A subclass that has its own `__iter__` is asked through its methods (CPython's dict_merge).
    """
    if value.extension is None:
        return True
    plain_iterate = value.runtime.types.dict.lookup("__iter__")
    return type_of(value).lookup("__iter__") is plain_iterate


def update(runtime: Runtime, target: Dict, other: HeapObject) -> None:
    """What `target.update(other)` does: other (borrowed) is a mapping or yields pairs."""
    if isinstance(other, Dict) and walks_as_dict(other):
        merge(runtime, target, other)
        return
    keys = find_attribute(runtime, other, "keys")
    if keys is None:
        _update_from_pairs(runtime, target, other)
    else:
        _update_by_keys(runtime, target, other, keys)


def update_from_mapping(runtime: Runtime, target: Dict, mapping: HeapObject) -> None:
    """What `**mapping` does in a dict display; TypeError if it is no mapping (borrowed)."""
    if isinstance(mapping, Dict) and walks_as_dict(mapping):
        merge(runtime, target, mapping)
        return
    keys = find_attribute(runtime, mapping, "keys")
    if keys is None:
        raise type_error(runtime, f"'{type_of(mapping).name}' object is not a mapping")
    _update_by_keys(runtime, target, mapping, keys)


def _update_by_keys(
    runtime: Runtime, target: Dict, mapping: HeapObject, function: HeapObject
) -> None:
    """Store `mapping[key]` for each key `function()` lists; the function is taken over."""
    try:
        listed = runtime.call(function, [])
    finally:
        runtime.heap.release(function)
    try:
        keys = listed_keys(runtime, mapping, listed)
    finally:
        runtime.heap.release(listed)
    try:
        for key in keys:
            value = get_item(runtime, mapping, key)
            _set_held(runtime, target, key, value)
    finally:
        runtime.heap.release_all(keys)


def _set_held(runtime: Runtime, target: Dict, key: HeapObject, value: HeapObject) -> None:
    """Store under a borrowed key an owned value, which is held until it is stored."""
    key.refcount += 1
    value.refcount += 1
    try:
        target.set(key, value)
    finally:
        runtime.heap.release(value)


def _store_held(target: Dict, key: HeapObject, hashed: i64, value: HeapObject) -> None:
    """Store a borrowed key and value, which the merge holds besides the dict, as in CPython."""
    key.refcount += 2
    value.refcount += 2
    try:
        store(target, key, hashed, value)
    finally:
        target.runtime.heap.release(key)
        target.runtime.heap.release(value)


def listed_keys(runtime: Runtime, mapping: HeapObject, listed: HeapObject) -> list[HeapObject]:
    """The keys (new references) that `mapping.keys()` has given as `listed`."""
    try:
        return items_of(runtime, listed)
    except Raised as raised:
        if type_of(listed).lookup("__iter__") is not None:
            raise
        runtime.heap.release(raised.exception)
    owner, given = type_of(mapping).name, type_of(listed).name
    raise type_error(runtime, f"{owner}.keys() returned a non-iterable (type {given})")


def _update_from_pairs(runtime: Runtime, target: Dict, pairs: HeapObject) -> None:
    iterator = iterate(runtime, pairs)
    number = 0
    try:
        while True:
            runtime.poll()
            item = advance(runtime, iterator)
            if item is None:
                return
            try:
                key, value = _key_and_value(runtime, item, number)
            finally:
                runtime.heap.release(item)
            try:
                _set_held(runtime, target, key, value)
            finally:
                runtime.heap.release(key)
            number += 1
    finally:
        runtime.heap.release(iterator)


def _key_and_value(
    runtime: Runtime, item: HeapObject, number: int
) -> tuple[HeapObject, HeapObject]:
    """The two values of a pair, as new references."""
    try:
        iterator = iterate(runtime, item)
    except Raised as raised:
        if not is_instance_of(runtime, raised.exception, "TypeError"):
            raise
        runtime.heap.release(raised.exception)
        message = f"cannot convert dictionary update sequence element #{number} to a sequence"
        raise type_error(runtime, message) from None
    try:
        values = items_of(runtime, iterator)
    finally:
        runtime.heap.release(iterator)
    if len(values) == 2:
        return values[0], values[1]
    runtime.heap.release_all(values)
    message = (
        f"dictionary update sequence element #{number} has length {len(values)}; 2 is required"
    )
    raise value_error(runtime, message)


def set_keywords(runtime: Runtime, target: Dict, keywords: dict[str, HeapObject]) -> None:
    """Store keyword arguments (borrowed) as items, one by one."""
    for name, value in keywords.items():
        value.refcount += 1
        key = name_str(runtime, name)
        key.refcount += 1
        target.set(key, value)


def fill_from_keys(runtime: Runtime, target: Dict, iterable: HeapObject, value: HeapObject) -> None:
    """Store the same value (borrowed) under each key the iterable yields."""
    if isinstance(iterable, Dict) and iterable.extension is None:
        expect(target, iterable.used, iterable.only_str_keys)
    elif isinstance(iterable, AnySet) and iterable.extension is None:
        expect(target, iterable.used, False)
    else:
        _fill_from_iterator(runtime, target, iterable, value)
        return
    walk = Walk(runtime, iterable)
    while True:
        key = walk.step()
        if key is None:
            return
        try:
            _store_held(target, key, walk.hash, value)
        finally:
            runtime.heap.release(key)


def _fill_from_iterator(
    runtime: Runtime, target: Dict, iterable: HeapObject, value: HeapObject
) -> None:
    iterator = iterate(runtime, iterable)
    try:
        while True:
            runtime.poll()
            key = advance(runtime, iterator)
            if key is None:
                return
            try:
                value.refcount += 1
                _set_held(runtime, target, key, value)
            finally:
                runtime.heap.release(key)
    finally:
        runtime.heap.release(iterator)
