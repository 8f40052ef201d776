"""The block allocator: arenas cut into pools, pools cut into blocks of one size (obmalloc).

The claim: every block a program uses has an address, a size class and a pool, chosen as CPython's
`Objects/obmalloc.c` chooses them; nothing is stored at those addresses, but the bookkeeping is
real. A reader can therefore see fragmentation, reuse of the block freed last, and arenas given
back to the system, in the very numbers CPython has.

From large to small:

* An **arena** is 1 MiB from the system, aligned, and holds 64 pools. Of the arenas with a free
  pool the fullest is used first, so that the emptiest can become empty and be given back. The
  last in that order stays even when empty: a loop shall not fetch and return one at each turn.
* A **pool** is 16 KiB of blocks of one size class, behind a header of 48 bytes. A pool with both
  used and free blocks waits in its class's list of partial pools; a full one is in no list; an
  empty one goes back to its arena and may come out again for another class.
* A **block** is what an object gets: its size rounded up to a multiple of 16 bytes. The block
  freed last is handed out first; untouched blocks are handed out in order of address.

Requests of more than 512 bytes go to a (simulated) system allocator.

Invariants: a pool's `used` blocks plus its freed blocks are the blocks ever touched; a pool is in
its class's list exactly when 0 < used < capacity; an arena has `free_pools` pools no class uses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from mypy_extensions import i64

ALIGNMENT_SHIFT: Final[i64] = 4
ALIGNMENT: Final[i64] = 1 << ALIGNMENT_SHIFT
SMALL_REQUEST: Final[i64] = 512
"""The largest request, in bytes, that pools serve."""

POOL_SHIFT: Final[i64] = 14
POOL_SIZE: Final[i64] = 1 << POOL_SHIFT
POOL_HEADER: Final[i64] = 48
ARENA_SIZE: Final[i64] = 1 << 20
POOLS_PER_ARENA: Final[i64] = 64
SIZE_CLASSES: Final[i64] = 32

NO_LIMIT: Final[i64] = 1 << 62
LARGE_REQUEST: Final[i64] = 100_000
"""Bytes; an operation on a block of this size may take as long as many small ones."""

ARENA_BASE: Final[i64] = 0x7F50_0000_0000
"""Where the first arena lies; a made-up but recognisable address."""

SYSTEM_BASE: Final[i64] = 0x5560_0000_0000
"""Where the system allocator's blocks lie."""


OFFSETS: Final[list[object]] = list(range(0, POOL_SIZE, ALIGNMENT))
"""Where in a pool a block can begin. A freed block is remembered by one of these very numbers, and
so takes a host no more than a place in a list."""


