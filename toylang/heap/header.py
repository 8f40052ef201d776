"""The header every object in the heap starts with, and what a container adds to it.

Two kinds of object live in a heap. A `HeapObject` has a reference count, an address and a size.
A `Container` can hold references to other objects, so it can take part in a cycle: it adds the
links of its generation's list and the numbers the collector works with, and it answers the two
questions the collector asks: *whom do you refer to* (`traverse`, CPython's tp_traverse) and
*let go of them* (`clear`, CPython's tp_clear).

Counting is by hand, as in C: whoever stores a reference writes `x.refcount += 1`, whoever lets go
of one calls `heap.release(x)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i16, i64, mypyc_attr

from toylang.heap.wording import printable

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.heap.weak_references import WeakReference

IMMORTAL: Final[i64] = 1 << 60
"""A count this high never reaches zero: the object lives as long as its heap."""

IMMORTAL_FLOOR: Final[i64] = 1 << 59
"""Counts above this belong to immortal objects, whatever was added or taken since."""

UNTRACKED: Final[i16] = -1
"""The generation of a container the collector does not watch."""

PERMANENT: Final[i16] = 3
"""The generation of a frozen container: never collected (gc.freeze)."""

NEVER: Final[i64] = 3
"""A generation there is no collection of."""

OBJECT_HEADER: Final[i64] = 16
"""Bytes of a reference count and a type pointer."""

COLLECTOR_HEADER: Final[i64] = 16
"""Bytes of the two links that stand in front of a container."""


class Visitor:
    """What a container shows its referents to, one call for each reference it holds."""

    def visit(self, referent: HeapObject) -> None:
        """Look at one referent (borrowed)."""
        raise NotImplementedError


class Labeller:
    """What an object tells its references to, each with what its label is made of.

    A label costs nothing until it is read: whoever listens need not put the words together.
    """

    def reference(self, label: str, referent: HeapObject) -> None:
        """A reference with a label of its own."""
        raise NotImplementedError

    def item(self, index: i64, referent: HeapObject) -> None:
        """A place in a sequence: `[7]`."""
        raise NotImplementedError

    def attribute(self, name: str, referent: HeapObject) -> None:
        """An attribute: `.next`."""
        raise NotImplementedError

    def quoted(self, before: str, text: str, after: str, referent: HeapObject) -> None:
        """A place known by a string: `['a']`, ` key 'a'`."""
        raise NotImplementedError


@mypyc_attr(acyclic=True)
class HeapObject:
    """The header of every object: its count, its place, and what kind of thing it is."""

    refcount: i64 = 1
    address: i64 = 0
    size: i64 = 0
    """Bytes of the block at `address`, headers included."""

    kind: Kind | None = None
    """The object's type, as far as the heap cares: something with a name."""

    def edges(self) -> list[tuple[str, HeapObject]]:
        """Every counted reference this object holds, each with its label: `.next`, `[0]`."""
        return []

    def traverse(self, visitor: Visitor) -> None:
        """Show `visitor` each counted reference this object holds, in CPython's order."""

    def tell_edges(self, labeller: Labeller) -> None:
        """Tell `labeller` the edges one by one.

        A class whose objects may hold many answers here, and has its `edges` put together by
        `told_edges`; for all others it is the other way round.
        """
        for label, referent in self.edges():
            labeller.reference(label, referent)

    def tell_all_edges(self, labeller: Labeller) -> None:
        """Tell `labeller` the edges, those of an extension included."""
        self.tell_edges(labeller)

    def all_edges(self) -> list[tuple[str, HeapObject]]:
        """The edges, those of an extension included."""
        return self.edges()

    def show_referents(self, visitor: Visitor) -> None:
        """Show `visitor` each counted reference, those of an extension first."""
        self.traverse(visitor)

    def extra_blocks(self) -> list[tuple[int, int]]:
        """Address and size of each block the object has besides the one at `address`.

        A list's items, a dict's table: who allocates such a block answers for it here.
        """
        return []

    def may_be_tracked(self) -> bool:
        """Whether a container holding this object could become part of a cycle."""
        return False

    def deallocate(self, heap: Heap) -> None:
        """Let go of everything and give the block back. Called when the count reaches zero."""
        heap.free(self)

    def describe(self) -> str:
        """A few words for messages and diagnostics; runs no code of the program."""
        return self.kind_name()

    def kind_name(self) -> str:
        """The name of its type, fit to be shown."""
        return printable(self.kind.name) if self.kind is not None else type(self).__name__

    def literal(self) -> str:
        """The value of an atom as a program would write it, shortened; empty if it is none."""
        return ""

    def as_container(self) -> Container | None:
        """The object, if it can refer to others; to ask for the class on the host is dearer."""
        return None

    @property
    def immortal(self) -> bool:
        """Whether the object lives as long as its heap, whatever its count."""
        return self.refcount > IMMORTAL_FLOOR


