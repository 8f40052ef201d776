"""Sets: the hash table, laid out slot by slot as CPython's (`Objects/setobject.c`).

A set has no order of its own: a loop sees the table's slots from first to last. Programs see that
order, so where an item goes is exactly what CPython does: from the slot its hash names, nine
neighbours are tried, then the search jumps on as the rest of the hash says. The table is built anew
once three fifths of its slots have been taken, dead entries included. Up to eight slots are part of
the object, a larger table is a block of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Labeller, Visitor, told_edges
from toylang.objects.derived import begin_life
from toylang.objects.dicts import key_word
from toylang.objects.hashing import hash_of, same_or_equal
from toylang.objects.text import Str

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime
    from toylang.objects.types import Type

SET_SIZE: Final[i64] = 216
SMALLEST_TABLE: Final[i64] = 8
SLOT_SIZE: Final[i64] = 16
LINEAR_PROBES: Final[i64] = 9
PERTURB_SHIFT: Final[i64] = 5
AFTER_FIRST_SHIFT: Final[i64] = (1 << 59) - 1
"""Keeps the bits of an unsigned shift of a 64-bit hash by five."""

LARGE_SET: Final[i64] = 50000
"""Up to here a growing set grows fourfold, from here on twofold."""


class SetEntry:
    """An item with its hash, or what is left of one that has been removed."""

    def __init__(self, key: HeapObject, hashed: i64) -> None:
        self.key: HeapObject = key
        self.hash: i64 = hashed
        self.removed: bool = False


class AnySet(Container):
    """A set or frozenset; its items are counted references."""

    used: i64 = 0
    """Items in the set."""

    fill: i64 = 0
    """Slots taken, those of removed items included."""

    finger: i64 = 0
    """Where the search for something to pop goes on."""

    dead_slot: i64 = -1
    """The last slot of a removed item that the latest search came by, -1 if by none."""

    block: i64 = 0
    """Address of a table of more than eight slots, else 0."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime: Runtime = runtime
        self.table: list[SetEntry | None] = [None] * SMALLEST_TABLE

    # -- search ----------------------------------------------------------------

    def contains(self, key: HeapObject) -> bool:
        """Whether `key` (borrowed) is in the set; TypeError if it cannot be hashed."""
        return self.find(key, hash_of(self.runtime, key)) is not None

    def find(self, key: HeapObject, hashed: i64) -> SetEntry | None:
        """The entry of a key with this hash, None if absent."""
        slot = self._slot(key, hashed)
        return self.table[slot]

    def _slot(self, key: HeapObject, hashed: i64) -> i64:
        """The slot of a key, or the empty one where it would go.

        Comparing may run code that changes this very set: then the search starts again.
        """
        table = self.table
        mask: i64 = len(table) - 1
        slot = hashed & mask
        perturb = (hashed >> PERTURB_SHIFT) & AFTER_FIRST_SHIFT
        dead_slot: i64 = -1
        while True:
            last = slot + LINEAR_PROBES if slot + LINEAR_PROBES <= mask else slot
            place = slot
            while place <= last:
                entry = table[place]
                if entry is None:
                    self.dead_slot = dead_slot
                    return place
                if entry.removed:
                    dead_slot = place
                elif entry.hash == hashed:
                    found = entry.key is key or self._equal(entry, key)
                    if self.table is not table or entry.removed:
                        return self._slot(key, hashed)
                    if found:
                        return place
                place += 1
            slot = (slot * 5 + 1 + perturb) & mask
            perturb >>= PERTURB_SHIFT

    def _equal(self, entry: SetEntry, key: HeapObject) -> bool:
        held = entry.key
        held.refcount += 1
        try:
            return same_or_equal(self.runtime, held, key)
        finally:
            self.runtime.heap.release(held)

    def next_place(self, place: i64) -> i64:
        """The first slot from `place` on that holds an item, -1 if there is none."""
        table = self.table
        while place < len(table):
            entry = table[place]
            if entry is not None and not entry.removed:
                return place
            place += 1
        return -1

    def live_entries(self) -> list[SetEntry]:
        """The entries in the order of their slots."""
        return [entry for entry in self.table if entry is not None and not entry.removed]

    # -- change ----------------------------------------------------------------

    def add(self, key: HeapObject) -> None:
        """Put `key` in, taking its reference over, also when this raises."""
        try:
            hashed = hash_of(self.runtime, key)
        except BaseException:
            self.runtime.heap.release(key)
            raise
        self.add_held(key, hashed)

    def add_held(self, key: HeapObject, hashed: i64) -> None:
        """As `add_hashed`; whoever hands the key over holds it until it is in, as in CPython."""
        key.refcount += 1
        try:
            self.add_hashed(key, hashed)
        finally:
            self.runtime.heap.release(key)

    def add_hashed(self, key: HeapObject, hashed: i64) -> None:
        """As `add`, for a key whose hash is known."""
        try:
            slot = self._slot(key, hashed)
        except BaseException:
            self.runtime.heap.release(key)
            raise
        if self.table[slot] is not None:
            self.runtime.heap.release(key)
            return
        self.used += 1
        if self.dead_slot >= 0:
            self.table[self.dead_slot] = SetEntry(key, hashed)
            return
        self.table[slot] = SetEntry(key, hashed)
        self.fill += 1
        if self.fill * 5 >= (len(self.table) - 1) * 3:
            self.resize(self._grown())

    def _grown(self) -> i64:
        return self.used * 2 if self.used > LARGE_SET else self.used * 4

    def remove(self, entry: SetEntry) -> HeapObject:
        """Take an entry out; returns its key with the reference."""
        entry.removed = True
        self.used -= 1
        return entry.key

    def discard(self, key: HeapObject, hashed: i64) -> bool:
        """Take a key out and release it; whether it was there."""
        entry = self.find(key, hashed)
        if entry is None:
            return False
        self.runtime.heap.release(self.remove(entry))
        return True

    def pop_any(self) -> HeapObject:
        """Take out the first item from the finger on, of a set that has one."""
        place = self.next_place(self.finger & (len(self.table) - 1))
        if place < 0:
            place = self.next_place(0)
        entry = self.table[place]
        assert entry is not None
        self.finger = place + 1
        return self.remove(entry)

    def tidy(self) -> None:
        """After removals: build the table anew if more than a quarter of it is dead entries."""
        if self.fill - self.used > (len(self.table) - 1) // 4:
            self.resize(self._grown())

    def resize(self, items: i64) -> None:
        """Build the table anew with more than `items` slots."""
        size = SMALLEST_TABLE
        while size <= items:
            size <<= 1
        if size == SMALLEST_TABLE == len(self.table) and self.fill == self.used:
            return
        entries = self.live_entries()
        self._set_table(size)
        for entry in entries:
            self.place(entry)
        self.fill = self.used

    def place(self, entry: SetEntry) -> None:
        """Put an entry where it belongs in a table that has no equal and no dead entry."""
        table = self.table
        mask: i64 = len(table) - 1
        slot = entry.hash & mask
        perturb = (entry.hash >> PERTURB_SHIFT) & AFTER_FIRST_SHIFT
        while True:
            last = slot + LINEAR_PROBES if slot + LINEAR_PROBES <= mask else slot
            place = slot
            while place <= last:
                if table[place] is None:
                    table[place] = entry
                    return
                place += 1
            slot = (slot * 5 + 1 + perturb) & mask
            perturb >>= PERTURB_SHIFT

    def _set_table(self, size: i64) -> None:
        """Start an empty table of `size` slots."""
        allocator = self.runtime.heap.allocator
        old, old_size = self.block, self.table_bytes()
        self.table = [None] * size
        self.block = allocator.allocate(size * SLOT_SIZE) if size > SMALLEST_TABLE else 0
        if old_size > 0:
            allocator.free(old, old_size)

    def table_bytes(self) -> i64:
        """Bytes of the table's own block."""
        return 0 if self.block == 0 else len(self.table) * SLOT_SIZE

    def exchange(self, other: AnySet) -> None:
        """Exchange the contents of two sets."""
        self.table, other.table = other.table, self.table
        self.used, other.used = other.used, self.used
        self.fill, other.fill = other.fill, self.fill
        self.block, other.block = other.block, self.block

    # -- the collector's questions ---------------------------------------------

    def traverse(self, visitor: Visitor) -> None:
        for entry in self.table:
            if entry is not None and not entry.removed:
                visitor.visit(entry.key)

    def tell_edges(self, labeller: Labeller) -> None:
        for entry in self.live_entries():
            key = entry.key
            if isinstance(key, Str):
                labeller.quoted(" item ", key.value, "", key)
            else:
                labeller.reference(" item " + key_word(key), key)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return told_edges(self)

    def extra_blocks(self) -> list[tuple[int, int]]:
        return [(self.block, self.table_bytes())] if self.block != 0 else []

    def release_referents(self, heap: Heap) -> None:
        entries = self.live_entries()
        self._set_table(SMALLEST_TABLE)
        self.used = 0
        self.fill = 0
        for entry in entries:
            heap.release(entry.key)


class Set(AnySet):
    """A set: it can change."""


class FrozenSet(AnySet):
    """A set that never changes, and so can be hashed."""

    hash_known: bool = False
    cached_hash: i64 = 0


def make_set(runtime: Runtime, cls: Type | None = None) -> Set:
    """An empty set, of a class `cls` derived from sets if one is given."""
    result = Set(runtime)
    family = runtime.types.set
    begin_life(runtime, result, family if cls is None else cls, family, 0)
    return result


def make_frozenset(runtime: Runtime, cls: Type | None = None) -> FrozenSet:
    """As `make_set` for a frozenset, to be filled before anyone sees it."""
    result = FrozenSet(runtime)
    family = runtime.types.frozenset
    begin_life(runtime, result, family if cls is None else cls, family, 0)
    return result
