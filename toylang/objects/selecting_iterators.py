"""Iterators that let some items of others pass, or what a function makes of them.

takewhile, dropwhile, filterfalse, starmap, compress and islice of the module itertools
(`Modules/itertoolsmodule.c`), and the base they share with the others of that module.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject, Visitor
from toylang.objects.arguments import size_argument
from toylang.objects.builtins import (
    MethodSpec,
    TypeSpec,
    WithKeywords,
    keyword_method,
    static_method,
)
from toylang.objects.errors import Raised, value_error
from toylang.objects.iterators import Iterator, iterator_methods, start_iterator
from toylang.objects.protocol import advance, items_of, iterate, truth
from toylang.objects.shared_methods import constructor_arguments, constructor_parameters

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

FUNCTION_ITERATOR_SIZE: Final[i64] = 48
WHILE_ITERATOR_SIZE: Final[i64] = 56
ISLICE_SIZE: Final[i64] = 72
NO_BOUND: Final = -1


class HoldingIterator(Iterator):
    """An iterator that tells in one place what it holds, in the order the collector asks."""

    def held(self) -> list[tuple[str, HeapObject]]:
        """What it refers to, each with the label of its edge."""
        raise NotImplementedError

    def traverse(self, visitor: Visitor) -> None:
        for _, referent in self.held():
            visitor.visit(referent)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return self.held()

    def release_referents(self, heap: Heap) -> None:
        for _, referent in self.held():
            heap.release(referent)


def labelled(pairs: list[tuple[str, HeapObject | None]]) -> list[tuple[str, HeapObject]]:
    """The pairs whose reference is there."""
    return [(label, referent) for label, referent in pairs if referent is not None]


def constructors(make: WithKeywords) -> list[MethodSpec]:
    """The methods of an iterator type with this `__new__`."""
    return [static_method(keyword_method("__new__", make)), *iterator_methods()]


# -- with a function -----------------------------------------------------------


class FunctionIterator(HoldingIterator):
    """Asks an iterator for items and a function about them."""

    def __init__(self, function: HeapObject, iterator: HeapObject) -> None:
        self.function: HeapObject = function
        self.iterator: HeapObject = iterator

    def held(self) -> list[tuple[str, HeapObject]]:
        return [(" iterator", self.iterator), (" calls", self.function)]

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.function)
        heap.release(self.iterator)

    def says(self, runtime: Runtime, item: HeapObject) -> bool:
        """Whether the function's answer about an owned item is true; if it fails, the item goes."""
        try:
            answer = runtime.call(self.function, [item])
            try:
                return truth(runtime, answer)
            finally:
                runtime.heap.release(answer)
        except BaseException:
            runtime.heap.release(item)
            raise


class TakeWhile(FunctionIterator):
    """Items as long as the function says so."""

    stopped: bool = False

    def advance(self, runtime: Runtime) -> HeapObject | None:
        item = None if self.stopped else advance(runtime, self.iterator)
        if item is None or self.says(runtime, item):
            return item
        runtime.heap.release(item)
        self.stopped = True
        return None


class DropWhile(FunctionIterator):
    """Items from the first for which the function does not say so."""

    started: bool = False

    def advance(self, runtime: Runtime) -> HeapObject | None:
        while True:
            item = advance(runtime, self.iterator)
            if item is None or self.started:
                return item
            if not self.says(runtime, item):
                self.started = True
                return item
            runtime.heap.release(item)
            runtime.poll()


class FilterFalse(FunctionIterator):
    """The items for which the function's result is false; without a function, the false items."""

    def advance(self, runtime: Runtime) -> HeapObject | None:
        while True:
            item = advance(runtime, self.iterator)
            if item is None or not self.says(runtime, item):
                return item
            runtime.heap.release(item)
            runtime.poll()

    def says(self, runtime: Runtime, item: HeapObject) -> bool:
        if self.function is not runtime.none and self.function is not runtime.types.bool:
            return super().says(runtime, item)
        try:
            return truth(runtime, item)
        except BaseException:
            runtime.heap.release(item)
            raise


class StarMap(FunctionIterator):
    """The results of calling the function with each item unpacked."""

    def advance(self, runtime: Runtime) -> HeapObject | None:
        packed = advance(runtime, self.iterator)
        if packed is None:
            return None
        try:
            items = items_of(runtime, packed)
            try:
                return runtime.call(self.function, items)
            finally:
                runtime.heap.release_all(items)
        finally:
            runtime.heap.release(packed)


