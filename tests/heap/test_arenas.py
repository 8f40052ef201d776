"""Arenas: 64 pools each, the fullest used first, empty ones given back to the system."""

from tests.heap.world import World
from toylang.heap.allocator import ARENA_SIZE, Allocator
from toylang.heap.pool_map import map_of_all

BLOCKS_PER_ARENA = 64 * 31
"""Of 512 bytes."""


def fill_arenas(allocator: Allocator, arenas: int) -> list[list[int]]:
    """Fill whole arenas with blocks of 512 bytes; returns the addresses in each."""
    return [[allocator.allocate(512) for _ in range(BLOCKS_PER_ARENA)] for _ in range(arenas)]


def free_pools(allocator: Allocator, addresses: list[int], pools: int) -> None:
    """Free all blocks of the first `pools` pools among `addresses`, and forget them."""
    for address in addresses[: pools * 31]:
        allocator.free(address, 512)
    del addresses[: pools * 31]


def arena_of(address: int) -> int:
    return address // ARENA_SIZE


def test_the_first_block_takes_an_arena_from_the_system() -> None:
    allocator = Allocator()
    assert allocator.arenas_in_use == 0
    allocator.allocate(16)
    assert allocator.arenas_in_use == 1


def test_an_arena_holds_64_pools() -> None:
    allocator = Allocator()
    fill_arenas(allocator, 1)
    assert allocator.arenas_in_use == 1
    allocator.allocate(512)
    assert allocator.arenas_in_use == 2


def test_an_arena_lies_on_a_multiple_of_its_size() -> None:
    allocator = Allocator()
    first, second = fill_arenas(allocator, 2)
    assert len({arena_of(address) for address in first}) == 1
    assert arena_of(second[0]) == arena_of(first[0]) + 1


def test_the_fullest_arena_with_a_free_pool_is_used_first() -> None:
    allocator = Allocator()
    first, second = fill_arenas(allocator, 2)
    free_pools(allocator, first, 3)
    free_pools(allocator, second, 2)
    assert arena_of(allocator.allocate(512)) == arena_of(second[0])


def test_of_equally_full_arenas_the_one_with_the_latest_freed_pool_is_used_first() -> None:
    allocator = Allocator()
    first, second, third = fill_arenas(allocator, 3)
    for arena in (first, third, second):
        free_pools(allocator, arena, 1)
    assert arena_of(allocator.allocate(512)) == arena_of(second[0])


def test_the_pool_freed_last_is_used_first() -> None:
    allocator = Allocator()
    (addresses,) = fill_arenas(allocator, 1)
    freed = addresses[31:62]
    free_pools(allocator, addresses, 2)
    assert allocator.allocate(512) in freed


def test_an_empty_arena_is_given_back() -> None:
    allocator = Allocator()
    first, second = fill_arenas(allocator, 2)
    free_pools(allocator, first, 1)
    free_pools(allocator, second, 2)
    free_pools(allocator, first, 63)
    assert (allocator.arenas_in_use, allocator.arenas_allocated) == (2, 2)
    free_pools(allocator, second, 62)
    assert (allocator.arenas_in_use, allocator.arenas_allocated) == (1, 2)


def test_the_last_arena_is_kept_though_it_is_empty() -> None:
    allocator = Allocator()
    allocator.free(allocator.allocate(16), 16)
    assert allocator.arenas_in_use == 1
    allocator.allocate(16)
    assert allocator.arenas_allocated == 1


def test_the_place_of_an_arena_given_back_is_taken_by_the_next() -> None:
    allocator = Allocator()
    first, second, third = fill_arenas(allocator, 3)
    place = arena_of(second[0])
    free_pools(allocator, first, 1)
    free_pools(allocator, third, 2)
    free_pools(allocator, third, 62)
    free_pools(allocator, second, 64)
    assert allocator.arenas_in_use == 2
    taken = {arena_of(allocator.allocate(512)) for _ in range(2 * BLOCKS_PER_ARENA)}
    assert place in taken


def test_a_map_shows_the_arenas_there_are_and_no_vacant_place() -> None:
    allocator = Allocator()
    first, second, third = fill_arenas(allocator, 3)
    places = [arena_of(addresses[0]) for addresses in (first, third)]
    free_pools(allocator, third, 64)
    free_pools(allocator, second, 64)
    assert [arena_of(arena.base) for arena in map_of_all(allocator).arenas] == places


def test_arenas_go_back_when_their_objects_die(world: World) -> None:
    allocator = world.heap.allocator
    before = allocator.arenas_in_use
    keeper = world.new_list()
    for _ in range(40_000):
        keeper.append(world.new_list())
    grown = allocator.arenas_in_use
    assert grown >= before + 2
    world.release(keeper)
    world.heap.clear_free_lists()  # they keep the blocks of the last lists that died
    assert allocator.arenas_in_use == before + 1  # one empty arena is kept for the next object
    assert allocator.arenas_allocated - allocator.arenas_in_use == grown - before - 1
