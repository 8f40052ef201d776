"""Numbers: given when an object is first shown, kept for its life, never given twice."""

from tests.heap.world import World
from toylang.heap.numbering import Numbering


def test_numbers_are_given_in_the_order_of_showing(world: World) -> None:
    first, second = world.new_list(), world.new_list()
    numbering = Numbering()
    assert [numbering.number_of(second), numbering.number_of(first)] == [1, 2]
    world.release(first, second)


def test_an_object_keeps_its_number(world: World) -> None:
    value = world.new_list()
    numbering = Numbering()
    number = numbering.number_of(value)
    world.hold("value", value)
    world.collector.collect()
    numbering.living()
    assert numbering.number_of(value) == number


def test_the_number_of_a_dead_object_is_not_given_again(world: World) -> None:
    numbering = Numbering()
    value = world.new_list()
    numbering.number_of(value)
    world.release(value)
    numbering.living()
    again = world.new_list()
    assert numbering.number_of(again) == 2
    world.release(again)


def test_a_living_object_is_found_by_its_number(world: World) -> None:
    numbering = Numbering()
    value = world.new_list()
    assert numbering.find(numbering.number_of(value)) is value
    world.release(value)


def test_the_dead_and_the_unknown_are_not_found(world: World) -> None:
    numbering = Numbering()
    value = world.new_list()
    number = numbering.number_of(value)
    world.release(value)
    assert numbering.find(number) is None
    assert numbering.find(99) is None


def test_the_dead_are_forgotten(world: World) -> None:
    numbering = Numbering()
    value = world.new_list()
    numbering.number_of(value)
    world.release(value)
    assert numbering.living() == {}


def test_a_number_adds_nothing_to_a_count(world: World) -> None:
    value = world.new_list()
    world.numbering.number_of(value)
    assert value.refcount == 1
    world.release(value)
