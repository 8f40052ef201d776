"""A map of the memory small blocks lie in: each arena, its pools, and the blocks of some of them.

A map is a frozen copy; the allocator may go on.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from mypy_extensions import i64

from toylang.heap.allocator import ALIGNMENT, POOL_HEADER, SMALL_REQUEST, Allocator, Arena, Pool
from toylang.heap.header import HeapObject

USED: Final = "#"
FREED: Final = "o"
UNTOUCHED: Final = "."


class PoolFacts:
    """One pool as it was."""

    def __init__(self, pool: Pool, with_blocks: bool) -> None:
        self.base: i64 = pool.base
        self.used: i64 = pool.used
        self.block_size: i64 = pool.block_size if pool.used > 0 else 0
        """Bytes of each of its blocks; 0 for a pool that no size class uses."""

        self.capacity: i64 = pool.capacity if pool.used > 0 else 0
        self.blocks: str = _states(pool) if with_blocks else ""
        """A letter for each block, if the map shows them: USED, FREED or UNTOUCHED."""


class ArenaPools:
    """One arena as it was."""

    def __init__(self, arena: Arena, pools: list[PoolFacts]) -> None:
        self.base: i64 = arena.base
        self.free_pools: i64 = arena.free_pools
        self.pools: list[PoolFacts] = pools


class PoolMap:
    """All arenas, by address, and what comes from the system."""

    def __init__(self, allocator: Allocator, shown: set[int]) -> None:
        self.arenas: list[ArenaPools] = []
        for arena in allocator.arenas:
            if arena is not None:
                pools = [PoolFacts(pool, pool.base in shown) for pool in arena.pools]
                self.arenas.append(ArenaPools(arena, pools))
        self.system_blocks: i64 = allocator.system_blocks
        self.system_bytes: i64 = allocator.system_bytes

    def shown(self) -> list[PoolFacts]:
        """The pools that are shown block by block, full ones last."""
        shown = [pool for arena in self.arenas for pool in arena.pools if pool.blocks]
        full = [pool for pool in shown if pool.used == pool.capacity]
        return [pool for pool in shown if pool.used < pool.capacity] + full


class Block(NamedTuple):
    """A piece of memory that belongs to an object."""

    purpose: str
    address: int
    size: int
    """Bytes requested."""

    place: int
    """Which block of its pool it is, from 0; -1 if the system provided it."""


def map_of_all(allocator: Allocator) -> PoolMap:
    """The pools, none of them block by block."""
    return PoolMap(allocator, set())


def map_of_size(allocator: Allocator, block_size: int) -> PoolMap:
    """The pools; those with blocks of `block_size` bytes block by block."""
    pools = allocator.pools_in_use()
    return PoolMap(allocator, {pool.base for pool in pools if pool.block_size == block_size})


def map_around(allocator: Allocator, blocks: list[Block]) -> PoolMap:
    """The pools; those that hold one of the blocks block by block."""
    pools = [allocator.pool_of(block.address) for block in blocks if block.place >= 0]
    return PoolMap(allocator, {pool.base for pool in pools if pool is not None})


def blocks_of(allocator: Allocator, value: HeapObject) -> list[Block]:
    """The blocks of an object; none if it is dead."""
    if value.address == 0:
        return []
    own = [("the object", value.address, value.size)]
    own += [("its contents", address, size) for address, size in value.extra_blocks()]
    result: list[Block] = []
    for purpose, address, size in own:
        pool = None if size > SMALL_REQUEST else allocator.pool_of(address)
        place = -1 if pool is None else (address - pool.base - POOL_HEADER) // pool.block_size
        result.append(Block(purpose, address, size, place))
    return result


def block_size_for(size: int) -> int:
    """Bytes of the block that a request of `size` bytes gets; 0 if the system serves it."""
    if size > SMALL_REQUEST:
        return 0
    return max(1, (size + ALIGNMENT - 1) // ALIGNMENT) * ALIGNMENT


def _states(pool: Pool) -> str:
    freed = set(pool.freed_blocks())
    touched = "".join(FREED if index in freed else USED for index in range(pool.untouched))
    return touched + UNTOUCHED * (pool.capacity - pool.untouched)
