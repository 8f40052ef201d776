"""Iterators: the common base, and the ones that need no more than a sequence and a position.

Inside the house an iterator is asked with `advance`, which answers None when there is nothing
left: no exception is made only to be caught. A program sees the same iterators through
`__next__` and StopIteration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.builtins import MethodSpec, TypeSpec, method
from toylang.objects.errors import Raised
from toylang.objects.exceptions import make_exception_from
from toylang.objects.lists import List
from toylang.objects.numbers import make_int
from toylang.objects.tuples import Tuple, make_tuple

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

ITERATOR_SIZE: Final[i64] = 64
SMALL_ITERATOR_SIZE: Final[i64] = 48


class Iterator(Container):
    """Something that hands out one value after another."""

    def advance(self, runtime: Runtime) -> HeapObject | None:
        """The next value (a new reference), None when there is no more."""
        raise NotImplementedError

    def next_value(self, runtime: Runtime) -> HeapObject:
        """The next value (a new reference); StopIteration when there is no more."""
        result = self.advance(runtime)
        if result is None:
            raise stop_iteration(runtime)
        return result

    def remaining(self, runtime: Runtime) -> int:
        """How many values are probably left, -1 if that cannot be told."""
        return -1

    def clear(self, heap: Heap) -> None:
        """Iterators cannot be emptied: a cycle through one is broken elsewhere."""


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


class ListIterator(IndexIterator):
    """Walks a list, whose length may change meanwhile."""

    def item(self, runtime: Runtime, subject: HeapObject, index: i64) -> HeapObject | None:
        assert isinstance(subject, List)
        if index >= len(subject.items):
            return None
        result = subject.items[index]
        result.refcount += 1
        return result

    def remaining(self, runtime: Runtime) -> int:
        subject = self.subject
        return max(len(subject.items) - self.index, 0) if isinstance(subject, List) else 0


class ListReverseIterator(IndexIterator):
    """Walks a list from its end; `index` counts the items handed out."""

    def __init__(self, subject: List) -> None:
        super().__init__(subject)
        self.start: i64 = len(subject.items) - 1

    def item(self, runtime: Runtime, subject: HeapObject, index: i64) -> HeapObject | None:
        assert isinstance(subject, List)
        position = self.start - index
        if position < 0 or position >= len(subject.items):
            return None
        result = subject.items[position]
        result.refcount += 1
        return result

    def remaining(self, runtime: Runtime) -> int:
        subject = self.subject
        left = self.start - self.index + 1
        if not isinstance(subject, List) or len(subject.items) < left:
            return 0
        return left


class TupleIterator(IndexIterator):
    """Walks a tuple."""

    def item(self, runtime: Runtime, subject: HeapObject, index: i64) -> HeapObject | None:
        assert isinstance(subject, Tuple)
        if index >= len(subject.items):
            return None
        result = subject.items[index]
        result.refcount += 1
        return result

    def remaining(self, runtime: Runtime) -> int:
        subject = self.subject
        return len(subject.items) - self.index if isinstance(subject, Tuple) else 0


def start_iterator(
    runtime: Runtime, iterator: Iterator, type_name: str, size: i64 = ITERATOR_SIZE
) -> Iterator:
    """Give a freshly made iterator its type and its place in the heap; returns it, owned."""
    iterator.kind = runtime.types.by_name[type_name]
    runtime.heap.allocate_container(iterator, size)
    runtime.heap.track(iterator)
    return iterator


def pair(runtime: Runtime, kept: Tuple, first: HeapObject, second: HeapObject) -> Tuple:
    """A tuple of two values, taken over: the iterator's own `kept` one if nobody else holds it.

    A loop that unpacks each pair at once so gets by with a single tuple, which between two steps
    holds the last values.
    """
    if kept.refcount != 1:
        return make_tuple(runtime, [first, second])
    old_first, old_second = kept.items[0], kept.items[1]
    kept.items[0] = first
    kept.items[1] = second
    kept.refcount += 1
    runtime.heap.release(old_first)
    runtime.heap.release(old_second)
    if not kept.tracked:
        runtime.heap.track(kept)
    return kept


def make_kept_tuple(runtime: Runtime, length: int) -> Tuple:
    """The tuple an iterator keeps to hand out its values in, empty so far."""
    runtime.none.refcount += length
    return make_tuple(runtime, [runtime.none] * length)


def stop_iteration(runtime: Runtime, value: HeapObject | None = None) -> Raised:
    """StopIteration with the value (taken over) that the iteration ended with, if any."""
    stop = runtime.types.exceptions["StopIteration"]
    return Raised(make_exception_from(runtime, stop, [] if value is None else [value]))


# -- the types -----------------------------------------------------------------


def _same(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    arguments[0].refcount += 1
    return arguments[0]


def _next(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    iterator = arguments[0]
    assert isinstance(iterator, Iterator)
    return iterator.next_value(runtime)


def _length_hint(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    iterator = arguments[0]
    assert isinstance(iterator, Iterator)
    remaining = iterator.remaining(runtime)
    if remaining < 0:
        runtime.not_implemented.refcount += 1
        return runtime.not_implemented
    return make_int(runtime, remaining)


def iterator_methods() -> list[MethodSpec]:
    """The methods every iterator has."""
    return [method("__iter__", _same), method("__next__", _next)]


def sized_iterator_methods() -> list[MethodSpec]:
    """The methods of an iterator that can tell how much is left."""
    return [*iterator_methods(), method("__length_hint__", _length_hint)]


TYPES: Final[list[TypeSpec]] = [
    TypeSpec("list_iterator", sized_iterator_methods(), []),
    TypeSpec("list_reverseiterator", sized_iterator_methods(), []),
    TypeSpec("tuple_iterator", sized_iterator_methods(), []),
]
