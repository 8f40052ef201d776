"""`__slots__`: attributes with a fixed place in every instance instead of a dict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.derived import slots_of
from toylang.objects.errors import Raised, error, type_error
from toylang.objects.exceptions import attribute_error
from toylang.objects.protocol import items_of
from toylang.objects.text import Str
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def declared_slots(runtime: Runtime, cls: Type) -> list[str] | None:
    """The names in a new class's `__slots__`, sorted; None if it declares none."""
    entry = cls.namespace.find_text("__slots__")
    if entry is None or entry.value is None:
        return None
    if isinstance(entry.value, Str):
        names = [entry.value.value]
    else:
        items = items_of(runtime, entry.value)
        try:
            names = [_slot_name(runtime, item) for item in items]
        finally:
            runtime.heap.release_all(items)
    for name in names:
        if name not in ("__dict__", "__weakref__") and cls.namespace.find_text(name) is not None:
            raise error(
                runtime, "ValueError", f"'{name}' in __slots__ conflicts with class variable"
            )
    return sorted(names)


def _slot_name(runtime: Runtime, item: HeapObject) -> str:
    if not isinstance(item, Str):
        name = type_of(item).name
        raise type_error(runtime, f"__slots__ items must be strings, not '{name}'")
    if not item.value.isidentifier():
        raise type_error(runtime, "__slots__ must be identifiers")
    return item.value


def mangle(class_name: str, name: str) -> str:
    """A private name as the class's methods see it: `__x` in `A` is `_A__x`."""
    owner = class_name.lstrip("_")
    if not name.startswith("__") or name.endswith("__") or not owner:
        return name
    return f"_{owner}{name}"


class SlotGetter:
    """Reads one slot."""

    def __init__(self, name: str, index: i64) -> None:
        self.name: str = name
        self.index: i64 = index

    def __call__(self, runtime: Runtime, value: HeapObject) -> HeapObject:
        """The slot's value; AttributeError while it has none."""
        held = self.held_by(value)
        if held is None:
            owner = type_of(value).name
            message = f"'{owner}' object has no attribute '{self.name}'"
            raise Raised(attribute_error(runtime, value, self.name, message))
        held.refcount += 1
        return held

    def held_by(self, value: HeapObject) -> HeapObject | None:
        """What the slot holds (borrowed), None while it has no value."""
        return slots_of(value)[self.index]


class SlotSetter:
    """Stores or empties one slot."""

    def __init__(self, name: str, index: i64) -> None:
        self.name: str = name
        self.index: i64 = index

    def __call__(self, runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
        """Replace the slot's value; without `new`, delete it."""
        slots = slots_of(value)
        old = slots[self.index]
        if new is None and old is None:
            raise error(runtime, "AttributeError", self.name)
        if new is not None:
            new.refcount += 1
        slots[self.index] = new
        if old is not None:
            runtime.heap.release(old)
