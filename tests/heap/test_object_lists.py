"""The lists generations are: circular, with the links inside the objects."""

from itertools import pairwise

import pytest

from toylang.heap.header import Container
from toylang.heap.object_list import ObjectList, unlink


@pytest.fixture
def four() -> list[Container]:
    return [Container() for _ in range(4)]


def list_of(containers: list[Container]) -> ObjectList:
    result = ObjectList()
    for container in containers:
        result.append(container)
    return result


def test_a_new_list_is_empty() -> None:
    objects = ObjectList()
    assert objects.is_empty()
    assert objects.first() is None
    assert objects.size() == 0


def test_appended_objects_stand_in_order(four: list[Container]) -> None:
    objects = list_of(four)
    assert objects.to_list() == four
    assert objects.first() is four[0]
    assert objects.size() == 4


def test_the_links_lead_both_ways(four: list[Container]) -> None:
    list_of(four)
    for before, after in pairwise(four):
        assert before.next is after
        assert after.previous is before


def test_an_unlinked_object_leaves_no_gap(four: list[Container]) -> None:
    objects = list_of(four)
    unlink(four[1])
    assert objects.to_list() == [four[0], four[2], four[3]]
    assert four[1].next is None
    assert four[1].previous is None


def test_a_moved_object_leaves_its_list_and_stands_last(four: list[Container]) -> None:
    left, right = list_of(four[:2]), list_of(four[2:])
    right.move_here(four[0])
    assert left.to_list() == [four[1]]
    assert right.to_list() == [four[2], four[3], four[0]]


def test_an_object_moved_within_its_list_stands_last(four: list[Container]) -> None:
    objects = list_of(four)
    objects.move_here(four[1])
    assert objects.to_list() == [four[0], four[2], four[3], four[1]]


def test_an_absorbed_list_stands_behind_and_is_empty(four: list[Container]) -> None:
    left, right = list_of(four[:2]), list_of(four[2:])
    right.absorb(left)
    assert left.is_empty()
    assert right.to_list() == [four[2], four[3], four[0], four[1]]


def test_absorbing_an_empty_list_changes_nothing(four: list[Container]) -> None:
    objects = list_of(four)
    objects.absorb(ObjectList())
    assert objects.to_list() == four


def test_iterating_allows_changes_on_the_way(four: list[Container]) -> None:
    objects = list_of(four)
    for container in objects:
        unlink(container)
    assert objects.is_empty()
