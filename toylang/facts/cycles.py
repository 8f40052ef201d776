"""Cycles: the strongly connected components of a graph.

Two vertices are in one component if each leads to the other. A component of several vertices, or
of one that leads to itself, is what a person calls a cycle, or several that share vertices.

The algorithm is Tarjan's (Depth-first search and linear graph algorithms, 1972): one walk in depth,
which notes for each vertex the earliest one on the way here that it leads back to. It is written
without recursion, for a heap may be one long chain.
"""

from __future__ import annotations

from toylang.facts.graphs import Graph
from toylang.heap.progress import Progress

UNSEEN = -1


def components(graph: Graph, progress: Progress) -> list[list[int]]:
    """The strongly connected components; each comes after all those that it leads to.

    Where nothing leads from one to another, that of the later vertices comes first.
    """
    walk = _Walk(graph, progress)
    progress.begin("Looking for cycles", len(graph))
    for vertex in range(len(graph) - 1, -1, -1):
        if walk.arrival[vertex] == UNSEEN:
            walk.follow(vertex)
    progress.end()
    return walk.components


def is_cyclic(graph: Graph, component: list[int]) -> bool:
    """Whether a strongly connected component holds a cycle."""
    return len(component) > 1 or component[0] in graph[component[0]]


class _Walk:
    """One walk in depth over a graph."""

    def __init__(self, graph: Graph, progress: Progress) -> None:
        self.graph = graph
        self.progress = progress
        self.components: list[list[int]] = []
        self.arrival: list[int] = [UNSEEN] * len(graph)
        """When each vertex was first seen."""

        self.earliest: list[int] = [UNSEEN] * len(graph)
        """The earliest arrival each vertex is known to lead back to."""

        self.next_edge: list[int] = [0] * len(graph)
        self.is_open: list[bool] = [False] * len(graph)
        """Whether a vertex has been seen and belongs to no component yet."""

        self.open: list[int] = []
        self.arrived = 0

    def follow(self, start: int) -> None:
        """Walk from a vertex not seen yet to everything it leads to."""
        way = [start]
        self._arrive(start)
        while way:
            vertex = way[-1]
            place = self.next_edge[vertex]
            if place == len(self.graph[vertex]):
                way.pop()
                self._leave(vertex, way)
                continue
            self.next_edge[vertex] += 1
            target = self.graph[vertex][place]
            if self.arrival[target] == UNSEEN:
                way.append(target)
                self._arrive(target)
            elif self.is_open[target]:
                self.earliest[vertex] = min(self.earliest[vertex], self.arrival[target])

    def _arrive(self, vertex: int) -> None:
        self.progress.step()
        self.arrival[vertex] = self.earliest[vertex] = self.arrived
        self.arrived += 1
        self.open.append(vertex)
        self.is_open[vertex] = True

    def _leave(self, vertex: int, way: list[int]) -> None:
        """All that `vertex` leads to has been seen: tell its predecessor, or close a component."""
        if way:
            self.earliest[way[-1]] = min(self.earliest[way[-1]], self.earliest[vertex])
        if self.earliest[vertex] < self.arrival[vertex]:
            return
        component: list[int] = []
        while True:
            member = self.open.pop()
            self.is_open[member] = False
            component.append(member)
            if member == vertex:
                break
        self.components.append(component[::-1])
