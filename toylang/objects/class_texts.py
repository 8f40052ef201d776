"""What a class says of itself in words: its name, where it is from, its documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.attributes import bind
from toylang.objects.builtins import AttributeSpec
from toylang.objects.errors import Raised, type_error
from toylang.objects.protocol import none
from toylang.objects.text import Str, make_str
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _receiver(value: HeapObject) -> Type:
    assert isinstance(value, Type)
    return value


def _immutable(runtime: Runtime, cls: Type, attribute: str) -> Raised:
    message = f"cannot set '{attribute}' attribute of immutable type '{cls.name}'"
    return type_error(runtime, message)


def _text(runtime: Runtime, cls: Type, attribute: str, new: HeapObject | None) -> str:
    """What is to be a class's `__name__` or `__qualname__`; TypeError unless it is a string."""
    if not cls.is_heap_type:
        raise _immutable(runtime, cls, attribute)
    if new is None:
        message = f"cannot delete '{attribute}' attribute of type '{cls.name}'"
        raise type_error(runtime, message)
    if not isinstance(new, Str):
        name = type_of(new).name
        message = f"can only assign string to {cls.name}.{attribute}, not '{name}'"
        raise type_error(runtime, message)
    return new.value


def _name(runtime: Runtime, value: HeapObject) -> HeapObject:
    cls = _receiver(value)
    return make_str(runtime, cls.name if cls.is_heap_type else cls.name.rpartition(".")[2])


def _set_name(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    cls = _receiver(value)
    cls.name = _text(runtime, cls, "__name__", new)


def _qualname(runtime: Runtime, value: HeapObject) -> HeapObject:
    cls = _receiver(value)
    return make_str(runtime, cls.qualname if cls.is_heap_type else cls.name.rpartition(".")[2])


def _set_qualname(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    cls = _receiver(value)
    cls.qualname = _text(runtime, cls, "__qualname__", new)


def _module(runtime: Runtime, value: HeapObject) -> HeapObject:
    cls = _receiver(value)
    entry = cls.namespace.find_text("__module__")
    if entry is None or entry.value is None:
        return make_str(runtime, cls.name.rpartition(".")[0] or "builtins")
    entry.value.refcount += 1
    return entry.value


def _set_module(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    if new is not None:
        new.refcount += 1
        _receiver(value).namespace.set_text("__module__", new)


def _doc(runtime: Runtime, value: HeapObject) -> HeapObject:
    entry = _receiver(value).namespace.find_text("__doc__")
    if entry is None or entry.value is None:
        return none(runtime)
    return bind(runtime, entry.value, None, _receiver(value))


def _set_doc(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    cls = _receiver(value)
    if not cls.is_heap_type:
        raise _immutable(runtime, cls, "__doc__")
    if new is None:
        message = f"cannot delete '__doc__' attribute of type '{cls.name}'"
        raise type_error(runtime, message)
    new.refcount += 1
    cls.namespace.set_text("__doc__", new)
    cls.changed()


CLASS_TEXTS: Final[list[AttributeSpec]] = [
    AttributeSpec("__name__", _name, _set_name),
    AttributeSpec("__qualname__", _qualname, _set_qualname),
    AttributeSpec("__module__", _module, _set_module),
    AttributeSpec("__doc__", _doc, _set_doc),
]
