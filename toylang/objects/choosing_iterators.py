"""Iterators over choices from pools of items: product, permutations, combinations.

The algorithms are those of CPython's `Modules/itertoolsmodule.c`: an array of indices is moved on
to the next choice, and only the places that changed are put anew into the tuple handed out last,
as long as nobody else holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.arguments import check_items, size_argument
from toylang.objects.builtins import TypeSpec, bind_arguments
from toylang.objects.errors import type_error, value_error
from toylang.objects.iterators import start_iterator
from toylang.objects.numbers import Int
from toylang.objects.protocol import items_of
from toylang.objects.selecting_iterators import HoldingIterator, constructors, labelled
from toylang.objects.shared_methods import constructor_parameters
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

PRODUCT_SIZE: Final[i64] = 64
COMBINATIONS_SIZE: Final[i64] = 72
PERMUTATIONS_SIZE: Final[i64] = 80
"""Bytes of such an iterator; its array of indices is a block of its own."""

INDEX_SIZE: Final[i64] = 8


class Choices(HoldingIterator):
    """The common part: pools, indices into them, and the tuple handed out last."""

    result: Tuple | None = None
    block: i64 = 0
    block_size: i64 = 0

    def __init__(self, pools: list[Tuple], indices: list[int], stopped: bool) -> None:
        self.pools: list[Tuple] = pools
        """The pool of each place (counted references, which may be to the same tuple)."""

        self.indices: list[int] = indices
        """None of them if there is no choice at all."""

        self.stopped: bool = stopped

    def next_choice(self) -> int:
        """Move the indices on; the first place that changed, -1 if there are no more choices."""
        raise NotImplementedError

    def item(self, place: int) -> HeapObject:
        """The item (borrowed) that the indices put in this place."""
        return self.pools[0].items[self.indices[place]]

    def places(self) -> int:
        """How many items a choice has."""
        return len(self.indices)

    def advance(self, runtime: Runtime) -> HeapObject | None:
        if self.stopped:
            return None
        result = self.result
        if result is None:
            result = self._first(runtime)
        else:
            result = self._own(runtime, result)
            first = self.next_choice()
            if first < 0:
                self.stopped = True
                return None
            self._fill(runtime, result, first)
        result.refcount += 1
        return result

    def _first(self, runtime: Runtime) -> Tuple:
        items = [self.item(place) for place in range(self.places())]
        for item in items:
            item.refcount += 1
        self.result = make_tuple(runtime, items)
        return self.result

    def _own(self, runtime: Runtime, result: Tuple) -> Tuple:
        """The last tuple if nobody else holds it, otherwise a copy of it."""
        if result.refcount == 1:
            if not result.tracked:
                runtime.heap.track(result)
            return result
        for item in result.items:
            item.refcount += 1
        self.result = make_tuple(runtime, result.items.copy())
        runtime.heap.release(result)
        return self.result

    def _fill(self, runtime: Runtime, result: Tuple, first: int) -> None:
        for place in range(first, self.places()):
            item = self.item(place)
            old = result.items[place]
            if old is not item:
                item.refcount += 1
                result.items[place] = item
                runtime.heap.release(old)

    def held(self) -> list[tuple[str, HeapObject]]:
        return labelled([(" pool", self.pools[0]), (" last choice", self.result)])

    def extra_blocks(self) -> list[tuple[int, int]]:
        return [(self.block, self.block_size)] if self.block_size > 0 else []

    def release_referents(self, heap: Heap) -> None:
        super().release_referents(heap)
        if self.block_size > 0:
            heap.allocator.free(self.block, self.block_size)
            self.block_size = 0


def _start(
    runtime: Runtime, choices: Choices, name: str, size: i64, index_count: int
) -> HeapObject:
    """Give the iterator its place in the heap and its `index_count` indices theirs."""
    choices.block_size = index_count * INDEX_SIZE
    if choices.block_size > 0:
        choices.block = runtime.heap.allocator.allocate(choices.block_size)
    return start_iterator(runtime, choices, "itertools." + name, size)


def _pool(runtime: Runtime, iterable: HeapObject) -> Tuple:
    """The items as a tuple, a new reference."""
    if isinstance(iterable, Tuple) and type_of(iterable) is runtime.types.tuple:
        iterable.refcount += 1
        return iterable
    return make_tuple(runtime, items_of(runtime, iterable))


# -- product -------------------------------------------------------------------


class Product(Choices):
    """One item of each pool, the last place changing fastest."""

    def item(self, place: int) -> HeapObject:
        return self.pools[place].items[self.indices[place]]

    def next_choice(self) -> int:
        for place in range(len(self.pools) - 1, -1, -1):
            self.indices[place] += 1
            if self.indices[place] < len(self.pools[place].items):
                return place
            self.indices[place] = 0
        return -1

    def held(self) -> list[tuple[str, HeapObject]]:
        return labelled([(" pools", self.together), (" last choice", self.result)])

    together: Tuple
    """The tuple that holds the pools."""


def _new_product(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    repeat = bind_arguments(runtime, "product", [], keywords, ["repeat"], 0)[0]
    times = 1 if repeat is None else size_argument(runtime, repeat)
    if times < 0:
        raise value_error(runtime, "repeat argument cannot be negative")
    check_items(runtime, times * (len(arguments) - 1))
    pools: list[Tuple] = []
    try:
        for iterable in arguments[1:] if times > 0 else []:
            pools.append(_pool(runtime, iterable))
    except BaseException:
        runtime.heap.release_all([*pools])
        raise
    for pool in pools:
        pool.refcount += times - 1
    repeated = pools * times
    result = Product(repeated, [0] * len(repeated), any(not pool.items for pool in pools))
    result.together = make_tuple(runtime, [*repeated])
    return _start(runtime, result, "product", PRODUCT_SIZE, len(repeated))


# -- permutations --------------------------------------------------------------


class Permutations(Choices):
    """Items of one pool in every order."""

    def __init__(self, pool: Tuple, length: int) -> None:
        size = len(pool.items)
        super().__init__([pool], list(range(size)), length > size)
        self.length: int = length
        self.cycles: list[int] = [] if self.stopped else list(range(size, size - length, -1))

    def places(self) -> int:
        return self.length

    def next_choice(self) -> int:
        indices, cycles = self.indices, self.cycles
        size = len(indices)
        for place in range(self.length - 1, -1, -1):
            cycles[place] -= 1
            if cycles[place] > 0:
                other = size - cycles[place]
                indices[place], indices[other] = indices[other], indices[place]
                return place
            indices.append(indices.pop(place))
            cycles[place] = size - place
        return -1


def _new_permutations(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["iterable", "r"]
    iterable, given = constructor_parameters(
        runtime, "permutations", arguments, keywords, names, 2, 1
    )
    assert iterable is not None
    pool = _pool(runtime, iterable)
    try:
        length = len(pool.items)
        if given is not None and given is not runtime.none:
            if not isinstance(given, Int):
                raise type_error(runtime, "Expected int as r")
            length = size_argument(runtime, given)
        _check_length(runtime, length)
    except BaseException:
        runtime.heap.release(pool)
        raise
    result = Permutations(pool, length)
    return _start(runtime, result, "permutations", PERMUTATIONS_SIZE, len(pool.items) + length)


def _check_length(runtime: Runtime, length: int) -> None:
    if length < 0:
        raise value_error(runtime, "r must be non-negative")
    check_items(runtime, length)


# -- combinations --------------------------------------------------------------


class Combinations(Choices):
    """Items of one pool, in the pool's order."""

    def next_choice(self) -> int:
        indices = self.indices
        length, size = len(indices), len(self.pools[0].items)
        for place in range(length - 1, -1, -1):
            if indices[place] < size - length + place:
                first = indices[place] + 1
                indices[place:] = range(first, first + length - place)
                return place
        return -1


