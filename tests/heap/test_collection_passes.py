"""One collection: what it finds, what it leaves where, and in which order."""

from tests.heap.world import World, is_alive
from toylang.heap.header import Container
from toylang.objects.instances import Instance
from toylang.objects.types import Type


def self_cycle(world: World, cls: Type) -> Instance:
    """An instance that only refers to itself."""
    value = world.instance(cls)
    value.set_attribute("itself", value)
    return value


def generations(world: World) -> list[list[Container]]:
    return [generation.objects.to_list() for generation in world.collector.generations]


# -- what is garbage -----------------------------------------------------------


def test_a_list_in_itself_is_garbage(world: World) -> None:
    value = world.cycle(1)
    assert world.collector.collect().collected == 1
    assert not is_alive(value)


def test_a_ring_is_garbage_as_a_whole(world: World) -> None:
    world.cycle(5)
    assert world.collector.collect().collected == 5


def test_what_hangs_on_a_ring_is_garbage_with_it(world: World) -> None:
    value = world.cycle(2)
    value.append(world.new_list())
    assert world.collector.collect().collected == 3


def test_a_ring_held_from_outside_is_alive(world: World) -> None:
    value = world.cycle(3)
    value.refcount += 1
    world.hold("ring", value)
    assert world.collector.collect().collected == 0
    assert is_alive(value)


def test_a_ring_held_by_an_evaluation_is_alive(world: World) -> None:
    value = world.cycle(3)
    value.refcount += 1
    assert world.collector.collect().collected == 0
    world.release(value)


def test_a_ring_held_through_a_living_object_is_alive(world: World) -> None:
    world.hold("holder", world.new_list(world.cycle(2)))
    assert world.collector.collect().collected == 0


def test_an_older_object_keeps_a_younger_one(world: World) -> None:
    older = world.new_list()
    world.hold("older", older)
    world.collector.collect()
    younger = world.cycle(1)
    younger.refcount += 1
    older.append(younger)
    assert world.collector.collect(0).collected == 0


def test_a_young_collection_leaves_older_garbage(world: World) -> None:
    value = world.cycle(2)
    value.refcount += 1
    world.collector.collect(0)
    world.release(value)
    assert world.collector.collect(0).collected == 0
    assert world.collector.collect(1).collected == 2


def test_a_collection_tells_what_it_examined_and_freed(world: World) -> None:
    world.hold("list", world.new_list())
    world.cycle(3)
    collection = world.collector.collect()
    assert (collection.examined, collection.unreachable, collection.freed_objects) == (4, 3, 3)


def test_a_collection_tells_how_many_bytes_it_freed(world: World) -> None:
    before = world.heap.bytes_of_objects()
    world.cycle(3)
    used = world.heap.bytes_of_objects() - before
    collection = world.collector.collect()
    assert collection.freed_bytes == used >= 3 * 56
    assert collection.seconds > 0


def test_a_generation_sums_up_its_collections(world: World) -> None:
    for _ in range(2):
        world.cycle(3)
        world.collector.collect(1)
    generation = world.collector.generations[1]
    assert (generation.collections, generation.collected) == (2, 6)


# -- where survivors go --------------------------------------------------------


def test_each_survived_collection_moves_an_object_up(world: World) -> None:
    value = world.new_list()
    world.hold("value", value)
    seen = [value.generation]
    for index in (0, 1, 2, 2):
        world.collector.collect(index)
        seen.append(value.generation)
    assert seen == [0, 1, 2, 2, 2]


def test_younger_objects_stand_behind_older_ones(world: World) -> None:
    made = []
    for index in (1, 0, 0):
        made.append(world.new_list())
        world.hold(f"list {len(made)}", made[-1])
        world.collector.collect(index)
    made.append(world.new_list())
    world.hold("youngest", made[-1])
    world.collector.collect(2)
    assert generations(world) == [[], [], [made[0], made[3], made[1], made[2]]]


def test_survivors_stand_in_traversal_order(world: World) -> None:
    first, second = world.new_list(), world.new_list()
    holder = world.new_list(first, second)
    world.release(first, second)
    world.hold("holder", holder)
    world.collector.collect(0)
    assert generations(world)[1] == [holder, second, first]


