"""What an object retains: let go of it everywhere, collect, and see how many bytes were freed."""

import pytest

from tests.facts.random_heaps import RandomHeap, reached
from tests.heap.world import World
from toylang.facts.reaching import kept_by_roots
from toylang.facts.retaining import find_retained
from toylang.heap.header import Container
from toylang.heap.snapshot import Snapshot
from toylang.objects.dicts import Dict
from toylang.objects.instances import Instance
from toylang.objects.lists import List


def brute_force(snapshot: Snapshot, address: int) -> set[int]:
    """What is reachable, and would not be without the object."""
    addresses = list(snapshot.nodes)
    index = {each: place for place, each in enumerate(addresses)}
    graph = [[index[edge.target] for edge in snapshot.nodes[each].edges] for each in addresses]
    immortal = [index[node.address] for node in snapshot.nodes.values() if node.immortal]
    graph.append([index[root.target] for root in snapshot.roots] + immortal)
    start = len(addresses)
    lost = reached(graph, start) - reached(graph, start, without=index[address])
    return {addresses[place] for place in lost}


@pytest.mark.parametrize("seed", range(25))
def test_it_is_what_cannot_be_reached_without_the_object(world: World, seed: int) -> None:
    heap = RandomHeap(world, seed)
    snapshot = world.snapshot()
    alive = kept_by_roots(snapshot)
    for node in [snapshot.nodes[each.address] for each in heap.living]:
        if not alive.includes(node):
            continue
        retained = find_retained(snapshot, node.address)
        gone = brute_force(snapshot, node.address)
        assert retained.dominated == len(gone) - 1
        assert retained.bytes == sum(snapshot.nodes[each].size for each in gone)
        assert sum(part.objects for part in retained.parts) == retained.dominated
        assert retained.own + sum(part.bytes for part in retained.parts) == retained.bytes


@pytest.mark.parametrize("seed", range(25))
def test_a_part_is_what_it_would_retain_by_itself(world: World, seed: int) -> None:
    RandomHeap(world, seed)
    snapshot = world.snapshot()
    for name in world.roots.held:
        retained = find_retained(snapshot, world.roots.held[name].address)
        for part in retained.parts:
            alone = find_retained(snapshot, part.address)
            assert (part.bytes, part.objects) == (alone.bytes, alone.dominated + 1)


@pytest.mark.parametrize("seed", range(25))
def test_so_many_bytes_are_freed_when_everybody_lets_go_of_it(world: World, seed: int) -> None:
    heap = RandomHeap(world, seed)
    world.collector.collect()
    world.heap.clear_free_lists()
    chosen = heap.chance.choice(heap.living)
    snapshot = world.snapshot()
    holders = snapshot.holders(chosen.address)
    if any(_is_firm(snapshot, each.source) for each in holders):
        return
    retained = find_retained(snapshot, chosen.address)
    before = world.heap.allocator.bytes_in_use
    chosen.refcount += 1
    let_go(world, heap.living, chosen)
    world.release(chosen)
    world.collector.collect()
    assert before - world.heap.allocator.bytes_in_use == retained.bytes


def _is_firm(snapshot: Snapshot, source: int | None) -> bool:
    """Whether a holder cannot be changed."""
    return source is not None and snapshot.nodes[source].kind not in ("list", "dict", "Node")


def let_go(world: World, holders: list[Container], value: Container) -> None:
    """Put None wherever the containers and the world's hand hold `value`."""
    none = world.interpreter.none
    for name in [name for name, held in world.roots.held.items() if held is value]:
        world.drop(name)
    for holder in holders:
        if isinstance(holder, List):
            for index, item in enumerate(holder.items):
                if item is value:
                    holder.items[index] = none
                    world.release(value)
        elif isinstance(holder, Dict):
            for entry in holder.live_entries():
                if entry.value is value:
                    entry.value = none
                    world.release(value)
        elif isinstance(holder, Instance):
            for name in ("next", "other", "parent"):
                if holder.attribute(name) is value:
                    holder.set_attribute(name, none)


def test_garbage_takes_its_cycle_along(world: World) -> None:
    ring = world.cycle(3)
    retained = find_retained(world.snapshot(), ring.address)
    assert (retained.dominated, retained.bytes) == (2, 3 * (56 + 32))


def test_what_other_garbage_holds_would_stay(world: World) -> None:
    ring, other = world.cycle(2), world.cycle(2)
    shared = world.new_list()
    shared.refcount += 1
    ring.append(shared)
    other.append(shared)
    retained = find_retained(world.snapshot(), ring.address)
    assert (retained.dominated, retained.shared) == (1, 1)


def test_an_object_held_by_nobody_takes_what_it_holds_along(world: World) -> None:
    inner = world.new_list()
    outer = world.new_list(inner)
    world.release(inner)
    world.hold("looked at", outer)
    snapshot = world.snapshot()
    snapshot.leave_out(["looked at"])
    assert find_retained(snapshot, outer.address).dominated == 1