class Repetitions(Choices):
    """Items of one pool, in the pool's order, each as often as there are places."""

    def next_choice(self) -> int:
        indices = self.indices
        length, last = len(indices), len(self.pools[0].items) - 1
        for place in range(length - 1, -1, -1):
            if indices[place] < last:
                indices[place:] = [indices[place] + 1] * (length - place)
                return place
        return -1


def _pool_and_length(
    runtime: Runtime, name: str, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> tuple[Tuple, int]:
    names = ["iterable", "r"]
    iterable, given = constructor_parameters(runtime, name, arguments, keywords, names, 2, 2)
    assert iterable is not None and given is not None
    length = size_argument(runtime, given)
    pool = _pool(runtime, iterable)
    try:
        _check_length(runtime, length)
    except BaseException:
        runtime.heap.release(pool)
        raise
    return pool, length


def _new_combinations(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    pool, length = _pool_and_length(runtime, "combinations", arguments, keywords)
    stopped = length > len(pool.items)
    result = Combinations([pool], [] if stopped else list(range(length)), stopped)
    return _start(runtime, result, "combinations", COMBINATIONS_SIZE, length)


def _new_repetitions(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    name = "combinations_with_replacement"
    pool, length = _pool_and_length(runtime, name, arguments, keywords)
    stopped = length > 0 and not pool.items
    result = Repetitions([pool], [] if stopped else [0] * length, stopped)
    return _start(runtime, result, name, COMBINATIONS_SIZE, length)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec("itertools.product", constructors(_new_product), []),
    TypeSpec("itertools.permutations", constructors(_new_permutations), []),
    TypeSpec("itertools.combinations", constructors(_new_combinations), []),
    TypeSpec("itertools.combinations_with_replacement", constructors(_new_repetitions), []),
]
