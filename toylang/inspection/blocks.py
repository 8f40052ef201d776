"""Where things lie in memory: the allocator's pools, and the blocks of one object."""

from __future__ import annotations

from toylang.heap.pool_map import (
    Block,
    PoolMap,
    block_size_for,
    blocks_of,
    map_around,
    map_of_all,
    map_of_size,
)
from toylang.inspection.inspector import Sight
from toylang.session import Session

__all__ = ["all_pools", "block_size_for", "pools_around", "pools_of_size"]


def all_pools(session: Session) -> PoolMap:
    """The pools now, none of them block by block."""
    return map_of_all(session.heap.allocator)


def pools_of_size(session: Session, block_size: int) -> PoolMap:
    """The pools now; those with blocks of `block_size` bytes block by block."""
    return map_of_size(session.heap.allocator, block_size)


def pools_around(session: Session, sight: Sight) -> tuple[list[Block], PoolMap]:
    """The blocks of the object looked at, and the pools they lie in, block by block.

    An object that was made for the look only is gone, and has none.
    """
    allocator = session.heap.allocator
    blocks = blocks_of(allocator, sight.node.subject)
    return blocks, map_around(allocator, blocks)
