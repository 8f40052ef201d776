"""Values of classes a program derives from int, float, str and bytes.

The values of these four hold nothing but a host value and are not watched by the collector. An
instance of a derived class is: it can have attributes. It stands for an atom, a plain value that is
part of it and no object of its own. How such instances are made stands in `atom_instances`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.heap.header import Container, HeapObject

if TYPE_CHECKING:
    from toylang.heap.heap import Heap


class AtomInstance(Container):
    """An object that is an int, float, str or bytes, and more."""

    def __init__(self, atom: HeapObject) -> None:
        self.atom: HeapObject = atom
        """The plain value; it has no place in the heap and must not be handed to anybody."""

    def clear(self, heap: Heap) -> None:
        """Holds nothing besides its extension."""

    def literal(self) -> str:
        return self.atom.literal()


def plain(value: HeapObject) -> HeapObject:
    """The value to look at: the atom of an instance of a derived class, else the value itself.

    An atom is for reading only: no reference to it may get into the heap.
    """
    return value.atom if isinstance(value, AtomInstance) else value


def holds_atom_instance(
    arguments: list[HeapObject], keywords: dict[str, HeapObject] | None
) -> bool:
    """Whether one of the arguments is an instance of a class derived from int, str, …."""
    for argument in arguments:
        if isinstance(argument, AtomInstance):
            return True
    if keywords:
        for argument in keywords.values():
            if isinstance(argument, AtomInstance):
                return True
    return False
