"""The shortest path between two objects."""

import random

import pytest

from tests.facts.random_heaps import RandomHeap
from tests.heap.world import World
from toylang.facts.paths import shortest_path
from toylang.heap.snapshot import Snapshot


def distances(snapshot: Snapshot, source: int) -> dict[int, int]:
    """How many references away everything is: by relaxing every edge until nothing changes."""
    result: dict[int, int] = {}
    changed = True
    while changed:
        changed = False
        for node in snapshot.nodes.values():
            here = 0 if node.address == source else result.get(node.address)
            for edge in node.edges if here is not None else ():
                assert here is not None
                if result.get(edge.target, here + 2) > here + 1:
                    result[edge.target] = here + 1
                    changed = True
    return result


@pytest.mark.parametrize("seed", range(20))
def test_a_path_is_a_way_and_no_way_is_shorter(world: World, seed: int) -> None:
    heap = RandomHeap(world, seed)
    snapshot = world.snapshot()
    source = random.Random(seed).choice(heap.living).address
    shortest = distances(snapshot, source)
    for target in heap.living:
        path = shortest_path(snapshot, source, target.address)
        assert (len(path.steps) if path else None) == shortest.get(target.address)
        current = source
        for step in path.steps if path else ():
            edges = snapshot.nodes[current].edges
            assert (step.label, step.address) in [(edge.label, edge.target) for edge in edges]
            current = step.address
        assert path is None or (path.start, current) == (source, target.address)


def test_from_an_object_to_itself_it_is_the_shortest_cycle(world: World) -> None:
    ring = world.cycle(3)
    path = shortest_path(world.snapshot(), ring.address, ring.address)
    assert path is not None
    assert [step.label for step in path.steps] == ["[0]", "[0]", "[0]"]


def test_an_object_in_no_cycle_does_not_lead_to_itself(world: World) -> None:
    world.hold("list", world.new_list(world.interpreter.none))
    address = world.roots.held["list"].address
    assert shortest_path(world.snapshot(), address, address) is None


def test_a_weak_reference_is_no_way(world: World) -> None:
    cls = world.hold_class("Node")
    world.hold("node", world.instance(cls))
    world.hold("weak", world.weak_reference(world.roots.held["node"]))
    held = world.roots.held
    assert shortest_path(world.snapshot(), held["weak"].address, held["node"].address) is None
