"""Calling and binding by name: `f.__call__()`, `f.__get__(x)`, `property.__set__`.

What a call or an attribute access does of itself (`Runtime.call`, `attributes.bind`) programs can
also ask for through these special methods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.heap.header import HeapObject
from toylang.objects.attributes import bind, bind_wrapper
from toylang.objects.builtins import (
    Attribute,
    Builtin,
    MethodSpec,
    keyword_method,
    method,
)
from toylang.objects.descriptors import Property, StaticMethod
from toylang.objects.errors import type_error
from toylang.objects.protocol import none
from toylang.objects.slot_wrappers import check_receiver
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _call(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    function = arguments[0]
    if isinstance(function, StaticMethod):
        function = function.function
    return runtime.call(function, arguments[1:], keywords)


def _get(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """As wrap_descr_get: None stands for no receiver and for no class, but not for both."""
    descriptor, given = arguments[0], arguments[1]
    receiver = None if given is runtime.none else given
    cls = arguments[2] if len(arguments) == 3 else runtime.none
    if receiver is None and cls is runtime.none:
        raise type_error(runtime, "__get__(None, None) is invalid")
    if receiver is not None and isinstance(descriptor, Builtin):
        check_receiver(runtime, descriptor.name, descriptor.owner, receiver)
    owner = cls if isinstance(cls, Type) else type_of(given)
    if isinstance(descriptor, (Property, StaticMethod)):
        return bind_wrapper(runtime, descriptor, receiver, owner)
    return bind(runtime, descriptor, receiver, owner)


def _set(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _store(runtime, arguments[0], arguments[1], arguments[2])
    return none(runtime)


def _delete(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _store(runtime, arguments[0], arguments[1], None)
    return none(runtime)


def _store(
    runtime: Runtime, descriptor: HeapObject, receiver: HeapObject, value: HeapObject | None
) -> None:
    if isinstance(descriptor, Property):
        descriptor.set(runtime, receiver, value)
        return
    assert isinstance(descriptor, Attribute)
    descriptor.set(runtime, receiver, value)


def call_method() -> MethodSpec:
    """`__call__` of a callable type."""
    return keyword_method("__call__", _call)


def get_method() -> MethodSpec:
    """`__get__` of a descriptor."""
    return method("__get__", _get, 1, 2)


def data_methods() -> list[MethodSpec]:
    """`__get__`, `__set__`, `__delete__` of a descriptor that stores, too."""
    return [get_method(), method("__set__", _set, 2), method("__delete__", _delete, 1)]