class FunctionIteratorMaker:
    """The `__new__` of a type of iterator over a function and an iterable."""

    def __init__(self, name: str, size: i64) -> None:
        self.name: str = name
        self.size: i64 = size

    def __call__(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        """A new iterator of the type."""
        given = constructor_arguments(runtime, self.name, arguments, keywords, 2, 2)
        iterator = iterate(runtime, given[1])
        given[0].refcount += 1
        made = self._make(given[0], iterator)
        return start_iterator(runtime, made, "itertools." + self.name, self.size)

    def _make(self, function: HeapObject, iterator: HeapObject) -> FunctionIterator:
        if self.name == "takewhile":
            return TakeWhile(function, iterator)
        if self.name == "dropwhile":
            return DropWhile(function, iterator)
        if self.name == "filterfalse":
            return FilterFalse(function, iterator)
        return StarMap(function, iterator)


# -- by another iterator -------------------------------------------------------


class Compress(HoldingIterator):
    """The items whose selector is true."""

    def __init__(self, data: HeapObject, selectors: HeapObject) -> None:
        self.data: HeapObject = data
        self.selectors: HeapObject = selectors

    def advance(self, runtime: Runtime) -> HeapObject | None:
        while True:
            item = advance(runtime, self.data)
            if item is None:
                return None
            try:
                answer = self._answer(runtime)
            except BaseException:
                runtime.heap.release(item)
                raise
            if answer > 0:
                return item
            runtime.heap.release(item)
            if answer < 0:
                return None
            runtime.poll()

    def _answer(self, runtime: Runtime) -> i64:
        """What the next selector says: 1 or 0; -1 if there is none."""
        selector = advance(runtime, self.selectors)
        if selector is None:
            return -1
        try:
            return 1 if truth(runtime, selector) else 0
        finally:
            runtime.heap.release(selector)

    def held(self) -> list[tuple[str, HeapObject]]:
        return [(" data", self.data), (" selectors", self.selectors)]


def _new_compress(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["data", "selectors"]
    data, selectors = constructor_parameters(runtime, "compress", arguments, keywords, names, 2, 2)
    assert data is not None and selectors is not None
    iterator = iterate(runtime, data)
    try:
        result = Compress(iterator, iterate(runtime, selectors))
    except BaseException:
        runtime.heap.release(iterator)
        raise
    return start_iterator(runtime, result, "itertools.compress", FUNCTION_ITERATOR_SIZE)


# -- by position ---------------------------------------------------------------


class Islice(HoldingIterator):
    """The items from a start to a stop in steps; lets go at the end."""

    position: int = 0
    """How many items were taken from the iterator."""

    def __init__(self, iterator: HeapObject, start: int, stop: int, step: int) -> None:
        self.iterator: HeapObject | None = iterator
        self.next_position: int = start
        self.stop: int = stop
        self.step: int = step

    def advance(self, runtime: Runtime) -> HeapObject | None:
        iterator = self.iterator
        if iterator is None:
            return None
        while self.position < self.next_position:
            skipped = advance(runtime, iterator)
            if skipped is None:
                return self._ended(runtime)
            runtime.heap.release(skipped)
            runtime.poll()
            self.position += 1
        if self.position >= self.stop:
            return self._ended(runtime)
        item = advance(runtime, iterator)
        if item is None:
            return self._ended(runtime)
        self.position += 1
        self.next_position = min(self.next_position + self.step, self.stop)
        return item

    def _ended(self, runtime: Runtime) -> HeapObject | None:
        """Let go of the iterator; the answer of `advance`."""
        iterator, self.iterator = self.iterator, None
        if iterator is not None:
            runtime.heap.release(iterator)
        return None

    def held(self) -> list[tuple[str, HeapObject]]:
        return labelled([(" iterator", self.iterator)])


def _new_islice(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = constructor_arguments(runtime, "islice", arguments, keywords, 2, 4)
    start, step = 0, 1
    if len(given) > 2:
        start = _bound(runtime, given[1], 0)
    stop = _bound(runtime, given[1 if len(given) == 2 else 2], sys.maxsize)
    limits = "must be None or an integer: 0 <= x <= sys.maxsize."
    if stop == NO_BOUND:
        raise value_error(runtime, "Stop argument for islice() " + limits)
    if start < 0 or stop < 0:
        raise value_error(runtime, "Indices for islice() " + limits)
    if len(given) > 3:
        step = _bound(runtime, given[3], 1)
    if step < 1:
        raise value_error(runtime, "Step for islice() must be a positive integer or None.")
    result = Islice(iterate(runtime, given[0]), start, stop, step)
    return start_iterator(runtime, result, "itertools.islice", ISLICE_SIZE)


def _bound(runtime: Runtime, value: HeapObject, default: int) -> int:
    """A number that counts items; `default` for None, `NO_BOUND` for what is no such number."""
    if value is runtime.none:
        return default
    try:
        return size_argument(runtime, value)
    except Raised as raised:
        runtime.heap.release(raised.exception)
        return NO_BOUND


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "itertools.takewhile",
        constructors(FunctionIteratorMaker("takewhile", WHILE_ITERATOR_SIZE)),
        [],
    ),
    TypeSpec(
        "itertools.dropwhile",
        constructors(FunctionIteratorMaker("dropwhile", WHILE_ITERATOR_SIZE)),
        [],
    ),
    TypeSpec(
        "itertools.filterfalse",
        constructors(FunctionIteratorMaker("filterfalse", FUNCTION_ITERATOR_SIZE)),
        [],
    ),
    TypeSpec(
        "itertools.starmap",
        constructors(FunctionIteratorMaker("starmap", FUNCTION_ITERATOR_SIZE)),
        [],
    ),
    TypeSpec("itertools.compress", constructors(_new_compress), []),
    TypeSpec("itertools.islice", constructors(_new_islice), []),
]
