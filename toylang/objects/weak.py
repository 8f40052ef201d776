"""Weak references as values: `weakref.ref(x)`, `r()`, callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject
from toylang.heap.weak_references import WeakReference
from toylang.objects.builtins import AttributeSpec, TypeSpec, keyword_method, method, static_method
from toylang.objects.comparison import compare
from toylang.objects.derived import begin_life
from toylang.objects.errors import type_error
from toylang.objects.finalization import call_unraisable
from toylang.objects.hashing import hash_of
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.protocol import none, not_implemented, or_none
from toylang.objects.shared_methods import (
    EQUALITY,
    comparison_methods,
    constructor_arguments,
    read_only,
)
from toylang.objects.text import make_str
from toylang.objects.tuples import make_tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

REFERENCE_SIZE: Final[i64] = 80


SHARED_REFERENCE: Final[i64] = 0
SHARED_PROXY: Final[i64] = 1
NOT_SHARED: Final[i64] = 2


class LanguageReference(WeakReference):
    """What all weak references of the program have in common."""

    shared_rank: i64 = SHARED_REFERENCE
    """The rank of those without callback, of which there is one for each referent."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime: Runtime = runtime

    def rank(self) -> i64:
        return self.shared_rank if self.callback is None else NOT_SHARED

    def tell(self, heap: Heap, callback: HeapObject) -> None:
        call_unraisable(self.runtime, callback, [self])

    def gather(self, values: list[HeapObject | None]) -> HeapObject:
        """None is in the empty places; in CPython nobody can look at them and survive."""
        items = [none(self.runtime) if value is None else value for value in values]
        return make_tuple(self.runtime, items)


class Reference(LanguageReference):
    """What `weakref.ref(x)` makes."""

    hash_known: bool = False
    cached_hash: i64 = 0

    def rank(self) -> i64:
        shared = self.callback is None and self.kind is self.runtime.types.weak_reference
        return SHARED_REFERENCE if shared else NOT_SHARED

    def describe(self) -> str:
        plain = self.kind is self.runtime.types.weak_reference
        return "weakref" if plain else super().describe()


def make_reference(
    runtime: Runtime, referent: HeapObject, callback: HeapObject | None
) -> LanguageReference:
    """A weak reference to `referent`; the one there is already, if neither has a callback."""
    return new_reference(runtime, runtime.types.weak_reference, referent, callback)


def new_reference(
    runtime: Runtime, cls: Type, referent: HeapObject, callback: HeapObject | None
) -> LanguageReference:
    """A weak reference of class `cls`, `ref` or derived from it."""
    container = weakly_referable(runtime, referent)
    fresh = Reference(runtime)
    fresh.kind = cls
    return attached(runtime, fresh, runtime.types.weak_reference, container, callback)


def attached(
    runtime: Runtime,
    fresh: LanguageReference,
    family: Type,
    referent: Container,
    callback: HeapObject | None,
) -> LanguageReference:
    """A fresh reference, which has its class, ready for use; or the shared one if there is one."""
    if callback is None or callback is runtime.none:
        known = _shared(referent, fresh.rank())
        if known is not None:
            known.refcount += 1
            return known
    else:
        callback.refcount += 1
        fresh.callback = callback
    begin_life(runtime, fresh, type_of(fresh), family, 0)
    fresh.attach(referent)
    return fresh


def weakly_referable(runtime: Runtime, value: HeapObject) -> Container:
    """The value as something weak references can know; TypeError if it is not."""
    if isinstance(value, Container) and type_of(value).supports_weak_references:
        return value
    name = type_of(value).name
    raise type_error(runtime, f"cannot create weak reference to '{name}' object")


def _shared(referent: Container, rank: i64) -> LanguageReference | None:
    """The shared reference or proxy there is already (borrowed)."""
    if rank == NOT_SHARED or referent.weak_references is None:
        return None
    for reference in referent.weak_references:
        if reference.rank() == rank and isinstance(reference, LanguageReference):
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
    given = constructor_arguments(runtime, "__new__", arguments, {}, 1, 2)
    return new_reference(runtime, cls, given[0], given[1] if len(given) == 2 else None)


def _initialise(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """Nothing is left to do after `__new__`; the arguments are only counted."""
    _refuse_keywords(runtime, keywords)
    constructor_arguments(runtime, "__init__", arguments, {}, 1, 2)
    return none(runtime)


def _refuse_keywords(runtime: Runtime, keywords: dict[str, HeapObject]) -> None:
    if keywords:
        raise type_error(runtime, "ref() takes no keyword arguments")


def _call(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if keywords:
        raise type_error(runtime, "weakref() takes no keyword arguments")
    if len(arguments) > 1:
        raise type_error(runtime, f"weakref expected 0 arguments, got {len(arguments) - 1}")
    return or_none(runtime, _receiver(arguments[0]).referent)


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    reference = _receiver(arguments[0])
    referent = reference.referent
    if referent is None:
        return make_str(runtime, f"<weakref at {hex(reference.address)}; dead>")
    where = f"to '{type_of(referent).name}' at {hex(referent.address)}"
    return make_str(runtime, f"<weakref at {hex(reference.address)}; {where}>")


def _compare(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    """References compare as their referents do; dead ones are equal only to themselves."""
    if not isinstance(right, Reference):
        return not_implemented(runtime)
    first, second = _receiver(left).referent, right.referent
    if first is None or second is None:
        return make_bool(runtime, (left is right) == (operator == "=="))
    first.refcount += 1
    second.refcount += 1
    try:
        return compare(runtime, operator, first, second)
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
    return or_none(runtime, _receiver(value).callback)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "weakref.ReferenceType",
        [
            static_method(keyword_method("__new__", _new)),
            keyword_method("__init__", _initialise),
            keyword_method("__call__", _call),
            method("__repr__", _repr),
            *comparison_methods(_compare, EQUALITY),
            method("__hash__", _hash),
        ],
        [AttributeSpec("__callback__", _callback, read_only)],
    ),
]
