"""Iterators over things that are no iterables of their own: by position, or call after call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject, Visitor
from toylang.objects import combining_iterators
from toylang.objects.builtins import TypeSpec, keyword_method, static_method
from toylang.objects.errors import Raised, type_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.hashing import same_or_equal
from toylang.objects.iterators import (
    SMALL_ITERATOR_SIZE,
    Iterator,
    iterator_methods,
    sized_iterator_methods,
    start_iterator,
)
from toylang.objects.numbers import make_int
from toylang.objects.protocol import (
    call_bound_special,
    get_item,
    length,
)
from toylang.objects.shared_methods import constructor_arguments
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

# -- by position ---------------------------------------------------------------


class PositionIterator(Iterator):
    """Asks a subject for item after item by `__getitem__`, upwards or downwards."""

    def __init__(self, subject: HeapObject, index: int, step: int) -> None:
        self.subject: HeapObject | None = subject
        self.index: int = index
        self.step: int = step

    def advance(self, runtime: Runtime) -> HeapObject | None:
        subject = self.subject
        if subject is None:
            return None
        result = self._item(runtime, subject) if self.index >= 0 else None
        if result is None:
            self.release_referents(runtime.heap)
        else:
            self.index += self.step
        return result

    def _item(self, runtime: Runtime, subject: HeapObject) -> HeapObject | None:
        """The item at the present position, None past the end."""
        key = make_int(runtime, self.index)
        try:
            return get_item(runtime, subject, key)
        except Raised as raised:
            for name in ("IndexError", "StopIteration"):
                if is_instance_of(runtime, raised.exception, name):
                    runtime.heap.release(raised.exception)
                    return None
            raise
        finally:
            runtime.heap.release(key)

    def remaining(self, runtime: Runtime) -> int:
        subject = self.subject
        if subject is None:
            return 0
        if self.step > 0 and type_of(subject).lookup("__len__") is None:
            return -1
        total = length(runtime, subject)
        if self.step > 0:
            return max(total - self.index, 0)
        return 0 if total < self.index + 1 else self.index + 1

    def traverse(self, visitor: Visitor) -> None:
        if self.subject is not None:
            visitor.visit(self.subject)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [] if self.subject is None else [(" iterates over", self.subject)]

    def release_referents(self, heap: Heap) -> None:
        subject, self.subject = self.subject, None
        if subject is not None:
            heap.release(subject)


def make_sequence_iterator(runtime: Runtime, subject: HeapObject) -> Iterator:
    """An iterator over something (borrowed) that only has `__getitem__`."""
    subject.refcount += 1
    iterator = PositionIterator(subject, 0, 1)
    return start_iterator(runtime, iterator, "iterator", SMALL_ITERATOR_SIZE)


def _new_reversed(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    subject = constructor_arguments(runtime, "reversed", arguments, keywords, 1, 1)[0]
    special = type_of(subject).lookup("__reversed__")
    if special is not runtime.none:
        result = call_bound_special(runtime, subject, "__reversed__", [])
        if result is not None:
            return result
    if special is not None or type_of(subject).lookup("__getitem__") is None:
        raise type_error(runtime, f"'{type_of(subject).name}' object is not reversible")
    iterator = PositionIterator(subject, length(runtime, subject) - 1, -1)
    subject.refcount += 1
    return start_iterator(runtime, iterator, "reversed", SMALL_ITERATOR_SIZE)


# -- by calls ------------------------------------------------------------------


class CallableIterator(Iterator):
    """Calls a function until it returns the sentinel: `iter(function, sentinel)`."""

    def __init__(self, function: HeapObject, sentinel: HeapObject) -> None:
        self.function: HeapObject | None = function
        self.sentinel: HeapObject | None = sentinel

    def advance(self, runtime: Runtime) -> HeapObject | None:
        function, sentinel = self.function, self.sentinel
        if function is None or sentinel is None:
            return None
        try:
            result = runtime.call(function, [])
        except Raised as raised:
            if is_instance_of(runtime, raised.exception, "StopIteration"):
                runtime.heap.release(raised.exception)
                self.release_referents(runtime.heap)
                return None
            raise
        try:
            ended = self.sentinel is None or same_or_equal(runtime, sentinel, result)
        except BaseException:
            runtime.heap.release(result)
            raise
        if not ended:
            return result
        runtime.heap.release(result)
        self.release_referents(runtime.heap)
        return None

    def traverse(self, visitor: Visitor) -> None:
        if self.function is not None:
            visitor.visit(self.function)
        if self.sentinel is not None:
            visitor.visit(self.sentinel)

    def edges(self) -> list[tuple[str, HeapObject]]:
        named = [(" calls", self.function), (" sentinel", self.sentinel)]
        return [(word, value) for word, value in named if value is not None]

    def release_referents(self, heap: Heap) -> None:
        function, self.function = self.function, None
        sentinel, self.sentinel = self.sentinel, None
        if function is not None:
            heap.release(function)
        if sentinel is not None:
            heap.release(sentinel)


def make_callable_iterator(
    runtime: Runtime, function: HeapObject, sentinel: HeapObject
) -> Iterator:
    """What `iter(function, sentinel)` makes (both borrowed)."""
    function.refcount += 1
    sentinel.refcount += 1
    iterator = CallableIterator(function, sentinel)
    return start_iterator(runtime, iterator, "callable_iterator", SMALL_ITERATOR_SIZE)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec("iterator", sized_iterator_methods(), []),
    TypeSpec("callable_iterator", iterator_methods(), []),
    TypeSpec(
        "reversed",
        [static_method(keyword_method("__new__", _new_reversed)), *sized_iterator_methods()],
        [],
    ),
    *combining_iterators.TYPES,
]
