"""Weak references: they know an object without keeping it alive.

A referent lists its weak references, newest first; they add nothing to its count. When the
referent dies the references are cleared before anything of it is released, and then those with a
callback are called, newest first (CPython's `Objects/weakrefobject.c`, PyObject_ClearWeakRefs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.heap.header import Container, HeapObject, Visitor

if TYPE_CHECKING:
    from toylang.heap.heap import Heap


class WeakReference(Container):
    """A reference that does not count; `callback` (counted) hears of the referent's death."""

    referent: Container | None = None
    callback: HeapObject | None = None

    def attach(self, referent: Container) -> None:
        """Start to know `referent`.

        In its list, plain references stand first; of each kind, the newest.
        """
        self.referent = referent
        if referent.weak_references is None:
            referent.weak_references = []
        known = referent.weak_references
        place = 0
        if not self.is_plain():
            while place < len(known) and known[place].is_plain():
                place += 1
        known.insert(place, self)

    def is_plain(self) -> bool:
        """Whether it has no callback and no extension, so that one such reference is enough."""
        return self.callback is None and self.extension is None

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
        """Call the callback with this reference; what it raises is reported, not raised."""

    def may_wait_in_trash(self) -> bool:
        return False

    def traverse(self, visitor: Visitor) -> None:
        if self.callback is not None:
            visitor.visit(self.callback)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [] if self.callback is None else [(" callback", self.callback)]

    def release_referents(self, heap: Heap) -> None:
        self.detach()
        callback, self.callback = self.callback, None
        if callback is not None:
            heap.release(callback)


def clear_weak_references(heap: Heap, referent: Container) -> None:
    """The referent dies: clear all references to it, then call the callbacks."""
    waiting: list[WeakReference] = []
    while referent.weak_references is not None:
        reference = referent.weak_references[0]
        reference.detach()
        if reference.callback is not None and reference.refcount > 0:
            reference.refcount += 1
            waiting.append(reference)
    for reference in waiting:
        reference.notify(heap)
    for reference in waiting[::-1]:
        callback, reference.callback = reference.callback, None
        if callback is not None:
            heap.release(callback)
        heap.release(reference)
