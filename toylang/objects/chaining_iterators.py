"""Iterators that join others or look at neighbours: chain, accumulate, pairwise, zip_longest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.arguments import only_argument
from toylang.objects.builtins import TypeSpec, class_method, keyword_method
from toylang.objects.combining_iterators import iterators_over
from toylang.objects.errors import type_error
from toylang.objects.iterators import make_kept_tuple, start_iterator
from toylang.objects.operators import binary
from toylang.objects.protocol import advance, iterate, or_none
from toylang.objects.selecting_iterators import HoldingIterator, constructors, labelled
from toylang.objects.shared_methods import constructor_arguments, constructor_parameters
from toylang.objects.tuples import Tuple, make_tuple

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

CHAIN_SIZE: Final[i64] = 48
PAIRWISE_SIZE: Final[i64] = 48
ACCUMULATE_SIZE: Final[i64] = 64
ZIP_LONGEST_SIZE: Final[i64] = 72


# -- chain ---------------------------------------------------------------------


class Chain(HoldingIterator):
    """The items of one iterable after the other."""

    active: HeapObject | None = None
    """An iterator over the iterable at hand."""

    def __init__(self, source: HeapObject) -> None:
        self.source: HeapObject | None = source
        """An iterator over the iterables."""

    def advance(self, runtime: Runtime) -> HeapObject | None:
        while True:
            active = self.active
            if active is None:
                active = self._next_active(runtime)
                if active is None:
                    return None
            item = advance(runtime, active)
            if item is not None:
                return item
            if self.active is active:
                self.active = None
                runtime.heap.release(active)
            runtime.poll()

    def _next_active(self, runtime: Runtime) -> HeapObject | None:
        """Begin with the next iterable; without one, or if it is none, let go of the source."""
        source = self.source
        if source is None:
            return None
        iterable = advance(runtime, source)
        if iterable is None:
            self._end(runtime)
            return None
        try:
            self.active = iterate(runtime, iterable)
        except BaseException:
            self._end(runtime)
            raise
        finally:
            runtime.heap.release(iterable)
        return self.active

    def _end(self, runtime: Runtime) -> None:
        source, self.source = self.source, None
        if source is not None:
            runtime.heap.release(source)

    def held(self) -> list[tuple[str, HeapObject]]:
        return labelled([(" iterables", self.source), (" iterator", self.active)])

    def release_referents(self, heap: Heap) -> None:
        for _, referent in self.held()[::-1]:
            heap.release(referent)


def _new_chain(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if keywords:
        raise type_error(runtime, "chain() takes no keyword arguments")
    iterables = arguments[1:]
    for iterable in iterables:
        iterable.refcount += 1
    together = make_tuple(runtime, iterables)
    try:
        return _chain_over(runtime, together)
    finally:
        runtime.heap.release(together)


def _from_iterable(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    iterable = only_argument(runtime, "chain.from_iterable", arguments, keywords)
    return _chain_over(runtime, iterable)


def _chain_over(runtime: Runtime, iterables: HeapObject) -> HeapObject:
    source = iterate(runtime, iterables)
    return start_iterator(runtime, Chain(source), "itertools.chain", CHAIN_SIZE)


# -- accumulate ----------------------------------------------------------------


class Accumulate(HoldingIterator):
    """The running totals of an iterator's items."""

    total: HeapObject | None = None

    def __init__(
        self, iterator: HeapObject, function: HeapObject | None, initial: HeapObject
    ) -> None:
        self.iterator: HeapObject = iterator
        self.function: HeapObject | None = function
        self.initial: HeapObject = initial

    def advance(self, runtime: Runtime) -> HeapObject | None:
        if self.initial is not runtime.none:
            total, self.initial = self.initial, or_none(runtime, None)
            self.total = total
            total.refcount += 1
            return total
        item = advance(runtime, self.iterator)
        if item is None:
            return None
        old = self.total
        if old is None:
            total = item
        else:
            try:
                total = self._sum(runtime, old, item)
            finally:
                runtime.heap.release(item)
        total.refcount += 1
        old, self.total = self.total, total
        if old is not None:
            runtime.heap.release(old)
        return total

    def _sum(self, runtime: Runtime, total: HeapObject, item: HeapObject) -> HeapObject:
        if self.function is None:
            return binary(runtime, "+", total, item)
        return runtime.call(self.function, [total, item])

    def held(self) -> list[tuple[str, HeapObject]]:
        pairs = [(" calls", self.function), (" total", self.total)]
        return labelled([*pairs, (" iterator", self.iterator), (" initial", self.initial)])