class Pool:
    """16 KiB of blocks of one size."""

    block_size: i64 = 0
    capacity: i64 = 0
    used: i64 = 0
    untouched: i64 = 0
    """Number of the first block never handed out."""

    latest: i64 = 0
    """Address of the block freed last, 0 if it is in use again; those before it are in `freed`."""

    next: Pool | None = None
    previous: Pool | None = None

    def __init__(self, arena: Arena | None, base: i64) -> None:
        self.arena = arena
        self.base: i64 = base
        self.freed: list[object] = []
        """The offsets of the blocks freed before `latest`, the one freed last at the end."""

    def assign(self, block_size: i64) -> None:
        """Cut the (empty) pool into blocks of `block_size` bytes, if it is not so cut already."""
        if self.block_size == block_size:
            return
        self.block_size = block_size
        self.capacity = (POOL_SIZE - POOL_HEADER) // block_size
        self.untouched = 0
        self.latest = 0
        self.freed = []

    def take(self) -> i64:
        """Hand out a block: the one freed last, else the next untouched. Returns its address."""
        self.used += 1
        latest = self.latest
        if latest != 0:
            self.latest = 0
            return latest
        if self.freed:
            return self.base + cast(int, self.freed.pop())
        number = self.untouched
        self.untouched += 1
        return self.base + POOL_HEADER + number * self.block_size

    def give_back(self, address: i64) -> None:
        """Note that the block at `address` is free again."""
        self.used -= 1
        if self.latest != 0:
            self.freed.append(OFFSETS[(self.latest - self.base) >> ALIGNMENT_SHIFT])
        self.latest = address

    def freed_blocks(self) -> list[int]:
        """The numbers of the blocks that were in use and are not, the one freed last first."""
        addresses: list[int] = [self.latest] if self.latest != 0 else []
        addresses += [self.base + cast(int, offset) for offset in reversed(self.freed)]
        return [(address - self.base - POOL_HEADER) // self.block_size for address in addresses]

    def occupied(self) -> set[int]:
        """The numbers of the blocks in use."""
        return set(range(self.untouched)) - set(self.freed_blocks())


class Arena:
    """1 MiB from the system: 64 pools, each free or assigned to a size class."""

    free_pools: i64 = POOLS_PER_ARENA

    def __init__(self, base: i64) -> None:
        self.base: i64 = base
        self.pools: list[Pool] = []
        for number in range(POOLS_PER_ARENA):
            self.pools.append(Pool(self, base + number * POOL_SIZE))
        self.available: list[Pool] = self.pools[::-1]


class Allocator:
    """Hands out blocks by size and takes them back; knows where everything is."""

    blocks_in_use: i64 = 0
    bytes_in_use: i64 = 0
    """Bytes requested and not given back (before rounding up to a block)."""

    most_bytes: i64 = 0
    """The most bytes ever in use at once."""

    limit: i64 = NO_LIMIT
    """Bytes that should be in use at the most. A request is served all the same: nobody is in the
    middle of anything when `alarm` has been heard, and what is too much is refused then."""

    alarm: Callable[[], None] | None = None
    """Called at each request that exceeds the limit, and at each that is larger than any before."""

    largest_block: i64 = LARGE_REQUEST
    """The most bytes ever requested for one block, if that was a large request."""

    looks: i64 = 0
    """How often somebody has asked for the room before a piece of work."""

    blind_look: i64 = 0
    """The one of these that finds no room, whatever there is: a test lets each fail in turn."""

    system_blocks: i64 = 0
    system_bytes: i64 = 0
    arenas_in_use: i64 = 0
    arenas_allocated: i64 = 0
    """Arenas ever taken from the system."""

    _system_end: i64 = SYSTEM_BASE
    _vacant_address: i64 = 0
    """The system block freed last, 0 if it is in use again: what grows step by step takes it."""

    _vacant_extent: i64 = 0

    def __init__(self) -> None:
        self._partial: list[Pool | None] = [None] * (SIZE_CLASSES + 1)
        self.arenas: list[Arena | None] = []
        self._pool_at: list[Pool] = []
        self._by_free_pools: list[dict[Arena, None]] = [{} for _ in range(POOLS_PER_ARENA + 1)]
        """The arenas with that many free pools, the next to be used last."""

        self._system_free: dict[int, list[int]] = {}
        """The vacant system blocks by their extent, the one freed last at the end."""

    def allocate(self, size: i64) -> i64:
        """Find a block for `size` bytes, one at least; returns its address."""
        self.blocks_in_use += 1
        self.bytes_in_use += size
        if self.bytes_in_use > self.most_bytes:
            self.most_bytes = self.bytes_in_use
        if self.bytes_in_use > self.limit and self.alarm is not None:
            self.alarm()
        if size > SMALL_REQUEST:
            return self._system_allocate(size)
        size_class = (size + ALIGNMENT - 1) >> ALIGNMENT_SHIFT
        pool = self._partial[size_class]
        if pool is None:
            pool = self._fresh_pool(size_class)
        address = pool.take()
        if pool.used == pool.capacity:
            self._unlink(pool, size_class)
        return address

    def room(self) -> i64:
        """Bytes left up to the limit, not below 0."""
        self.looks += 1
        if self.looks == self.blind_look:
            return 0
        return max(self.limit - self.bytes_in_use, 0)

    def free(self, address: i64, size: i64) -> None:
        """Take back the block at `address`, which was requested with `size` bytes."""
        self.blocks_in_use -= 1
        self.bytes_in_use -= size
        if size > SMALL_REQUEST:
            self._system_release(address, size)
            return
        pool = self._pool_at[(address - ARENA_BASE) >> POOL_SHIFT]
        if pool.used == pool.capacity:
            self._link(pool, pool.block_size >> ALIGNMENT_SHIFT)
        pool.give_back(address)
        if pool.used == 0:
            self._return_pool(pool)

    def pool_of(self, address: i64) -> Pool | None:
        """The pool a small block lies in; None for a block of the system allocator."""
        if address < ARENA_BASE:
            return None
        return self._pool_at[(address - ARENA_BASE) >> POOL_SHIFT]

    def partial_pools(self, size_class: i64) -> list[Pool]:
        """The pools of a size class with both used and free blocks, the next to be used first."""
        result: list[Pool] = []
        pool = self._partial[size_class]
        while pool is not None:
            result.append(pool)
            pool = pool.next
        return result

    def pools_in_use(self) -> list[Pool]:
        """Every pool assigned to a size class, by address."""
        live = [arena for arena in self.arenas if arena is not None]
        return [pool for arena in live for pool in arena.pools if pool.used > 0]

    # -- pools -----------------------------------------------------------------

    def _link(self, pool: Pool, size_class: i64) -> None:
        head = self._partial[size_class]
        pool.next = head
        if head is not None:
            head.previous = pool
        self._partial[size_class] = pool

    def _unlink(self, pool: Pool, size_class: i64) -> None:
        following, preceding = pool.next, pool.previous
        if following is not None:
            following.previous = preceding
        if preceding is not None:
            preceding.next = following
        else:
            self._partial[size_class] = following
        pool.next = None
        pool.previous = None

    def _fresh_pool(self, size_class: i64) -> Pool:
        arena = self._fullest_usable_arena()
        pool = arena.available.pop()
        self._count_free_pools(arena, -1)
        pool.assign(size_class << ALIGNMENT_SHIFT)
        self._link(pool, size_class)
        return pool

    def _return_pool(self, pool: Pool) -> None:
        self._unlink(pool, pool.block_size >> ALIGNMENT_SHIFT)
        arena = pool.arena
        assert arena is not None  # it goes back only when all its pools are free
        arena.available.append(pool)
        was_last = self._is_last_choice(arena)
        self._count_free_pools(arena, 1)
        if arena.free_pools == POOLS_PER_ARENA and not was_last:
            self._return_arena(arena)

    # -- arenas ----------------------------------------------------------------

    def _fullest_usable_arena(self) -> Arena:
        for group in self._by_free_pools[1:]:
            for arena in reversed(group):
                return arena
        return self._new_arena()

    def _is_last_choice(self, arena: Arena) -> bool:
        """Whether every other arena with a free pool would be used before this one."""
        for emptier in self._by_free_pools[arena.free_pools + 1 :]:
            if emptier:
                return False
        return next(iter(self._by_free_pools[arena.free_pools])) is arena

    def _count_free_pools(self, arena: Arena, change: i64) -> None:
        del self._by_free_pools[arena.free_pools][arena]
        arena.free_pools += change
        self._by_free_pools[arena.free_pools][arena] = None

    def _new_arena(self) -> Arena:
        number = self._vacant_arena_number()
        arena = Arena(ARENA_BASE + number * ARENA_SIZE)
        self.arenas[number] = arena
        self._pool_at[number * POOLS_PER_ARENA : (number + 1) * POOLS_PER_ARENA] = arena.pools
        self._by_free_pools[POOLS_PER_ARENA][arena] = None
        self.arenas_in_use += 1
        self.arenas_allocated += 1
        return arena

    def _vacant_arena_number(self) -> i64:
        for number, arena in enumerate(self.arenas):
            if arena is None:
                return number
        self.arenas.append(None)
        return len(self.arenas) - 1

    def _return_arena(self, arena: Arena) -> None:
        del self._by_free_pools[POOLS_PER_ARENA][arena]
        self.arenas[(arena.base - ARENA_BASE) // ARENA_SIZE] = None
        self.arenas_in_use -= 1
        for pool in arena.pools:
            pool.arena = None
        arena.available = []

    # -- the system's allocator ------------------------------------------------

    def _system_allocate(self, size: i64) -> i64:
        self.system_blocks += 1
        self.system_bytes += size
        if size > self.largest_block:
            self.largest_block = size
            if self.alarm is not None:
                self.alarm()
        extent = _system_size(size)
        if extent == self._vacant_extent and self._vacant_address != 0:
            address = self._vacant_address
            self._vacant_address = 0
            return address
        vacant = self._system_free.get(extent)
        if vacant:
            return vacant.pop()
        address = self._system_end
        self._system_end += extent
        return address

    def _system_release(self, address: i64, size: i64) -> None:
        self.system_blocks -= 1
        self.system_bytes -= size
        if self._vacant_address != 0:
            before = self._system_free.setdefault(self._vacant_extent, [])
            before.append(self._vacant_address)
        self._vacant_extent = _system_size(size)
        self._vacant_address = address


def _system_size(size: i64) -> i64:
    """A system block's extent: the request and a header, in multiples of 16 bytes."""
    return (size + 8 + ALIGNMENT - 1) // ALIGNMENT * ALIGNMENT
