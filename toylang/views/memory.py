"""Memory: objects and bytes by type, and the pools and arenas they lie in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from toylang.views.table import counted, plain_table

if TYPE_CHECKING:
    from toylang.heap.census import Census, KindTotal


def memory_view(program: Sequence[KindTotal], census: Census) -> RenderableType:
    """The program's objects by type, Toy's own in one line, and the allocator's figures."""
    table = plain_table(">objects", ">bytes", "type")
    for total in program:
        table.add_row(f"{total.objects:,}", f"{total.bytes:,}", total.kind)
    objects = census.objects - sum(total.objects for total in program)
    size = census.bytes - sum(total.bytes for total in program)
    table.add_row(f"{objects:,}", f"{size:,}", "Toy's own: types, functions, names, small numbers")
    return Group(table, Text(), _allocator(census))


def _allocator(census: Census) -> Table:
    """Where the blocks lie: the small ones, the large ones, all."""
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right")
    pools = f"in {counted(census.pools, 'pool')} of 16 KiB"
    arenas = f"in {counted(census.arenas, 'arena')} of 1 MiB"
    small = census.blocks - census.system_blocks
    large = counted(census.system_bytes, "byte")
    table.add_row(f"{small:,}", f"small blocks {pools}, {arenas}")
    table.add_row(f"{census.system_blocks:,}", f"large blocks from the system, {large}")
    table.add_row(f"{census.blocks:,}", f"blocks in use, {counted(census.bytes, 'byte')}")
    return table