class Extension:
    """What an object holds besides what its family holds: attributes, say, of a class of its own.

    A list is a list and holds items; where a program derives a class from lists, an instance is
    the same list with an extension. The extension's referents come before the family's, whoever
    asks for them, and its class is let go of last.
    """

    def edges(self) -> list[tuple[str, HeapObject]]:
        """The counted references the extension holds, each with its label."""
        raise NotImplementedError

    def traverse(self, visitor: Visitor) -> None:
        """Show `visitor` each counted reference the extension holds."""
        raise NotImplementedError

    def release_referents(self, heap: Heap) -> None:
        """Release every reference but the class; the object dies, or its cycles are broken."""
        raise NotImplementedError

    def leave_class(self, heap: Heap) -> None:
        """Release the class, when nothing is left of the object."""
        raise NotImplementedError

    def has_finalizer(self) -> bool:
        """Whether the class has a finalizer."""
        raise NotImplementedError

    def finalize(self, value: Container) -> None:
        """Run the class's finalizer on the object (borrowed) the extension belongs to."""
        raise NotImplementedError


class Container(HeapObject):
    """An object that can refer to others and so be part of a cycle."""

    extension: Extension | None = None
    """What an object of a derived class holds besides; None for an object of its family proper."""

    next: Container | None = None
    previous: Container | None = None
    gc_refs: i64 = 0
    """During a collection: references from outside the objects under collection."""

    weak_references: list[WeakReference] | None = None
    """The weak references to this object, newest first; they add nothing to the count."""

    generation: i16 = UNTRACKED
    """0, 1, 2 or PERMANENT while tracked, UNTRACKED otherwise."""

    collecting: bool = False
    """Whether the object is among those under collection and not yet found reachable."""

    unreachable: bool = False
    """Whether a collection holds the object tentatively unreachable."""

    finalized: bool = False
    """Whether the finalizer has run; it runs once in an object's life (PEP 442)."""

    def all_edges(self) -> list[tuple[str, HeapObject]]:
        if self.extension is None:
            return self.edges()
        return self.extension.edges() + self.edges()

    def tell_all_edges(self, labeller: Labeller) -> None:
        if self.extension is not None:
            for label, referent in self.extension.edges():
                labeller.reference(label, referent)
        self.tell_edges(labeller)

    def show_referents(self, visitor: Visitor) -> None:
        if self.extension is not None:
            self.extension.traverse(visitor)
        self.traverse(visitor)

    def clear(self, heap: Heap) -> None:
        """Break cycles by letting go of referents; the object stays usable (tp_clear)."""
        self.release_referents(heap)

    def release_referents(self, heap: Heap) -> None:
        """Release every reference this object holds, in CPython's order; it is about to die."""

    def finalize(self, heap: Heap) -> None:
        """Run the object's finalizer, which it must have. The caller holds a reference."""
        assert self.extension is not None
        self.extension.finalize(self)

    def has_finalizer(self) -> bool:
        """Whether `finalize` would run code of the program."""
        return self.extension is not None and self.extension.has_finalizer()

    def may_wait_in_trash(self) -> bool:
        """Whether its death counts as a level of nesting, and beyond the fiftieth is put off."""
        return True

    def may_be_tracked(self) -> bool:
        return True

    def as_container(self) -> Container | None:
        return self

    def untracked_from(self) -> i64:
        """The youngest generation whose collections may stop watching this object, NEVER if none.

        Only one that `cannot_be_in_cycle`.
        """
        return NEVER

    def cannot_be_in_cycle(self) -> bool:
        """Whether nothing it refers to can ever lead back to it; asked if watching may stop."""
        raise NotImplementedError

    def deallocate(self, heap: Heap) -> None:
        heap.deallocate_container(self)

    def give_back(self, heap: Heap) -> None:
        """Give the block back; everything else is already released."""
        heap.free_container(self)

    @property
    def tracked(self) -> bool:
        """Whether the object is in one of the collector's generations."""
        return self.generation != UNTRACKED


class Kind(Container):
    """The heap's idea of a type: a name for messages, snapshots and reports."""

    name: str = "object"
    supports_weak_references: bool = False
    """Whether weak references may know the objects of this type."""

    def hidden_referents(self) -> list[HeapObject]:
        """What a type refers to but keeps from the collector, as CPython's types do."""
        raise NotImplementedError


class EdgeList(Labeller):
    """Writes down what it is told, labels and all."""

    def __init__(self) -> None:
        self.edges: list[tuple[str, HeapObject]] = []

    def reference(self, label: str, referent: HeapObject) -> None:
        self.edges.append((label, referent))

    def item(self, index: i64, referent: HeapObject) -> None:
        self.edges.append((f"[{index}]", referent))

    def attribute(self, name: str, referent: HeapObject) -> None:
        self.edges.append(("." + name, referent))

    def quoted(self, before: str, text: str, after: str, referent: HeapObject) -> None:
        self.edges.append((f"{before}{text!r}{after}", referent))


def told_edges(value: HeapObject) -> list[tuple[str, HeapObject]]:
    """The `edges` of an object that tells them one by one."""
    result = EdgeList()
    value.tell_edges(result)
    return result.edges
