"""A judgement says what a search would find, and leaves the heap as it was."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.heap.test_marker import Graph, GraphInWorld, graphs, worlds  # noqa: F401
from tests.heap.world import World
from toylang.heap.choice import NoSearch
from toylang.heap.events import REACHABLE, Observer
from toylang.heap.header import Container
from toylang.heap.judgement import judge, search_and_restore
from toylang.heap.marker import Marker
from toylang.heap.progress import Progress
from toylang.heap.search import TrialDeletion


def state(world: World) -> object:
    """The lists in their order with all that a search writes into objects, and the numbers."""
    collector = world.collector
    return (
        [
            [
                (each, each.refcount, each.gc_refs, each.collecting, each.unreachable)
                for each in generation.objects
            ]
            for generation in collector.generations
        ],
        [(each.count, each.collections, each.collected) for each in collector.generations],
        (collector.long_lived_pending, collector.long_lived_total, collector.last),
        (world.heap.objects, world.heap.allocator.blocks_in_use),
    )


@settings(max_examples=200, deadline=None)
@given(graphs(), st.integers(0, 2))
def test_both_searches_judge_as_the_collection_will_and_change_nothing(
    worlds: tuple[World, World],  # noqa: F811
    graph: Graph,
    generation: int,
) -> None:
    with closing(GraphInWorld(graph, worlds[0])) as made:
        world = made.world
        before = state(world)
        by_counting = judge(world.heap, TrialDeletion(), generation, Progress())
        by_marking = judge(world.heap, Marker(world.heap), generation, Progress())
        assert state(world) == before
        assert world.heap.verify(exact=False) == []
        assert set(by_counting.unreachable) == set(by_marking.unreachable)
        collection = world.collector.collect(generation)
        assert by_counting.examined == by_marking.examined == collection.examined
        assert len(by_counting.unreachable) == collection.unreachable


def test_the_work_of_trial_deletion(world: World) -> None:
    """A holder of one list, and a ring of two: 3 references in 4 objects, 1 of them once more."""
    world.collector.collect()
    world.hold("holder", held := world.new_list(inner := world.new_list()))
    world.release(inner)
    world.cycle(2)
    judgement = judge(world.heap, TrialDeletion(), 0, Progress())
    assert judgement.examined == 4
    assert judgement.visits == 4 + 2  # all are subtracted; the two reachable are gone through again
    assert judgement.references == 3 + 1
    assert len(judgement.unreachable) == 2
    assert held not in judgement.unreachable


def test_the_marker_looks_at_the_whole_heap_even_for_the_youngest(world: World) -> None:
    world.hold("old", world.new_list())
    world.collector.collect()
    world.cycle(1)
    by_counting = judge(world.heap, TrialDeletion(), 0, Progress())
    by_marking = judge(world.heap, Marker(world.heap), 0, Progress())
    assert by_counting.visits == 1
    assert by_marking.visits > world.heap.objects


def test_no_search_finds_nothing(world: World) -> None:
    world.cycle(2)
    judgement = judge(world.heap, NoSearch(), 2, Progress())
    assert (judgement.unreachable, judgement.visits, judgement.references) == ([], 0, 0)


class Impatient(Observer):
    """Breaks a search off when it is nearly done."""

    def phase(self, name: str, objects: list[Container]) -> None:
        if name == REACHABLE:
            raise KeyboardInterrupt


def test_a_search_broken_off_leaves_the_heap_as_it_was(world: World) -> None:
    world.collector.collect()
    world.hold("list", world.new_list(world.cycle(2)))
    world.cycle(3)
    before = state(world)
    with pytest.raises(KeyboardInterrupt):
        search_and_restore(world.heap, TrialDeletion(), 2, Impatient())
    assert state(world) == before
