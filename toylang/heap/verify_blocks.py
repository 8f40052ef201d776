"""Verification of the blocks: allocator, objects and free lists tell the same story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.allocator import (
    ALIGNMENT,
    POOL_HEADER,
    SIZE_CLASSES,
    SMALL_REQUEST,
    Allocator,
    Pool,
)
from toylang.heap.header import HeapObject
from toylang.heap.numbering import Numbering

if TYPE_CHECKING:
    from toylang.heap.heap import Heap


def verify_blocks(
    heap: Heap, found: list[HeapObject], exact: bool, numbering: Numbering
) -> list[str]:
    """What is wrong with the blocks of the objects `found` and of the free lists.

    If not `exact`, there may be further objects that could not be found.
    """
    ledger = _Ledger(heap.allocator, numbering)
    for value in found:
        if value.address != 0:
            ledger.enter(value.address, value.size, value)
            for address, size in value.extra_blocks():
                ledger.enter(address, size, value)
    for free_list in heap.free_lists:
        for address in free_list.addresses():
            ledger.enter(address, free_list.size, None)
    ledger.check_pools()
    if exact:
        ledger.check_sums()
        living = sum(1 for value in found if value.address != 0)
        if living != heap.objects:
            ledger.report(f"the heap counts {heap.objects} objects, but {living} were found")
    return ledger.violations


class _Ledger:
    """Who owns which block."""

    def __init__(self, allocator: Allocator, numbering: Numbering) -> None:
        self.allocator: Allocator = allocator
        self.numbering: Numbering = numbering
        self.violations: list[str] = []
        self.owners: dict[int, HeapObject | None] = {}
        """The object of each block; None for the blocks of the free lists."""

        self.bytes: i64 = 0
        self.system_blocks: i64 = 0
        self.system_bytes: i64 = 0
        self.used: dict[int, set[int]] = {}
        """The addresses of the used blocks of each pool, by the pool's base."""

        for pool in allocator.pools_in_use():
            first = pool.base + POOL_HEADER
            self.used[pool.base] = {first + n * pool.block_size for n in pool.occupied()}

    def report(self, sentence: str) -> None:
        """Write a violation down."""
        self.violations.append(sentence)

    def _name(self, owner: HeapObject | None, address: i64) -> str:
        """Whose block it is, in words."""
        if owner is None:
            return "a free list"
        name = f"{owner.describe()} #{self.numbering.number_of(owner)}"
        return name if address == owner.address else f"the extra block of {name}"

    def enter(self, address: i64, size: i64, owner: HeapObject | None) -> None:
        """Note the owner of a block and check that the block is in use."""
        if address in self.owners:
            name, other = self._name(owner, address), self._name(self.owners[address], address)
            self.report(f"{other} and {name} share the address {hex(address)}")
        self.owners[address] = owner
        self.bytes += size
        if size > SMALL_REQUEST:
            self.system_blocks += 1
            self.system_bytes += size
            return
        pool = self.allocator.pool_of(address)
        if pool is None or address not in self.used.get(pool.base, set()):
            name = self._name(owner, address)
            self.report(f"{name} lies at {hex(address)}, where no block is in use")
        elif not pool.block_size - ALIGNMENT < size <= pool.block_size:
            name = self._name(owner, address)
            self.report(
                f"{name} has {size} bytes, but lies in a pool of blocks of {pool.block_size}"
            )

    def check_pools(self) -> None:
        """Each pool counts its blocks right and is in its class's list when it should be."""
        for pool in self.allocator.pools_in_use():
            if pool.used != len(self.used[pool.base]):
                self.report(
                    f"the pool at {hex(pool.base)} counts {pool.used} used blocks, "
                    f"but {len(self.used[pool.base])} are"
                )
        partial = self._partial_pools()
        for pool in self.allocator.pools_in_use():
            if (pool.used < pool.capacity) != (pool.base in partial):
                self.report(f"the pool at {hex(pool.base)} is not listed as its blocks demand")
        for arena in self.allocator.arenas:
            if arena is not None:
                free = sum(1 for pool in arena.pools if pool.used == 0)
                if not free == arena.free_pools == len(arena.available):
                    self.report(
                        f"the arena at {hex(arena.base)} counts {arena.free_pools} free pools, "
                        f"but {free} are"
                    )

    def _partial_pools(self) -> set[int]:
        result: set[int] = set()
        for size_class in range(1, SIZE_CLASSES + 1):
            for pool in self.allocator.partial_pools(size_class):
                result.add(pool.base)
                if pool.block_size != size_class * ALIGNMENT or pool.used == 0:
                    self.report(f"the pool at {hex(pool.base)} is in the wrong list")
        return result

    def check_sums(self) -> None:
        """No block is lost, and the allocator's sums are right."""
        for pool in self.allocator.pools_in_use():
            self._check_lost_blocks(pool)
        allocator = self.allocator
        sums: list[tuple[str, i64, i64]] = [
            ("blocks in use", allocator.blocks_in_use, len(self.owners)),
            ("bytes in use", allocator.bytes_in_use, self.bytes),
            ("system blocks", allocator.system_blocks, self.system_blocks),
            ("system bytes", allocator.system_bytes, self.system_bytes),
        ]
        for noun, counted, found in sums:
            if counted != found:
                self.report(f"the allocator counts {counted} {noun}, but {found} were found")

    def _check_lost_blocks(self, pool: Pool) -> None:
        for address in sorted(self.used[pool.base]):
            if address not in self.owners:
                self.report(
                    f"the block of {pool.block_size} bytes at {hex(address)} is in use, "
                    "but nothing that can be found lies there"
                )
