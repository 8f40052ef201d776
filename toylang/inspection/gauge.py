"""The gauge of a heap: the few numbers that can be read at any time at no cost.

Nothing is walked, whatever the size of the heap: each number is one that the heap keeps anyway.
"""

from __future__ import annotations

from typing import NamedTuple

from toylang.heap.events import Collection
from toylang.session import Session


class Gauge(NamedTuple):
    """How full a heap is, and how near its next collection."""

    objects: int
    """All that live, Toy's own included."""

    counts: tuple[int, ...]
    thresholds: tuple[int, ...]
    automatic: bool
    """Whether collections start by themselves."""

    last: Collection | None
    """The last collection, None before the first."""


def read_gauge(session: Session) -> Gauge:
    """The numbers as they are now."""
    heap = session.heap
    collector = heap.collector
    return Gauge(
        objects=heap.objects,
        counts=tuple(each.count for each in collector.generations),
        thresholds=tuple(each.threshold for each in collector.generations),
        automatic=collector.enabled and collector.first.threshold != 0,
        last=collector.last,
    )
