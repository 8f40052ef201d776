"""Sorting lists: a stable merge sort over the program's `<`.

Lists in which all keys are ints, all strings or all floats are sorted by the host: nothing of the
program can run there. Any other list is cut into runs that are ordered already; short ones are
made longer by binary insertion, and neighbours are merged until one is left. Only `<` is ever
asked. While it is sorted a list is empty, so that what the program's code finds there is nothing
half done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.comparison import less_than
from toylang.objects.errors import value_error
from toylang.objects.numbers import Float, Int
from toylang.objects.text import Str

if TYPE_CHECKING:
    from toylang.objects.lists import List
    from toylang.objects.runtime import Runtime

SHORTEST_LONG_LIST: Final = 64
"""Shorter lists are a single run."""

IN_SORTING: Final = -1
"""The capacity of a list under sorting: any change of its items gives it another."""


def sort_list(runtime: Runtime, target: List, key: HeapObject | None, descending: bool) -> None:
    """Sort a list in place by its items or by what the function `key` makes of them."""
    items, target.items = target.items, []
    block, target.block = target.block, 0
    capacity, target.capacity = target.capacity, IN_SORTING
    result = items
    try:
        result = _sorted_items(runtime, items, key, descending)
        if target.capacity != IN_SORTING:
            raise value_error(runtime, "list modified during sort")
    finally:
        strays = target.items
        if target.capacity > 0:
            target.set_capacity(0)
        target.items, target.block, target.capacity = result, block, capacity
        strays.reverse()
        runtime.heap.release_all(strays)


def _sorted_items(
    runtime: Runtime, items: list[HeapObject], key: HeapObject | None, descending: bool
) -> list[HeapObject]:
    """The items in order; the references stay the same."""
    if key is None:
        order = _order(runtime, items, descending)
        return [items[position] for position in order]
    keys: list[HeapObject] = []
    try:
        for item in items:
            runtime.poll()
            keys.append(runtime.call(key, [item]))
    except BaseException:
        keys.reverse()
        runtime.heap.release_all(keys)
        raise
    try:
        order = _order(runtime, keys, descending)
        keys = [keys[position] for position in order]
    finally:
        runtime.heap.release_all(keys)
    return [items[position] for position in order]


def _order(runtime: Runtime, keys: list[HeapObject], descending: bool) -> list[int]:
    """The positions of the keys, in the order of what stands there.

    Sorting downwards is sorting the reverse upwards and reversing that: equals keep their order.
    """
    positions = list(range(len(keys)))
    if descending:
        positions.reverse()
    positions = _upwards(runtime, keys, positions)
    if descending:
        positions.reverse()
    return positions


def _upwards(runtime: Runtime, keys: list[HeapObject], positions: list[int]) -> list[int]:
    if len(keys) < 2:
        return positions
    ints = [value.value for value in keys if isinstance(value, Int)]
    if len(ints) == len(keys):
        return sorted(positions, key=ints.__getitem__)
    texts = [value.value for value in keys if isinstance(value, Str)]
    if len(texts) == len(keys):
        return sorted(positions, key=texts.__getitem__)
    floats = [value.value for value in keys if isinstance(value, Float)]
    if len(floats) == len(keys):
        return sorted(positions, key=floats.__getitem__)
    return _MergeSort(runtime, keys).sort(positions)


class _MergeSort:
    """Sorts positions by the keys that stand there, asking the program's `<`."""

    def __init__(self, runtime: Runtime, keys: list[HeapObject]) -> None:
        self.runtime: Runtime = runtime
        self.keys: list[HeapObject] = keys

    def sort(self, positions: list[int]) -> list[int]:
        """The positions in ascending order of their keys, equals as they stood."""
        runs = self._runs(positions)
        while len(runs) > 1:
            merged: list[list[int]] = []
            for index in range(0, len(runs) - 1, 2):
                merged.append(self._merge(runs[index], runs[index + 1]))
            if len(runs) % 2 == 1:
                merged.append(runs[-1])
            runs = merged
        return runs[0]

    def _less(self, left: int, right: int) -> bool:
        self.runtime.poll()
        return less_than(self.runtime, self.keys[left], self.keys[right])

    def _runs(self, positions: list[int]) -> list[list[int]]:
        """Cut into ordered runs, each of some minimal length but the last."""
        shortest = _shortest_run(len(positions))
        runs: list[list[int]] = []
        start = 0
        while start < len(positions):
            stop = self._end_of_run(positions, start)
            wanted = max(stop, min(start + shortest, len(positions)))
            run = positions[start:wanted]
            self._insert(run, stop - start)
            runs.append(run)
            start = wanted
        return runs

    def _end_of_run(self, positions: list[int], start: int) -> int:
        """Where the ordered run that begins at `start` ends; a descending one is turned round."""
        stop = start + 1
        if stop == len(positions):
            return stop
        descending = self._less(positions[stop], positions[start])
        stop += 1
        while stop < len(positions):
            if self._less(positions[stop], positions[stop - 1]) != descending:
                break
            stop += 1
        if descending:
            positions[start:stop] = positions[start:stop][::-1]
        return stop

    def _insert(self, run: list[int], ordered: int) -> None:
        """Put each position from `ordered` on into its place among those before it."""
        for index in range(ordered, len(run)):
            pivot = run[index]
            low, high = 0, index
            while low < high:
                middle = (low + high) // 2
                if self._less(pivot, run[middle]):
                    high = middle
                else:
                    low = middle + 1
            del run[index]
            run.insert(low, pivot)

    def _merge(self, left: list[int], right: list[int]) -> list[int]:
        """One run out of two neighbours; of equals the left one goes first."""
        result: list[int] = []
        taken = 0
        for position in left:
            while taken < len(right) and self._less(right[taken], position):
                result.append(right[taken])
                taken += 1
            result.append(position)
        return result + right[taken:]


def _shortest_run(length: int) -> int:
    """A length from 32 to 64 of which the whole is a power of two times, or a little less."""
    rest = 0
    while length >= SHORTEST_LONG_LIST:
        rest |= length & 1
        length >>= 1
    return length + rest
