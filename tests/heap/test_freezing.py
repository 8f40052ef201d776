"""Freezing: the permanent generation is never collected."""

from tests.heap.world import World, is_alive


def test_frozen_objects_are_in_the_permanent_generation(world: World) -> None:
    value = world.new_list()
    world.hold("value", value)
    world.collector.freeze()
    assert value.generation == 3
    assert world.collector.permanent.to_list() == [value]
    assert world.collector.tracked_objects() == []


def test_freezing_starts_the_counts_anew(world: World) -> None:
    world.hold("value", world.new_list())
    world.collector.collect(0)
    world.collector.freeze()
    assert [generation.count for generation in world.collector.generations] == [0, 0, 0]


def test_frozen_garbage_is_not_collected(world: World) -> None:
    value = world.cycle(2)
    world.collector.freeze()
    assert world.collector.collect().collected == 0
    assert is_alive(value)


def test_frozen_objects_keep_what_they_refer_to(world: World) -> None:
    frozen = world.cycle(1)
    world.collector.freeze()
    value = world.cycle(1)
    value.refcount += 1
    frozen.append(value)
    assert world.collector.collect().collected == 0


def test_a_frozen_object_still_dies_with_its_last_reference(world: World) -> None:
    value = world.new_list()
    world.collector.freeze()
    world.release(value)
    assert not is_alive(value)
    assert world.collector.permanent.is_empty()


def test_unfrozen_objects_belong_to_the_oldest_generation(world: World) -> None:
    value = world.cycle(1)
    world.collector.freeze()
    world.collector.unfreeze()
    assert value.generation == 2
    assert world.collector.collect().collected == 1
