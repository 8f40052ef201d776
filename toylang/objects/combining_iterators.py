"""Iterators over other iterators: map, filter, enumerate, zip.

enumerate and zip hand out tuples. As long as nobody else holds the last one, they fill the same
tuple again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject, Visitor
from toylang.objects.builtins import TypeSpec, bind_arguments, keyword_method, static_method
from toylang.objects.errors import type_error, value_error
from toylang.objects.iterators import (
    SMALL_ITERATOR_SIZE,
    Iterator,
    iterator_methods,
    make_kept_tuple,
    pair,
    start_iterator,
)
from toylang.objects.numbers import make_int
from toylang.objects.protocol import advance, index_of, iterate, truth
from toylang.objects.shared_methods import constructor_arguments
from toylang.objects.tuples import Tuple, make_tuple

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

ZIP_SIZE: Final[i64] = 64
ENUMERATE_SIZE: Final[i64] = 72


class Map(Iterator):
    """The results of calling a function with an item of each iterable."""

    def __init__(self, function: HeapObject, iterators: Tuple) -> None:
        self.function: HeapObject = function
        self.iterators: Tuple = iterators

    def advance(self, runtime: Runtime) -> HeapObject | None:
        items: list[HeapObject] = []
        try:
            for iterator in self.iterators.items:
                item = advance(runtime, iterator)
                if item is None:
                    return None
                items.append(item)
            return runtime.call(self.function, items)
        finally:
            runtime.heap.release_all(items)

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.iterators)
        visitor.visit(self.function)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(" iterators", self.iterators), (" calls", self.function)]

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.iterators)
        heap.release(self.function)


def iterators_over(runtime: Runtime, iterables: list[HeapObject]) -> list[HeapObject]:
    """A new iterator over each iterable; those already made are released if one fails."""
    iterators: list[HeapObject] = []
    try:
        for iterable in iterables:
            iterators.append(iterate(runtime, iterable))
    except BaseException:
        runtime.heap.release_all(iterators)
        raise
    return iterators


def _new_map(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if keywords:
        raise type_error(runtime, "map() takes no keyword arguments")
    if len(arguments) < 3:
        raise type_error(runtime, "map() must have at least two arguments.")
    iterators = make_tuple(runtime, iterators_over(runtime, arguments[2:]))
    function = arguments[1]
    function.refcount += 1
    return start_iterator(runtime, Map(function, iterators), "map", SMALL_ITERATOR_SIZE)


class Filter(Iterator):
    """The items for which a function's result is true; without a function, the true items."""

    def __init__(self, function: HeapObject, iterator: HeapObject) -> None:
        self.function: HeapObject = function
        self.iterator: HeapObject = iterator

    def advance(self, runtime: Runtime) -> HeapObject | None:
        while True:
            runtime.poll()
            item = advance(runtime, self.iterator)
            if item is None:
                return None
            try:
                wanted = self._wants(runtime, item)
            except BaseException:
                runtime.heap.release(item)
                raise
            if wanted:
                return item
            runtime.heap.release(item)

    def _wants(self, runtime: Runtime, item: HeapObject) -> bool:
        if self.function is runtime.none or self.function is runtime.types.bool:
            return truth(runtime, item)
        answer = runtime.call(self.function, [item])
        try:
            return truth(runtime, answer)
        finally:
            runtime.heap.release(answer)

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.iterator)
        visitor.visit(self.function)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(" iterator", self.iterator), (" calls", self.function)]

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.function)
        heap.release(self.iterator)


def _new_filter(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = constructor_arguments(runtime, "filter", arguments, keywords, 2, 2)
    iterator = iterate(runtime, given[1])
    given[0].refcount += 1
    return start_iterator(runtime, Filter(given[0], iterator), "filter", SMALL_ITERATOR_SIZE)


# -- tuples --------------------------------------------------------------------


class Enumerate(Iterator):
    """Pairs of a running number and an item."""

    def __init__(self, iterator: HeapObject, kept: Tuple, number: int) -> None:
        self.iterator: HeapObject = iterator
        self.kept: Tuple = kept
        self.number: int = number

    def advance(self, runtime: Runtime) -> HeapObject | None:
        item = advance(runtime, self.iterator)
        if item is None:
            return None
        number = make_int(runtime, self.number)
        self.number += 1
        return pair(runtime, self.kept, number, item)

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.iterator)
        visitor.visit(self.kept)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(" iterator", self.iterator), (" kept pair", self.kept)]

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.iterator)
        heap.release(self.kept)


