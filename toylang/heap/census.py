"""A heap in numbers: what its generations and its allocator amount to at one moment.

Counting changes nothing, and needs no snapshot: everything is at hand but the lengths of the
generations' lists, which are walked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.allocator import (
    ARENA_SIZE,
    POOL_HEADER,
    POOL_SIZE,
    POOLS_PER_ARENA,
    Allocator,
    Pool,
)

if TYPE_CHECKING:
    from toylang.heap.generations import Generation
    from toylang.heap.heap import Heap


class GenerationFacts:
    """One generation: how full it is, and what its collections did so far."""

    def __init__(self, generation: Generation) -> None:
        self.index: i64 = generation.index
        self.objects: i64 = generation.objects.size()
        self.count: i64 = generation.count
        self.threshold: i64 = generation.threshold
        self.collections: i64 = generation.collections
        self.collected: i64 = generation.collected


class SizeClassFacts:
    """One size class: its pools, and how many of their blocks are in use."""

    pools: i64 = 0
    used: i64 = 0
    free: i64 = 0

    def __init__(self, block_size: i64) -> None:
        self.block_size: i64 = block_size

    def add(self, pool: Pool) -> None:
        """Count one more pool."""
        self.pools += 1
        self.used += pool.used
        self.free += pool.capacity - pool.used


class ArenaFacts:
    """What the arenas' bytes are used for; the sum of the parts is all of them.

    The parts are those of CPython's `sys._debugmallocstats` (`Objects/obmalloc.c`).
    """

    used: i64 = 0
    """Bytes in blocks in use."""

    free: i64 = 0
    """Bytes in free blocks of pools in use."""

    unused_pools: i64 = 0
    headers: i64 = 0
    """Bytes lost to the headers of pools in use."""

    quantization: i64 = 0
    """Bytes at the end of pools in use, too few for a further block."""

    def __init__(self, allocator: Allocator) -> None:
        self.allocated: i64 = allocator.arenas_allocated
        """Arenas ever taken from the system."""

        self.in_use: i64 = allocator.arenas_in_use
        self.total: i64 = self.in_use * ARENA_SIZE
        self.unused_pools = self.in_use * POOLS_PER_ARENA
        by_size: dict[int, SizeClassFacts] = {}
        for pool in allocator.pools_in_use():
            by_size.setdefault(pool.block_size, SizeClassFacts(pool.block_size)).add(pool)
            self._add(pool)
        self.size_classes: list[SizeClassFacts] = [by_size[size] for size in sorted(by_size)]

    def _add(self, pool: Pool) -> None:
        self.unused_pools -= 1
        self.used += pool.used * pool.block_size
        self.free += (pool.capacity - pool.used) * pool.block_size
        self.headers += POOL_HEADER
        self.quantization += POOL_SIZE - POOL_HEADER - pool.capacity * pool.block_size


class Census:
    """Generations, objects, blocks, pools and arenas of a heap, counted."""

    def __init__(self, heap: Heap) -> None:
        collector, allocator = heap.collector, heap.allocator
        self.generations: list[GenerationFacts] = [
            GenerationFacts(generation) for generation in collector.generations
        ]
        self.frozen: i64 = collector.permanent.size()
        self.automatic: bool = collector.enabled
        self.long_lived_pending: i64 = collector.long_lived_pending
        """Objects that have come to generation 2 since the last full collection."""

        self.long_lived_total: i64 = collector.long_lived_total
        """Survivors of the last full collection."""

        self.objects: i64 = heap.objects
        self.blocks: i64 = allocator.blocks_in_use
        self.bytes: i64 = allocator.bytes_in_use
        self.arenas: ArenaFacts = ArenaFacts(allocator)
        self.system_blocks: i64 = allocator.system_blocks
        self.system_bytes: i64 = allocator.system_bytes


class KindTotal:
    """All objects of one kind together."""

    objects: i64 = 0
    bytes: i64 = 0

    def __init__(self, kind: str) -> None:
        self.kind: str = kind

    def add(self, size: i64) -> None:
        """Count one more object, of `size` bytes."""
        self.objects += 1
        self.bytes += size
