"""The recorder: how many objects came, went and were there at once, and what collections cost.

It is told of each birth, each death and each collection, and keeps numbers only, so that it may
stay for hours; it is no `Observer`, because it costs next to nothing. The time axis is made of
*stretches*: each is the time in which the same number of objects was allocated. At first that is
one; whenever there are too many stretches, neighbours are joined, and from then on a stretch is
twice as long. So the recording stays small, nothing in it is forgotten but the moment, and sums and
maxima are exact.
"""

from __future__ import annotations

import time
from typing import Final, final

from mypy_extensions import i64

from toylang.heap.allocator import Allocator
from toylang.heap.events import Collection
from toylang.heap.generations import GENERATIONS

MOST_STRETCHES: Final = 512
"""An even number: the stretches are joined in pairs."""


class Stretch:
    """What happened while some objects were allocated."""

    allocations: i64 = 0
    objects: i64 = 0
    """Objects alive at its end."""

    highest: i64 = 0
    """The most objects alive at once in it."""

    ended: float = 0.0
    """Seconds from the beginning of the recording to its end."""

    pauses: float = 0.0
    """Seconds its collections took."""

    longest_pause: float = 0.0

    def __init__(self) -> None:
        self.collections: list[int] = [0] * GENERATIONS
        """Collections of each generation."""

    def absorb(self, later: Stretch) -> None:
        """Make one of this stretch and the next."""
        self.allocations += later.allocations
        self.objects = later.objects
        self.highest = max(self.highest, later.highest)
        self.ended = later.ended
        self.pauses += later.pauses
        self.longest_pause = max(self.longest_pause, later.longest_pause)
        for index, number in enumerate(later.collections):
            self.collections[index] += number


class CollectionTotals:
    """All collections of one generation together."""

    collections: i64 = 0
    seconds: float = 0.0
    longest: float = 0.0
    """Seconds of the longest."""

    collected: i64 = 0
    """The sum of what gc.collect() returns."""

    freed_objects: i64 = 0

    def add(self, collection: Collection) -> None:
        """Count one more collection."""
        self.collections += 1
        self.seconds += collection.seconds
        self.longest = max(self.longest, collection.seconds)
        self.collected += collection.collected
        self.freed_objects += collection.freed_objects


@final
class Recorder:
    """The record of one heap, which begins now."""

    allocations: i64 = 0
    frees: i64 = 0

    def __init__(self, objects: i64, allocator: Allocator) -> None:
        self.allocator: Allocator = allocator
        self.objects_before: i64 = objects
        self.bytes_before: i64 = allocator.bytes_in_use
        self.objects: i64 = objects
        """Objects alive now."""

        self.totals: list[CollectionTotals] = [CollectionTotals() for _ in range(GENERATIONS)]
        self._highest: i64 = objects
        """The most objects alive at once in the stretch that has not ended."""

        self._length: i64 = 1
        self._left: i64 = 1
        self._ended: list[Stretch] = []
        self._current: Stretch = Stretch()
        self._began: float = time.perf_counter()

    # -- what is heard -------------------------------------------------------------

    def allocated(self) -> None:
        """An object has come."""
        self.allocations += 1
        self.objects += 1
        if self.objects > self._highest:
            self._highest = self.objects
        self._left -= 1
        if self._left == 0:
            self._end_stretch()

    def freed(self) -> None:
        """An object has gone."""
        self.frees += 1
        self.objects -= 1

    def collected(self, collection: Collection) -> None:
        """A collection is over."""
        self.totals[collection.generation].add(collection)
        current = self._current
        current.collections[collection.generation] += 1
        current.pauses += collection.seconds
        current.longest_pause = max(current.longest_pause, collection.seconds)

    # -- stretches -----------------------------------------------------------------

    def _end_stretch(self) -> None:
        self._ended.append(self._complete(self._current))
        self._current = Stretch()
        self._highest = self.objects
        if len(self._ended) >= MOST_STRETCHES:
            self._join_pairs()
        self._left = self._length

    def _complete(self, stretch: Stretch) -> Stretch:
        stretch.allocations = self._length - self._left
        stretch.objects = self.objects
        stretch.highest = self._highest
        stretch.ended = time.perf_counter() - self._began
        return stretch

    def _join_pairs(self) -> None:
        self._length *= 2
        for first, second in zip(self._ended[::2], self._ended[1::2], strict=True):
            first.absorb(second)
        self._ended = self._ended[::2]

    # -- what is known -------------------------------------------------------------

    def stretches(self) -> list[Stretch]:
        """All stretches in order; the last is as long as it has got."""
        return [*self._ended, self._complete(self._current)]

    @property
    def most_objects(self) -> i64:
        """The most objects alive at once."""
        highest = self._highest
        for stretch in self._ended:
            highest = max(highest, stretch.highest)
        return highest

    @property
    def most_bytes(self) -> i64:
        """The most bytes in use at once in the heap's whole life."""
        return self.allocator.most_bytes

    @property
    def seconds(self) -> float:
        """How long the recording has lasted."""
        return time.perf_counter() - self._began
