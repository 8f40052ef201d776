"""The `_functools` module: what of functools is not written in Toy itself.

partial and the wrapper of lru_cache are types of `objects`; here are reduce and cmp_to_key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects import call_caches, partial_objects
from toylang.objects.builtins import (
    AttributeSpec,
    MethodSpec,
    TypeSpec,
    bind_arguments,
    keyword_method,
    method,
)
from toylang.objects.comparison import compare
from toylang.objects.errors import Raised, error, type_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.native_callables import NativeCallable, call_native
from toylang.objects.protocol import advance, iterate
from toylang.objects.shared_methods import all_comparison_methods, unhashable

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

KEY_SIZE: Final[i64] = 48


# -- reduce --------------------------------------------------------------------


def _reduce(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    try:
        iterator = iterate(runtime, arguments[1])
    except Raised as raised:
        if not is_instance_of(runtime, raised.exception, "TypeError"):
            raise
        runtime.heap.release(raised.exception)
        raise type_error(runtime, "reduce() arg 2 must support iteration") from None
    try:
        if len(arguments) > 2:
            total = arguments[2]
            total.refcount += 1
        else:
            first = advance(runtime, iterator)
            if first is None:
                message = "reduce() of empty iterable with no initial value"
                raise type_error(runtime, message)
            total = first
        return _reduced(runtime, arguments[0], total, iterator)
    finally:
        runtime.heap.release(iterator)


def _reduced(
    runtime: Runtime, function: HeapObject, total: HeapObject, iterator: HeapObject
) -> HeapObject:
    """The result of combining an owned start with all the iterator's items."""
    while True:
        try:
            runtime.poll()
            item = advance(runtime, iterator)
            if item is None:
                return total
            try:
                combined = runtime.call(function, [total, item])
            finally:
                runtime.heap.release(item)
        except BaseException:
            runtime.heap.release(total)
            raise
        runtime.heap.release(total)
        total = combined


# -- cmp_to_key ----------------------------------------------------------------


class ComparisonKey(NativeCallable):
    """A value ordered by a comparison function; without a value, the maker of such keys."""

    def __init__(self, function: HeapObject, value: HeapObject | None) -> None:
        self.function: HeapObject = function
        self.value: HeapObject | None = value

    def call(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        value = bind_arguments(runtime, "K", arguments, keywords, ["obj"], 1, 1)[0]
        assert value is not None
        value.refcount += 1
        return _make_key(runtime, self.function, value)

    def held(self) -> list[tuple[str, HeapObject | None]]:
        return [(" compares by", self.function), (".obj", self.value)]


def _make_key(runtime: Runtime, function: HeapObject, value: HeapObject | None) -> HeapObject:
    """A key over a borrowed function and an owned value."""
    function.refcount += 1
    key = ComparisonKey(function, value)
    key.kind = runtime.types.by_name["functools.KeyWrapper"]
    runtime.heap.allocate_container(key, KEY_SIZE)
    runtime.heap.track(key)
    return key


def _cmp_to_key(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    function = bind_arguments(runtime, "cmp_to_key", arguments, keywords, ["mycmp"], 1, 1)[0]
    assert function is not None
    return _make_key(runtime, function, None)


def _compare_keys(
    runtime: Runtime, operator: str, left: HeapObject, right: HeapObject
) -> HeapObject:
    if not isinstance(left, ComparisonKey) or not isinstance(right, ComparisonKey):
        raise type_error(runtime, "other argument must be K instance")
    if left.value is None or right.value is None:
        raise error(runtime, "AttributeError", "object")
    answer = runtime.call(left.function, [left.value, right.value])
    try:
        return compare(runtime, operator, answer, runtime.small_ints[5])
    finally:
        runtime.heap.release(answer)


def _key_value(runtime: Runtime, value: HeapObject) -> HeapObject:
    assert isinstance(value, ComparisonKey)
    if value.value is None:
        raise error(runtime, "AttributeError", "obj")
    value.value.refcount += 1
    return value.value


TYPES: Final[list[TypeSpec]] = [
    *partial_objects.TYPES,
    *call_caches.TYPES,
    TypeSpec(
        "functools.KeyWrapper",
        [
            keyword_method("__call__", call_native),
            unhashable(),
            *all_comparison_methods(_compare_keys),
        ],
        [AttributeSpec("obj", _key_value)],
    ),
]

FUNCTIONS: Final[list[MethodSpec]] = [
    keyword_method("cmp_to_key", _cmp_to_key),
    method("reduce", _reduce, 2, 3),
]
