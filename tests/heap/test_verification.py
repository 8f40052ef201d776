"""Verification: each way a heap can be unsound is found, named, and told in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.heap.world import World
from toylang.heap import header
from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.lists import List

COMPILED = not header.__file__.endswith(".py")


def held_list(world: World, *items: HeapObject) -> List:
    """A list the world holds as `value`."""
    value = world.new_list(*items)
    world.hold("value", value)
    return value


@contextmanager
def appended(values: list[HeapObject], value: HeapObject) -> Iterator[None]:
    """A reference that nobody has counted, for a moment."""
    values.append(value)
    yield
    values.pop()


def test_a_fresh_heap_is_sound(world: World) -> None:
    assert world.heap.verify() == []


def test_a_busy_heap_is_sound(world: World) -> None:
    cls = world.hold_class("Node")
    value = world.instance(cls)
    held = held_list(world, value, world.interpreter.none)
    held.append(world.new_tuple(value))
    held.append(world.new_dict(key=value))
    held.append(world.weak_reference(value, lambda _: None))
    world.release(value)
    world.cycle(3)
    for _ in range(3):
        world.release(world.new_list(held))
        world.collector.collect(0)
        assert world.heap.verify() == []


# -- counts --------------------------------------------------------------------


def test_a_count_too_high_is_found_with_its_holders(world: World) -> None:
    value = held_list(world)
    world.hold("c", world.new_list(value))
    value.refcount += 1
    assert world.heap.verify() == ["list #1 counts 3, but 2 holders can be named: value, c[0]"]
    value.refcount -= 1


def test_a_count_too_low_is_found(world: World) -> None:
    value = held_list(world)
    with appended(value.items, value):
        assert world.heap.verify() == [
            "list #1 counts 1, but 2 holders can be named: value, value[0]"
        ]


def test_while_a_program_runs_a_count_may_be_higher(world: World) -> None:
    value = held_list(world)
    value.refcount += 1
    assert world.heap.verify(exact=False) == []
    value.refcount -= 1


def test_while_a_program_runs_a_count_may_not_be_lower(world: World) -> None:
    value = held_list(world)
    with appended(value.items, value):
        assert len(world.heap.verify(exact=False)) == 1


def test_an_object_that_nobody_holds_is_lost(world: World) -> None:
    lost = world.text("lost")
    violations = world.heap.verify()
    assert f"the block of 64 bytes at {hex(lost.address)} is in use, but nothing" in violations[0]
    world.release(lost)


def test_a_count_without_any_holder_is_found(world: World) -> None:
    lost = world.new_list()
    assert "list #1 counts 1, but no holders can be named" in world.heap.verify()
    world.release(lost)


def test_a_holder_far_from_any_root_is_called_by_its_number(world: World) -> None:
    value = world.new_list()
    holder = world.cycle(1)
    holder.append(value)
    value.refcount += 1
    assert world.heap.verify() == [
        "list #2 counts 2, but 1 holder can be named: list #1[1]",
    ]
    value.refcount -= 1
    world.collector.collect()


def test_several_wrong_counts_are_told_with_the_places_of_one_moment(world: World) -> None:
    first, second = world.new_list(), world.new_list()
    world.hold("first", first)
    world.hold("second", second)
    first.refcount += 1
    second.refcount += 2
    assert world.heap.verify() == [
        "list #1 counts 2, but 1 holder can be named: first",
        "list #2 counts 3, but 1 holder can be named: second",
    ]
    first.refcount -= 1
    second.refcount -= 2


# -- referents -----------------------------------------------------------------


def test_a_reference_to_a_freed_object_is_found(world: World) -> None:
    value, freed = held_list(world), world.new_list()
    world.release(freed)
    with appended(value.items, freed):
        assert "list #1[0] refers to a freed list" in world.heap.verify()


@pytest.mark.skipif(COMPILED, reason="a compiled class has no uncompiled subclass")
def test_a_reference_hidden_from_the_collector_is_found(world: World) -> None:
    class Hiding(List):
        def traverse(self, visitor: Visitor) -> None:
            pass

    value = held_list(world, world.interpreter.none)
    value.__class__ = Hiding
    assert world.heap.verify() == ["list #1 hides [0] from the collector"]
    value.__class__ = List


@pytest.mark.skipif(COMPILED, reason="a compiled class has no uncompiled subclass")
def test_a_reference_that_only_the_collector_sees_is_found(world: World) -> None:
    class Boasting(List):
        def traverse(self, visitor: Visitor) -> None:
            visitor.visit(world.interpreter.none)

    value = held_list(world)
    value.__class__ = Boasting
    assert world.heap.verify() == ["list #1 shows the collector more references to None"]
    value.__class__ = List


def test_a_root_that_holds_a_freed_object_is_found(world: World) -> None:
    freed = world.new_list()
    world.release(freed)
    world.hold("stale", freed)
    assert "stale refers to a freed list" in world.heap.verify()
    del world.roots.held["stale"]


# -- generations ---------------------------------------------------------------


def test_an_object_in_the_list_of_another_generation_is_found(world: World) -> None:
    value = held_list(world)
    value.generation = 1
    assert world.heap.verify() == ["list #1 is in the list of generation 0, but says 1"]
    value.generation = 0


def test_an_object_in_no_list_that_says_it_is_watched_is_found(world: World) -> None:
    value = held_list(world)
    world.heap.untrack(value)
    value.generation = 2
    assert world.heap.verify() == ["list #1 is in generation 2, but not in its list"]
    value.generation = -1


def test_a_link_that_leads_back_wrongly_is_found(world: World) -> None:
    held_list(world)
    second = world.new_list()
    world.hold("second", second)
    right, second.previous = second.previous, second
    assert world.heap.verify() == ["list #1 does not know who stands before it"]
    second.previous = right


def test_a_list_that_does_not_know_its_end_is_found(world: World) -> None:
    value = held_list(world)
    world.hold("second", world.new_list())
    head = world.collector.youngest.head
    right, head.previous = head.previous, value
    assert world.heap.verify() == ["the list of generation 0 does not know its last object"]
    head.previous = right


def test_a_list_that_breaks_off_is_found(world: World) -> None:
    value = held_list(world)
    right, value.next = value.next, None
    assert world.heap.verify() == ["the list of generation 0 breaks off after list #1"]
    value.next = right


def test_a_list_that_goes_in_circles_is_found(world: World) -> None:
    value = held_list(world)
    right, value.next = value.next, value
    assert "list #1 is in the list of generation 0 twice" in world.heap.verify()
    value.next = right


def test_an_untracked_object_with_links_is_found(world: World) -> None:
    value = held_list(world)
    world.heap.untrack(value)
    value.next = Container()
    assert world.heap.verify() == ["list #1 is untracked, but linked into a list"]
    value.next = None


def test_a_mark_left_by_a_collection_is_found(world: World) -> None:
    value = held_list(world)
    value.collecting = True
    assert world.heap.verify() == ["list #1 bears the mark of a collection"]
    value.collecting = False


def test_a_negative_count_of_a_generation_is_found(world: World) -> None:
    world.collector.first.count = -1
    assert world.heap.verify() == ["generation 0 has a count of -1"]
    world.collector.first.count = 0


def test_a_heap_can_be_verified_in_the_midst_of_a_collection(world: World) -> None:
    told: list[list[str]] = []
    cls = world.hold_class("Node", lambda _: told.append(world.heap.verify(exact=False)))
    value = world.instance(cls)
    value.set_attribute("itself", value)
    world.collector.collect()
    assert told == [[]]


# -- weak references -----------------------------------------------------------


def test_an_object_that_does_not_know_its_weak_reference_is_found(world: World) -> None:
    value = world.instance(world.hold_class("Node"))
    reference = world.weak_reference(value)
    world.hold("value", value)
    world.hold("reference", reference)
    known, value.weak_references = value.weak_references, None
    assert world.heap.verify() == ["Node #1 does not know its weakref #2"]
    value.weak_references = known


def test_a_weak_reference_that_does_not_know_its_object_is_found(world: World) -> None:
    value = world.instance(world.hold_class("Node"))
    reference = world.weak_reference(value)
    world.hold("value", value)
    world.hold("reference", reference)
    reference.referent = None
    assert world.heap.verify() == ["weakref #1 does not know its Node #2"]
    reference.referent = value


def test_an_empty_list_of_weak_references_is_found(world: World) -> None:
    value = held_list(world)
    value.weak_references = []
    assert world.heap.verify() == ["list #1 has an empty list of weak references"]
    value.weak_references = None


def test_a_freed_weak_reference_that_is_still_known_is_found(world: World) -> None:
    value = world.instance(world.hold_class("Node"))
    reference = world.weak_reference(value)
    world.hold("value", value)
    world.release(reference)
    value.weak_references = [reference]
    assert world.heap.verify() == ["Node #1 still knows a freed weak reference"]
    value.weak_references = None


def test_a_weak_reference_to_a_freed_object_is_found(world: World) -> None:
    value = world.instance(world.hold_class("Node"))
    reference = world.weak_reference(value)
    world.hold("reference", reference)
    world.release(value)
    reference.referent = value
    assert world.heap.verify() == ["weakref #1 still knows a freed Node"]
    reference.referent = None


# -- blocks --------------------------------------------------------------------


def test_two_objects_at_one_address_are_found(world: World) -> None:
    value, other = held_list(world), world.new_list()
    world.hold("other", other)
    right, other.address = other.address, value.address
    assert f"list #2 and list #1 share the address {hex(value.address)}" in world.heap.verify()
    other.address = right


def test_an_object_at_the_block_of_a_free_list_is_found(world: World) -> None:
    value = held_list(world)
    kept = world.new_list()
    address = kept.address
    world.release(kept)
    right, value.address = value.address, address
    assert f"list #1 and a free list share the address {hex(address)}" in world.heap.verify()
    value.address = right


def test_an_object_at_a_free_block_is_found(world: World) -> None:
    value = held_list(world)
    free = world.heap.allocator.allocate(56)
    world.heap.allocator.free(free, 56)
    right, value.address = value.address, free
    assert f"list #1 lies at {hex(free)}, where no block is in use" in world.heap.verify()
    value.address = right


def test_an_object_in_a_pool_of_another_size_is_found(world: World) -> None:
    value = held_list(world)
    value.size = 100
    assert "list #1 has 100 bytes, but lies in a pool of blocks of 64" in world.heap.verify()
    value.size = 56


def test_a_pool_that_counts_its_blocks_wrong_is_found(world: World) -> None:
    pool = world.heap.allocator.pool_of(held_list(world).address)
    assert pool is not None
    pool.used += 1
    assert any(
        sentence.startswith(f"the pool at {hex(pool.base)} counts {pool.used} used blocks")
        for sentence in world.heap.verify()
    )
    pool.used -= 1


def test_a_full_pool_in_the_list_of_partial_ones_is_found(world: World) -> None:
    pool = world.heap.allocator.pool_of(held_list(world).address)
    assert pool is not None
    right, pool.capacity = pool.capacity, pool.used
    sentence = f"the pool at {hex(pool.base)} is not listed as its blocks demand"
    assert sentence in world.heap.verify()
    pool.capacity = right


def test_a_pool_in_the_list_of_another_size_is_found(world: World) -> None:
    pool = world.heap.allocator.pool_of(held_list(world).address)
    assert pool is not None
    right, pool.block_size = pool.block_size, 512
    assert f"the pool at {hex(pool.base)} is in the wrong list" in world.heap.verify()
    pool.block_size = right


def test_an_extra_block_at_a_free_place_is_found(world: World) -> None:
    value = held_list(world, world.interpreter.none)
    free = world.heap.allocator.allocate(16)
    world.heap.allocator.free(free, 16)
    right, value.block = value.block, free
    sentence = f"the extra block of list #1 lies at {hex(free)}, where no block is in use"
    assert sentence in world.heap.verify()
    value.block = right


def test_an_arena_that_counts_its_pools_wrong_is_found(world: World) -> None:
    arena = world.heap.allocator.arenas[0]
    assert arena is not None
    arena.free_pools += 1
    assert any("free pools, but" in sentence for sentence in world.heap.verify())
    arena.free_pools -= 1


def test_a_wrong_sum_of_the_allocator_is_found(world: World) -> None:
    allocator = world.heap.allocator
    allocator.bytes_in_use += 8
    assert world.heap.verify() == [
        f"the allocator counts {allocator.bytes_in_use} bytes in use, "
        f"but {allocator.bytes_in_use - 8} were found"
    ]
    allocator.bytes_in_use -= 8


def test_a_wrong_number_of_objects_is_found(world: World) -> None:
    world.heap.objects += 1
    counted = world.heap.objects
    assert world.heap.verify() == [
        f"the heap counts {counted} objects, but {counted - 1} were found"
    ]
    world.heap.objects -= 1
