"""Instances of the classes a program defines.

An instance holds its class (counted), a shape and the values of its attributes. It has no dict of
its own until the program asks for one (`__dict__`, `vars`); from then on the attributes live in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.shapes import Shape
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

SHARED_NAMES_LIMIT: Final[i64] = 30
"""Attributes an instance can have before it gets a dict of its own (CPython's limit, too)."""


class Instance(Container):
    """An object of a class defined by the program."""

    dictionary: Dict | None = None
    """Where the attributes live once the program asked for the dict; counted."""

    def __init__(self, cls: Type) -> None:
        self.kind = cls
        self.shape: Shape = cls.shape
        self.values: list[HeapObject] = []
        self.slot_values: list[HeapObject | None] = []
        """The values of attributes from `__slots__`."""

        if cls.slot_count > 0:
            self.slot_values = [None] * cls.slot_count

    # -- attributes ------------------------------------------------------------

    def attribute(self, name: str) -> HeapObject | None:
        """The value of the instance's own attribute (borrowed), None if it has none."""
        if self.dictionary is not None:
            entry = self.dictionary.find_text(name)
            return None if entry is None else entry.value
        slot = self.shape.slot_of(name)
        return self.values[slot] if slot >= 0 else None

    def set_attribute(self, name: str, value: HeapObject) -> None:
        """Store an attribute, taking the value's reference over."""
        if self.dictionary is None:
            slot = self.shape.slot_of(name)
            if slot >= 0:
                old = self.values[slot]
                self.values[slot] = value
                type_of(self).runtime.heap.release(old)
                return
            if len(self.values) < SHARED_NAMES_LIMIT:
                self.shape = self.shape.with_name(name)
                self.values.append(value)
                return
        self.own_dictionary().set_text(name, value)

    def delete_attribute(self, name: str) -> HeapObject | None:
        """Remove an attribute; returns its value with the reference, None if there was none."""
        if self.dictionary is not None:
            entry = self.dictionary.find_text(name)
            return None if entry is None else self.dictionary.remove(entry)
        slot = self.shape.slot_of(name)
        if slot < 0:
            return None
        names = self.shape.names[:slot] + self.shape.names[slot + 1 :]
        shape = type_of(self).shape
        for remaining in names:
            shape = shape.with_name(remaining)
        self.shape = shape
        return self.values.pop(slot)

    def own_dictionary(self) -> Dict:
        """The instance's dict (borrowed), made from the shape at the first request."""
        if self.dictionary is None:
            dictionary = make_dict(type_of(self).runtime)
            for name, value in zip(self.shape.names, self.values, strict=True):
                dictionary.set_text(name, value)
            self.dictionary = dictionary
            self.shape = type_of(self).shape
            self.values = []
        return self.dictionary

    # -- the collector's questions ---------------------------------------------

    def traverse(self, visitor: Visitor) -> None:
        for held in self.slot_values:
            if held is not None:
                visitor.visit(held)
        for value in self.values:
            visitor.visit(value)
        if self.dictionary is not None:
            visitor.visit(self.dictionary)
        visitor.visit(type_of(self))

    def edges(self) -> list[tuple[str, HeapObject]]:
        result = [
            (f".{name}", value) for name, value in zip(self.shape.names, self.values, strict=True)
        ]
        for slot, held in enumerate(self.slot_values):
            if held is not None:
                result.append((f" slot {slot}", held))
        if self.dictionary is not None:
            result.append((".__dict__", self.dictionary))
        result.append((".__class__", type_of(self)))
        return result

    def clear(self, heap: Heap) -> None:
        self._release_attributes(heap)

    def release_referents(self, heap: Heap) -> None:
        self._release_attributes(heap)

    def give_back(self, heap: Heap) -> None:
        cls = type_of(self)
        heap.free_container(self)
        heap.release(cls)

    def _release_attributes(self, heap: Heap) -> None:
        for slot, held in enumerate(self.slot_values):
            if held is not None:
                self.slot_values[slot] = None
                heap.release(held)
        values, self.values = self.values, []
        self.shape = type_of(self).shape
        dictionary, self.dictionary = self.dictionary, None
        for value in values:
            heap.release(value)
        if dictionary is not None:
            heap.release(dictionary)

    def has_finalizer(self) -> bool:
        return type_of(self).has_del

    def finalize(self, heap: Heap) -> None:
        from toylang.objects.finalization import call_finalizer

        call_finalizer(type_of(self).runtime, self)

    def describe(self) -> str:
        return type_of(self).name


def make_instance(runtime: Runtime, cls: Type) -> Instance:
    """A new instance of `cls` without attributes."""
    cls.refcount += 1
    result = Instance(cls)
    runtime.heap.allocate_container(result, cls.instance_size)
    runtime.heap.track(result)
    return result
