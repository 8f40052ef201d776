"""The three generations: which containers the collector watches, and when it looks at them.

A new container is put into generation 0; each survived collection moves it up, to generation 2
at most. Generation 0's count goes up with each container allocated and down with each freed;
counts 1 and 2 are the collections of the generation below since the last one of this.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from toylang.heap.object_list import ObjectList

GENERATIONS: Final[i64] = 3
OLDEST: Final[i64] = 2
LARGEST_THRESHOLD: Final = (1 << 31) - 1
"""Thresholds are C ints."""


class Generation:
    """One generation: its objects, its trigger, and what its collections did so far."""

    count: i64 = 0
    collections: i64 = 0
    collected: i64 = 0
    """Containers its collections found to be garbage."""

    uncollectable: i64 = 0

    def __init__(self, index: i64, threshold: i64) -> None:
        self.index: i64 = index
        self.threshold: i64 = threshold
        self.objects: ObjectList = ObjectList()

    @property
    def due(self) -> bool:
        """Whether the count has passed the threshold."""
        return self.count > self.threshold
