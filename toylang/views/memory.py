"""Memory: objects and bytes by type, and the pools and arenas they lie in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.views.table import counted, plain_table

if TYPE_CHECKING:
    from toylang.heap.census import Census, KindTotal


def memory_view(program: Sequence[KindTotal], own: KindTotal, census: Census) -> RenderableType:
    """The program's objects by type, Toy's own in one line, and the allocator's figures."""
    table = plain_table(">objects", ">bytes", "type")
    for total in program:
        table.add_row(f"{total.objects:,}", f"{total.bytes:,}", total.kind)
    table.add_row(
        f"{own.objects:,}", f"{own.bytes:,}", Text("Toy's own: built-in types, functions, names")
    )
    return Group(table, Text(), _allocator(census))


def _allocator(census: Census) -> Text:
    """Where the blocks lie, from small to large."""
    text = Text(f"{counted(census.blocks, 'block')} in use, {counted(census.bytes, 'byte')}: ")
    text.append(f"{counted(census.blocks - census.system_blocks, 'small block')} in ")
    text.append(f"{counted(census.pools, 'pool')} of 16 KiB, ")
    text.append(f"in {counted(census.arenas, 'arena')} of 1 MiB; ")
    large = counted(census.system_blocks, "large block")
    text.append(f"{large} ({counted(census.system_bytes, 'byte')}) from the system.")
    return text
