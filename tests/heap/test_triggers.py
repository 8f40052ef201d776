"""Triggers: when a collection starts by itself, and of which generation."""

from tests.heap.world import World
from toylang.objects.lists import List


def make_lists(world: World, count: int) -> List:
    """Allocate `count` lists, held together with the list that holds them."""
    keeper = world.new_list()
    for _ in range(count - 1):
        keeper.append(world.new_list())
    return keeper


def collections(world: World) -> list[int]:
    return [generation.collections for generation in world.collector.generations]


def counts(world: World) -> list[int]:
    return [generation.count for generation in world.collector.generations]


def make_due(world: World, *generations: int) -> None:
    for index in generations:
        world.collector.generations[index].count = 1 + world.collector.generations[index].threshold


def test_the_thresholds_are_700_10_10(world: World) -> None:
    thresholds = [generation.threshold for generation in world.collector.generations]
    assert thresholds == [700, 10, 10]


def test_each_container_allocated_counts_one(world: World) -> None:
    world.hold("lists", make_lists(world, 25))
    assert counts(world) == [25, 0, 0]


def test_each_container_freed_counts_one_less(world: World) -> None:
    cls = world.hold_class("Node")
    before = counts(world)[0]
    value = world.instance(cls)
    assert counts(world)[0] == before + 1
    world.release(value)
    assert counts(world)[0] == before


def test_the_last_container_counted_is_taken_off(world: World) -> None:
    cls = world.hold_class("Node")
    world.collector.reset_counts()
    world.release(world.instance(cls))
    assert counts(world) == [0, 0, 0]
    first, second = world.instance(cls), world.instance(cls)
    world.release(first)
    assert counts(world) == [1, 0, 0]
    world.release(second)
    assert counts(world) == [0, 0, 0]


def test_when_the_program_begins_no_collection_has_been(world: World) -> None:
    world.collector.collect(1)
    world.collector.reset_counts()
    assert world.collector.last is None
    assert counts(world) == [0, 0, 0]


def test_under_stress_every_container_starts_a_full_collection(world: World) -> None:
    world.collector.stressed = True
    world.hold("lists", make_lists(world, 3))
    assert collections(world) == [0, 0, 3]
    world.collector.first.threshold = 0
    world.hold("more", world.new_list())
    assert collections(world) == [0, 0, 3]
    world.collector.first.threshold = 700
    world.collector.enabled = False
    world.hold("yet more", world.new_list())
    assert collections(world) == [0, 0, 3]


def test_the_count_never_falls_below_zero(world: World) -> None:
    cls = world.hold_class("Node")
    value = world.instance(cls)
    world.collector.reset_counts()
    world.release(value)
    assert counts(world) == [0, 0, 0]


def test_numbers_and_strings_do_not_count(world: World) -> None:
    world.hold("text", world.text("more than one character"))
    assert counts(world) == [0, 0, 0]


def test_700_containers_start_no_collection_and_the_next_does(world: World) -> None:
    world.hold("lists", make_lists(world, 700))
    assert collections(world) == [0, 0, 0]
    world.hold("one more", world.new_list())
    assert collections(world) == [1, 0, 0]


def test_the_container_that_starts_a_collection_is_not_in_it(world: World) -> None:
    world.hold("lists", make_lists(world, 700))
    one_more = world.new_list()
    assert one_more.generation == 0
    assert world.collector.first.objects.to_list() == [one_more]
    world.release(one_more)


def test_a_collection_starts_the_count_anew_and_counts_for_the_next_generation(
    world: World,
) -> None:
    world.hold("lists", make_lists(world, 701))
    assert counts(world) == [0, 1, 0]


def test_a_collection_of_generation_1_counts_for_generation_2(world: World) -> None:
    world.collector.collect(0)
    world.collector.collect(1)
    assert counts(world) == [0, 0, 1]
    world.collector.collect(2)
    assert counts(world) == [0, 0, 0]


def test_the_eleventh_collection_after_ten_is_of_generation_1(world: World) -> None:
    world.hold("lists", make_lists(world, 701 * 11))
    assert collections(world) == [11, 0, 0]
    world.hold("more", make_lists(world, 701))
    assert collections(world) == [11, 1, 0]


def test_the_oldest_generation_that_is_due_is_collected(world: World) -> None:
    make_due(world, 0, 1, 2)
    world.hold("lists", world.new_list())
    assert collections(world) == [0, 0, 1]


def test_a_full_collection_waits_for_a_quarter_more_long_lived_objects(world: World) -> None:
    make_due(world, 0, 1, 2)
    world.collector.long_lived_total = 1000
    world.collector.long_lived_pending = 249
    world.hold("lists", world.new_list())
    assert collections(world) == [0, 1, 0]


def test_a_quarter_more_long_lived_objects_are_enough(world: World) -> None:
    make_due(world, 0, 2)
    world.collector.long_lived_total = 1000
    world.collector.long_lived_pending = 250
    world.hold("lists", world.new_list())
    assert collections(world) == [0, 0, 1]


def test_survivors_of_generation_1_wait_to_be_long_lived(world: World) -> None:
    world.hold("lists", make_lists(world, 30))
    world.collector.collect(1)
    assert world.collector.long_lived_pending == 30
    assert world.collector.long_lived_total == 0


def test_survivors_of_generation_0_do_not_wait_to_be_long_lived(world: World) -> None:
    world.hold("lists", make_lists(world, 30))
    world.collector.collect(0)
    assert world.collector.long_lived_pending == 0


def test_survivors_of_a_full_collection_are_long_lived(world: World) -> None:
    world.hold("lists", make_lists(world, 30))
    world.collector.collect(1)
    world.collector.collect(2)
    assert world.collector.long_lived_pending == 0
    assert world.collector.long_lived_total == 30


def test_no_collection_starts_while_the_collector_is_off(world: World) -> None:
    world.collector.enabled = False
    world.hold("lists", make_lists(world, 2000))
    assert collections(world) == [0, 0, 0]
    assert counts(world) == [2000, 0, 0]


def test_a_threshold_of_zero_switches_automatic_collections_off(world: World) -> None:
    world.collector.first.threshold = 0
    world.hold("lists", make_lists(world, 2000))
    assert collections(world) == [0, 0, 0]


def test_no_collection_starts_within_a_collection(world: World) -> None:
    within: list[int] = []
    cls = world.hold_class("Node", lambda _: within.append(world.collector.collect().examined))
    value = world.instance(cls)
    value.set_attribute("itself", value)
    world.collector.collect()
    assert within == [0]
    assert collections(world) == [0, 0, 1]
