"""Paths: the shortest way along references from one object to another, walking breadth first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mypy_extensions import i64

from toylang.facts.reaching import Reach
from toylang.heap.frozen import NOWHERE, Edge, Node
from toylang.heap.snapshot import Snapshot, Step


class Path(NamedTuple):
    """A way from one object to another."""

    start: int
    """The address where it begins."""

    steps: list[Step]
    """At least one; the start is not among them, unless the way leads back to it."""


def shortest_path(snapshot: Snapshot, source: int, target: int) -> Path | None:
    """A shortest way from `source` to `target`; from an object to itself, the shortest cycle."""
    return shortest_path_from(snapshot, [snapshot.node(source)], snapshot.node(target))


def shortest_path_from(
    snapshot: Snapshot, sources: Sequence[Node], target: Node, within: Reach | None = None
) -> Path | None:
    """A shortest way to `target` from any of the sources; through objects of `within` alone."""
    walk = _Walk(snapshot, sources)
    walk.go(target, within)
    return walk.way_back(target)


class _Walk:
    """One walk breadth first."""

    def __init__(self, snapshot: Snapshot, sources: Sequence[Node]) -> None:
        self._snapshot: Snapshot = snapshot
        places = len(snapshot.order)
        self._edges: list[Edge | None] = [None] * places
        """By which reference the walk has come to each place."""

        self._comes_from: list[Node | None] = [None] * places
        self._is_start: list[bool] = [False] * places
        self._waiting: list[Node] = []
        for node in sources:
            if not self._is_start[node.place]:
                self._is_start[node.place] = True
                self._waiting.append(node)

    def go(self, target: Node, within: Reach | None) -> None:
        """Walk until the target is reached, or everything."""
        progress = self._snapshot.progress
        progress.begin("Looking for the shortest way", len(self._snapshot.order))
        done: i64 = 0
        while done < len(self._waiting) and self._edges[target.place] is None:
            self._leave(self._waiting[done], within)
            progress.step()
            done += 1
        progress.end()

    def _leave(self, source: Node, within: Reach | None) -> None:
        for edge in source.edges:
            place = edge.place
            if place == NOWHERE or self._edges[place] is not None:
                continue
            target = self._snapshot.order[place]
            if within is None or within.includes(target):
                self._edges[place] = edge
                self._comes_from[place] = source
                if not self._is_start[place]:
                    self._waiting.append(target)

    def way_back(self, target: Node) -> Path | None:
        """How the walk has come to the target; None if it has not."""
        steps: list[Step] = []
        current = target
        while not steps or not self._is_start[current.place]:
            edge, source = self._edges[current.place], self._comes_from[current.place]
            if edge is None or source is None:
                return None
            steps.append(Step(edge.label, current.address))
            current = source
        return Path(current.address, steps[::-1])
