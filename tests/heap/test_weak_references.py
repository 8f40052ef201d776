"""Weak references: they add nothing, know when their object dies, and say so once."""

from tests.heap.world import World, is_alive
from toylang.heap.header import HeapObject
from toylang.objects.instances import Instance


def node(world: World) -> Instance:
    """An instance of a class without a finalizer."""
    return world.instance(world.hold_class("Node"))


def test_a_weak_reference_adds_nothing_to_the_count(world: World) -> None:
    value = node(world)
    world.hold("reference", world.weak_reference(value))
    assert value.refcount == 1
    world.release(value)


def test_a_weak_reference_is_cleared_when_its_object_dies(world: World) -> None:
    value = node(world)
    reference = world.weak_reference(value)
    world.hold("reference", reference)
    assert reference.referent is value
    world.release(value)
    assert reference.referent is None


def test_references_without_a_callback_are_one_and_the_same(world: World) -> None:
    value = node(world)
    first, second = world.weak_reference(value), world.weak_reference(value)
    assert first is second
    world.release(first, second, value)


def test_a_dead_weak_reference_is_forgotten_by_its_object(world: World) -> None:
    value = node(world)
    world.release(world.weak_reference(value))
    assert value.weak_references is None
    world.release(value)


def test_the_reference_without_a_callback_is_listed_first_then_the_newest(world: World) -> None:
    value = node(world)
    older = world.weak_reference(value, lambda _: None)
    plain = world.weak_reference(value)
    newer = world.weak_reference(value, lambda _: None)
    assert value.weak_references == [plain, newer, older]
    world.release(older, plain, newer, value)


def test_callbacks_are_called_with_their_reference_newest_first(world: World) -> None:
    called: list[HeapObject] = []
    value = node(world)
    references = [world.weak_reference(value, called.extend) for _ in range(3)]
    world.release(value)
    assert called == references[::-1]
    world.release(*references)


def test_all_references_are_cleared_before_the_first_callback_is_called(world: World) -> None:
    value = node(world)
    seen: list[bool] = []
    plain = world.weak_reference(value)
    calling = world.weak_reference(value, lambda _: seen.append(plain.referent is None))
    world.release(value)
    assert seen == [True]
    world.release(plain, calling)


def test_a_reference_that_died_first_is_not_called_back(world: World) -> None:
    called: list[HeapObject] = []
    value = node(world)
    world.release(world.weak_reference(value, called.extend))
    world.release(value)
    assert called == []


def test_a_collection_calls_back_the_references_of_the_living(world: World) -> None:
    called: list[HeapObject] = []
    value = node(world)
    value.set_attribute("itself", value)
    reference = world.weak_reference(value, called.extend)
    world.hold("reference", reference)
    collection = world.collector.collect()
    assert called == [reference]
    assert (collection.weak_references_cleared, collection.callbacks_called) == (1, 1)


def test_a_collection_does_not_call_back_references_in_the_garbage(world: World) -> None:
    called: list[HeapObject] = []
    value = node(world)
    value.set_attribute("itself", value)
    value.set_attribute("reference", world.weak_reference(value, called.extend))
    assert world.collector.collect().collected == 2
    assert called == []


def test_a_living_reference_called_back_moves_to_the_end_of_the_survivors(world: World) -> None:
    value = node(world)
    value.set_attribute("itself", value)
    reference = world.weak_reference(value, lambda _: None)
    world.hold("reference", reference)
    world.hold("list", world.new_list())
    world.collector.collect()
    assert world.collector.tracked_objects()[-1] is reference


def test_a_reference_that_dies_after_its_callback_is_counted_as_collected(world: World) -> None:
    value = node(world)
    value.set_attribute("itself", value)
    world.hold("reference", world.weak_reference(value, lambda _: world.drop("reference")))
    collection = world.collector.collect()
    assert collection.collected == 2
    assert "reference" not in world.roots.held


def test_an_old_reference_called_back_moves_to_where_survivors_go(world: World) -> None:
    def revive(instance: Instance) -> None:
        instance.refcount += 1
        world.hold("revived", instance)

    value = world.instance(world.hold_class("Phoenix", revive))
    reference = world.weak_reference(value, lambda _: None)
    world.hold("reference", reference)
    world.collector.collect()
    world.release(value)  # and revived by its finalizer, as if it were new
    value.refcount += 1
    value.set_attribute("itself", value)
    world.drop("revived")
    assert (value.generation, reference.generation) == (0, 2)
    world.collector.collect(0)
    assert reference.referent is None
    assert reference.generation == 1
    assert world.collector.generations[1].objects.to_list()[-1] is reference


def test_an_object_revived_by_counting_keeps_its_weak_references(world: World) -> None:
    def revive(instance: Instance) -> None:
        instance.refcount += 1
        world.hold("revived", instance)

    value = world.instance(world.hold_class("Phoenix", revive))
    reference = world.weak_reference(value)
    world.hold("reference", reference)
    world.release(value)
    assert is_alive(value)
    assert reference.referent is value


def test_an_object_revived_in_a_collection_has_lost_its_weak_references(world: World) -> None:
    def revive(instance: Instance) -> None:
        instance.refcount += 1
        world.hold("revived", instance)

    value = world.instance(world.hold_class("Phoenix", revive))
    value.set_attribute("itself", value)
    reference = world.weak_reference(value)
    world.hold("reference", reference)
    world.collector.collect()
    assert is_alive(value)
    assert reference.referent is None
