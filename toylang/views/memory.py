"""Memory: objects and bytes by type, and the pools and arenas they lie in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from toylang.views.table import counted, inflected, plain_table

POOL_SIZE = 16384

if TYPE_CHECKING:
    from toylang.heap.census import ArenaFacts, Census, KindTotal


def memory_view(program: Sequence[KindTotal], census: Census) -> RenderableType:
    """The program's objects by type, Toy's own in one line, and the allocator's figures."""
    return Group(objects_view(program, census), Text(), _allocator(census))


def objects_view(program: Sequence[KindTotal], census: Census) -> Table:
    """The program's objects by type, and Toy's own in one line."""
    table = plain_table(">objects", ">bytes", "type")
    for total in program:
        table.add_row(f"{total.objects:,}", f"{total.bytes:,}", total.kind)
    objects = census.objects - sum(total.objects for total in program)
    size = census.bytes - sum(total.bytes for total in program)
    table.add_row(f"{objects:,}", f"{size:,}", "Toy's own: types, functions, names, small numbers")
    return table


def _allocator(census: Census) -> Table:
    """Where the blocks lie: the small ones, the large ones, all."""
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right")
    pools = sum(each.pools for each in census.arenas.size_classes)
    where = f"in {counted(pools, 'pool')} of 16 KiB"
    arenas = f"in {counted(census.arenas.in_use, 'arena')} of 1 MiB"
    small = census.blocks - census.system_blocks
    large = counted(census.system_bytes, "byte")
    table.add_row(f"{small:,}", f"small {inflected(small, 'block')} {where}, {arenas}")
    blocks = inflected(census.system_blocks, "block")
    table.add_row(f"{census.system_blocks:,}", f"large {blocks} from the system, {large}")
    blocks = inflected(census.blocks, "block")
    table.add_row(f"{census.blocks:,}", f"{blocks} in use, {counted(census.bytes, 'byte')}")
    return table


def blocks_view(arenas: ArenaFacts) -> RenderableType:
    """The size classes, and what becomes of every byte of the arenas."""
    classes = plain_table(">block size", ">pools", ">blocks in use", ">free")
    for each in arenas.size_classes:
        classes.add_row(
            f"{each.block_size:,}", f"{each.pools:,}", f"{each.used:,}", f"{each.free:,}"
        )
    return Group(classes, Text(), _arena_bytes(arenas))


def _arena_bytes(arenas: ArenaFacts) -> Table:
    """The bytes of the arenas, part by part."""
    returned = arenas.allocated - arenas.in_use
    history = f"{counted(arenas.allocated, 'arena')} taken from the system, {returned:,} returned"
    unused = f"in {counted(arenas.unused_pools, 'pool')} without a size"
    table = plain_table(">bytes", "")
    table.add_row(f"{arenas.used:,}", "in blocks in use")
    table.add_row(f"{arenas.free:,}", "in free blocks")
    table.add_row(f"{arenas.unused_pools * POOL_SIZE:,}", unused)
    table.add_row(f"{arenas.headers:,}", "lost to pool headers, 48 each")
    table.add_row(f"{arenas.quantization:,}", "lost at the ends of pools, too short for a block")
    table.add_row(f"{arenas.total:,}", f"in {counted(arenas.in_use, 'arena')}; {history}")
    return table
