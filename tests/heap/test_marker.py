"""The marker: by marking from the roots it finds what trial deletion finds by counting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.heap.world import World, is_alive
from toylang.heap.header import IMMORTAL, Container
from toylang.heap.marker import Marker, garbage, mark
from toylang.objects.dicts import Dict
from toylang.objects.instances import Instance
from toylang.objects.lists import List

MOST_OBJECTS = 12


@dataclass(frozen=True)
class Graph:
    """What to make: objects of four kinds, references, and who holds what."""

    kinds: list[str]
    edges: list[tuple[int, int]]
    roots: set[int]
    evaluated: set[int]
    """Held by an evaluation under way."""

    collections: dict[int, int]
    """Which generation is collected before the object of that number is made: so some are older."""


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    kinds = st.sampled_from(["list", "dict", "tuple", "instance"])
    objects = draw(st.lists(kinds, min_size=2, max_size=MOST_OBJECTS))
    index = st.integers(0, len(objects) - 1)
    return Graph(
        objects,
        draw(st.lists(st.tuples(index, index), max_size=2 * len(objects))),
        draw(st.sets(index, max_size=2)),
        draw(st.sets(index, max_size=1)),
        draw(st.dictionaries(index, st.integers(0, 2), max_size=2)),
    )


@pytest.fixture(scope="module")
def worlds() -> Iterator[tuple[World, World]]:
    """Two worlds; the second one collects by marking."""
    left, right = World(), World()
    right.collector.search = Marker(right.heap)
    yield left, right
    left.close()
    right.close()


class GraphInWorld:
    """A graph made of objects in a world, which is empty again afterwards."""

    def __init__(self, graph: Graph, world: World) -> None:
        self.world = world
        self.world.collector.enabled = False
        self.graph = graph
        self.cls = self.world.hold_class("Node")
        self.objects: list[Container] = []
        for number, kind in enumerate(graph.kinds):
            if number in graph.collections:
                self.world.collector.collect(graph.collections[number])
            self.objects.append(self._make(kind, number))
        for source, target in graph.edges:
            self._refer(self.objects[source], self.objects[target])
        self._hand_over()

    def _make(self, kind: str, number: int) -> Container:
        """An object; a tuple refers to all objects made before that the graph gives it."""
        world = self.world
        if kind == "list":
            return world.new_list()
        if kind == "dict":
            return world.new_dict()
        if kind == "instance":
            return world.instance(self.cls)
        targets = [target for source, target in self.graph.edges if source == number > target]
        return world.new_tuple(
            world.interpreter.none, *[self.objects[target] for target in targets]
        )

    def _refer(self, source: Container, target: Container) -> None:
        if isinstance(source, List):
            target.refcount += 1
            source.append(target)
        elif isinstance(source, Dict):
            target.refcount += 1
            source.set_text(f"key {len(source.entries)}", target)
        elif isinstance(source, Instance):
            target.refcount += 1
            source.set_attribute(f"name{len(source.values)}", target)

    def _hand_over(self) -> None:
        """Let the roots hold what they shall hold, and own only what is evaluated."""
        for number, value in enumerate(self.objects):
            if number in self.graph.roots:
                value.refcount += 1
                self.world.hold(f"root {number}", value)
        self.evaluated = [
            value for number, value in enumerate(self.objects) if number in self.graph.evaluated
        ]
        for number, value in enumerate(self.objects):
            if number not in self.graph.evaluated:
                self.world.release(value)

    def survivors(self) -> list[bool]:
        return [is_alive(value) for value in self.objects]

    def close(self) -> None:
        self.world.release(*self.evaluated)
        for name in list(self.world.roots.held):
            self.world.drop(name)
        self.world.collector.collect()


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_the_marker_calls_garbage_what_a_full_collection_frees(
    worlds: tuple[World, World], graph: Graph
) -> None:
    with closing(GraphInWorld(graph, worlds[0])) as made:
        expected = garbage(made.world.heap)
        alive = mark(made.world.heap)
        collection = made.world.collector.collect()
        assert collection.unreachable == len(expected)
        assert not any(is_alive(container) for container in expected)
        assert all(is_alive(container) for container in alive)


@settings(max_examples=200, deadline=None)
@given(graphs(), st.integers(0, 2))
def test_a_collection_by_marking_frees_what_trial_deletion_frees(
    worlds: tuple[World, World], graph: Graph, generation: int
) -> None:
    with (
        closing(GraphInWorld(graph, worlds[0])) as left,
        closing(GraphInWorld(graph, worlds[1])) as right,
    ):
        by_counting = left.world.collector.collect(generation)
        by_marking = right.world.collector.collect(generation)
        assert by_marking.examined == by_counting.examined
        assert by_marking.collected == by_counting.collected
        assert right.survivors() == left.survivors()
        assert right.world.heap.verify(exact=False) == []


def test_nothing_reachable_is_garbage(world: World) -> None:
    world.hold("holder", world.new_list(world.cycle(3)))
    assert garbage(world.heap) == []


def test_garbage_is_listed_in_the_order_of_its_age(world: World) -> None:
    first = world.cycle(2)
    second = world.cycle(1)
    assert garbage(world.heap)[:1] == [first]
    assert garbage(world.heap)[-1:] == [second]


def test_what_an_evaluation_holds_is_alive(world: World) -> None:
    value = world.cycle(2)
    value.refcount += 1
    assert garbage(world.heap) == []
    world.release(value)


def test_what_is_frozen_is_alive(world: World) -> None:
    frozen = world.cycle(1)
    world.collector.freeze()
    value = world.cycle(1)
    value.refcount += 1
    frozen.append(value)
    assert garbage(world.heap) == []


def test_what_an_unwatched_object_holds_is_alive(world: World) -> None:
    holder = world.new_list(world.cycle(1))
    world.heap.untrack(holder)
    world.hold("holder", holder)
    assert garbage(world.heap) == []
    world.heap.track(holder)


def test_marking_changes_nothing(world: World) -> None:
    value = world.cycle(3)
    garbage(world.heap)
    assert is_alive(value)
    assert not value.collecting
    assert not value.unreachable


def test_a_revived_object_lives_on_when_marking_collects(world: World) -> None:
    revived: list[Instance] = []

    def revive(instance: Instance) -> None:
        instance.refcount += 1
        world.hold("revived", instance)
        revived.append(instance)

    world.collector.search = Marker(world.heap)
    value = world.instance(world.hold_class("Phoenix", revive))
    value.set_attribute("itself", value)
    world.cycle(2)
    collection = world.collector.collect()
    assert (collection.collected, collection.resurrected) == (2, 1)
    assert revived == [value]
    assert is_alive(value)


def test_what_is_revived_bears_no_mark_of_the_marker(world: World) -> None:
    revived: list[Instance] = []

    def revive(instance: Instance) -> None:
        instance.refcount += 1
        revived.append(instance)

    world.collector.search = Marker(world.heap)
    value = world.instance(world.hold_class("Phoenix", revive))
    value.set_attribute("itself", value)
    assert world.collector.collect().resurrected == 1
    assert not value.collecting
    assert not value.unreachable
    world.hold("revived", value)


def test_what_is_immortal_needs_nobody_to_hold_it(world: World) -> None:
    value = world.cycle(2)
    value.refcount += IMMORTAL
    assert garbage(world.heap) == []
    assert world.collector.collect().collected == 0
    value.refcount -= IMMORTAL
    assert len(garbage(world.heap)) == 2


def test_a_long_chain_is_marked_without_deep_recursion(world: World) -> None:
    inner = world.new_list()
    for _ in range(20_000):
        outer = world.new_list(inner)
        world.release(inner)
        inner = outer
    world.hold("chain", inner)
    assert garbage(world.heap) == []
