"""The iterator over sets: slot by slot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject, Visitor
from toylang.objects.builtins import TypeSpec
from toylang.objects.errors import error
from toylang.objects.iterators import Iterator, sized_iterator_methods
from toylang.objects.set_object import AnySet

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime


class SetIterator(Iterator):
    """Walks the slots of a set; complains if the number of its items has changed."""

    place: i64 = 0

    def __init__(self, subject: AnySet) -> None:
        self.subject: AnySet | None = subject
        self.expected: i64 = subject.used
        self.left: i64 = subject.used

    def advance(self, runtime: Runtime) -> HeapObject | None:
        subject = self.subject
        if subject is None:
            return None
        if subject.used != self.expected:
            self.expected = -1
            raise error(runtime, "RuntimeError", "Set changed size during iteration")
        place = subject.next_place(self.place)
        if place < 0:
            self.release_referents(runtime.heap)
            return None
        self.place = place + 1
        self.left -= 1
        entry = subject.table[place]
        assert entry is not None
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

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [] if self.subject is None else [(" iterates over", self.subject)]

    def release_referents(self, heap: Heap) -> None:
        subject, self.subject = self.subject, None
        if subject is not None:
            heap.release(subject)


TYPES: Final[list[TypeSpec]] = [TypeSpec("set_iterator", sized_iterator_methods(), [])]
