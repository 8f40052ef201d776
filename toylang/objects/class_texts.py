"""What a class says of itself in words: its name, where it is from, its documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.attributes import bind
from toylang.objects.builtins import AttributeSpec
from toylang.objects.errors import type_error
from toylang.objects.protocol import none
from toylang.objects.text import Str, make_str
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _receiver(value: HeapObject) -> Type:
    assert isinstance(value, Type)
    return value


def _checked(runtime: Runtime, cls: Type, attribute: str, new: HeapObject | None) -> HeapObject:
    """The (borrowed) new value of a text; TypeError unless the class can be given one.

    As check_set_special_type_attr in CPython's `Objects/typeobject.c`, words included.
    """
    if new is None or not cls.is_heap_type:
        act = "set" if not cls.is_heap_type else "delete"
        message = f"cannot {act} '{attribute}' attribute of immutable type '{cls.name}'"
        raise type_error(runtime, message)
    return new


def _text(runtime: Runtime, cls: Type, attribute: str, new: HeapObject | None) -> str:
    """What is to be a class's `__name__` or `__qualname__`; TypeError unless it is a string."""
    new = _checked(runtime, cls, attribute, new)
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
    _store(runtime, _receiver(value), "__module__", new)


def _store(runtime: Runtime, cls: Type, attribute: str, new: HeapObject | None) -> None:
    new = _checked(runtime, cls, attribute, new)
    new.refcount += 1
    cls.namespace.set_text(attribute, new)
    cls.changed()


def _doc(runtime: Runtime, value: HeapObject) -> HeapObject:
    entry = _receiver(value).namespace.find_text("__doc__")
    if entry is None or entry.value is None:
        return none(runtime)
    return bind(runtime, entry.value, None, _receiver(value))


def _set_doc(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    _store(runtime, _receiver(value), "__doc__", new)


CLASS_TEXTS: Final[list[AttributeSpec]] = [
    AttributeSpec("__name__", _name, _set_name),
    AttributeSpec("__qualname__", _qualname, _set_qualname),
    AttributeSpec("__module__", _module, _set_module),
    AttributeSpec("__doc__", _doc, _set_doc),
]
