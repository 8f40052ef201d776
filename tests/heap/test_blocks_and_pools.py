"""Blocks: pools of one size class each, the block freed last is used first."""

from itertools import pairwise

import pytest

from toylang.heap.allocator import LARGE_REQUEST, POOL_SIZE, Allocator

BLOCKS_PER_POOL = {16: 1021, 32: 510, 48: 340, 64: 255, 96: 170, 128: 127, 256: 63, 512: 31}


@pytest.mark.parametrize(("size", "blocks"), BLOCKS_PER_POOL.items())
def test_a_pool_holds_what_fits_behind_its_header(size: int, blocks: int) -> None:
    allocator = Allocator()
    addresses = [allocator.allocate(size) for _ in range(blocks + 1)]
    bases = {address // POOL_SIZE for address in addresses[:-1]}
    assert len(bases) == 1
    assert addresses[-1] // POOL_SIZE not in bases


@pytest.mark.parametrize(("size", "rounded"), [(1, 16), (16, 16), (17, 32), (500, 512)])
def test_a_request_is_rounded_up_to_its_size_class(size: int, rounded: int) -> None:
    allocator = Allocator()
    first, second = allocator.allocate(size), allocator.allocate(size)
    assert second - first == rounded


def test_blocks_are_aligned_to_16_bytes() -> None:
    allocator = Allocator()
    assert all(allocator.allocate(size) % 16 == 0 for size in range(1, 2000, 7))


def test_untouched_blocks_are_handed_out_in_order_of_address() -> None:
    allocator = Allocator()
    addresses = [allocator.allocate(48) for _ in range(100)]
    assert addresses == sorted(addresses)


def test_the_block_freed_last_is_handed_out_first() -> None:
    allocator = Allocator()
    addresses = [allocator.allocate(48) for _ in range(5)]
    for address in addresses[:3]:
        allocator.free(address, 48)
    assert [allocator.allocate(48) for _ in range(3)] == addresses[2::-1]


def test_a_full_pool_with_a_freed_block_is_used_before_others() -> None:
    allocator = Allocator()
    addresses = [allocator.allocate(512) for _ in range(31 + 5)]
    allocator.free(addresses[7], 512)
    assert allocator.allocate(512) == addresses[7]


def test_size_classes_do_not_share_a_pool() -> None:
    allocator = Allocator()
    assert allocator.pool_of(allocator.allocate(16)) is not allocator.pool_of(
        allocator.allocate(32)
    )


def test_an_empty_pool_may_serve_another_size_class() -> None:
    allocator = Allocator()
    address = allocator.allocate(16)
    allocator.free(address, 16)
    assert allocator.allocate(512) // POOL_SIZE == address // POOL_SIZE


def test_an_empty_pool_that_serves_its_old_class_again_remembers_its_free_blocks() -> None:
    allocator = Allocator()
    addresses = [allocator.allocate(16) for _ in range(3)]
    for address in addresses:
        allocator.free(address, 16)
    assert allocator.allocate(16) == addresses[2]


def test_a_pool_knows_which_blocks_are_occupied() -> None:
    allocator = Allocator()
    addresses = [allocator.allocate(64) for _ in range(4)]
    allocator.free(addresses[1], 64)
    pool = allocator.pool_of(addresses[0])
    assert pool is not None
    assert pool.occupied() == {0, 2, 3}


def test_only_used_pools_are_listed_as_in_use() -> None:
    allocator = Allocator()
    small, large = allocator.allocate(16), allocator.allocate(512)
    allocator.free(small, 16)
    assert [pool.base for pool in allocator.pools_in_use()] == [large - large % POOL_SIZE]


def test_bytes_in_use_are_the_bytes_asked_for() -> None:
    allocator = Allocator()
    addresses = [allocator.allocate(size) for size in (1, 17, 513)]
    assert (allocator.blocks_in_use, allocator.bytes_in_use) == (3, 531)
    allocator.free(addresses[1], 17)
    assert (allocator.blocks_in_use, allocator.bytes_in_use) == (2, 514)


def test_more_than_512_bytes_come_from_the_system() -> None:
    allocator = Allocator()
    pooled, address = allocator.allocate(512), allocator.allocate(513)
    assert allocator.pool_of(pooled) is not None
    assert allocator.pool_of(address) is None
    assert (allocator.system_blocks, allocator.system_bytes) == (1, 513)


def test_system_blocks_do_not_overlap() -> None:
    allocator = Allocator()
    first, second = allocator.allocate(1000), allocator.allocate(1000)
    assert second - first >= 1000


def test_a_freed_system_block_is_used_again() -> None:
    allocator = Allocator()
    address = allocator.allocate(1000)
    allocator.free(address, 1000)
    assert allocator.system_blocks == 0
    assert allocator.allocate(1000) == address


def test_freed_system_blocks_are_used_again_by_requests_of_their_size_the_latest_first() -> None:
    allocator = Allocator()
    small = [allocator.allocate(1000) for _ in range(3)]
    large = allocator.allocate(2000)
    for address in small:
        allocator.free(address, 1000)
    allocator.free(large, 2000)
    assert [allocator.allocate(1000) for _ in range(3)] == small[::-1]
    assert allocator.allocate(2000) == large
    assert allocator.allocate(2000) > large


def test_system_blocks_lie_one_behind_the_other_each_with_a_header_of_8_bytes() -> None:
    allocator = Allocator()
    addresses = [allocator.allocate(size) for size in (600, 601, 616, 617, 1000)]
    distances = [after - before for before, after in pairwise(addresses)]
    assert distances == [608, 624, 624, 640]


def test_the_most_bytes_ever_in_use_are_remembered() -> None:
    allocator = Allocator()
    allocator.free(allocator.allocate(1000), 1000)
    allocator.free(allocator.allocate(200), 200)
    assert allocator.most_bytes == 1000


# -- a limit -------------------------------------------------------------------


def test_every_request_beyond_the_limit_gives_alarm_and_is_served() -> None:
    allocator = Allocator()
    alarms: list[int] = []
    allocator.limit = 100
    allocator.alarm = lambda: alarms.append(allocator.bytes_in_use)
    addresses = [allocator.allocate(50) for _ in range(4)]
    assert alarms == [150, 200]
    assert len(set(addresses)) == 4


def test_beyond_the_limit_without_an_alarm_requests_are_served() -> None:
    allocator = Allocator()
    allocator.limit = 100
    assert allocator.allocate(150) != 0


def test_the_room_is_what_is_left_up_to_the_limit() -> None:
    allocator = Allocator()
    allocator.limit = 100
    allocator.allocate(70)
    assert allocator.room() == 30
    allocator.allocate(70)
    assert allocator.room() == 0


def test_the_largest_block_is_remembered_and_told_of() -> None:
    allocator = Allocator()
    allocator.allocate(LARGE_REQUEST + 1)
    told: list[int] = []
    allocator.alarm = lambda: told.append(allocator.largest_block)
    for size in (LARGE_REQUEST + 1, 10, LARGE_REQUEST + 3, LARGE_REQUEST + 2):
        allocator.allocate(size)
    assert told == [LARGE_REQUEST + 3]


def test_who_looks_for_room_can_be_told_that_there_is_none() -> None:
    allocator = Allocator()
    allocator.limit = 1000
    allocator.blind_look = 2
    allocator.allocate(400)
    assert [allocator.room() for _ in range(3)] == [600, 0, 600]
