"""The weakref module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import Container, HeapObject
from toylang.objects.builtins import MethodSpec, method
from toylang.objects.dicts import Dict
from toylang.objects.lists import make_list
from toylang.objects.numbers import make_int

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _getweakrefcount(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, len(_references(arguments[0])))


def _getweakrefs(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_list(runtime, _references(arguments[0], retained=True))


def _references(value: HeapObject, retained: bool = False) -> list[HeapObject]:
    """The weak references to a value, the shared one first as CPython lists them."""
    if not isinstance(value, Container) or value.weak_references is None:
        return []
    plain: list[HeapObject] = []
    others: list[HeapObject] = []
    for reference in value.weak_references:
        if retained:
            reference.refcount += 1
        (plain if reference.is_plain() else others).append(reference)
    return plain + others


FUNCTIONS: Final[list[MethodSpec]] = [
    method("getweakrefcount", _getweakrefcount, 1),
    method("getweakrefs", _getweakrefs, 1),
]


def fill(runtime: Runtime, namespace: Dict) -> None:
    """Add the type of weak references under its two names."""
    for name in ("ref", "ReferenceType"):
        runtime.types.weak_reference.refcount += 1
        namespace.set_text(name, runtime.types.weak_reference)
