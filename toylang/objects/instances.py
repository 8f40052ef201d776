"""Instances of the classes a program defines.

An instance holds its class (counted) and the values of its attributes, whose names it shares with
the other instances. It has no dict of its own until the program asks for one (`__dict__`, `vars`)
or an attribute comes up too late for the shared names; then the attributes live in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Labeller, Visitor, told_edges
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.shared_names import SharedNames
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime


class Instance(Container):
    """An object of a class defined by the program."""

    dictionary: Dict | None = None
    """Where the attributes live once the program asked for the dict; counted."""

    def __init__(self, cls: Type) -> None:
        self.kind = cls
        self.names: SharedNames = cls.shared_names
        self.values: list[HeapObject | None] = []
        """By slot of the shared names; None, or nothing, where the instance has none."""

        self.order: list[int] = []
        """The slots that have a value, in the order in which they got it."""

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
        slot = self.names.slot_of(name)
        return self.values[slot] if 0 <= slot < len(self.values) else None

    def set_attribute(self, name: str, value: HeapObject) -> None:
        """Store an attribute, taking the value's reference over."""
        if self.dictionary is None:
            slot = self.names.slot_of(name)
            if slot < 0:
                slot = self.names.add(name)
            if slot >= 0:
                self.set_slot(slot, value)
                return
        self.own_dictionary().set_text(name, value)

    def set_slot(self, slot: i64, value: HeapObject) -> None:
        """Store the attribute of that slot, taking the value's reference over."""
        while len(self.values) <= slot:
            self.values.append(None)
        old = self.values[slot]
        self.values[slot] = value
        if old is None:
            self.order.append(slot)
        else:
            type_of(self).runtime.heap.release(old)

    def delete_attribute(self, name: str) -> HeapObject | None:
        """Remove an attribute; returns its value with the reference, None if there was none."""
        if self.dictionary is not None:
            entry = self.dictionary.find_text(name)
            return None if entry is None else self.dictionary.remove(entry)
        slot = self.names.slot_of(name)
        if slot < 0 or slot >= len(self.values):
            return None
        value, self.values[slot] = self.values[slot], None
        if value is not None:
            self.order.remove(slot)
        return value

    def own_names(self) -> list[str]:
        """The names of the attributes outside the dict, in the order in which they came."""
        return [self.names.names[slot] for slot in self.order]

    def own_dictionary(self) -> Dict:
        """The instance's dict (borrowed), made from the values at the first request."""
        if self.dictionary is None:
            dictionary = make_dict(type_of(self).runtime)
            names, values = self.own_names(), [self.values[slot] for slot in self.order]
            self.values, self.order = [], []
            for index, value in enumerate(values):
                assert value is not None
                dictionary.set_text(names[index], value)
            self.dictionary = dictionary
        return self.dictionary

    # -- the collector's questions ---------------------------------------------

    def traverse(self, visitor: Visitor) -> None:
        for held in self.slot_values:
            if held is not None:
                visitor.visit(held)
        for value in self.values:
            if value is not None:
                visitor.visit(value)
        if self.dictionary is not None:
            visitor.visit(self.dictionary)
        visitor.visit(type_of(self))

    def tell_edges(self, labeller: Labeller) -> None:
        for slot in self.order:
            value = self.values[slot]
            if value is not None:
                labeller.attribute(self.names.names[slot], value)
        for slot, held in enumerate(self.slot_values):
            if held is not None:
                labeller.reference(type_of(self).slot_labels[slot], held)
        if self.dictionary is not None:
            labeller.attribute("__dict__", self.dictionary)
        labeller.attribute("__class__", type_of(self))

    def edges(self) -> list[tuple[str, HeapObject]]:
        return told_edges(self)

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
        self.order = []
        dictionary, self.dictionary = self.dictionary, None
        for value in values:
            if value is not None:
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
    cls.shared_names.count_instance()
    runtime.heap.allocate_container(result, cls.instance_size)
    runtime.heap.track(result)
    return result
