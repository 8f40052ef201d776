"""Instances of the classes a program defines.

An instance holds its class (counted) and the values of its attributes, whose names it shares with
the other instances. It has no dict of its own until the program asks for one (`__dict__`, `vars`)
or an attribute comes up too late for the shared names; then the attributes live in it.

There may be millions of instances, so what is the same for most of them takes no room in each: the
names are found through the class, and an order of the attributes is kept only where it is another
than that of the names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Labeller, Visitor, told_edges
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.shared_names import SharedNames
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime


NO_VALUES: Final[list[HeapObject | None]] = []
"""The values of all instances that have none; never changed."""

AS_NAMED: Final[list[int]] = []
"""The order of all instances whose attributes came in the order of the names; never changed."""


class Instance(Container):
    """An object of a class defined by the program."""

    dictionary: Dict | None = None
    """Where the attributes live once the program asked for the dict; counted."""

    def __init__(self, cls: Type) -> None:
        self.kind = cls
        self.values: list[HeapObject | None] = NO_VALUES
        """First those of `__slots__`, then by slot of the shared names; None, or nothing, where the
        instance has none."""

        self.order: list[int] = AS_NAMED
        """The slots of shared names that have a value, in the order in which they got it."""

        if cls.slot_count > 0:
            self.values = [None] * cls.slot_count

    @property
    def names(self) -> SharedNames:
        """The names of the attributes, shared with the other instances of the class."""
        return type_of(self).shared_names

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
        values = self.values
        if slot < len(values):
            old = values[slot]
            if old is None:
                self._note_latest(slot)
            values[slot] = value
            if old is not None:
                type_of(self).runtime.heap.release(old)
            return
        if values is NO_VALUES:
            self.values = values = []
        while len(values) < slot:
            values.append(None)
        values.append(value)
        if self.order is not AS_NAMED:
            self.order.append(slot)

    def _note_latest(self, slot: i64) -> None:
        """The attribute of that slot comes after all the others."""
        if self.order is AS_NAMED:
            order = self.slots_in_order()
            if not order or slot > order[-1]:
                return
            self.order = order
        self.order.append(slot)

    def slots_in_order(self) -> list[int]:
        """The slots that have a value, in the order in which they got it."""
        if self.order is not AS_NAMED:
            return self.order
        first = self.names.first
        return [slot for slot in range(first, len(self.values)) if self.values[slot] is not None]

    def delete_attribute(self, name: str) -> HeapObject | None:
        """Remove an attribute; returns its value with the reference, None if there was none."""
        if self.dictionary is not None:
            entry = self.dictionary.find_text(name)
            return None if entry is None else self.dictionary.remove(entry)
        slot = self.names.slot_of(name)
        if slot < 0 or slot >= len(self.values):
            return None
        value, self.values[slot] = self.values[slot], None
        if value is not None and self.order is not AS_NAMED:
            self.order.remove(slot)
        return value

    def own_names(self) -> list[str]:
        """The names of the attributes outside the dict, in the order in which they came."""
        return [self.names.name_of(slot) for slot in self.slots_in_order()]

    def own_dictionary(self) -> Dict:
        """The instance's dict (borrowed), made from the values at the first request."""
        if self.dictionary is None:
            dictionary = make_dict(type_of(self).runtime)
            names, values = self.own_names(), [self.values[slot] for slot in self.slots_in_order()]
            self.values, self.order = self.values[: self.names.first], AS_NAMED
            for index, value in enumerate(values):
                assert value is not None
                dictionary.set_text(names[index], value)
            self.dictionary = dictionary
        return self.dictionary

    # -- the collector's questions ---------------------------------------------

    def traverse(self, visitor: Visitor) -> None:
        for value in self.values:
            if value is not None:
                visitor.visit(value)
        if self.dictionary is not None:
            visitor.visit(self.dictionary)
        visitor.visit(type_of(self))

    def tell_edges(self, labeller: Labeller) -> None:
        for slot in self.slots_in_order():
            value = self.values[slot]
            if value is not None:
                labeller.attribute(self.names.name_of(slot), value)
        for index, label in enumerate(type_of(self).slot_labels):
            held = self.values[index]
            if held is not None:
                labeller.reference(label, held)
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
        values = self.values
        first: i64 = 0
        if values is not NO_VALUES:
            first = self.names.first
            for slot in range(first):
                held = values[slot]
                if held is not None:
                    values[slot] = None
                    heap.release(held)
            self.values, self.order = values[:first] if first > 0 else NO_VALUES, AS_NAMED
        dictionary, self.dictionary = self.dictionary, None
        for index in range(first, len(values)):
            value = values[index]
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
