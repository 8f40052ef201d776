"""Why an object is alive: the verdict, and whether what it promises comes true."""

import pytest

from tests.facts.random_heaps import RandomHeap
from tests.heap.world import World
from toylang.facts.standing import (
    BEING_EVALUATED,
    FROZEN,
    HANGING,
    IMMORTAL,
    IN_CYCLE,
    REACHABLE,
    TEMPORARY,
    why_alive,
)
from toylang.heap.header import HeapObject


def verdict(world: World, value: HeapObject) -> str:
    return why_alive(world.snapshot(), value.address).verdict


def test_what_a_root_leads_to_is_reachable(world: World) -> None:
    inner = world.new_list()
    world.hold("outer", world.new_list(inner))
    world.release(inner)
    standing = why_alive(world.snapshot(), inner.address)
    assert standing.verdict == REACHABLE
    assert standing.path is not None
    assert [step.label for step in standing.path.steps] == ["outer", "[0]"]


def test_none_is_immortal(world: World) -> None:
    world.hold("list", world.new_list(world.interpreter.none))
    assert verdict(world, world.interpreter.none) == IMMORTAL


def test_an_evaluation_under_way_keeps_what_it_holds(world: World) -> None:
    value = world.new_list()
    value.refcount += 1
    inner = world.new_list()
    value.append(inner)
    assert verdict(world, value) == BEING_EVALUATED
    assert verdict(world, inner) == BEING_EVALUATED
    world.release(value, value)


def test_what_only_the_look_holds_is_temporary(world: World) -> None:
    value = world.new_list()
    world.hold("looked at", value)
    snapshot = world.snapshot()
    snapshot.leave_out(["looked at"])
    assert why_alive(snapshot, value.address).verdict == TEMPORARY


def test_frozen_garbage_stays(world: World) -> None:
    ring = world.cycle(2)
    inner = world.text("a text of the frozen")
    world.collector.freeze()
    ring.append(inner)
    assert verdict(world, ring) == FROZEN
    standing = why_alive(world.snapshot(), inner.address)
    assert standing.verdict == FROZEN
    assert standing.path is not None
    assert standing.path.start == ring.address


def test_a_member_of_a_cycle(world: World) -> None:
    ring = world.cycle(3)
    standing = why_alive(world.snapshot(), ring.address)
    assert (standing.verdict, standing.cycles, standing.cycle_size) == (IN_CYCLE, 1, 3)
    assert (standing.generation, standing.finalizers) == (0, 0)


@pytest.mark.parametrize("text", [True, False])
def test_what_hangs_from_a_cycle(world: World, text: bool) -> None:
    ring = world.cycle(3)
    hanging = world.text("not watched") if text else world.new_list()
    ring.append(hanging)
    standing = why_alive(world.snapshot(), hanging.address)
    assert (standing.verdict, standing.cycles, standing.cycle_size) == (HANGING, 1, 3)
    assert standing.path is not None
    assert standing.path.start == ring.address


def test_a_cycle_that_hangs_from_another(world: World) -> None:
    old = world.cycle(2)
    young = world.cycle(2)
    young.refcount += 1
    old.append(young)
    standing = why_alive(world.snapshot(), young.address)
    assert (standing.verdict, standing.cycles) == (IN_CYCLE, 2)


def test_the_oldest_of_those_that_keep_it_says_when_it_goes(world: World) -> None:
    old = world.new_list()
    world.hold("old", old)
    world.collector.collect(0)
    young = world.new_list(old)
    old.append(young)
    world.drop("old")
    assert why_alive(world.snapshot(), young.address).generation == 1


def test_finalizers_that_might_bring_it_back_are_told(world: World) -> None:
    cls = world.hold_class("Loud", finalizer=lambda _: None)
    value = world.instance(cls)
    value.refcount += 1
    value.set_attribute("me", value)
    world.release(value)
    assert why_alive(world.snapshot(), value.address).finalizers == 1


PROMISES = range(40)


@pytest.mark.parametrize("seed", PROMISES)
def test_the_collection_it_names_frees_it(world: World, seed: int) -> None:
    chosen, generation = garbage_of(world, seed)
    if chosen is not None:
        world.collector.collect(generation)
        assert chosen.address == 0


@pytest.mark.parametrize("seed", PROMISES)
def test_a_younger_collection_does_not_free_it(world: World, seed: int) -> None:
    chosen, generation = garbage_of(world, seed)
    if chosen is not None and generation > 0:
        world.collector.collect(generation - 1)
        assert chosen.address != 0


def garbage_of(world: World, seed: int) -> tuple[HeapObject | None, int]:
    """Something in a random heap that only cycles keep, and the generation that is named."""
    heap = RandomHeap(world, seed, generations=True)
    snapshot = world.snapshot()
    unreachable = [each for each in heap.living if snapshot.path_to(each.address) is None]
    if not unreachable:
        return None, -1
    chosen = heap.chance.choice(unreachable)
    return chosen, why_alive(snapshot, chosen.address).generation
