"""Every object that can be found in a heap, and how many references to it there are.

The search begins at the roots, at the objects that live as long as the heap, and at all containers
the collector watches, garbage included; from there it follows counted references. What it cannot
find are objects that only an evaluation under way holds. Their own references remain unexplained:
an object whose count is higher than the references found is *being evaluated*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.events import Observer
from toylang.heap.header import HeapObject, Visitor

if TYPE_CHECKING:
    from toylang.heap.heap import Heap


class References(Visitor):
    """The references to each object found, counted; looking adds none."""

    def __init__(self, heap: Heap, complete: bool = False) -> None:
        self.complete: bool = complete
        """Whether to count, too, the few references objects hide from the collector."""

        self.found: dict[HeapObject, int] = {}
        """Every object with the number of counted references to it, in the order of the search."""

        self._waiting: list[HeapObject] = []
        for roots in heap.roots:
            for _, held in roots.edges():
                self.visit(held)
        for value in heap.known_objects():
            self.meet(value)

    def visit(self, referent: HeapObject) -> None:
        self.meet(referent)
        self.found[referent] += 1

    def meet(self, value: HeapObject) -> None:
        """Look at an object, and later at all it leads to, without counting a reference."""
        if value not in self.found:
            self.found[value] = 0
            self._waiting.append(value)

    def follow(self, observer: Observer | None = None) -> None:
        """Find everything the objects met so far lead to; not through freed ones."""
        while self._waiting:
            value = self._waiting.pop()
            if value.address == 0:
                continue
            if observer is not None:
                observer.followed(value)
            if self.complete:
                for _, held in value.all_edges():
                    self.visit(held)
            else:
                value.show_referents(self)

    def unexplained(self, value: HeapObject) -> i64:
        """How many of an object's references come from an evaluation under way."""
        return 0 if value.immortal else value.refcount - self.found[value]
