"""Descriptors a program makes by calling them: property, classmethod, staticmethod, super."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.builtins import (
    AttributeSpec,
    TypeSpec,
    bind_arguments,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.errors import error, type_error
from toylang.objects.functions import Function, make_bound_method
from toylang.objects.protocol import or_none
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

PROPERTY_SIZE: Final[i64] = 72
WRAPPER_SIZE: Final[i64] = 48
SUPER_SIZE: Final[i64] = 56


class Property(Container):
    """An attribute computed by functions of the program."""

    def __init__(
        self, getter: HeapObject | None, setter: HeapObject | None, deleter: HeapObject | None
    ) -> None:
        self.getter: HeapObject | None = getter
        self.setter: HeapObject | None = setter
        self.deleter: HeapObject | None = deleter
        self.doc: HeapObject | None = None
        self.doc_is_the_getters: bool = False

    def get(self, runtime: Runtime, receiver: HeapObject) -> HeapObject:
        """Read the attribute of `receiver`."""
        if self.getter is None:
            raise error(runtime, "AttributeError", _refusal(receiver, "getter"))
        return runtime.call(self.getter, [receiver])

    def set(
        self, runtime: Runtime, receiver: HeapObject, name: str, value: HeapObject | None
    ) -> None:
        """Store the attribute of `receiver`, or delete it when `value` is None."""
        function = self.deleter if value is None else self.setter
        if function is None:
            word = "deleter" if value is None else "setter"
            message = f"property '{name}' of '{type_of(receiver).name}' object has no {word}"
            raise error(runtime, "AttributeError", message)
        arguments = [receiver] if value is None else [receiver, value]
        runtime.heap.release(runtime.call(function, arguments))

    def traverse(self, visitor: Visitor) -> None:
        for _, held in self.edges():
            visitor.visit(held)

    def edges(self) -> list[tuple[str, HeapObject]]:
        named = [(".fget", self.getter), (".fset", self.setter), (".fdel", self.deleter)]
        named.append((".__doc__", self.doc))
        return [(name, held) for name, held in named if held is not None]

    def release_referents(self, heap: Heap) -> None:
        held = [self.getter, self.setter, self.deleter, self.doc]
        self.getter = self.setter = self.deleter = self.doc = None
        for value in held:
            if value is not None:
                heap.release(value)


def _refusal(receiver: HeapObject, word: str) -> str:
    return f"property of '{type_of(receiver).name}' object has no {word}"


class StaticMethod(Container):
    """A function in a class that gets no receiver."""

    def __init__(self, function: HeapObject) -> None:
        self.function: HeapObject = function

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.function)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(".__func__", self.function)]

    def clear(self, heap: Heap) -> None:
        """Left to the class that holds it."""

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.function)


class ClassMethod(StaticMethod):
    """A function in a class that gets the class."""

    def bind(self, runtime: Runtime, cls: Type) -> HeapObject:
        """The function bound to `cls`."""
        return make_bound_method(runtime, self.function, cls)


class SuperObject(Container):
    """`super()`: attributes of the receiver found after one class in its resolution order."""

    def __init__(self, start: Type, receiver: HeapObject, receiver_type: Type) -> None:
        self.start: Type = start
        self.receiver: HeapObject = receiver
        self.receiver_type: Type = receiver_type

    def find(self, name: str) -> HeapObject | None:
        """The attribute (borrowed) in the classes after `start`."""
        order = self.receiver_type.mro
        if name == "__class__" or self.start not in order:
            return None
        for ancestor in order[order.index(self.start) + 1 :]:
            entry = ancestor.namespace.find_text(name)
            if entry is not None:
                return entry.value
        return None

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.receiver)
        visitor.visit(self.start)
        visitor.visit(self.receiver_type)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [
            (".__self__", self.receiver),
            (".__thisclass__", self.start),
            (".__self_class__", self.receiver_type),
        ]

    def clear(self, heap: Heap) -> None:
        """Cannot be emptied."""

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.receiver)
        heap.release(self.start)
        heap.release(self.receiver_type)


def make_super(runtime: Runtime, start: Type, receiver: HeapObject) -> SuperObject:
    """`super(start, receiver)` (both borrowed)."""
    cls = type_of(receiver)
    if isinstance(receiver, Type) and receiver.is_subtype(start):
        cls = receiver
    elif not cls.is_subtype(start):
        raise type_error(runtime, "super(type, obj): obj must be an instance or subtype of type")
    for held in (start, receiver, cls):
        held.refcount += 1
    result = SuperObject(start, receiver, cls)
    result.kind = runtime.types.super
    runtime.heap.allocate_container(result, SUPER_SIZE)
    runtime.heap.track(result)
    return result


def _optional(runtime: Runtime, value: HeapObject | None) -> HeapObject | None:
    """An owned reference to a given argument; None for one left out or None."""
    if value is None or value is runtime.none:
        return None
    value.refcount += 1
    return value


def _new_property(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["fget", "fset", "fdel", "doc"]
    given = bind_arguments(runtime, "property", arguments[1:], keywords, names, 4)
    result = Property(
        _optional(runtime, given[0]), _optional(runtime, given[1]), _optional(runtime, given[2])
    )
    _start(runtime, result, runtime.types.property, PROPERTY_SIZE)
    return _documented(runtime, result, given[3])


def _documented(runtime: Runtime, value: Property, doc: HeapObject | None) -> Property:
    """The property with its docstring: the (borrowed) one given, else its getter's."""
    value.doc = _optional(runtime, doc)
    if value.doc is None and isinstance(value.getter, Function):
        value.doc = _optional(runtime, value.getter.doc)
        value.doc_is_the_getters = True
    return value


