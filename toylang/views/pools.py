"""Pools and blocks as maps: one letter for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType
from rich.text import Text

from toylang.heap.pool_map import FREED, UNTOUCHED, USED, ArenaPools, Block, PoolFacts, PoolMap
from toylang.views.counts import title
from toylang.views.memory import POOL_SIZE
from toylang.views.table import MARGIN, counted, inflected, plain_table

SIZE_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEF"
"""A letter for each size class, from 16 to 512 bytes."""

SIZE_STEP: Final = 16
FREE_POOL: Final = "."
MARKED: Final = "@"
POOLS_SHOWN: Final = 4
"""Pools of one size that are shown block by block."""

DRAWN: Final = {USED: "█", FREED: "○", UNTOUCHED: "·", MARKED: "◆"}
MEANINGS: Final = {
    MARKED: "this object",
    USED: "in use",
    FREED: "free again",
    UNTOUCHED: "never used",
}
LEVELS: Final = "▁▂▃▄▅▆▇█"
PLAIN_LEVELS: Final = "12345678"


@dataclass(frozen=True)
class PoolsView:
    """Each arena as two rows: which size its pools serve, and how full they are."""

    pools: PoolMap

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        levels = PLAIN_LEVELS if is_plain(console, options) else LEVELS
        for arena in self.pools.arenas:
            yield _arena_heading(arena)
            letters = "".join(map(_size_letter, arena.pools))
            fill = "".join(_level(pool, levels) for pool in arena.pools)
            yield from _rows([(letters, ""), (fill, "dim")], options.max_width)
        yield from _legend(self.pools, levels)


def is_plain(console: Console, options: ConsoleOptions) -> bool:
    """Whether the terminal shows plain letters only."""
    return options.ascii_only or console.is_dumb_terminal


def _arena_heading(arena: ArenaPools) -> Text:
    used = len(arena.pools) - arena.free_pools
    place = f" at {arena.base:#x}: {used:,} of {len(arena.pools):,} pools in use"
    return Text.assemble(("Arena", "bold"), place)


def _size_letter(pool: PoolFacts) -> str:
    if pool.block_size == 0:
        return FREE_POOL
    return SIZE_LETTERS[pool.block_size // SIZE_STEP - 1]


def _level(pool: PoolFacts, levels: str) -> str:
    """How full a pool is; the last level is for full ones alone."""
    if pool.block_size == 0:
        return FREE_POOL
    if pool.used == pool.capacity:
        return levels[-1]
    return levels[pool.used * (len(levels) - 1) // pool.capacity]


def _rows(strips: Sequence[tuple[str, str]], width: int) -> Iterator[Text]:
    """Strips of letters, one below the other, cut where the terminal ends."""
    room = _room(width)
    for start in range(0, len(strips[0][0]), room):
        for strip, style in strips:
            yield Text(" " * MARGIN + strip[start : start + room], style)


def _room(width: int) -> int:
    """Letters in a row: sixteen or a multiple of it, if the terminal is as wide."""
    room = max(width - MARGIN, 1)
    return room - room % 16 if room > 16 else room


def _legend(pools: PoolMap, levels: str) -> Iterator[RenderableType]:
    table = plain_table("", ">block size", ">pools", ">blocks in use", ">free")
    by_size: dict[int, list[PoolFacts]] = {}
    for arena in pools.arenas:
        for pool in arena.pools:
            if pool.block_size:
                by_size.setdefault(pool.block_size, []).append(pool)
    for size, alike in sorted(by_size.items()):
        used = sum(pool.used for pool in alike)
        free = sum(pool.capacity for pool in alike) - used
        table.add_row(
            Text(_size_letter(alike[0]), "bold"), f"{size:,}", f"{len(alike):,}", f"{used:,}",
            f"{free:,}",
        )  # fmt: skip
    yield Text()
    yield table
    yield Text(f"{FREE_POOL} a pool without a size; {levels[-1]} full, {levels[0]} nearly empty")
    yield _system(pools)


def _system(pools: PoolMap) -> Text:
    blocks = counted(pools.system_blocks, "larger block")
    come = inflected(pools.system_blocks, "comes", "come")
    size = counted(pools.system_bytes, "byte")
    return Text(f"{blocks}, {size} in all, {come} from the system and not from pools.")


@dataclass(frozen=True)
class BlocksView:
    """The pools of one or more sizes block by block, and where an object lies in them."""

    heading: Text
    pools: Sequence[PoolFacts]
    marked: Sequence[Block] = ()
    """The blocks of an object."""

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        plain = is_plain(console, options)
        yield self.heading
        for pool in self.pools[:POOLS_SHOWN]:
            yield _pool_heading(pool)
            yield from self._blocks(pool, options.max_width, plain)
        if len(self.pools) > POOLS_SHOWN:
            yield Text(f"+{counted(len(self.pools) - POOLS_SHOWN, 'more pool')}", "dim")
        if self.pools:
            yield Text(self._meanings(plain), "dim")

    def _blocks(self, pool: PoolFacts, width: int, plain: bool) -> Iterator[Text]:
        letters = list(pool.blocks)
        for block in self.marked:
            if pool.base <= block.address < pool.base + POOL_SIZE:
                letters[block.place] = MARKED
        touched = max(index for index, letter in enumerate(letters) if letter != UNTOUCHED) + 1
        room = _room(width)
        cut = touched + room - touched % room
        untouched = len(letters[cut:])
        del letters[cut:]
        strip = "".join(letters if plain else (DRAWN[letter] for letter in letters))
        for row in _rows([(strip, "")], width):
            row.highlight_words([MARKED, DRAWN[MARKED]], "bold reverse")
            yield row
        if untouched:
            yield Text(f"{' ' * MARGIN}+{untouched:,} never used", "dim")

    def _meanings(self, plain: bool) -> str:
        shown = {letter for pool in self.pools[:POOLS_SHOWN] for letter in pool.blocks}
        shown |= {MARKED} if self.marked else set()
        return "  ".join(
            f"{letter if plain else DRAWN[letter]} {meaning}"
            for letter, meaning in MEANINGS.items()
            if letter in shown
        )


def _pool_heading(pool: PoolFacts) -> Text:
    used = f"{pool.used:,} of {counted(pool.capacity, 'block')}"
    return Text(f"Pool at {pool.base:#x}, blocks of {pool.block_size} bytes: {used} in use")


def size_heading(block_size: int, pools: Sequence[PoolFacts]) -> Text:
    """What the pools of one size amount to."""
    used = sum(pool.used for pool in pools)
    free = sum(pool.capacity for pool in pools) - used
    heading = Text.assemble((f"Blocks of {block_size} bytes", "bold"), ": ")
    if not pools:
        return heading.append("no pool has any.")
    words = f"{used:,} in use and {free:,} free in {counted(len(pools), 'pool')}"
    return heading.append(words)


def object_heading(text: str, name: str, blocks: Sequence[Block]) -> Text:
    """Where the blocks of an object lie, a line each."""
    heading = title(text, name)
    if not blocks:
        return heading.append(", made for this command only: nothing is left of it.")
    for block in blocks:
        place = f"block {block.place} of its pool" if block.place >= 0 else "from the system"
        heading.append(f"\n  {block.purpose}: {counted(block.size, 'byte')} at {block.address:#x}")
        heading.append(f", {place}")
    return heading
