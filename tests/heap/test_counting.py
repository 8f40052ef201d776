"""Counting: the last reference gone, an object dies at once, however deep the chain."""

from tests.heap.world import World, is_alive
from toylang.heap.header import HeapObject
from toylang.objects.instances import Instance
from toylang.objects.lists import List
from toylang.objects.text import Str
from toylang.objects.types import Type


def nested(world: World, inner: List, depth: int) -> List:
    """`inner` in a list in a list…, `depth` lists in all; takes the reference over."""
    for _ in range(depth - 1):
        outer = world.new_list(inner)
        world.release(inner)
        inner = outer
    return inner


def test_a_new_object_has_one_reference(world: World) -> None:
    value = world.new_list()
    assert value.refcount == 1
    world.release(value)


def test_each_holder_adds_one(world: World) -> None:
    value = world.new_list()
    for number in range(3):
        world.hold(f"holder {number}", world.new_list(value))
    assert value.refcount == 4
    world.release(value)


def test_an_object_dies_with_its_last_reference(world: World) -> None:
    value = world.new_list()
    value.refcount += 1
    world.release(value)
    assert is_alive(value)
    world.release(value)
    assert not is_alive(value)


def test_a_dead_object_is_in_no_generation(world: World) -> None:
    value = world.new_list()
    world.release(value)
    assert not value.tracked
    assert value not in world.collector.tracked_objects()


def test_a_death_lets_go_of_what_the_object_held(world: World) -> None:
    inner = world.new_list()
    outer = world.new_list(inner)
    world.release(inner)
    assert is_alive(inner)
    world.release(outer)
    assert not is_alive(inner)


def test_objects_are_counted_while_they_live(world: World) -> None:
    before = world.heap.objects
    value = world.new_list(world.interpreter.none)
    assert world.heap.objects == before + 1
    world.release(value)
    assert world.heap.objects == before


def test_the_blocks_of_the_dead_are_given_back(world: World) -> None:
    before = world.heap.allocator.bytes_in_use
    value = world.instance(world.interpreter.types.object)
    world.release(value)
    assert world.heap.allocator.bytes_in_use == before


def test_an_immortal_object_survives_every_release(world: World) -> None:
    none = world.interpreter.none
    for _ in range(1000):
        world.release(none)
    assert none.immortal
    assert is_alive(none)


def test_a_list_dies_last_to_first(world: World) -> None:
    order: list[str] = []
    cls = world.hold_class("Node", lambda instance: order.append(label_of(instance)))
    world.release(labelled_pair(world, cls))
    assert order == ["second", "first"]


def test_a_chain_of_100_000_objects_dies_without_deep_recursion(world: World) -> None:
    before = world.heap.objects
    chain = nested(world, world.new_list(), 100_000)
    assert world.heap.objects == before + 100_000
    world.release(chain)
    assert world.heap.objects == before


def test_from_the_fiftieth_level_on_the_last_thrown_into_the_trash_dies_first(
    world: World,
) -> None:
    order: list[str] = []
    cls = world.hold_class("Node", lambda instance: order.append(label_of(instance)))
    world.release(nested(world, labelled_pair(world, cls), 49))
    assert order == ["second", "first"]
    order.clear()
    world.release(nested(world, labelled_pair(world, cls), 50))
    assert order == ["first", "second"]


def test_a_finalizer_runs_while_the_object_still_holds_everything(world: World) -> None:
    seen: list[HeapObject | None] = []
    cls = world.hold_class("Node", lambda instance: seen.append(instance.attribute("held")))
    held = world.new_list()
    world.release(world.instance(cls, held=held))
    assert seen == [held]
    world.release(held)


def test_an_object_is_not_called_finalized_before_its_finalizer_has_run(world: World) -> None:
    seen: list[bool] = []
    cls = world.hold_class("Node", lambda instance: seen.append(instance.finalized))
    value = world.instance(cls)
    world.release(value)
    assert seen == [False]
    assert value.finalized


def test_a_finalizer_can_revive_its_object(world: World) -> None:
    cls = world.hold_class("Node", lambda instance: revive(world, instance))
    value = world.instance(cls)
    world.release(value)
    assert is_alive(value)
    assert value.refcount == 1
    assert value.tracked


def test_a_finalizer_runs_once_in_an_objects_life(world: World) -> None:
    cls = world.hold_class("Node", lambda instance: revive(world, instance))
    value = world.instance(cls)
    world.release(value)
    world.drop("revived")
    assert not is_alive(value)


def revive(world: World, instance: Instance) -> None:
    instance.refcount += 1
    world.hold("revived", instance)


def label_of(instance: Instance) -> str:
    label = instance.attribute("label")
    assert isinstance(label, Str)
    return label.value


def labelled_pair(world: World, cls: Type) -> List:
    """A list of two instances labelled `first` and `second`."""
    pair = world.new_list()
    for label in ("first", "second"):
        text = world.text(label)
        pair.append(world.instance(cls, label=text))
        world.release(text)
    return pair