def _start(runtime: Runtime, value: Container, cls: Type, size: i64) -> HeapObject:
    value.kind = cls
    runtime.heap.allocate_container(value, size)
    runtime.heap.track(value)
    return value


def _with_function(
    runtime: Runtime, receiver: HeapObject, new: list[HeapObject | None]
) -> Property:
    assert isinstance(receiver, Property)
    old = [receiver.getter, receiver.setter, receiver.deleter]
    chosen = [old[i] if new[i] is None else new[i] for i in range(3)]
    result = Property(chosen[0], chosen[1], chosen[2])
    for held in chosen:
        if held is not None:
            held.refcount += 1
    _start(runtime, result, runtime.types.property, PROPERTY_SIZE)
    return _documented(runtime, result, None if receiver.doc_is_the_getters else receiver.doc)


def _property_getter(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _with_function(runtime, arguments[0], [arguments[1], None, None])


def _property_setter(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _with_function(runtime, arguments[0], [None, arguments[1], None])


def _property_deleter(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _with_function(runtime, arguments[0], [None, None, arguments[1]])


def make_static_method(runtime: Runtime, function: HeapObject) -> HeapObject:
    """`staticmethod(function)` (borrowed)."""
    function.refcount += 1
    return _start(runtime, StaticMethod(function), runtime.types.static_method, WRAPPER_SIZE)


def make_class_method(runtime: Runtime, function: HeapObject) -> HeapObject:
    """`classmethod(function)` (borrowed)."""
    function.refcount += 1
    return _start(runtime, ClassMethod(function), runtime.types.class_method, WRAPPER_SIZE)


def _new_static_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_static_method(runtime, arguments[1])


def _new_class_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_class_method(runtime, arguments[1])


def _new_super(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    if len(arguments) == 1:
        raise error(runtime, "RuntimeError", "super(): no arguments")
    if len(arguments) == 2:
        raise type_error(runtime, "super() with one argument is not part of Toy")
    start = arguments[1]
    if not isinstance(start, Type):
        name = type_of(start).name
        raise type_error(runtime, f"super() argument 1 must be a type, not {name}")
    return make_super(runtime, start, arguments[2])


def _wrapped_function(runtime: Runtime, value: HeapObject) -> HeapObject:
    assert isinstance(value, StaticMethod)
    value.function.refcount += 1
    return value.function


def _property(value: HeapObject) -> Property:
    assert isinstance(value, Property)
    return value


def _property_fget(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _property(value).getter)


def _property_fset(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _property(value).setter)


def _property_fdel(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _property(value).deleter)


def _property_doc(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _property(value).doc)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "property",
        [
            static_method(keyword_method("__new__", _new_property)),
            method("getter", _property_getter, 1),
            method("setter", _property_setter, 1),
            method("deleter", _property_deleter, 1),
        ],
        [
            AttributeSpec("fget", _property_fget),
            AttributeSpec("fset", _property_fset),
            AttributeSpec("fdel", _property_fdel),
            AttributeSpec("__doc__", _property_doc),
        ],
    ),
    TypeSpec(
        "staticmethod",
        [static_method(method("__new__", _new_static_method, 1))],
        [AttributeSpec("__func__", _wrapped_function)],
    ),
    TypeSpec(
        "classmethod",
        [static_method(method("__new__", _new_class_method, 1))],
        [AttributeSpec("__func__", _wrapped_function)],
    ),
    TypeSpec("super", [static_method(method("__new__", _new_super, 0, 2))], []),
]
