"""Graphs of small numbers: a part of the heap as the algorithms want it.

A vertex is an index from 0 on, a graph the list of each vertex's successors.
"""

from __future__ import annotations

from collections.abc import Sequence

from toylang.heap.frozen import NOWHERE, Node
from toylang.heap.snapshot import Snapshot

Graph = list[list[int]]

NO_VERTEX = -1


def vertices_of(snapshot: Snapshot, nodes: Sequence[Node]) -> list[int]:
    """For each place of the snapshot, where its object stands in `nodes`; NO_VERTEX if nowhere."""
    result = [NO_VERTEX] * len(snapshot.order)
    for vertex, node in enumerate(nodes):
        result[node.place] = vertex
    return result


def graph_of(snapshot: Snapshot, nodes: Sequence[Node], vertices: list[int]) -> Graph:
    """The references among these objects, with their `vertices_of`."""
    result: Graph = []
    snapshot.progress.begin("Following references", len(nodes))
    for node in nodes:
        snapshot.progress.step()
        result.append(
            [
                vertices[edge.place]
                for edge in node.edges
                if edge.place != NOWHERE and vertices[edge.place] != NO_VERTEX
            ]
        )
    snapshot.progress.end()
    return result