def test_objects_with_a_reference_from_outside_keep_their_place(world: World) -> None:
    first, second = world.new_list(), world.new_list()
    world.hold("first", first)
    world.hold("second", second)
    world.hold("holder", world.new_list(second, first))
    world.collector.collect(0)
    assert generations(world)[1][:2] == [first, second]


def test_between_collections_nothing_is_marked(world: World) -> None:
    value = world.cycle(2)
    value.refcount += 1
    world.hold("ring", value)
    world.collector.collect(0)
    assert not any(c.collecting or c.unreachable for c in world.collector.tracked_objects())


def test_what_has_no_clear_is_garbage_all_the_same(world: World) -> None:
    inner = world.new_list()
    value = world.new_tuple(inner)
    inner.append(value)
    world.hold("inner", inner)
    value.refcount += 1
    inner.refcount += 1
    world.drop("inner")
    world.hold("tuple", value)
    world.release(inner)
    world.collector.collect(0)
    assert generations(world)[1] == [value, inner]  # the tuple comes first, and cannot be cleared
    world.drop("tuple")
    assert world.collector.collect(1).collected == 2
    assert not is_alive(value)


# -- what is no longer watched -------------------------------------------------


def test_a_tuple_that_can_be_in_no_cycle_is_untracked_by_any_collection(world: World) -> None:
    value = world.new_tuple(world.interpreter.none)
    world.hold("tuple", value)
    assert value.tracked
    assert world.collector.collect(0).untracked == 1
    assert not value.tracked


def test_a_tuple_of_a_list_stays_tracked(world: World) -> None:
    inner = world.new_list()
    value = world.new_tuple(inner)
    world.release(inner)
    world.hold("tuple", value)
    world.collector.collect()
    assert value.tracked


def test_a_dict_is_untracked_only_by_a_full_collection(world: World) -> None:
    inner = world.new_list()
    value = world.new_dict(key=inner)
    world.release(inner)
    value.set_text("key", world.text("a text"))
    world.hold("dict", value)
    world.collector.collect(1)
    assert value.tracked
    world.collector.collect(2)
    assert not value.tracked


def test_a_dict_of_a_list_stays_tracked(world: World) -> None:
    inner = world.new_list()
    value = world.new_dict(key=inner)
    world.release(inner)
    world.hold("dict", value)
    collection = world.collector.collect()
    assert value.tracked
    assert (collection.untracked, world.collector.long_lived_total) == (0, 2)


def test_what_is_untracked_is_no_longer_a_survivor(world: World) -> None:
    value = world.new_dict(key=world.interpreter.none)
    value.set_text("key", world.new_tuple(world.interpreter.none))
    world.hold("dict", value)
    world.hold("list", world.new_list())
    collection = world.collector.collect()
    assert (collection.untracked, world.collector.long_lived_total) == (2, 1)
    assert collection.unreachable == 0


def test_a_dict_is_untracked_together_with_the_tuple_in_it(world: World) -> None:
    value = world.new_dict()
    value.set_text("key", world.new_tuple(world.interpreter.none))
    world.hold("dict", value)
    world.collector.collect()
    assert not value.tracked


# -- finalizers ----------------------------------------------------------------


def test_finalizers_run_in_the_order_of_creation(world: World) -> None:
    order: list[Instance] = []
    cls = world.hold_class("Node", order.append)
    made = [self_cycle(world, cls) for _ in range(3)]
    world.collector.collect()
    assert order == made


def test_after_a_survived_collection_finalizers_run_in_traversal_order(world: World) -> None:
    order: list[Instance] = []
    cls = world.hold_class("Node", order.append)
    made = [world.instance(cls) for _ in range(3)]
    ring = world.new_list(*made)
    world.release(*made)
    world.hold("ring", ring)
    world.collector.collect()
    ring.refcount += 1
    ring.append(ring)
    world.drop("ring")
    world.collector.collect()
    assert order == made[::-1]


