"""A heap in numbers: what its generations and its allocator amount to at one moment.

Counting changes nothing, and needs no snapshot: everything is at hand but the lengths of the
generations' lists, which are walked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

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


class Census:
    """Generations, objects, blocks, pools and arenas of a heap, counted."""

    def __init__(self, heap: Heap) -> None:
        collector, allocator = heap.collector, heap.allocator
        self.generations: list[GenerationFacts] = [
            GenerationFacts(generation) for generation in collector.generations
        ]
        self.frozen: i64 = collector.permanent.size()
        self.automatic: bool = collector.enabled
        self.objects: i64 = heap.objects
        self.blocks: i64 = allocator.blocks_in_use
        self.bytes: i64 = allocator.bytes_in_use
        self.pools: i64 = len(allocator.pools_in_use())
        self.arenas: i64 = allocator.arenas_in_use
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
