"""Dominators, against their definition: leave a vertex out and see what cannot be reached."""

import pytest

from tests.facts.random_heaps import random_graph, reached
from toylang.facts.dominators import immediate_dominators
from toylang.heap.progress import Progress


@pytest.mark.parametrize("seed", range(500))
def test_without_a_dominator_a_vertex_cannot_be_reached(seed: int) -> None:
    graph = random_graph(seed)
    dominators = immediate_dominators(graph, 0, Progress())
    below = reached(graph, 0)
    assert all((dominators[vertex] == -1) == (vertex not in below - {0}) for vertex in below)
    for vertex in range(1, len(graph)):
        dominated = below - reached(graph, 0, without=vertex) - {vertex}
        assert dominated == {each for each in below if vertex in _above(dominators, each)}


def _above(dominators: list[int], vertex: int) -> list[int]:
    """All dominators of a vertex but itself."""
    result: list[int] = []
    while dominators[vertex] != -1:
        vertex = dominators[vertex]
        result.append(vertex)
    return result


def test_what_cannot_be_reached_has_no_dominator() -> None:
    assert immediate_dominators([[1], [], [1]], 0, Progress()) == [-1, 0, -1]


def test_a_long_chain_with_ways_back() -> None:
    size = 50_000
    graph = [[vertex + 1, max(vertex - 1, 0)] for vertex in range(size)] + [[0]]
    assert immediate_dominators(graph, 0, Progress()) == [-1, *range(size)]
