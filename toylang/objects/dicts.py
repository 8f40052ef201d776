"""Dicts: an insertion-ordered hash table. What else it can do stands in `dict_operations`.

Each key has an `Entry` with its hash and value. `entries` keeps them in order of insertion;
`table` finds them by hash, with open addressing and CPython's probe sequence. A deleted entry
stays in the table with no value until the table is built anew, so a search can pass over it. An
entry never moves: whoever looked a global up once may hold on to its entry and see each later
value there, as long as it has one.

The table's size follows CPython (`Objects/dictobject.c`), and so do the bytes it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.generations import OLDEST
from toylang.heap.header import (
    NEVER,
    UNTRACKED,
    Container,
    HeapObject,
    Labeller,
    Visitor,
    told_edges,
)
from toylang.objects.hashing import hash_of, same_or_equal
from toylang.objects.text import Str, name_str

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

DICT_SIZE: Final[i64] = 64
KEPT_DICTS: Final[i64] = 80
KEYS_HEADER: Final[i64] = 32
SMALLEST_TABLE: Final[i64] = 8
PERTURB_SHIFT: Final[i64] = 5
MASK_63: Final[i64] = (1 << 62) - 1 + (1 << 62)


class Entry:
    """A key with its hash and value; without a value it has been deleted."""

    def __init__(self, key: HeapObject, hashed: i64, value: HeapObject | None) -> None:
        self.key: HeapObject = key
        self.hash: i64 = hashed
        self.value: HeapObject | None = value


NO_TABLE: Final[list[Entry | None]] = []
NO_ENTRIES: Final[list[Entry]] = []
"""What all empty dicts share until a table is built; never changed."""


class Dict(Container):
    """A mapping; keys and values are counted references."""

    only_str_keys: bool = True
    used: i64 = 0
    """Keys in the dict."""

    usable: i64 = 0
    """Insertions left before the table is built anew."""

    block: i64 = 0
    """Address of the table's block, 0 while there is none."""

    changes: i64 = 0
    """Goes up when a key comes or goes: iterators watch it."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime: Runtime = runtime
        self.table: list[Entry | None] = NO_TABLE
        self.entries: list[Entry] = NO_ENTRIES

    # -- search ----------------------------------------------------------------

    def find(self, key: HeapObject) -> Entry | None:
        """The entry of `key` (borrowed), None if absent; TypeError if it cannot be hashed."""
        if isinstance(key, Str):
            return self._find_str(key, key.hash())
        return self.find_hashed(key, hash_of(self.runtime, key))

    def find_text(self, text: str) -> Entry | None:
        """The entry of a string key, given as host text."""
        hashed: i64 = hash(text)
        size: i64 = len(self.table)
        if size == 0:
            return None
        mask = size - 1
        perturb = hashed & MASK_63
        slot = hashed & mask
        while True:
            entry = self.table[slot]
            if entry is None:
                return None
            if entry.hash == hashed and entry.value is not None:
                key = entry.key
                if isinstance(key, Str) and key.value == text:
                    return entry
            perturb >>= PERTURB_SHIFT
            slot = (slot * 5 + perturb + 1) & mask

    def _find_str(self, key: Str, hashed: i64) -> Entry | None:
        """As `_find` for a string: as long as all keys are strings, no code of the program runs."""
        if not self.only_str_keys:
            return self.find_hashed(key, hashed)
        size: i64 = len(self.table)
        if size == 0:
            return None
        mask = size - 1
        perturb = hashed & MASK_63
        slot = hashed & mask
        while True:
            entry = self.table[slot]
            if entry is None:
                return None
            if entry.value is not None:
                other = entry.key
                if other is key:
                    return entry
                if entry.hash == hashed and isinstance(other, Str) and other.value == key.value:
                    return entry
            perturb >>= PERTURB_SHIFT
            slot = (slot * 5 + perturb + 1) & mask

    def find_hashed(self, key: HeapObject, hashed: i64) -> Entry | None:
        """The entry of a key with this hash.

        Comparing may run code that changes this very dict: then the search starts again.
        """
        table = self.table
        size: i64 = len(table)
        if size == 0:
            return None
        mask = size - 1
        perturb = hashed & MASK_63
        slot = hashed & mask
        while True:
            entry = table[slot]
            if entry is None:
                return None
            if entry.value is not None:
                if entry.key is key:
                    return entry
                if entry.hash == hashed and self._equal_key(entry, key):
                    return entry
                if self.table is not table:
                    return self.find_hashed(key, hashed)
            perturb >>= PERTURB_SHIFT
            slot = (slot * 5 + perturb + 1) & mask

    def _equal_key(self, entry: Entry, key: HeapObject) -> bool:
        """Compare while holding the entry's key; an entry deleted meanwhile is not a hit."""
        held = entry.key
        held.refcount += 1
        try:
            equal = same_or_equal(self.runtime, held, key)
        finally:
            self.runtime.heap.release(held)
        return equal and entry.value is not None

    # -- change ----------------------------------------------------------------

    def set(self, key: HeapObject, value: HeapObject) -> None:
        """Store `value` under `key`, taking both references over, also when this raises."""
        heap = self.runtime.heap
        try:
            if isinstance(key, Str):
                hashed = key.hash()
                entry = self._find_str(key, hashed)
            else:
                hashed = hash_of(self.runtime, key)
                entry = self.find_hashed(key, hashed)
        except BaseException:
            heap.release(key)
            heap.release(value)
            raise
        if entry is not None:
            old, entry.value = entry.value, value
            self.watch_if_needed(key, value)
            heap.release(key)
            if old is not None:
                heap.release(old)
        else:
            self.insert(key, hashed, value)

    def set_text(self, text: str, value: HeapObject) -> None:
        """Store `value` under a name, taking the value's reference over."""
        key = name_str(self.runtime, text)
        key.refcount += 1
        self.set(key, value)

    def insert(self, key: HeapObject, hashed: i64, value: HeapObject) -> None:
        if self.only_str_keys and not isinstance(key, Str):
            self.rebuild(self.used * 3, only_str_keys=False)
        if self.usable == 0:
            self.rebuild(self.used * 3, self.only_str_keys)
        entry = Entry(key, hashed, value)
        self.place(entry)
        self.entries.append(entry)
        self.used += 1
        self.usable -= 1
        self.changes += 1
        self.watch_if_needed(key, value)

    def place(self, entry: Entry) -> None:
        mask: i64 = len(self.table) - 1
        perturb = entry.hash & MASK_63
        slot = entry.hash & mask
        while self.table[slot] is not None:
            perturb >>= PERTURB_SHIFT
            slot = (slot * 5 + perturb + 1) & mask
        self.table[slot] = entry

    def rebuild(self, wanted: i64, only_str_keys: bool) -> None:
        """Build the table anew, for at least `wanted` slots."""
        size, old_bytes = table_size(wanted), self.block_size
        self.only_str_keys = only_str_keys
        self.table = [None] * size
        self.entries = [entry for entry in self.entries if entry.value is not None]
        for entry in self.entries:
            self.place(entry)
        self.usable = usable_slots(size) - self.used
        self.replace_block(old_bytes)

    @property
    def block_size(self) -> i64:
        """Bytes of the table's block."""
        return table_bytes(len(self.table), self.only_str_keys)

    def replace_block(self, old_bytes: i64) -> None:
        """Give the block of the table before back, which had so many bytes, and get another."""
        allocator = self.runtime.heap.allocator
        if old_bytes > 0:
            allocator.free(self.block, old_bytes)
        new_bytes = self.block_size
        self.block = allocator.allocate(new_bytes) if new_bytes > 0 else 0

    def watch_if_needed(self, key: HeapObject, value: HeapObject) -> None:
        """A dict is watched by the collector from the first content that can be in a cycle."""
        if self.generation == UNTRACKED and (value.may_be_tracked() or key.may_be_tracked()):
            self.runtime.heap.track(self)

    def remove(self, entry: Entry) -> HeapObject:
        """Delete an entry of this dict; returns its value with the reference."""
        value = entry.value
        assert value is not None
        entry.value = None
        self.used -= 1
        self.changes += 1
        self.runtime.heap.release(entry.key)
        return value

    def live_entries(self) -> list[Entry]:
        """The entries in order of insertion."""
        return [entry for entry in self.entries if entry.value is not None]

    # -- the collector's questions ---------------------------------------------

    def traverse(self, visitor: Visitor) -> None:
        for entry in self.entries:
            value = entry.value
            if value is not None:
                visitor.visit(value)
                visitor.visit(entry.key)

    def tell_edges(self, labeller: Labeller) -> None:
        for entry in self.entries:
            key, value = entry.key, entry.value
            if value is None:
                continue
            if isinstance(key, Str):
                labeller.quoted("[", key.value, "]", value)
                labeller.quoted(" key ", key.value, "", key)
            else:
                word = key_word(key)
                labeller.reference(f"[{word}]", value)
                labeller.reference(f" key {word}", key)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return told_edges(self)

    def extra_blocks(self) -> list[tuple[int, int]]:
        return [(self.block, self.block_size)] if self.block > 0 else []

    def release_referents(self, heap: Heap) -> None:
        old_bytes = self.block_size
        entries, self.entries = self.entries, NO_ENTRIES
        self.table = NO_TABLE
        self.used = 0
        self.usable = 0
        self.changes += 1
        self.only_str_keys = True
        self.replace_block(old_bytes)
        for entry in entries:
            value, entry.value = entry.value, None
            if value is not None:
                heap.release(entry.key)
                heap.release(value)

    def untracked_from(self) -> i64:
        return OLDEST if self.kind is self.runtime.types.dict else NEVER

    def cannot_be_in_cycle(self) -> bool:
        for entry in self.entries:
            value = entry.value
            if value is not None and (value.may_be_tracked() or entry.key.may_be_tracked()):
                return False
        return True

    def give_back(self, heap: Heap) -> None:
        heap.free_to(self.runtime.dict_blocks, self)


