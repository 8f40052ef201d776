"""The built-in functions that walk over values: `len`, `sum`, `sorted`, `min`, `any`, `iter`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arities import Unary
from toylang.objects.atoms import plain
from toylang.objects.builtins import (
    MethodSpec,
    bind_arguments,
    keyword_method,
    method,
    packed,
    unary_function,
)
from toylang.objects.byte_values import ByteArray, Bytes
from toylang.objects.comparison import compare
from toylang.objects.errors import type_error, value_error
from toylang.objects.list_growth import list_from
from toylang.objects.list_operations import sort_arguments
from toylang.objects.more_iterators import make_callable_iterator
from toylang.objects.numbers import Int, make_bool, make_int
from toylang.objects.operators import binary
from toylang.objects.protocol import (
    advance,
    is_callable,
    iterate,
    length,
    next_value,
    truth,
)
from toylang.objects.sorting import sort_list
from toylang.objects.text import Str

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


class Len(Unary):
    """`len`."""

    def call(self, runtime: Runtime, value: HeapObject) -> HeapObject:
        return make_int(runtime, length(runtime, value))


def _iter(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    if len(arguments) == 2:
        if not is_callable(arguments[0]):
            raise type_error(runtime, "iter(v, w): v must be callable")
        return make_callable_iterator(runtime, arguments[0], arguments[1])
    return iterate(runtime, arguments[0])


def _next(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    if len(arguments) == 1:
        return next_value(runtime, arguments[0])
    result = advance(runtime, arguments[0])
    if result is not None:
        return result
    arguments[1].refcount += 1
    return arguments[1]


def _sorted(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if len(arguments) != 1:
        message = f"sorted expected 1 argument, got {len(arguments)}"
        raise type_error(runtime, message)
    return sorted_list(runtime, arguments[0], keywords)


def sorted_list(
    runtime: Runtime, iterable: HeapObject, keywords: dict[str, HeapObject]
) -> HeapObject:
    """A new list of the items of `iterable`, in the order that the keywords of `sorted` say."""
    result = list_from(runtime, iterable)
    try:
        key, descending = sort_arguments(runtime, "sort", keywords)
        sort_list(runtime, result, key, descending)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _any(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, _find_truth(runtime, arguments[0], True))


def _all(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, not _find_truth(runtime, arguments[0], False))


def _find_truth(runtime: Runtime, iterable: HeapObject, wanted: bool) -> bool:
    """Whether an item has the wanted truth; looks no further once one has."""
    iterator = iterate(runtime, iterable)
    try:
        while True:
            runtime.poll()
            item = advance(runtime, iterator)
            if item is None:
                return False
            try:
                if truth(runtime, item) == wanted:
                    return True
            finally:
                runtime.heap.release(item)
    finally:
        runtime.heap.release(iterator)


def _min(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    return _extreme(runtime, "min", "<", arguments, keywords)


def _max(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    return _extreme(runtime, "max", ">", arguments, keywords)


def _extreme(
    runtime: Runtime,
    name: str,
    operator: str,
    arguments: list[HeapObject],
    keywords: dict[str, HeapObject],
) -> HeapObject:
    if not arguments:
        raise type_error(runtime, f"{name} expected at least 1 argument, got 0")
    key, default = bind_arguments(runtime, name, [], keywords, ["key", "default"], 0)
    if key is runtime.none:
        key = None
    if len(arguments) > 1:
        if default is not None:
            message = f"Cannot specify a default for {name}() with multiple positional arguments"
            raise type_error(runtime, message)
        best = _pick(runtime, operator, arguments, None, key)
    else:
        iterator = iterate(runtime, arguments[0])
        try:
            best = _pick(runtime, operator, [], iterator, key)
        finally:
            runtime.heap.release(iterator)
    if best is not None:
        return best
    if default is None:
        raise value_error(runtime, f"{name}() arg is an empty sequence")
    default.refcount += 1
    return default


def _pick(
    runtime: Runtime,
    operator: str,
    given: list[HeapObject],
    iterator: HeapObject | None,
    key: HeapObject | None,
) -> HeapObject | None:
    """The first of the items that no other beats (a new reference); None if there are none.

    They are given, or come from an iterator one by one, as in min_max of CPython's
    `Python/bltinmodule.c`.
    """
    waiting = given[::-1]
    best: HeapObject | None = None
    best_measure: HeapObject | None = None
    try:
        while True:
            runtime.poll()
            item = _next_item(runtime, waiting, iterator)
            if item is None:
                picked, best = best, None
                return picked
            measure = _measure(runtime, item, key)
            if best is None or best_measure is None:
                best, best_measure = item, measure
            elif _wins(runtime, operator, item, measure, best_measure):
                runtime.heap.release(best_measure)
                runtime.heap.release(best)
                best, best_measure = item, measure
            else:
                runtime.heap.release(item)
                runtime.heap.release(measure)
    finally:
        for left in (best_measure, best):
            if left is not None:
                runtime.heap.release(left)


def _wins(
    runtime: Runtime,
    operator: str,
    item: HeapObject,
    measure: HeapObject,
    best_measure: HeapObject,
) -> bool:
    """Whether an item beats the best; item and measure (owned) are released if this raises."""
    try:
        return _beats(runtime, operator, measure, best_measure)
    except BaseException:
        runtime.heap.release(measure)
        runtime.heap.release(item)
        raise


def _next_item(
    runtime: Runtime, waiting: list[HeapObject], iterator: HeapObject | None
) -> HeapObject | None:
    """The next of the items (a new reference), None after the last."""
    if iterator is not None:
        return advance(runtime, iterator)
    if not waiting:
        return None
    item = waiting.pop()
    item.refcount += 1
    return item


def _measure(runtime: Runtime, item: HeapObject, key: HeapObject | None) -> HeapObject:
    """What an item is compared by, a new reference; the item is released if this raises."""
    if key is None:
        item.refcount += 1
        return item
    try:
        return runtime.call(key, [item])
    except BaseException:
        runtime.heap.release(item)
        raise


def _beats(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> bool:
    result = compare(runtime, operator, left, right)
    try:
        return truth(runtime, result)
    finally:
        runtime.heap.release(result)


def _check_start(runtime: Runtime, start: HeapObject) -> None:
    """TypeError if the sum begins with something that `join` puts together faster."""
    kinds = ((Str, "strings [use ''"), (Bytes, "bytes [use b''"), (ByteArray, "bytearray [use b''"))
    for kind, words in kinds:
        if isinstance(start, kind):
            raise type_error(runtime, f"sum() can't sum {words}.join(seq) instead]")


def _sum(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if not arguments:
        raise type_error(runtime, "sum() takes at least 1 positional argument (0 given)")
    names = [" iterable", "start"]
    iterable, start = bind_arguments(runtime, "sum", arguments, keywords, names, 2)
    assert iterable is not None
    if start is not None:
        _check_start(runtime, plain(start))
    total: HeapObject = make_int(runtime, 0) if start is None else start
    if start is not None:
        total.refcount += 1
    try:
        iterator = iterate(runtime, iterable)
    except BaseException:
        runtime.heap.release(total)
        raise
    try:
        while True:
            runtime.poll()
            item = advance(runtime, iterator)
            if item is None:
                return total
            try:
                following = _sum_of_two(runtime, total, item)
            finally:
                runtime.heap.release(item)
            runtime.heap.release(total)
            total = following
    except BaseException:
        runtime.heap.release(total)
        raise
    finally:
        runtime.heap.release(iterator)


def _sum_of_two(runtime: Runtime, total: HeapObject, item: HeapObject) -> HeapObject:
    if isinstance(total, Int) and isinstance(item, Int):
        return make_int(runtime, total.value + item.value)
    return binary(runtime, "+", total, item)


FUNCTIONS: Final[list[MethodSpec]] = [
    method("all", _all, 1),
    method("any", _any, 1),
    method("iter", _iter, 1, 2),
    unary_function("len", Len()),
    packed(keyword_method("max", _max)),
    packed(keyword_method("min", _min)),
    method("next", _next, 1, 2),
    keyword_method("sorted", _sorted),
    keyword_method("sum", _sum),
]
