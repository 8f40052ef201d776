"""Iterators over dicts: keys, values, items, forwards and backwards.

An iterator stands at a place in the order of insertion and complains if keys have come or gone
since it began.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject, Visitor
from toylang.objects.builtins import TypeSpec
from toylang.objects.dicts import Dict, Entry
from toylang.objects.errors import error
from toylang.objects.iterators import (
    Iterator,
    make_kept_tuple,
    pair,
    sized_iterator_methods,
    start_iterator,
)
from toylang.objects.tuples import Tuple

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

ITERATOR_SIZE: Final[i64] = 72


class DictIterator(Iterator):
    """Walks the keys of a dict, forwards or backwards; the base of the other walks."""

    kept: Tuple | None = None
    """The pair handed out last, of a walk over items."""

    size_changed: str = "dictionary changed size during iteration"
    keys_changed: str = "dictionary keys changed during iteration"

    def __init__(self, subject: Dict, backwards: bool) -> None:
        self.subject: Dict | None = subject
        self.backwards: bool = backwards
        self.expected: i64 = subject.used
        self.left: i64 = subject.used
        self.place: i64 = len(subject.entries) - 1 if backwards else 0

    def advance(self, runtime: Runtime) -> HeapObject | None:
        subject = self.subject
        if subject is None:
            return None
        if subject.used != self.expected:
            self.expected = -1
            raise error(runtime, "RuntimeError", self.size_changed)
        entry = self._backward(subject) if self.backwards else self._forward(subject)
        if entry is None:
            self.subject = None
            runtime.heap.release(subject)
            return None
        if self.left == 0 and not self.backwards:
            self.subject = None
            runtime.heap.release(subject)
            raise error(runtime, "RuntimeError", self.keys_changed)
        self.left -= 1
        return self.result(runtime, entry)

    def _forward(self, subject: Dict) -> Entry | None:
        while self.place < len(subject.entries):
            entry = subject.entries[self.place]
            self.place += 1
            if entry.value is not None:
                return entry
        return None

    def _backward(self, subject: Dict) -> Entry | None:
        self.place = min(self.place, len(subject.entries) - 1)
        while self.place >= 0:
            entry = subject.entries[self.place]
            self.place -= 1
            if entry.value is not None:
                return entry
        return None

    def result(self, runtime: Runtime, entry: Entry) -> HeapObject:
        """What the walk hands out for an entry, a new reference."""
        entry.key.refcount += 1
        return entry.key

    def remaining(self, runtime: Runtime) -> int:
        subject = self.subject
        return self.left if subject is not None and subject.used == self.expected else 0

    def may_wait_in_trash(self) -> bool:
        return False

    def traverse(self, visitor: Visitor) -> None:
        if self.subject is not None:
            visitor.visit(self.subject)
        if self.kept is not None:
            visitor.visit(self.kept)

    def edges(self) -> list[tuple[str, HeapObject]]:
        named = [(" iterates over", self.subject), (" kept pair", self.kept)]
        return [(word, value) for word, value in named if value is not None]

    def release_referents(self, heap: Heap) -> None:
        subject, self.subject = self.subject, None
        kept, self.kept = self.kept, None
        if subject is not None:
            heap.release(subject)
        if kept is not None:
            heap.release(kept)


class ValueIterator(DictIterator):
    """Walks the values."""

    def result(self, runtime: Runtime, entry: Entry) -> HeapObject:
        value = entry.value
        assert value is not None
        value.refcount += 1
        return value


class ItemIterator(DictIterator):
    """Walks the pairs of key and value."""

    def result(self, runtime: Runtime, entry: Entry) -> HeapObject:
        kept, value = self.kept, entry.value
        assert kept is not None and value is not None
        entry.key.refcount += 1
        value.refcount += 1
        return pair(runtime, kept, entry.key, value)


def iterate_dict(runtime: Runtime, subject: Dict, part: str, backwards: bool) -> DictIterator:
    """A new iterator over the `part` (key, value or item) of a dict (borrowed)."""
    subject.refcount += 1
    iterator: DictIterator
    if part == "item":
        iterator = ItemIterator(subject, backwards)
        iterator.kept = make_kept_tuple(runtime, 2)
    elif part == "value":
        iterator = ValueIterator(subject, backwards)
    else:
        iterator = DictIterator(subject, backwards)
    direction = "reverse" if backwards else ""
    start_iterator(runtime, iterator, f"dict_{direction}{part}iterator", ITERATOR_SIZE)
    return iterator


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(f"dict_{direction}{part}iterator", sized_iterator_methods(), [])
    for direction in ("", "reverse")
    for part in ("key", "value", "item")
]