def _new_accumulate(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    iterable, function, initial = constructor_parameters(
        runtime, "accumulate", arguments, keywords, ["iterable", "func", "initial"], 2, 1
    )
    assert iterable is not None
    iterator = iterate(runtime, iterable)
    if function is runtime.none:
        function = None
    if function is not None:
        function.refcount += 1
    result = Accumulate(iterator, function, or_none(runtime, initial))
    return start_iterator(runtime, result, "itertools.accumulate", ACCUMULATE_SIZE)


# -- pairwise ------------------------------------------------------------------


class Pairwise(HoldingIterator):
    """Each item together with the one after it."""

    last_item: HeapObject | None = None

    def __init__(self, iterator: HeapObject) -> None:
        self.iterator: HeapObject | None = iterator

    def advance(self, runtime: Runtime) -> HeapObject | None:
        iterator = self.iterator
        if iterator is None:
            return None
        if self.last_item is None:
            first = advance(runtime, iterator)
            if first is None or self.iterator is None:
                return self._ended(runtime)
            self.last_item = first
        item = advance(runtime, iterator)
        if item is None:
            return self._ended(runtime)
        previous, self.last_item = self.last_item, item
        item.refcount += 1
        return make_tuple(runtime, [previous, item])

    def _ended(self, runtime: Runtime) -> HeapObject | None:
        """Let go of everything; the answer of `advance`."""
        iterator, self.iterator = self.iterator, None
        previous, self.last_item = self.last_item, None
        for value in (iterator, previous):
            if value is not None:
                runtime.heap.release(value)
        return None

    def held(self) -> list[tuple[str, HeapObject]]:
        return labelled([(" iterator", self.iterator), (" previous item", self.last_item)])


def _new_pairwise(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    iterable = constructor_arguments(runtime, "pairwise", arguments, keywords, 1, 1)[0]
    result = Pairwise(iterate(runtime, iterable))
    return start_iterator(runtime, result, "itertools.pairwise", PAIRWISE_SIZE)


# -- zip_longest ---------------------------------------------------------------


class ZipLongest(HoldingIterator):
    """Tuples of an item of each iterator, filled up where one has ended.

    The tuple of iterators has None in place of one that has ended.
    """

    def __init__(self, iterators: Tuple, kept: Tuple, fill: HeapObject) -> None:
        self.iterators: Tuple = iterators
        self.kept: Tuple = kept
        self.fill: HeapObject = fill
        self.active: i64 = len(iterators.items)

    def advance(self, runtime: Runtime) -> HeapObject | None:
        if self.active == 0:
            return None
        kept = self.kept
        if kept.refcount == 1:
            kept.refcount += 1
            return self._fill(runtime, kept)
        return self._fill(runtime, make_kept_tuple(runtime, len(kept.items)))

    def _fill(self, runtime: Runtime, result: Tuple) -> HeapObject | None:
        """Put the next items into an owned tuple: the one handed out last, or a new one."""
        try:
            for index in range(len(self.iterators.items)):
                item = self._item(runtime, index)
                if item is None:
                    runtime.heap.release(result)
                    return None
                old, result.items[index] = result.items[index], item
                runtime.heap.release(old)
        except BaseException:
            runtime.heap.release(result)
            raise
        if not result.tracked:
            runtime.heap.track(result)
        return result

    def _item(self, runtime: Runtime, index: int) -> HeapObject | None:
        """The next item of one iterator, or the filling; None if all have ended."""
        iterator = self.iterators.items[index]
        if iterator is not runtime.none:
            try:
                item = advance(runtime, iterator)
            except BaseException:
                self.active = 0
                raise
            if item is not None:
                return item
            self.active -= 1
            if self.active == 0:
                return None
            self.iterators.items[index] = or_none(runtime, None)
            runtime.heap.release(iterator)
        self.fill.refcount += 1
        return self.fill

    def held(self) -> list[tuple[str, HeapObject]]:
        return [(" iterators", self.iterators), (" kept tuple", self.kept), (" fill", self.fill)]


def _new_zip_longest(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if len(keywords) > 1 or (keywords and "fillvalue" not in keywords):
        raise type_error(runtime, "zip_longest() got an unexpected keyword argument")
    fill = or_none(runtime, keywords.get("fillvalue"))
    try:
        iterators = make_tuple(runtime, iterators_over(runtime, arguments[1:]))
    except BaseException:
        runtime.heap.release(fill)
        raise
    kept = make_kept_tuple(runtime, len(iterators.items))
    result = ZipLongest(iterators, kept, fill)
    return start_iterator(runtime, result, "itertools.zip_longest", ZIP_LONGEST_SIZE)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "itertools.chain",
        [
            *constructors(_new_chain),
            class_method(keyword_method("from_iterable", _from_iterable)),
        ],
        [],
    ),
    TypeSpec("itertools.accumulate", constructors(_new_accumulate), []),
    TypeSpec("itertools.pairwise", constructors(_new_pairwise), []),
    TypeSpec("itertools.zip_longest", constructors(_new_zip_longest), []),
]
