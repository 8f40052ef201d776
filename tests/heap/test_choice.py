"""The choice of a collector: by name, at any time."""

import pytest

from tests.heap.world import World, is_alive
from toylang.heap.choice import (
    COLLECTORS,
    GENERATIONAL,
    MARKER,
    NONE,
    choose_collector,
    chosen_collector,
    forget_leaks,
)
from toylang.objects.instances import Instance


def test_a_new_heap_collects_as_cpython_does(world: World) -> None:
    assert chosen_collector(world.heap) == GENERATIONAL


@pytest.mark.parametrize("name", COLLECTORS)
def test_the_chosen_collector_is_known_by_its_name(world: World, name: str) -> None:
    choose_collector(world.heap, name)
    assert chosen_collector(world.heap) == name
    choose_collector(world.heap, GENERATIONAL)


def test_an_unknown_name_changes_nothing(world: World) -> None:
    with pytest.raises(KeyError):
        choose_collector(world.heap, "magic")
    assert chosen_collector(world.heap) == GENERATIONAL


@pytest.mark.parametrize(("name", "found"), [(GENERATIONAL, 3), (MARKER, 3), (NONE, 0)])
def test_a_collector_finds_a_cycle_or_does_not(world: World, name: str, found: int) -> None:
    choose_collector(world.heap, name)
    cycle = world.cycle(3)
    assert world.collector.collect().collected == found
    assert is_alive(cycle) == (found == 0)
    choose_collector(world.heap, GENERATIONAL)


def test_without_a_collector_survivors_still_grow_older(world: World) -> None:
    choose_collector(world.heap, NONE)
    cycle = world.cycle(1)
    collection = world.collector.collect(0)
    assert (collection.examined, collection.promoted) == (1, 1)
    assert cycle.generation == 1
    choose_collector(world.heap, GENERATIONAL)


def test_leaks_are_freed_at_the_end_and_nobody_hears_of_it(world: World) -> None:
    heard: list[str] = []

    def finalize(instance: Instance) -> None:
        heard.append("finalizer")

    choose_collector(world.heap, NONE)
    value = world.instance(world.hold_class("Node", finalize))
    reference = world.weak_reference(value, lambda _: heard.append("callback"))
    world.hold("reference", reference)
    value.set_attribute("itself", value)
    forget_leaks(world.heap)
    assert world.collector.collect().collected == 1
    assert not is_alive(value)
    assert heard == []


def test_what_is_found_in_the_end_is_heard_if_there_is_a_collector(world: World) -> None:
    heard: list[Instance] = []
    value = world.instance(world.hold_class("Node", heard.append))
    value.set_attribute("itself", value)
    forget_leaks(world.heap)
    world.collector.collect()
    assert heard == [value]
