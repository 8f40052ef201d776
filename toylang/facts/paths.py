"""Paths: the shortest way along references from one object to another, walking breadth first."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable
from typing import NamedTuple

from toylang.heap.snapshot import Holder, Snapshot, Step


class Path(NamedTuple):
    """A way from one object to another."""

    start: int
    """The address where it begins."""

    steps: list[Step]
    """At least one; the start is not among them, unless the way leads back to it."""


def shortest_path(snapshot: Snapshot, source: int, target: int) -> Path | None:
    """A shortest way from `source` to `target`; from an object to itself, the shortest cycle."""
    return shortest_path_from(snapshot, [source], target, snapshot.nodes)


def shortest_path_from(
    snapshot: Snapshot, sources: Iterable[int], target: int, within: Collection[int]
) -> Path | None:
    """A shortest way to `target` from any of the sources, through objects of `within` alone."""
    arrivals: dict[int, Holder] = {}
    waiting = deque(sources)
    starts = set(waiting)
    seen = set(waiting)
    while waiting and target not in arrivals:
        address = waiting.popleft()
        for edge in snapshot.nodes[address].edges:
            if edge.target in within and edge.target not in arrivals:
                arrivals[edge.target] = Holder(address, edge.label)
                if edge.target not in seen:
                    seen.add(edge.target)
                    waiting.append(edge.target)
    return _path_back(arrivals, starts, target) if target in arrivals else None


def _path_back(arrivals: dict[int, Holder], starts: set[int], target: int) -> Path:
    """How the walk arrived at `target`."""
    steps: list[Step] = []
    current = target
    while not steps or current not in starts:
        arrival = arrivals[current]
        assert arrival.source is not None
        steps.append(Step(arrival.label, current))
        current = arrival.source
    return Path(current, steps[::-1])
