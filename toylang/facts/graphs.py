"""Graphs of small numbers: a part of the heap as the algorithms want it.

A vertex is an index from 0 on, a graph the list of each vertex's successors.
"""

from __future__ import annotations

from collections.abc import Sequence

from toylang.heap.snapshot import Snapshot

Graph = list[list[int]]


def graph_of(snapshot: Snapshot, addresses: Sequence[int]) -> Graph:
    """The references among these objects; a vertex is the place of its object in `addresses`."""
    index = {address: place for place, address in enumerate(addresses)}
    result: Graph = []
    for address in addresses:
        edges = snapshot.nodes[address].edges
        result.append([index[edge.target] for edge in edges if edge.target in index])
    return result
