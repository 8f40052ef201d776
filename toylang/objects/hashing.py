"""Hashing and equality as dicts, sets and `in` need them: quick for the common kinds.

Numbers that are equal hash alike, whatever their type. A tuple's hash mixes its items' hashes as
CPython's does (xxHash; `Objects/tupleobject.c`, tuplehash), for the order of a set of tuples shows
it. The general case asks the type for `__hash__` and `__eq__`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.atoms import plain
from toylang.objects.errors import type_error
from toylang.objects.numbers import Float, Int
from toylang.objects.text import Str
from toylang.objects.tuples import Tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

XXPRIME_1: Final = 11400714785074694791
XXPRIME_2: Final = 14029467366897019727
XXPRIME_5: Final = 2870177450012600261
MASK_64: Final = (1 << 64) - 1
SMALLEST_HASH: Final = -(1 << 63)
LARGEST_HASH: Final = (1 << 63) - 1


def hash_of(runtime: Runtime, value: HeapObject) -> i64:
    """The hash of a value; TypeError if it has none."""
    if isinstance(value, Str):
        return value.hash()
    if isinstance(value, Int):
        return hash(value.value)
    if isinstance(value, Tuple) and value.extension is None:
        return tuple_hash(runtime, value)
    if isinstance(value, Float):
        return identity_hash(value) if value.value != value.value else hash(value.value)
    method = type_of(value).lookup("__hash__")
    if method is None or method is runtime.none:
        raise type_error(runtime, f"unhashable type: '{type_of(value).name}'")
    return _hash_by_method(runtime, method, value)


def identity_hash(value: HeapObject) -> i64:
    """The hash of an object that is equal to itself only: its address, turned by four bits."""
    return value.address >> 4


def _hash_by_method(runtime: Runtime, method: HeapObject, value: HeapObject) -> i64:
    result = runtime.call(method, [value])
    answer = plain(result)
    if not isinstance(answer, Int):
        runtime.heap.release(result)
        raise type_error(runtime, "__hash__ method should return an integer")
    number = answer.value
    runtime.heap.release(result)
    if SMALLEST_HASH <= number <= LARGEST_HASH and number != -1:
        return number
    return hash(number)


def tuple_hash(runtime: Runtime, value: Tuple) -> i64:
    """The hash of the items, whatever the tuple's class."""
    mixed = XXPRIME_5
    runtime.enter("while calling a Python object")
    try:
        for item in value.items:
            hashed: int = hash_of(runtime, item)
            mixed = (mixed + (hashed & MASK_64) * XXPRIME_2) & MASK_64
            mixed = ((mixed << 31) | (mixed >> 33)) & MASK_64
            mixed = (mixed * XXPRIME_1) & MASK_64
    finally:
        runtime.leave()
    mixed = (mixed + (len(value.items) ^ (XXPRIME_5 ^ 3527539))) & MASK_64
    if mixed == MASK_64:
        return 1546275796
    return mixed - (1 << 64) if mixed >> 63 else mixed


def same_or_equal(runtime: Runtime, left: HeapObject, right: HeapObject) -> bool:
    """Whether two values (borrowed) are identical or equal, as containers compare items."""
    if left is right:
        return True
    if isinstance(left, Str) and isinstance(right, Str):
        return left.value == right.value
    if isinstance(left, Int) and isinstance(right, Int):
        return left.value == right.value
    from toylang.objects.comparison import equal

    return equal(runtime, left, right)
