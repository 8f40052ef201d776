"""Inline caches: what a node found last, and how it knows that this still holds.

A class has a version that no other class has and that changes whenever an attribute lookup on it
may give something else. A node that remembers a version therefore remembers a class in a certain
state, without holding it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.attributes import get_attribute, is_data_descriptor, set_attribute
from toylang.objects.builtins import Builtin
from toylang.objects.byte_values import Bytes
from toylang.objects.dicts import Dict
from toylang.objects.functions import Function
from toylang.objects.instances import Instance
from toylang.objects.lists import List
from toylang.objects.numbers import Float, Int
from toylang.objects.set_object import Set
from toylang.objects.text import Str
from toylang.objects.tuples import Tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

NO_VERSION: Final[i64] = -1

PLAIN_FAMILIES: Final = (List, Dict, Set, Tuple, Str, Bytes, Int, Float)
"""Values of these have no attributes of their own, unless a class is derived from them."""


class SlotCache:
    """Where the instances of one class have the value of one attribute."""

    version: i64 = NO_VERSION
    slot: i64 = 0

    def __init__(self, name: str, for_storing: bool = False) -> None:
        self.name: str = name
        self.for_storing: bool = for_storing

    def _knows(self, instance: Instance) -> bool:
        """Whether `slot` is where this instance has the attribute, if it has it at all."""
        cls = type_of(instance)
        if instance.dictionary is not None:
            return False
        return cls.version == self.version or self._learn(instance)

    def _learn(self, instance: Instance) -> bool:
        """Remember the instance's class; False if its attribute is not simply in a slot."""
        cls = type_of(instance)
        slot = cls.shared_names.slot_of(self.name)
        if slot < 0 or cls.has_custom_lookup:
            return False
        found = cls.lookup(self.name)
        if found is not None and is_data_descriptor(found):
            return False
        if self.for_storing and isinstance(cls.lookup("__setattr__"), Function):
            return False
        self.slot = slot
        self.version = cls.version
        return True

    def read(self, runtime: Runtime, owner: HeapObject) -> HeapObject:
        """The attribute of an owner (borrowed), a new reference; raises as `get_attribute` does."""
        if isinstance(owner, Instance) and self._knows(owner):
            values = owner.values
            slot = self.slot
            found = values[slot] if slot < len(values) else None
            if found is not None:
                found.refcount += 1
                return found
        return get_attribute(runtime, owner, self.name)

    def write(self, runtime: Runtime, owner: HeapObject, value: HeapObject) -> None:
        """Store the attribute; `value` is taken over, also when this raises."""
        if isinstance(owner, Instance) and self._knows(owner):
            owner.set_slot(self.slot, value)
            return
        try:
            set_attribute(runtime, owner, self.name, value)
        finally:
            runtime.heap.release(value)


class MethodCache:
    """The function that the instances of one class have as their method of one name."""

    version: i64 = NO_VERSION
    names_known: i64 = 0
    """How many names the class's instances shared when none of them was the method's."""

    function: HeapObject | None = None

    def __init__(self, name: str) -> None:
        self.name: str = name

    def method(self, instance: Instance) -> HeapObject | None:
        """The function, or that of a built-in type (borrowed); None if it is anything else."""
        cls = type_of(instance)
        if (
            cls.version == self.version
            and instance.dictionary is None
            and cls.shared_names.count == self.names_known
        ):
            return self.function
        return self._find(instance)

    def _find(self, instance: Instance) -> HeapObject | None:
        cls = type_of(instance)
        found = cls.lookup(self.name)
        is_method = isinstance(found, Builtin) and found.owner is not None
        if cls.has_custom_lookup or not (is_method or isinstance(found, Function)):
            return None
        if instance.attribute(self.name) is not None:
            return None
        if cls.shared_names.slot_of(self.name) < 0:
            self.function = found
            self.names_known = cls.shared_names.count
            self.version = cls.version
        return found


class BuiltinCache:
    """The built-in method that values of one built-in type have under one name."""

    version: i64 = NO_VERSION
    method: Builtin | None = None

    def __init__(self, name: str) -> None:
        self.name: str = name

    def found(self, value: HeapObject) -> Builtin | None:
        """The method (borrowed); None if the attribute is or may be anything else."""
        cls = type_of(value)
        if cls.version != self.version:
            self.version = cls.version
            self.method = self._find(value)
        return self.method

    def _find(self, value: HeapObject) -> Builtin | None:
        cls = type_of(value)
        if cls.is_heap_type or cls.instances_have_attributes:
            return None
        if not isinstance(value, PLAIN_FAMILIES):
            return None
        found = cls.lookup(self.name)
        return found if isinstance(found, Builtin) and found.owner is not None else None
