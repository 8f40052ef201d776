"""`isinstance` and `issubclass`, with what a metaclass of the program has to say about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.heap.header import HeapObject
from toylang.objects.attributes import find_attribute
from toylang.objects.errors import Raised, type_error
from toylang.objects.functions import Function
from toylang.objects.generic_alias import GenericAlias, Union
from toylang.objects.protocol import truth
from toylang.objects.tuples import Tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def is_instance(runtime: Runtime, value: HeapObject, classes: HeapObject) -> bool:
    """`isinstance(value, classes)` for a class or a tuple of them."""
    if isinstance(classes, Tuple):
        return any(is_instance(runtime, value, each) for each in classes.items)
    if isinstance(classes, Type):
        check = _custom_check(runtime, classes, "__instancecheck__", value)
        if check is None:
            check = type_of(value).is_subtype(classes) or _claims_class(runtime, value, classes)
        return check
    if isinstance(classes, Union):
        return any(is_instance(runtime, value, each) for each in classes.members.items)
    if isinstance(classes, GenericAlias):
        raise _parameterized(runtime, "isinstance")
    message = "isinstance() arg 2 must be a type, a tuple of types, or a union"
    raise type_error(runtime, message)


def _claims_class(runtime: Runtime, value: HeapObject, cls: Type) -> bool:
    """Whether the value's `__class__`, where it can be another than its type, is below `cls`."""
    own = type_of(value)
    plain = runtime.types.object.lookup("__class__")
    if not own.has_custom_lookup and own.lookup("__class__") is plain:
        return False
    claimed = find_attribute(runtime, value, "__class__")
    if claimed is None:
        return False
    below = isinstance(claimed, Type) and claimed.is_subtype(cls)
    runtime.heap.release(claimed)
    return below


def is_subclass(runtime: Runtime, cls: Type, classes: HeapObject) -> bool:
    """`issubclass(cls, classes)` for a class or a tuple of them."""
    if isinstance(classes, Tuple):
        return any(is_subclass(runtime, cls, each) for each in classes.items)
    if isinstance(classes, Type):
        check = _custom_check(runtime, classes, "__subclasscheck__", cls)
        return cls.is_subtype(classes) if check is None else check
    if isinstance(classes, Union):
        return any(is_subclass(runtime, cls, each) for each in classes.members.items)
    if isinstance(classes, GenericAlias):
        raise _parameterized(runtime, "issubclass")
    message = "issubclass() arg 2 must be a class, a tuple of classes, or a union"
    raise type_error(runtime, message)


def _parameterized(runtime: Runtime, function: str) -> Raised:
    return type_error(runtime, f"{function}() argument 2 cannot be a parameterized generic")


def _custom_check(runtime: Runtime, cls: Type, name: str, argument: HeapObject) -> bool | None:
    """What a metaclass of the program says; None if it says nothing."""
    found = type_of(cls).lookup(name)
    if not isinstance(found, Function):
        return None
    result = runtime.call(found, [cls, argument])
    try:
        return truth(runtime, result)
    finally:
        runtime.heap.release(result)
