"""`type`: what a class says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.attributes import no_attribute
from toylang.objects.builtins import (
    AttributeSpec,
    TypeSpec,
    class_method,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.class_making import calculate_metatype, make_class
from toylang.objects.class_texts import CLASS_TEXTS
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import Raised, error, type_error, value_error
from toylang.objects.generic_alias import union_methods
from toylang.objects.lists import make_list
from toylang.objects.numbers import make_bool
from toylang.objects.object_operations import qualified_name
from toylang.objects.protocol import none, or_none
from toylang.objects.shared_methods import read_only
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _receiver(value: HeapObject) -> Type:
    assert isinstance(value, Type)
    return value


def _repr_type(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, f"<class '{qualified_name(_receiver(arguments[0]))}'>")


def _order(runtime: Runtime, value: HeapObject) -> HeapObject:
    order = _receiver(value).mro_tuple
    if order is None:
        return none(runtime)
    order.refcount += 1
    return order


def _bases(runtime: Runtime, value: HeapObject) -> HeapObject:
    bases = _receiver(value).bases
    bases.refcount += 1
    return bases


def _base(runtime: Runtime, value: HeapObject) -> HeapObject:
    base = _receiver(value).base
    if base is None:
        return none(runtime)
    base.refcount += 1
    return base


def _namespace(runtime: Runtime, value: HeapObject) -> HeapObject:
    namespace = _receiver(value).namespace
    namespace.refcount += 1
    return namespace


def _mro_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    order = _receiver(arguments[0]).mro
    for ancestor in order:
        ancestor.refcount += 1
    held: list[HeapObject] = []
    held.extend(order)
    return make_list(runtime, held)


def _subclasses(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    below: list[HeapObject] = []
    for subclass in _receiver(arguments[0]).subclasses():
        subclass.refcount += 1
        below.append(subclass)
    return make_list(runtime, below)


def _instance_check(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, type_of(arguments[1]).is_subtype(_receiver(arguments[0])))


def _subclass_check(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    candidate = arguments[1]
    if not isinstance(candidate, Type):
        raise type_error(runtime, "issubclass() arg 1 must be a class")
    return make_bool(runtime, candidate.is_subtype(_receiver(arguments[0])))


def _new_type(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """`type(name, bases, namespace)`."""
    if len(arguments) != 4:
        raise type_error(runtime, "type.__new__() takes exactly 3 arguments")
    metatype, name, bases, content = arguments
    if not isinstance(name, Str):
        raise type_error(runtime, _wrong_argument(1, "str", name))
    if "\0" in name.value:
        raise value_error(runtime, "type name must not contain null characters")
    if not isinstance(bases, Tuple):
        raise type_error(runtime, _wrong_argument(2, "tuple", bases))
    if not isinstance(content, Dict):
        raise type_error(runtime, _wrong_argument(3, "dict", content))
    winner = calculate_metatype(runtime, _receiver(metatype), bases.items)
    for base in bases.items:
        if not isinstance(base, Type):
            raise type_error(runtime, "bases must be types")
    return make_class(runtime, winner, name.value, bases, content, keywords)


def _prepare_type(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """`type.__prepare__`: the namespace for a class's body, whatever the class."""
    return make_dict(runtime)


def _init_type(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """Nothing is left to do after `type.__new__`; the arguments are only counted."""
    if len(arguments) == 2 and keywords:
        raise type_error(runtime, "type.__init__() takes no keyword arguments")
    if len(arguments) not in (2, 4):
        raise type_error(runtime, "type.__init__() takes 1 or 3 arguments")
    return none(runtime)


def _call_type(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    return runtime.instantiate(_receiver(arguments[0]), arguments[1:], keywords)


def _wrong_argument(position: int, wanted: str, given: HeapObject) -> str:
    return f"type.__new__() argument {position} must be {wanted}, not {type_of(given).name}"


def _annotations(runtime: Runtime, value: HeapObject) -> HeapObject:
    """The dict of a class's annotations, made when it is first asked for."""
    cls = _receiver(value)
    entry = cls.namespace.find_text("__annotations__")
    if entry is not None:
        return or_none(runtime, entry.value)
    if not cls.is_heap_type:
        raise Raised(no_attribute(runtime, value, "__annotations__"))
    made = make_dict(runtime)
    made.refcount += 1
    cls.namespace.set_text("__annotations__", made)
    return made


def _set_annotations(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    cls = _receiver(value)
    if not cls.is_heap_type:
        message = f"cannot set '__annotations__' attribute of immutable type '{cls.name}'"
        raise type_error(runtime, message)
    if new is not None:
        new.refcount += 1
        cls.namespace.set_text("__annotations__", new)
        return
    entry = cls.namespace.find_text("__annotations__")
    if entry is None:
        raise error(runtime, "AttributeError", "__annotations__")
    runtime.heap.release(cls.namespace.remove(entry))


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "type",
        [
            static_method(keyword_method("__new__", _new_type)),
            class_method(keyword_method("__prepare__", _prepare_type)),
            keyword_method("__init__", _init_type),
            keyword_method("__call__", _call_type),
            method("__repr__", _repr_type),
            method("mro", _mro_method),
            *union_methods(),
            method("__subclasses__", _subclasses),
            method("__instancecheck__", _instance_check, 1),
            method("__subclasscheck__", _subclass_check, 1),
        ],
        [
            *CLASS_TEXTS,
            AttributeSpec("__mro__", _order, read_only),
            AttributeSpec("__bases__", _bases),
            AttributeSpec("__base__", _base, read_only),
            AttributeSpec("__dict__", _namespace),
            AttributeSpec("__annotations__", _annotations, _set_annotations),
        ],
    ),
]
