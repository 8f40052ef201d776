"""Instances of classes a program derives from built-in ones: `class Stack(list)`.

Such an instance is an object of its family in every respect: it is a `List`, a `Dict`, a `Set` on
the host, with items of its own. What its class adds hangs on it as an extension: attributes in a
dict, values of `__slots__`, `__del__`. Whoever takes a short cut around the special methods asks
first whether there is an extension, for a subclass may have special methods of its own. (CPython:
`Objects/typeobject.c`, subtype_traverse, subtype_clear, subtype_dealloc.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.header import Container, Extension, HeapObject, Visitor
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.instances import Instance
from toylang.objects.types import Type

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime


class DerivedPart(Extension):
    """The attributes and slots of an instance, and its class; all counted."""

    dictionary: Dict | None = None
    """The attributes; None until the first is stored."""

    def __init__(self, cls: Type) -> None:
        self.cls: Type = cls
        self.slot_values: list[HeapObject | None] = []
        if cls.slot_count > 0:
            self.slot_values = [None] * cls.slot_count

    def own_dictionary(self) -> Dict:
        """The dict of the attributes (borrowed), made at the first request."""
        if self.dictionary is None:
            self.dictionary = make_dict(self.cls.runtime)
        return self.dictionary

    def edges(self) -> list[tuple[str, HeapObject]]:
        result: list[tuple[str, HeapObject]] = []
        for slot, held in enumerate(self.slot_values):
            if held is not None:
                result.append((self.cls.slot_labels[slot], held))
        if self.dictionary is not None:
            result.append((".__dict__", self.dictionary))
        if self.cls.is_heap_type:
            result.append((".__class__", self.cls))
        return result

    def traverse(self, visitor: Visitor) -> None:
        for held in self.slot_values:
            if held is not None:
                visitor.visit(held)
        if self.dictionary is not None:
            visitor.visit(self.dictionary)
        if self.cls.is_heap_type:
            visitor.visit(self.cls)

    def release_referents(self, heap: Heap) -> None:
        for slot, held in enumerate(self.slot_values):
            if held is not None:
                self.slot_values[slot] = None
                heap.release(held)
        dictionary, self.dictionary = self.dictionary, None
        if dictionary is not None:
            heap.release(dictionary)

    def leave_class(self, heap: Heap) -> None:
        heap.release(self.cls)

    def has_finalizer(self) -> bool:
        return self.cls.has_del

    def finalize(self, value: Container) -> None:
        from toylang.objects.finalization import call_finalizer

        call_finalizer(self.cls.runtime, value)


def derived_part(value: HeapObject) -> DerivedPart | None:
    """What the value's class adds to a built-in one, if it is derived from one."""
    if not isinstance(value, Container):
        return None
    extension = value.extension
    return extension if isinstance(extension, DerivedPart) else None


def slots_of(value: HeapObject) -> list[HeapObject | None]:
    """The values of attributes from `__slots__`, None for those without; others may follow."""
    if isinstance(value, Instance):
        return value.values
    extension = derived_part(value)
    assert extension is not None
    return extension.slot_values


def begin_life(runtime: Runtime, value: Container, cls: Type, family: Type, size: i64) -> None:
    """Give a new object its class and its block, and let the collector watch it.

    `cls` is the built-in class `family`, or derived from it. The block has `size` bytes besides
    those every instance of the class has.
    """
    value.kind = cls
    if cls is not family:
        cls.refcount += 1
        value.extension = DerivedPart(cls)
    runtime.heap.allocate_container(value, cls.instance_size + size)
    runtime.heap.track(value)
