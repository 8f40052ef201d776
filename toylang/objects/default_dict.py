"""Default dicts: dicts that make a missing value themselves (`collections.defaultdict`).

On the host such a dict is a `Dict` with an extension, as the instances of all classes derived from
dict are; the extension holds the factory. (CPython: `Modules/_collectionsmodule.c`, defdict_….)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject, Visitor
from toylang.objects.builtins import AttributeSpec, TypeSpec, keyword_method, method, static_method
from toylang.objects.derived import DerivedPart, derived_part
from toylang.objects.dict_merging import set_keywords, update
from toylang.objects.dict_operations import dict_text
from toylang.objects.dicts import Dict
from toylang.objects.errors import key_error, type_error
from toylang.objects.protocol import (
    is_callable,
    none,
    not_implemented,
    or_none,
    repr_text,
    set_item,
)
from toylang.objects.shared_methods import begin_repr, constructor_arguments, end_repr
from toylang.objects.text import make_str
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

DEFAULT_DICT_SIZE: Final[i64] = 72


class FactoryPart(DerivedPart):
    """What a default dict has besides its items: the factory, counted."""

    factory: HeapObject | None = None

    def edges(self) -> list[tuple[str, HeapObject]]:
        result = super().edges()
        if self.factory is not None:
            result.append((".default_factory", self.factory))
        return result

    def traverse(self, visitor: Visitor) -> None:
        super().traverse(visitor)
        if self.factory is not None:
            visitor.visit(self.factory)

    def release_referents(self, heap: Heap) -> None:
        super().release_referents(heap)
        factory, self.factory = self.factory, None
        if factory is not None:
            heap.release(factory)


def _part(value: HeapObject) -> FactoryPart:
    part = derived_part(value)
    assert isinstance(part, FactoryPart)
    return part


def _receiver(value: HeapObject) -> Dict:
    assert isinstance(value, Dict)
    return value


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """An empty dict without a factory; the rest is left to `__init__`."""
    cls = arguments[0]
    assert isinstance(cls, Type)
    result = Dict(runtime)
    result.kind = cls
    result.extension = FactoryPart(cls)
    cls.refcount += 1
    runtime.heap.allocate_container(result, cls.instance_size)
    runtime.heap.track(result)
    return result


def _initialise(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """`defaultdict.__init__(default_factory, items)`."""
    receiver = _receiver(arguments[0])
    factory = arguments[1] if len(arguments) > 1 else runtime.none
    if factory is not runtime.none and not is_callable(factory):
        raise type_error(runtime, "first argument must be callable or None")
    _set_factory(runtime, receiver, factory)
    given = constructor_arguments(runtime, "dict", arguments[1:] or arguments, {}, 0, 1)
    if given:
        update(runtime, receiver, given[0])
    set_keywords(runtime, receiver, keywords)
    return none(runtime)


def _missing(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`__missing__`: make the value, store it and return it."""
    receiver, key = _receiver(arguments[0]), arguments[1]
    factory = _part(receiver).factory
    if factory is None or factory is runtime.none:
        raise key_error(runtime, key)
    value = runtime.call(factory, [])
    try:
        set_item(runtime, receiver, key, value)
    except BaseException:
        runtime.heap.release(value)
        raise
    return value


def _copy(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _copy_of(runtime, arguments[0], arguments[0])


def _copy_of(runtime: Runtime, model: HeapObject, items: HeapObject) -> HeapObject:
    """A default dict of the class and with the factory of `model`."""
    factory = or_none(runtime, _part(model).factory)
    try:
        return runtime.call(type_of(model), [factory, items])
    finally:
        runtime.heap.release(factory)


def _union(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _merged(runtime, arguments[0], arguments[0], arguments[1])


def _reflected_union(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _merged(runtime, arguments[0], arguments[1], arguments[0])


def _merged(runtime: Runtime, model: HeapObject, left: HeapObject, right: HeapObject) -> HeapObject:
    if not isinstance(left, Dict) or not isinstance(right, Dict):
        return not_implemented(runtime)
    result = _copy_of(runtime, model, left)
    try:
        update(runtime, _receiver(result), right)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    items = dict_text(runtime, receiver)
    name = type_of(receiver).name.rpartition(".")[2]
    return make_str(runtime, f"{name}({_factory_text(runtime, receiver)}, {items})")


def _factory_text(runtime: Runtime, receiver: Dict) -> str:
    factory = _part(receiver).factory
    if factory is None:
        return "None"
    if not begin_repr(factory):
        return "..."
    try:
        return repr_text(runtime, factory)
    finally:
        end_repr()


def _factory(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _part(value).factory)


def _set_factory(runtime: Runtime, receiver: HeapObject, value: HeapObject | None) -> None:
    part = _part(receiver)
    if value is not None:
        value.refcount += 1
    old, part.factory = part.factory, value
    if old is not None:
        runtime.heap.release(old)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "collections.defaultdict",
        [
            static_method(keyword_method("__new__", _new)),
            keyword_method("__init__", _initialise),
            method("__missing__", _missing, 1),
            method("copy", _copy),
            method("__copy__", _copy),
            method("__or__", _union, 1),
            method("__ror__", _reflected_union, 1),
            method("__repr__", _repr),
        ],
        [AttributeSpec("default_factory", _factory, _set_factory)],
        "dict",
    )
]
