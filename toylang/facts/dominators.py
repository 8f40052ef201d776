"""Dominators: who stands on every way from the start to a vertex.

If all ways to a vertex lead through another one, that other *dominates* it; the nearest such is its
immediate dominator. In a heap: the object whose loss would take the vertex along.

The algorithm is Lengauer's and Tarjan's (A fast algorithm for finding dominators in a flowgraph,
1979), in its simple form with path compression: m log n steps. Vertices are numbered in the order
of a walk in depth; the *semidominator* of a vertex is the earliest one from which a way leads to it
over later vertices only. It is written without recursion, for a heap may be one long chain.
"""

from __future__ import annotations

from toylang.facts.graphs import Graph
from toylang.heap.progress import Progress

NONE = -1


def immediate_dominators(graph: Graph, start: int, progress: Progress) -> list[int]:
    """The immediate dominator of each vertex; -1 for `start` and for what it does not lead to."""
    progress.begin("Looking who stands before whom", 2 * len(graph))
    walk = _Walk(graph, start, progress)
    result = [NONE] * len(graph)
    for number, dominator in enumerate(_dominators_of_numbers(walk, progress)):
        if dominator != NONE:
            result[walk.order[number]] = walk.order[dominator]
    progress.end()
    return result


def _dominators_of_numbers(walk: _Walk, progress: Progress) -> list[int]:
    """The same by the numbers of a walk."""
    forest = _Forest(len(walk.order))
    dominators = [NONE] * len(walk.order)
    waiting: list[list[int]] = [[] for _ in walk.order]
    for number in range(len(walk.order) - 1, 0, -1):
        progress.step()
        parent = walk.parents[number]
        forest.find_semidominator(number, walk.predecessors[number])
        waiting[forest.semi[number]].append(number)
        forest.ancestors[number] = parent
        for other in waiting[parent]:
            best = forest.best(other)
            dominators[other] = best if forest.semi[best] < forest.semi[other] else parent
        waiting[parent].clear()
    for number in range(1, len(walk.order)):
        if dominators[number] != forest.semi[number]:
            dominators[number] = dominators[dominators[number]]
    return dominators


class _Walk:
    """A walk in depth: what can be reached, numbered from 0 in the order of arrival."""

    def __init__(self, graph: Graph, start: int, progress: Progress) -> None:
        self._progress = progress
        self.order: list[int] = []
        """The vertex of each number."""

        self.parents: list[int] = []
        """The number each vertex was reached from."""

        self.predecessors: list[list[int]] = []
        """The numbers of all that lead to each vertex."""

        self._number: list[int] = [NONE] * len(graph)
        self._walk(graph, start)

    def _walk(self, graph: Graph, start: int) -> None:
        self._arrive(start, NONE)
        way, places = [start], [0]
        while way:
            vertex, place = way[-1], places[-1]
            if place == len(graph[vertex]):
                way.pop()
                places.pop()
                continue
            places[-1] += 1
            target = graph[vertex][place]
            if self._number[target] == NONE:
                self._arrive(target, self._number[vertex])
                way.append(target)
                places.append(0)
            self.predecessors[self._number[target]].append(self._number[vertex])

    def _arrive(self, vertex: int, parent: int) -> None:
        self._progress.step()
        self._number[vertex] = len(self.order)
        self.order.append(vertex)
        self.parents.append(parent)
        self.predecessors.append([])


class _Forest:
    """The part of the walk's tree that has been dealt with, which knows the best on each way up."""

    def __init__(self, size: int) -> None:
        self.semi: list[int] = list(range(size))
        """The semidominator of each number, as far as known."""

        self.ancestors: list[int] = [NONE] * size
        self._best: list[int] = list(range(size))

    def find_semidominator(self, number: int, predecessors: list[int]) -> None:
        """The earliest from which later vertices lead there; those have been dealt with."""
        for predecessor in predecessors:
            best = self.best(predecessor)
            self.semi[number] = min(self.semi[number], self.semi[best])

    def best(self, number: int) -> int:
        """The number with the least semidominator on the way up from `number` to its root."""
        if self.ancestors[number] == NONE:
            return number
        way: list[int] = []
        current = number
        while self.ancestors[self.ancestors[current]] != NONE:
            way.append(current)
            current = self.ancestors[current]
        for lower in way[::-1]:
            upper = self.ancestors[lower]
            if self.semi[self._best[upper]] < self.semi[self._best[lower]]:
                self._best[lower] = self._best[upper]
            self.ancestors[lower] = self.ancestors[upper]
        return self._best[number]
