"""Iterators over other iterators and calls: enumerate, zip, map, filter, reversed, and the rest.

enumerate and zip hand out tuples. As long as nobody else holds the last one, they fill the same
tuple again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject, Visitor
from toylang.objects.builtins import TypeSpec, bind_arguments, keyword_method, static_method
from toylang.objects.errors import Raised, type_error, value_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.hashing import same_or_equal
from toylang.objects.iterators import (
    SMALL_ITERATOR_SIZE,
    Iterator,
    iterator_methods,
    make_kept_tuple,
    pair,
    sized_iterator_methods,
    start_iterator,
)
from toylang.objects.numbers import make_int
from toylang.objects.protocol import (
    advance,
    call_special,
    get_item,
    index_of,
    iterate,
    length,
    truth,
)
from toylang.objects.shared_methods import constructor_arguments
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

ZIP_SIZE: Final[i64] = 64
ENUMERATE_SIZE: Final[i64] = 72


# -- by position ---------------------------------------------------------------


class PositionIterator(Iterator):
    """Asks a subject for item after item by `__getitem__`, upwards or downwards."""

    def __init__(self, subject: HeapObject, index: int, step: int) -> None:
        self.subject: HeapObject | None = subject
        self.index: int = index
        self.step: int = step

    def advance(self, runtime: Runtime) -> HeapObject | None:
        subject = self.subject
        if subject is None:
            return None
        result = self._item(runtime, subject) if self.index >= 0 else None
        if result is None:
            self.release_referents(runtime.heap)
        else:
            self.index += self.step
        return result

    def _item(self, runtime: Runtime, subject: HeapObject) -> HeapObject | None:
        """The item at the present position, None past the end."""
        key = make_int(runtime, self.index)
        try:
            return get_item(runtime, subject, key)
        except Raised as raised:
            for name in ("IndexError", "StopIteration"):
                if is_instance_of(runtime, raised.exception, name):
                    runtime.heap.release(raised.exception)
                    return None
            raise
        finally:
            runtime.heap.release(key)

    def remaining(self, runtime: Runtime) -> int:
        subject = self.subject
        if subject is None:
            return 0
        if self.step > 0 and type_of(subject).lookup("__len__") is None:
            return -1
        total = length(runtime, subject)
        if self.step > 0:
            return max(total - self.index, 0)
        return 0 if total < self.index + 1 else self.index + 1

    def traverse(self, visitor: Visitor) -> None:
        if self.subject is not None:
            visitor.visit(self.subject)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [] if self.subject is None else [(" iterates over", self.subject)]

    def release_referents(self, heap: Heap) -> None:
        subject, self.subject = self.subject, None
        if subject is not None:
            heap.release(subject)


def make_sequence_iterator(runtime: Runtime, subject: HeapObject) -> Iterator:
    """An iterator over something (borrowed) that only has `__getitem__`."""
    subject.refcount += 1
    iterator = PositionIterator(subject, 0, 1)
    return start_iterator(runtime, iterator, "iterator", SMALL_ITERATOR_SIZE)


def _new_reversed(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    subject = constructor_arguments(runtime, "reversed", arguments, keywords, 1, 1)[0]
    special = type_of(subject).lookup("__reversed__")
    if special is not runtime.none:
        result = call_special(runtime, subject, "__reversed__", [])
        if result is not None:
            return result
    if special is not None or type_of(subject).lookup("__getitem__") is None:
        raise type_error(runtime, f"'{type_of(subject).name}' object is not reversible")
    iterator = PositionIterator(subject, length(runtime, subject) - 1, -1)
    subject.refcount += 1
    return start_iterator(runtime, iterator, "reversed", SMALL_ITERATOR_SIZE)


# -- by calls ------------------------------------------------------------------


class CallableIterator(Iterator):
    """Calls a function until it returns the sentinel: `iter(function, sentinel)`."""

    def __init__(self, function: HeapObject, sentinel: HeapObject) -> None:
        self.function: HeapObject | None = function
        self.sentinel: HeapObject | None = sentinel

    def advance(self, runtime: Runtime) -> HeapObject | None:
        function, sentinel = self.function, self.sentinel
        if function is None or sentinel is None:
            return None
        try:
            result = runtime.call(function, [])
        except Raised as raised:
            if is_instance_of(runtime, raised.exception, "StopIteration"):
                runtime.heap.release(raised.exception)
                self.release_referents(runtime.heap)
                return None
            raise
        try:
            ended = self.sentinel is None or same_or_equal(runtime, sentinel, result)
        except BaseException:
            runtime.heap.release(result)
            raise
        if not ended:
            return result
        runtime.heap.release(result)
        self.release_referents(runtime.heap)
        return None

    def traverse(self, visitor: Visitor) -> None:
        if self.function is not None:
            visitor.visit(self.function)
        if self.sentinel is not None:
            visitor.visit(self.sentinel)

    def edges(self) -> list[tuple[str, HeapObject]]:
        named = [(" calls", self.function), (" sentinel", self.sentinel)]
        return [(word, value) for word, value in named if value is not None]

    def release_referents(self, heap: Heap) -> None:
        function, self.function = self.function, None
        sentinel, self.sentinel = self.sentinel, None
        if function is not None:
            heap.release(function)
        if sentinel is not None:
            heap.release(sentinel)


def make_callable_iterator(
    runtime: Runtime, function: HeapObject, sentinel: HeapObject
) -> Iterator:
    """What `iter(function, sentinel)` makes (both borrowed)."""
    function.refcount += 1
    sentinel.refcount += 1
    iterator = CallableIterator(function, sentinel)
    return start_iterator(runtime, iterator, "callable_iterator", SMALL_ITERATOR_SIZE)


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


def _iterators(runtime: Runtime, iterables: list[HeapObject]) -> list[HeapObject]:
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
    iterators = make_tuple(runtime, _iterators(runtime, arguments[2:]))
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
    if given == 1 and "start" in keywords:
        raise type_error(runtime, "'start' is an invalid keyword argument for enumerate()")
    parameters = ["iterable", "start"]
    bound = bind_arguments(runtime, "enumerate", arguments[1:], keywords, parameters, 2, 1)
    iterable, start = bound
    assert iterable is not None
    number = 0 if start is None else index_of(runtime, start)
    iterator = iterate(runtime, iterable)
    result = Enumerate(iterator, make_kept_tuple(runtime, 2), number)
    return start_iterator(runtime, result, "enumerate", ENUMERATE_SIZE)


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
            return self._refill(runtime, kept)
        items: list[HeapObject] = []
        try:
            for iterator in self.iterators.items:
                item = advance(runtime, iterator)
                if item is None:
                    break
                items.append(item)
        except BaseException:
            runtime.heap.release_all(items)
            raise
        if len(items) == len(kept.items):
            return make_tuple(runtime, items)
        runtime.heap.release_all(items)
        return self._ended(runtime, len(items))

    def _refill(self, runtime: Runtime, kept: Tuple) -> HeapObject | None:
        """Put the next items into the tuple handed out last, which nobody else holds."""
        kept.refcount += 1
        for index, iterator in enumerate(self.iterators.items):
            try:
                item = advance(runtime, iterator)
            except BaseException:
                runtime.heap.release(kept)
                raise
            if item is None:
                runtime.heap.release(kept)
                return self._ended(runtime, index)
            old, kept.items[index] = kept.items[index], item
            runtime.heap.release(old)
        if not kept.tracked:
            runtime.heap.track(kept)
        return kept

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
    iterators = make_tuple(runtime, _iterators(runtime, arguments[1:]))
    kept = make_kept_tuple(runtime, len(iterators.items))
    return start_iterator(runtime, Zip(iterators, kept, is_strict), "zip", ZIP_SIZE)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec("iterator", sized_iterator_methods(), []),
    TypeSpec("callable_iterator", iterator_methods(), []),
    TypeSpec(
        "reversed",
        [static_method(keyword_method("__new__", _new_reversed)), *sized_iterator_methods()],
        [],
    ),
    TypeSpec(
        "map", [static_method(keyword_method("__new__", _new_map)), *iterator_methods()], []
    ),
    TypeSpec(
        "filter",
        [static_method(keyword_method("__new__", _new_filter)), *iterator_methods()],
        [],
    ),
    TypeSpec(
        "enumerate",
        [static_method(keyword_method("__new__", _new_enumerate)), *iterator_methods()],
        [],
    ),
    TypeSpec(
        "zip", [static_method(keyword_method("__new__", _new_zip)), *iterator_methods()], []
    ),
]
