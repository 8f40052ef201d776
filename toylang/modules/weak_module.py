"""The `_weakref` module: what of weak references cannot be written in Toy itself.

Programs import `weakref`, which is a module of Toy's library and takes these names over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import Container, HeapObject
from toylang.objects.builtins import MethodSpec, method
from toylang.objects.dicts import Dict
from toylang.objects.errors import type_error
from toylang.objects.lists import make_list
from toylang.objects.numbers import make_int
from toylang.objects.protocol import none
from toylang.objects.types import type_of
from toylang.objects.weak import Reference
from toylang.objects.weak_proxies import make_proxy

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _getweakrefcount(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, len(_references(arguments[0])))


def _getweakrefs(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    known = _references(arguments[0])
    for reference in known:
        reference.refcount += 1
    return make_list(runtime, known)


def _references(value: HeapObject) -> list[HeapObject]:
    """The weak references and proxies to a value (borrowed), the shared ones first."""
    if not isinstance(value, Container) or value.weak_references is None:
        return []
    return [*value.weak_references]


def _proxy(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_proxy(runtime, arguments[0], arguments[1] if len(arguments) > 1 else None)


def _remove_dead_weakref(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """Delete a dict's entry unless its value, a weak reference, is alive again or still."""
    dictionary, key = arguments
    if not isinstance(dictionary, Dict):
        name = type_of(dictionary).name
        message = f"_remove_dead_weakref() argument 1 must be dict, not {name}"
        raise type_error(runtime, message)
    entry = dictionary.find(key)
    if entry is None:
        return none(runtime)
    if not isinstance(entry.value, Reference):
        raise type_error(runtime, "not a weakref")
    if entry.value.referent is None:
        runtime.heap.release(dictionary.remove(entry))
    return none(runtime)


FUNCTIONS: Final[list[MethodSpec]] = [
    method("_remove_dead_weakref", _remove_dead_weakref, 2),
    method("getweakrefcount", _getweakrefcount, 1),
    method("getweakrefs", _getweakrefs, 1),
    method("proxy", _proxy, 1, 2),
]

TYPE_NAMES: Final = [
    ("ref", "weakref.ReferenceType"),
    ("ReferenceType", "weakref.ReferenceType"),
    ("ProxyType", "weakref.ProxyType"),
    ("CallableProxyType", "weakref.CallableProxyType"),
]
"""The module's names of types."""


def fill(runtime: Runtime, namespace: Dict) -> None:
    """Add the types."""
    for name, full_name in TYPE_NAMES:
        kind = runtime.types.by_name[full_name]
        kind.refcount += 1
        namespace.set_text(name, kind)
