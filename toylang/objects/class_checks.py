"""`isinstance` and `issubclass`: classes, what a metaclass says, and what only looks like a class.

Anything with a tuple of `__bases__` counts as a class, and `__class__` may say something else than
the type does (CPython, `Objects/abstract.c`, object_isinstance and recursive_issubclass).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.attributes import find_attribute
from toylang.objects.builtins import Builtin
from toylang.objects.errors import Raised, type_error
from toylang.objects.generic_alias import GenericAlias, Union
from toylang.objects.protocol import call_bound_special, truth
from toylang.objects.tuples import Tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

NO_INSTANCE_CHECK: Final = "isinstance() arg 2 must be a type, a tuple of types, or a union"
NO_DERIVED_CLASS: Final = "issubclass() arg 1 must be a class"
NO_BASE_CLASS: Final = "issubclass() arg 2 must be a class, a tuple of classes, or a union"


def is_instance(runtime: Runtime, value: HeapObject, classes: HeapObject) -> bool:
    """`isinstance(value, classes)` for a class, a union, a tuple of them, or an abstract class."""
    if type_of(value) is classes:
        return True
    if isinstance(classes, Tuple):
        runtime.enter("in __instancecheck__")
        try:
            return any(is_instance(runtime, value, each) for each in classes.items)
        finally:
            runtime.leave()
    if isinstance(classes, Union):
        return any(is_instance(runtime, value, each) for each in classes.members.items)
    if isinstance(classes, GenericAlias):
        raise _parameterized(runtime, "isinstance")
    check = _custom_check(runtime, classes, "__instancecheck__", value)
    if check is not None:
        return check
    if isinstance(classes, Type):
        return type_of(value).is_subtype(classes) or _claims_class(runtime, value, classes)
    _check_class(runtime, classes, NO_INSTANCE_CHECK)
    return _claims_class(runtime, value, classes)


def is_subclass(runtime: Runtime, cls: HeapObject, classes: HeapObject) -> bool:
    """`issubclass(cls, classes)` for a class, a union, a tuple of them, or an abstract class."""
    if isinstance(classes, Tuple):
        runtime.enter("in __subclasscheck__")
        try:
            return any(is_subclass(runtime, cls, each) for each in classes.items)
        finally:
            runtime.leave()
    if isinstance(classes, Union):
        return any(is_subclass(runtime, cls, each) for each in classes.members.items)
    if isinstance(classes, GenericAlias):
        raise _parameterized(runtime, "issubclass")
    check = _custom_check(runtime, classes, "__subclasscheck__", cls)
    if check is not None:
        return check
    if isinstance(classes, Type) and isinstance(cls, Type):
        return cls.is_subtype(classes)
    _check_class(runtime, cls, NO_DERIVED_CLASS)
    _check_class(runtime, classes, NO_BASE_CLASS)
    return _descends(runtime, cls, classes)


def _parameterized(runtime: Runtime, function: str) -> Raised:
    return type_error(runtime, f"{function}() argument 2 cannot be a parameterized generic")


def _custom_check(
    runtime: Runtime, cls: HeapObject, name: str, argument: HeapObject
) -> bool | None:
    """What the class of a class says, if the program wrote it; None if it says nothing."""
    found = type_of(cls).lookup(name)
    if found is None or isinstance(found, Builtin):
        return None
    result = call_bound_special(runtime, cls, name, [argument])
    assert result is not None
    try:
        return truth(runtime, result)
    finally:
        runtime.heap.release(result)


def _claims_class(runtime: Runtime, value: HeapObject, cls: HeapObject) -> bool:
    """Whether `value.__class__`, which need not be its type, descends from a class."""
    own = type_of(value)
    plain = runtime.types.object.lookup("__class__")
    ordinary = not own.has_custom_lookup and own.lookup("__class__") is plain
    if ordinary and isinstance(cls, Type):
        return False
    claimed = find_attribute(runtime, value, "__class__")
    if claimed is None:
        return False
    try:
        if isinstance(cls, Type):
            return isinstance(claimed, Type) and claimed.is_subtype(cls)
        return _descends(runtime, claimed, cls)
    finally:
        runtime.heap.release(claimed)


def _bases_of(runtime: Runtime, cls: HeapObject) -> Tuple | None:
    """The tuple of bases (owned) of whatever has one."""
    bases = find_attribute(runtime, cls, "__bases__")
    if bases is None or isinstance(bases, Tuple):
        return bases
    runtime.heap.release(bases)
    return None


def _check_class(runtime: Runtime, cls: HeapObject, complaint: str) -> None:
    bases = _bases_of(runtime, cls)
    if bases is None:
        raise type_error(runtime, complaint)
    runtime.heap.release(bases)


def _descends(runtime: Runtime, derived: HeapObject, cls: HeapObject) -> bool:
    """Whether a class is another or has it among its bases, or their bases."""
    if derived is cls:
        return True
    bases = _bases_of(runtime, derived)
    if bases is None:
        return False
    runtime.enter("in __issubclass__")
    try:
        return any(_descends(runtime, base, cls) for base in bases.items)
    finally:
        runtime.leave()
        runtime.heap.release(bases)
