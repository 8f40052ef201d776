"""Weak references as values: `weakref.ref(x)`, `r()`, callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject
from toylang.heap.weak_references import WeakReference
from toylang.objects.builtins import AttributeSpec, TypeSpec, keyword_method, method, static_method
from toylang.objects.comparison import equal
from toylang.objects.derived import begin_life
from toylang.objects.errors import type_error
from toylang.objects.finalization import call_unraisable
from toylang.objects.hashing import hash_of
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.protocol import none, not_implemented
from toylang.objects.shared_methods import constructor_arguments
from toylang.objects.text import make_str
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

REFERENCE_SIZE: Final[i64] = 80


class Reference(WeakReference):
    """What `weakref.ref(x)` makes."""

    hash_known: bool = False
    cached_hash: i64 = 0

    def __init__(self, runtime: Runtime) -> None:
        self.runtime: Runtime = runtime

    def notify(self, heap: Heap) -> None:
        callback = self.callback
        if callback is not None:
            call_unraisable(self.runtime, callback, [self])


def make_reference(
    runtime: Runtime, referent: HeapObject, callback: HeapObject | None
) -> Reference:
    """A weak reference to `referent`; the one there is already, if neither has a callback."""
    return new_reference(runtime, runtime.types.weak_reference, referent, callback)


def new_reference(
    runtime: Runtime, cls: Type, referent: HeapObject, callback: HeapObject | None
) -> Reference:
    """A weak reference of class `cls`; only plain ones are shared."""
    container = weakly_referable(runtime, referent)
    if callback is runtime.none:
        callback = None
    if callback is None and cls is runtime.types.weak_reference:
        known = _plain_reference(container)
        if known is not None:
            known.refcount += 1
            return known
    if callback is not None:
        callback.refcount += 1
    result = Reference(runtime)
    result.callback = callback
    begin_life(runtime, result, cls, runtime.types.weak_reference, 0)
    result.attach(container)
    return result


def weakly_referable(runtime: Runtime, value: HeapObject) -> Container:
    """The value as something weak references can know; TypeError if it is not."""
    if isinstance(value, Container) and type_of(value).supports_weak_references:
        return value
    name = type_of(value).name
    raise type_error(runtime, f"cannot create weak reference to '{name}' object")


def _plain_reference(container: Container) -> Reference | None:
    """The reference without callback, which stands last in the list: it is shared."""
    known = container.weak_references
    if known is None:
        return None
    for reference in known:
        if reference.is_plain() and isinstance(reference, Reference):
            return reference
    return None


def _receiver(value: HeapObject) -> Reference:
    assert isinstance(value, Reference)
    return value


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    cls = arguments[0]
    assert isinstance(cls, Type)
    if keywords and cls is runtime.types.weak_reference:
        raise type_error(runtime, "ref() takes no keyword arguments")
    given = constructor_arguments(runtime, "__new__", arguments, {}, 1, 2)
    return new_reference(runtime, cls, given[0], given[1] if len(given) == 2 else None)


def _initialise(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """Nothing is left to do after `__new__`; the arguments are only counted."""
    constructor_arguments(runtime, "__init__", arguments, keywords, 1, 2)
    return none(runtime)


def _call(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    referent = _receiver(arguments[0]).referent
    if referent is None:
        return none(runtime)
    referent.refcount += 1
    return referent


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    reference = _receiver(arguments[0])
    referent = reference.referent
    if referent is None:
        return make_str(runtime, f"<weakref at {hex(reference.address)}; dead>")
    where = f"to '{type_of(referent).name}' at {hex(referent.address)}"
    return make_str(runtime, f"<weakref at {hex(reference.address)}; {where}>")


def _equal(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """References are equal as their referents are; dead ones only to themselves."""
    left, right = _receiver(arguments[0]), arguments[1]
    if not isinstance(right, Reference):
        return not_implemented(runtime)
    first, second = left.referent, right.referent
    if first is None or second is None:
        return make_bool(runtime, left is right)
    first.refcount += 1
    second.refcount += 1
    try:
        return make_bool(runtime, first is second or equal(runtime, first, second))
    finally:
        runtime.heap.release(first)
        runtime.heap.release(second)


def _hash(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    reference = _receiver(arguments[0])
    if not reference.hash_known:
        referent = reference.referent
        if referent is None:
            raise type_error(runtime, "weak object has gone away")
        reference.cached_hash = hash_of(runtime, referent)
        reference.hash_known = True
    return make_int(runtime, reference.cached_hash)


def _callback(runtime: Runtime, value: HeapObject) -> HeapObject:
    callback = _receiver(value).callback
    if callback is None or _receiver(value).referent is None:
        return none(runtime)
    callback.refcount += 1
    return callback


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "weakref.ReferenceType",
        [
            static_method(keyword_method("__new__", _new)),
            keyword_method("__init__", _initialise),
            method("__call__", _call),
            method("__repr__", _repr),
            method("__eq__", _equal, 1),
            method("__hash__", _hash),
        ],
        [AttributeSpec("__callback__", _callback)],
    ),
]
