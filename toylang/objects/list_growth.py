"""How lists grow: CPython's pattern, and filling a list from anything that can be iterated over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.arguments import LARGEST_SIZE, check_items
from toylang.objects.atoms import plain
from toylang.objects.errors import Raised, error, type_error, value_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.iterators import Iterator
from toylang.objects.lists import List, make_list
from toylang.objects.numbers import Int
from toylang.objects.protocol import advance, call_special, iterate, length
from toylang.objects.sequence_methods import items_if_plain
from toylang.objects.tuples import Tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

GUESSED_LENGTH: Final = 8
"""How many items are expected of an iterable that does not say."""


def reserve(target: List, wanted: i64) -> None:
    """Resize the block of items for `wanted` items, before they come or go (list_resize)."""
    if target.capacity >= wanted and wanted >= target.capacity >> 1:
        return
    grown = (wanted + (wanted >> 3) + 6) & ~3
    if wanted - len(target.items) > grown - wanted:
        grown = (wanted + 3) & ~3
    target.set_capacity(0 if wanted == 0 else grown)


def _reserve_more(runtime: Runtime, target: List, count: int) -> None:
    """Make room for `count` more items; a list without a block gets little more than that."""
    check_items(runtime, len(target.items) + count)
    if target.block == 0:
        target.set_capacity((count + 1) & ~1)
    else:
        reserve(target, len(target.items) + count)


def extend_list(runtime: Runtime, target: List, iterable: HeapObject) -> None:
    """Append everything in `iterable` (borrowed)."""
    added = items_if_plain(iterable)
    if added is None:
        _extend_by_iteration(runtime, target, iterable)
    elif added:
        added = added.copy()
        _reserve_more(runtime, target, len(added))
        for item in added:
            item.refcount += 1
        target.items.extend(added)


def _extend_by_iteration(runtime: Runtime, target: List, iterable: HeapObject) -> None:
    iterator = iterate(runtime, iterable)
    try:
        expected = length_hint(runtime, iterable, GUESSED_LENGTH)
        if expected > 0 or target.block != 0:
            _reserve_more(runtime, target, expected)
        while True:
            runtime.poll()
            item = advance(runtime, iterator)
            if item is None:
                break
            target.append(item)
    finally:
        runtime.heap.release(iterator)
    if len(target.items) < target.capacity:
        reserve(target, len(target.items))


def list_from(runtime: Runtime, iterable: HeapObject) -> List:
    """A new list of everything in `iterable` (borrowed): `[*iterable]`."""
    return filled(runtime, make_list(runtime, []), iterable)


def filled(runtime: Runtime, target: List, iterable: HeapObject) -> List:
    """An owned new list with everything in `iterable` (borrowed) appended."""
    try:
        extend_list(runtime, target, iterable)
    except BaseException:
        runtime.heap.release(target)
        raise
    return target


def sequence_to_join(runtime: Runtime, iterable: HeapObject) -> List | Tuple:
    """What `join` puts together, a new reference: a list if it is none, nor a tuple.

    As PySequence_Fast in CPython's `Objects/abstract.c`.
    """
    if isinstance(iterable, (List, Tuple)) and items_if_plain(iterable) is not None:
        iterable.refcount += 1
        return iterable
    try:
        iterator = iterate(runtime, iterable)
    except Raised as raised:
        _forgive(runtime, raised)
        raise type_error(runtime, "can only join an iterable") from None
    try:
        return list_from(runtime, iterator)
    finally:
        runtime.heap.release(iterator)


# -- how many to expect --------------------------------------------------------


def length_hint(runtime: Runtime, value: HeapObject, default: int) -> int:
    """How many items an iterable probably has: by `__len__`, else by `__length_hint__`."""
    if isinstance(value, Iterator):
        try:
            remaining = value.remaining(runtime)
        except Raised as raised:
            _forgive(runtime, raised)
            return default
        return remaining if remaining >= 0 else default
    if type_of(value).lookup("__len__") is not None:
        try:
            return length(runtime, value)
        except Raised as raised:
            _forgive(runtime, raised)
    try:
        hint = call_special(runtime, value, "__length_hint__", [])
    except Raised as raised:
        _forgive(runtime, raised)
        return default
    if hint is None:
        return default
    try:
        return default if hint is runtime.not_implemented else _checked_hint(runtime, hint)
    finally:
        runtime.heap.release(hint)


def _forgive(runtime: Runtime, raised: Raised) -> None:
    """Forget a TypeError: then it is not known that way."""
    if not is_instance_of(runtime, raised.exception, "TypeError"):
        raise raised
    runtime.heap.release(raised.exception)


def _checked_hint(runtime: Runtime, hint: HeapObject) -> int:
    given, hint = hint, plain(hint)
    if not isinstance(hint, Int):
        name = type_of(given).name
        raise type_error(runtime, f"__length_hint__ must be an integer, not {name}")
    if hint.value < 0:
        raise value_error(runtime, "__length_hint__() should return >= 0")
    if hint.value > LARGEST_SIZE:
        raise error(runtime, "OverflowError", "Python int too large to convert to C ssize_t")
    return hint.value
