"""The recorder: everything that came and went, in a recording that stays small."""

import random

from tests.heap.world import World
from toylang.heap.recorder import MOST_STRETCHES, Recorder


def record(world: World) -> Recorder:
    assert world.heap.recorder is None
    return world.heap.record()


def test_births_and_deaths_are_counted_those_from_free_lists_too(world: World) -> None:
    recorder = record(world)
    for _ in range(5):
        world.release(world.new_list())
    world.hold("kept", world.new_list())
    assert (recorder.allocations, recorder.frees) == (6, 5)
    assert recorder.objects == world.heap.objects == recorder.objects_before + 1


def test_a_recording_under_way_goes_on(world: World) -> None:
    recorder = record(world)
    world.hold("kept", world.new_list())
    assert world.heap.record() is recorder
    assert recorder.allocations == 1


def test_the_most_objects_at_once(world: World) -> None:
    recorder = record(world)
    values = [world.new_list() for _ in range(7)]
    for value in values:
        world.release(value)
    world.release(world.new_list())
    assert recorder.most_objects == recorder.objects_before + 7


def test_collections_by_generation(world: World) -> None:
    recorder = record(world)
    world.cycle(2)
    world.collector.collect(0)
    world.cycle(3)
    world.collector.collect(0)
    world.collector.collect(2)
    youngest, middle, oldest = recorder.totals
    assert (youngest.collections, youngest.collected, youngest.freed_objects) == (2, 5, 5)
    assert (middle.collections, oldest.collections) == (0, 1)
    assert 0 < youngest.longest < youngest.seconds
    assert [each.collections for each in recorder.stretches()][-1][2] == 1


def test_each_allocation_is_a_stretch_at_first(world: World) -> None:
    recorder = record(world)
    world.release(world.new_list())
    world.hold("kept", world.new_list())
    before = recorder.objects_before
    stretches = recorder.stretches()
    assert [each.allocations for each in stretches] == [1, 1, 0]
    assert [each.objects - before for each in stretches] == [1, 1, 1]
    assert [each.highest - before for each in stretches] == [1, 1, 1]


def test_a_long_recording_stays_small_and_exact(world: World) -> None:
    recorder = record(world)
    chance = random.Random(5)
    held, most, collections = 0, 0, 0
    for number in range(10 * MOST_STRETCHES):
        world.hold(f"list {number}", world.new_list())
        held += 1
        most = max(most, held)
        if chance.random() < 0.3:
            world.drop(f"list {number}")
            held -= 1
        if chance.random() < 0.01:
            world.collector.collect(0)
            collections += 1
    stretches = recorder.stretches()
    assert len(stretches) <= MOST_STRETCHES
    assert sum(each.allocations for each in stretches) == recorder.allocations
    assert len({each.allocations for each in stretches[:-1]}) == 1
    assert sum(each.collections[0] for each in stretches) == recorder.totals[0].collections
    assert recorder.totals[0].collections >= collections
    assert max(each.highest for each in stretches) == recorder.objects_before + most
    assert recorder.most_objects == recorder.objects_before + most
    moments = [each.ended for each in stretches]
    assert moments == sorted(moments)


def test_the_most_bytes_at_once(world: World) -> None:
    allocator = world.heap.allocator
    before = allocator.bytes_in_use
    address = allocator.allocate(1_000_000)
    allocator.free(address, 1_000_000)
    assert world.heap.record().most_bytes >= before + 1_000_000
    assert allocator.bytes_in_use == before
