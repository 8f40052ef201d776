"""What is garbage, and what finds it: the collector, the marker, and the snapshot agree."""

import pytest

from tests.facts.random_heaps import RandomHeap
from tests.heap.world import World
from toylang.facts.leaks import find_leaks
from toylang.facts.reaching import find_garbage, kept_by_roots
from toylang.heap.marker import garbage


@pytest.mark.parametrize("seed", range(40))
def test_the_garbage_is_the_markers_and_the_collectors(world: World, seed: int) -> None:
    heap = RandomHeap(world, seed, generations=True)
    if seed % 10 == 0:
        world.collector.freeze()
    if seed % 20 == 0:
        world.cycle(3)
    snapshot = world.snapshot()
    found = [node.address for node in find_garbage(snapshot)]
    assert sorted(found) == sorted(each.address for each in garbage(world.heap))
    kept = kept_by_roots(snapshot)
    assert not any(kept.includes(snapshot.node(each)) for each in found)
    assert len(found) == world.collector.collect().unreachable
    assert all(each.address not in found for each in heap.living)


@pytest.mark.parametrize("seed", range(40))
def test_each_object_of_the_garbage_is_in_one_leak(world: World, seed: int) -> None:
    RandomHeap(world, seed, generations=True)
    snapshot = world.snapshot()
    found = [address for leak in find_leaks(snapshot) for address in leak.cycle + leak.hanging]
    assert sorted(found) == sorted(node.address for node in find_garbage(snapshot))


@pytest.mark.parametrize("seed", range(40))
def test_the_bytes_are_those_a_collection_frees(world: World, seed: int) -> None:
    RandomHeap(world, seed)
    world.heap.clear_free_lists()
    leaks = find_leaks(world.snapshot())
    before = world.heap.objects
    collection = world.collector.collect()
    assert sum(leak.bytes for leak in leaks) == collection.freed_bytes
    freed = sum(leak.found + len(leak.others) for leak in leaks)
    assert freed == before - world.heap.objects
