"""Strongly connected components, against their definition."""

import pytest

from tests.facts.random_heaps import random_graph, reached
from toylang.facts.cycles import components, is_cyclic
from toylang.heap.progress import Progress


@pytest.mark.parametrize("seed", range(300))
def test_two_vertices_are_together_if_each_leads_to_the_other(seed: int) -> None:
    graph = random_graph(seed)
    below = [reached(graph, vertex) for vertex in range(len(graph))]
    found = {
        vertex: number
        for number, part in enumerate(components(graph, Progress()))
        for vertex in part
    }
    assert len(found) == len(graph)
    for one in range(len(graph)):
        for other in range(len(graph)):
            together = other in below[one] and one in below[other]
            assert (found[one] == found[other]) == together


@pytest.mark.parametrize("seed", range(100))
def test_a_component_comes_after_those_it_leads_to(seed: int) -> None:
    graph = random_graph(seed)
    found = {
        vertex: number
        for number, part in enumerate(components(graph, Progress()))
        for vertex in part
    }
    for vertex, targets in enumerate(graph):
        assert all(found[target] <= found[vertex] for target in targets)


def test_every_vertex_is_in_one_component() -> None:
    graph = random_graph(7)
    assert sorted(vertex for part in components(graph, Progress()) for vertex in part) == [
        *range(len(graph))
    ]


def test_a_vertex_alone_is_a_cycle_only_if_it_leads_to_itself() -> None:
    graph = [[0], [0]]
    assert [is_cyclic(graph, part) for part in components(graph, Progress())] == [True, False]


def test_a_long_chain_and_a_long_ring() -> None:
    size = 50_000
    chain = [[vertex + 1] for vertex in range(size)] + [[]]
    assert len(components(chain, Progress())) == size + 1
    ring = [[(vertex + 1) % size] for vertex in range(size)]
    assert [len(part) for part in components(ring, Progress())] == [size]
