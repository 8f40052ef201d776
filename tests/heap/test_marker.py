"""The marker: by marking from the roots it finds what trial deletion finds by counting."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from toylang.heap.header import Container
from toylang.heap.marker import Marker, garbage, mark
from toylang.objects.dicts import Dict
from toylang.objects.instances import Instance
from toylang.objects.lists import List

from tests.heap.world import World, is_alive

MOST_OBJECTS = 12
INDEX = st.integers(0, MOST_OBJECTS - 1)


@dataclass(frozen=True)
class Graph:
    """What to make: objects of four kinds, references, and who holds what."""

    kinds: list[str]
    edges: list[tuple[int, int]]
    roots: set[int]
    evaluated: set[int]
    """Held by an evaluation under way."""

    collections: list[int]
    """The generations collected while everything is still held."""


GRAPHS = st.builds(
    Graph,
    st.lists(
        st.sampled_from(["list", "dict", "tuple", "instance"]),
        min_size=1,
        max_size=MOST_OBJECTS,
    ),
    st.lists(st.tuples(INDEX, INDEX), max_size=30),
    st.sets(INDEX, max_size=2),
    st.sets(INDEX, max_size=2),
    st.lists(st.integers(0, 2), max_size=3),
)


class GraphInWorld:
    """A graph made of objects in a world of its own."""

    def __init__(self, graph: Graph) -> None:
        self.world = World()
        self.world.collector.enabled = False
        self.graph = graph
        self.cls = self.world.hold_class("Node")
        self.objects: list[Container] = []
        for number, kind in enumerate(graph.kinds):
            self.objects.append(self._make(kind, number))
        for source, target in graph.edges:
            if max(source, target) < len(self.objects):
                self._refer(self.objects[source], self.objects[target])
        self._hand_over()

    def _make(self, kind: str, number: int) -> Container:
        """An object; a tuple refers to all objects made before that the graph gives it."""
        world = self.world
        if kind == "list":
            return world.list()
        if kind == "dict":
            return world.dict()
        if kind == "instance":
            return world.instance(self.cls)
        targets = [target for source, target in self.graph.edges if source == number > target]
        return world.tuple(world.interpreter.none, *[self.objects[target] for target in targets])

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
        """Collect while the test still owns all objects; then own only what is evaluated."""
        for index in self.graph.collections:
            self.world.collector.collect(index)
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
        self.world.close()


@settings(max_examples=150, deadline=None)
@given(GRAPHS)
def test_the_marker_calls_garbage_what_a_full_collection_frees(graph: Graph) -> None:
    with closing(GraphInWorld(graph)) as made:
        expected = garbage(made.world.heap)
        alive = mark(made.world.heap)
        collection = made.world.collector.collect()
        assert collection.unreachable == len(expected)
        assert not any(is_alive(container) for container in expected)
        assert all(is_alive(container) for container in alive)


@settings(max_examples=150, deadline=None)
@given(GRAPHS, st.integers(0, 2))
def test_a_collection_by_marking_frees_what_trial_deletion_frees(
    graph: Graph, generation: int
) -> None:
    with closing(GraphInWorld(graph)) as left, closing(GraphInWorld(graph)) as right:
        right.world.collector.search = Marker(right.world.heap)
        by_counting = left.world.collector.collect(generation)
        by_marking = right.world.collector.collect(generation)
        assert by_marking.examined == by_counting.examined
        assert by_marking.collected == by_counting.collected
        assert right.survivors() == left.survivors()
        assert right.world.heap.verify(exact=False) == []


def test_nothing_reachable_is_garbage(world: World) -> None:
    world.hold("holder", world.list(world.cycle(3)))
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
    holder = world.cycle(1)
    world.heap.untrack(holder)
    world.hold("holder", holder)
    holder.append(world.cycle(1))
    assert garbage(world.heap) == []


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


def test_a_long_chain_is_marked_without_deep_recursion(world: World) -> None:
    inner = world.list()
    for _ in range(20_000):
        outer = world.list(inner)
        world.release(inner)
        inner = outer
    world.hold("chain", inner)
    assert garbage(world.heap) == []