def test_finalizers_run_before_anything_is_cleared(world: World) -> None:
    seen: list[bool] = []
    cls = world.hold_class("Node", lambda one: seen.append(one.attribute("itself") is one))
    self_cycle(world, cls)
    self_cycle(world, cls)
    world.collector.collect()
    assert seen == [True, True]


def test_an_object_in_a_collection_is_called_finalized_already_in_its_finalizer(
    world: World,
) -> None:
    seen: list[bool] = []
    cls = world.hold_class("Node", lambda instance: seen.append(instance.finalized))
    self_cycle(world, cls)
    world.collector.collect()
    assert seen == [True]


def test_a_finalizer_that_breaks_the_cycle_itself_leaves_nothing_to_collect(world: World) -> None:
    def let_go(instance: Instance) -> None:
        held = instance.delete_attribute("itself")
        assert held is not None
        world.release(held)

    cls = world.hold_class("Node", let_go)
    value = self_cycle(world, cls)
    assert world.collector.collect().collected == 0
    assert not is_alive(value)


def test_a_collection_counts_the_finalizers_it_calls(world: World) -> None:
    cls = world.hold_class("Node", lambda _: None)
    plain = world.hold_class("Plain")
    for kind in (cls, plain, cls):
        self_cycle(world, kind).set_attribute("hanging", world.new_list())
    assert world.collector.collect().finalizers_called == 2


# -- resurrection --------------------------------------------------------------


def revived_by(world: World) -> Type:
    """A class whose instances are put into the list held as `revived` when they are finalized."""
    revived = world.new_list()
    world.hold("revived", revived)

    def revive(instance: Instance) -> None:
        instance.refcount += 1
        revived.append(instance)

    return world.hold_class("Phoenix", revive)


def test_a_revived_object_lives_on_a_generation_older(world: World) -> None:
    value = self_cycle(world, revived_by(world))
    collection = world.collector.collect(0)
    assert (collection.collected, collection.resurrected) == (0, 1)
    assert is_alive(value)
    assert value.generation == 1


def test_what_a_revived_object_holds_lives_on_with_it(world: World) -> None:
    value = self_cycle(world, revived_by(world))
    held = world.new_list()
    value.set_attribute("held", held)
    world.collector.collect()
    assert is_alive(held)


def test_garbage_a_revived_object_does_not_hold_is_still_freed(world: World) -> None:
    revived = self_cycle(world, revived_by(world))
    other = world.cycle(2)
    assert world.collector.collect().collected == 2
    assert is_alive(revived)
    assert not is_alive(other)


def test_a_revived_object_is_not_finalized_again(world: World) -> None:
    value = self_cycle(world, revived_by(world))
    world.collector.collect()
    world.drop("revived")
    world.hold("revived", world.new_list())
    collection = world.collector.collect()
    assert (collection.collected, collection.finalizers_called) == (1, 0)
    assert not is_alive(value)


def test_an_object_is_revived_though_a_callback_ran_besides_its_finalizer(world: World) -> None:
    value = self_cycle(world, revived_by(world))
    reference = world.weak_reference(value, lambda _: None)
    world.hold("reference", reference)
    collection = world.collector.collect()
    assert (collection.finalizers_called, collection.callbacks_called) == (1, 1)
    assert (collection.collected, collection.resurrected) == (0, 1)
    assert is_alive(value)


def test_after_a_callback_alone_the_garbage_is_the_same(world: World) -> None:
    value = world.instance(world.hold_class("Node"))
    value.set_attribute("itself", value)
    world.hold("reference", world.weak_reference(value, lambda _: None))
    collection = world.collector.collect()
    assert (collection.collected, collection.resurrected) == (1, 0)


def test_a_revived_object_is_not_finalized_again_among_others_that_are(world: World) -> None:
    cls = revived_by(world)
    self_cycle(world, cls)
    world.collector.collect()
    world.drop("revived")
    world.hold("revived", world.new_list())
    order: list[Instance] = []
    self_cycle(world, world.hold_class("Node", order.append))
    collection = world.collector.collect()
    assert (collection.finalizers_called, collection.collected) == (1, 2)
    assert len(order) == 1