def _new_enumerate(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = len(arguments) - 1 + len(keywords)
    if given > 2:
        raise type_error(runtime, f"enumerate() takes at most 2 arguments ({given} given)")
    if given == 0:
        raise type_error(runtime, "enumerate() missing required argument 'iterable'")
    if given == 1 and "start" in keywords:
        raise type_error(runtime, "'start' is an invalid keyword argument for enumerate()")
    parameters = ["iterable", "start"]
    bound = bind_arguments(runtime, "enumerate", arguments[1:], keywords, parameters, 2)
    iterable, start = bound
    assert iterable is not None
    number = 0 if start is None else index_of(runtime, start)
    runtime.none.refcount += 1
    runtime.empty_tuple.refcount += 1
    result = Enumerate(runtime.none, runtime.empty_tuple, number)
    start_iterator(runtime, result, "enumerate", ENUMERATE_SIZE)  # it comes first (enum_new)
    try:
        result.iterator = iterate(runtime, iterable)
    except BaseException:
        runtime.heap.release(result)
        raise
    result.kept = make_kept_tuple(runtime, 2)
    runtime.none.refcount -= 1
    runtime.empty_tuple.refcount -= 1
    return result


class Zip(Iterator):
    """Tuples of an item of each iterable."""

    def __init__(self, iterators: Tuple, kept: Tuple, strict: bool) -> None:
        self.iterators: Tuple = iterators
        self.kept: Tuple = kept
        self.strict: bool = strict

    def advance(self, runtime: Runtime) -> HeapObject | None:
        kept = self.kept
        if not kept.items:
            return None
        if kept.refcount == 1:
            kept.refcount += 1
            return self._fill(runtime, kept)
        return self._fill(runtime, make_kept_tuple(runtime, len(kept.items)))

    def _fill(self, runtime: Runtime, result: Tuple) -> HeapObject | None:
        """Put the next items into an owned tuple: the one handed out last, or a new one.

        As zip_next in CPython's `Python/bltinmodule.c`, which makes the tuple before it asks.
        """
        for index, iterator in enumerate(self.iterators.items):
            try:
                item = advance(runtime, iterator)
            except BaseException:
                runtime.heap.release(result)
                raise
            if item is None:
                runtime.heap.release(result)
                return self._ended(runtime, index)
            old, result.items[index] = result.items[index], item
            runtime.heap.release(old)
        if not result.tracked:
            runtime.heap.track(result)
        return result

    def _ended(self, runtime: Runtime, index: int) -> HeapObject | None:
        """The iterator at `index` is exhausted; strictly, all must be, and from the first on."""
        if not self.strict:
            return None
        if index > 0:
            raise value_error(runtime, _uneven(index, "shorter"))
        for index in range(1, len(self.iterators.items)):
            item = advance(runtime, self.iterators.items[index])
            if item is not None:
                runtime.heap.release(item)
                raise value_error(runtime, _uneven(index, "longer"))
        return None

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.iterators)
        visitor.visit(self.kept)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(" iterators", self.iterators), (" kept tuple", self.kept)]

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.iterators)
        heap.release(self.kept)


def _uneven(index: int, word: str) -> str:
    others = "argument 1" if index == 1 else f"arguments 1-{index}"
    return f"zip() argument {index + 1} is {word} than {others}"


def _new_zip(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if len(keywords) > 1:
        given = len(keywords)
        raise type_error(runtime, f"zip() takes at most 1 keyword argument ({given} given)")
    strict = bind_arguments(runtime, "zip", [], keywords, ["strict"], 0)[0]
    is_strict = strict is not None and truth(runtime, strict)
    iterators = make_tuple(runtime, iterators_over(runtime, arguments[1:]))
    kept = make_kept_tuple(runtime, len(iterators.items))
    return start_iterator(runtime, Zip(iterators, kept, is_strict), "zip", ZIP_SIZE)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec("map", [static_method(keyword_method("__new__", _new_map)), *iterator_methods()], []),
    TypeSpec(
        "filter", [static_method(keyword_method("__new__", _new_filter)), *iterator_methods()], []
    ),
    TypeSpec(
        "enumerate",
        [static_method(keyword_method("__new__", _new_enumerate)), *iterator_methods()],
        [],
    ),
    TypeSpec("zip", [static_method(keyword_method("__new__", _new_zip)), *iterator_methods()], []),
]
