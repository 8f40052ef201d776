"""Weak references: they know an object without keeping it alive.

A referent lists its weak references; they add nothing to its count. The shared reference comes
first and the shared proxy second, for those nobody can tell apart are one; then the others follow,
newest first. When the referent dies the references are cleared before anything of it is released,
and then those with a callback are called in this order (CPython's `Objects/weakrefobject.c`,
insert_after and PyObject_ClearWeakRefs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor

if TYPE_CHECKING:
    from toylang.heap.heap import Heap


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
    waiting = [reference for reference in references if reference.callback is not None]
    while referent.weak_references is not None:
        referent.weak_references[0].detach()
    if len(waiting) == 1:
        _tell_alone(heap, waiting[0])
    elif waiting:
        _tell_all(heap, waiting)


def _tell_alone(heap: Heap, reference: WeakReference) -> None:
    """Call the only callback; nobody holds its reference meanwhile."""
    callback = reference.take_callback()
    assert callback is not None
    if reference.refcount > 0:
        reference.tell(heap, callback)
    heap.release(callback)


def _tell_all(heap: Heap, references: list[WeakReference]) -> None:
    """Call the callbacks one by one; all references and callbacks are held until the last."""
    waiting: list[WeakReference] = []
    callbacks: list[HeapObject] = []
    for reference in references:
        callback = reference.take_callback()
        assert callback is not None
        if reference.refcount > 0:
            reference.refcount += 1
            waiting.append(reference)
            callbacks.append(callback)
        else:
            heap.release(callback)
    for reference, callback in zip(waiting, callbacks, strict=True):
        reference.tell(heap, callback)
    for index in range(len(waiting) - 1, -1, -1):
        heap.release(callbacks[index])
        heap.release(waiting[index])