def table_size(wanted: i64) -> i64:
    """Slots of the table made when `wanted` are asked for (CPython's calculate_log2_keysize).

    Its quirk is kept: a small table that grows has at least 16 slots.
    """
    limit = ((wanted | SMALLEST_TABLE) - 1) | (SMALLEST_TABLE - 1)
    size = SMALLEST_TABLE
    while size <= limit:
        size <<= 1
    return size


def usable_slots(size: i64) -> i64:
    """How many entries a table of `size` slots takes before it grows: two thirds."""
    return (size << 1) // 3


def table_bytes(size: i64, only_str_keys: bool) -> i64:
    """Bytes of a table: header, an index of 1, 2 or 4 bytes a slot, entries of 16 or 24 bytes."""
    if size == 0:
        return 0
    index = 1 if size < 256 else 2 if size < 65536 else 4
    entry = 16 if only_str_keys else 24
    return KEYS_HEADER + size * index + usable_slots(size) * entry


def key_word(key: HeapObject) -> str:
    """A key in a few words, without running any code of the program."""
    if isinstance(key, Str):
        return repr(key.value)
    from toylang.objects.numbers import Int

    if isinstance(key, Int):
        return str(key.value)
    return key.describe()


def make_dict(runtime: Runtime) -> Dict:
    """An empty dict; untracked until something that can be in a cycle is stored."""
    result = Dict(runtime)
    result.kind = runtime.types.dict
    runtime.heap.allocate_from(runtime.dict_blocks, result)
    return result


def construct_dict(runtime: Runtime) -> Dict:
    """An empty dict for a call of `dict`, which passes the free list by: that is for displays."""
    result = Dict(runtime)
    result.kind = runtime.types.dict
    runtime.heap.allocate_container(result, DICT_SIZE)
    return result
