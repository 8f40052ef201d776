"""Weak references: they know an object without keeping it alive.

A referent lists its weak references; they add nothing to its count. The shared reference comes
first and the shared proxy second, for those nobody can tell apart are one; then the others follow,
newest first. When the referent dies the references are cleared before anything of it is released,
and then those with a callback are called in this order (CPython's `Objects/weakrefobject.c`,
insert_after and PyObject_ClearWeakRefs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor

if TYPE_CHECKING:
    from toylang.heap.heap import Heap

SHARED: Final = 2
"""The most references of one object that are shared: a reference and a proxy, without callback."""


class WeakReference(Container):
    """A reference that does not count; `callback` (counted) hears of the referent's death."""

    referent: Container | None = None
    callback: HeapObject | None = None

    def rank(self) -> i64:
        """The place among the weak references of one object: those of lower rank come first."""
        raise NotImplementedError

    def attach(self, referent: Container) -> None:
        """Start to know `referent`, as the newest of its rank."""
        self.referent = referent
        if referent.weak_references is None:
            referent.weak_references = []
        known = referent.weak_references
        rank = self.rank()
        place = 0
        while place < len(known) and known[place].rank() < rank:
            place += 1
        known.insert(place, self)

    def detach(self) -> None:
        """Forget the referent; the callback stays."""
        referent = self.referent
        if referent is None:
            return
        self.referent = None
        known = referent.weak_references
        assert known is not None
        known.remove(self)
        if not known:
            referent.weak_references = None

    def notify(self, heap: Heap) -> None:
        """Call the callback, which there must be, with this reference."""
        assert self.callback is not None
        self.tell(heap, self.callback)

    def tell(self, heap: Heap, callback: HeapObject) -> None:
        """Call `callback` (borrowed) with this reference; nothing it raises gets out."""

    def gather(self, values: list[HeapObject | None]) -> HeapObject:
        """A tuple of these values, whose references it takes over; some places may be empty."""
        raise NotImplementedError

    def take_callback(self) -> HeapObject | None:
        """The callback, which the reference lets go of."""
        callback, self.callback = self.callback, None
        return callback

    def may_wait_in_trash(self) -> bool:
        return False

    def traverse(self, visitor: Visitor) -> None:
        if self.callback is not None:
            visitor.visit(self.callback)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [] if self.callback is None else [(" callback", self.callback)]

    def release_referents(self, heap: Heap) -> None:
        self.detach()
        callback = self.take_callback()
        if callback is not None:
            heap.release(callback)


def clear_weak_references(heap: Heap, referent: Container) -> None:
    """The referent dies: clear all references to it, then call the callbacks."""
    references = referent.weak_references
    assert references is not None
    waiting = references.copy()
    for _ in range(SHARED):
        if waiting and waiting[0].callback is None:
            del waiting[0]
    while referent.weak_references is not None:
        referent.weak_references[0].detach()
    if len(waiting) == 1:
        _tell_alone(heap, waiting[0])
    elif waiting:
        _tell_all(heap, waiting)


def _tell_alone(heap: Heap, reference: WeakReference) -> None:
    """Call the only callback, if there is one; nobody holds its reference meanwhile."""
    callback = reference.take_callback()
    if callback is None:
        return
    if reference.refcount > 0:
        reference.tell(heap, callback)
    heap.release(callback)


def _tell_all(heap: Heap, references: list[WeakReference]) -> None:
    """Call the callbacks one by one; a tuple holds all references and callbacks until the last."""
    held: list[HeapObject | None] = []
    calls: list[tuple[WeakReference, HeapObject]] = []
    for reference in references:
        callback = reference.take_callback()
        if reference.refcount == 0:
            held += [None, None]
            heap.release_all([each for each in (callback,) if each is not None])
            continue
        reference.refcount += 1
        held += [reference, callback]
        if callback is not None:
            calls.append((reference, callback))
    together = references[0].gather(held)
    for reference, callback in calls:
        reference.tell(heap, callback)
    heap.release(together)
