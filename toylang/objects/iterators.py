"""Iterators: the common base, and the ones that need no more than a sequence and a position.

Inside the house an iterator is asked with `advance`, which answers None when there is nothing
left: no exception is made only to be caught. A program sees the same iterators through
`__next__` and StopIteration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

ITERATOR_SIZE: Final[i64] = 64


class Iterator(Container):
    """Something that hands out one value after another."""

    def advance(self, runtime: Runtime) -> HeapObject | None:
        """The next value (a new reference), None when there is no more."""
        raise NotImplementedError


class IndexIterator(Iterator):
    """Walks a subject by position: list, tuple, string. Lets go of the subject at the end."""

    index: i64 = 0

    def __init__(self, subject: HeapObject) -> None:
        self.subject: HeapObject | None = subject

    def item(self, runtime: Runtime, subject: HeapObject, index: i64) -> HeapObject | None:
        """The item at `index` (a new reference), None if that is past the end."""
        raise NotImplementedError

    def advance(self, runtime: Runtime) -> HeapObject | None:
        subject = self.subject
        if subject is None:
            return None
        result = self.item(runtime, subject, self.index)
        self.index += 1
        if result is None:
            self.subject = None
            runtime.heap.release(subject)
        return result

    def traverse(self, visitor: Visitor) -> None:
        if self.subject is not None:
            visitor.visit(self.subject)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [] if self.subject is None else [(" iterates over", self.subject)]

    def clear(self, heap: Heap) -> None:
        """Iterators cannot be emptied: a cycle through one is broken elsewhere."""

    def release_referents(self, heap: Heap) -> None:
        subject, self.subject = self.subject, None
        if subject is not None:
            heap.release(subject)


def start_iterator(
    runtime: Runtime, iterator: Iterator, type_name: str, size: i64 = ITERATOR_SIZE
) -> Iterator:
    """Give a freshly made iterator its type and its place in the heap; returns it, owned."""
    iterator.kind = runtime.types.by_name[type_name]
    runtime.heap.allocate_container(iterator, size)
    runtime.heap.track(iterator)
    return iterator
