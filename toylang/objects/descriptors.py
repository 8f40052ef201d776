"""Descriptors a program makes by calling them: property, classmethod, staticmethod, super."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.builtins import Builtin, make_bound_builtin
from toylang.objects.derived import begin_life
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import error, type_error
from toylang.objects.functions import make_bound_method
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

PROPERTY_SIZE: Final[i64] = 80
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
        self.name: str = ""
        """What the class it was made for calls it."""

        self.doc: HeapObject | None = None
        self.doc_is_the_getters: bool = False

    def get(self, runtime: Runtime, receiver: HeapObject) -> HeapObject:
        """Read the attribute of `receiver`."""
        if self.getter is None:
            raise error(runtime, "AttributeError", self._refusal(receiver, "getter"))
        return runtime.call(self.getter, [receiver])

    def set(self, runtime: Runtime, receiver: HeapObject, value: HeapObject | None) -> None:
        """Store the attribute of `receiver`, or delete it when `value` is None."""
        function = self.deleter if value is None else self.setter
        if function is None:
            word = "deleter" if value is None else "setter"
            raise error(runtime, "AttributeError", self._refusal(receiver, word))
        arguments = [receiver] if value is None else [receiver, value]
        runtime.heap.release(runtime.call(function, arguments))

    def _refusal(self, receiver: HeapObject, word: str) -> str:
        name = f" '{self.name}'" if self.name else ""
        return f"property{name} of '{type_of(receiver).qualname}' object has no {word}"

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


class StaticMethod(Container):
    """A function in a class that gets no receiver."""

    dictionary: Dict | None = None
    """Its attributes, copied from the function to begin with; None until there is one."""

    def __init__(self, function: HeapObject) -> None:
        self.function: HeapObject = function

    def own_dictionary(self, runtime: Runtime) -> Dict:
        """The dict of the attributes (borrowed), made at the first request."""
        if self.dictionary is None:
            self.dictionary = make_dict(runtime)
        return self.dictionary

    def traverse(self, visitor: Visitor) -> None:
        for _, held in self.edges():
            visitor.visit(held)

    def edges(self) -> list[tuple[str, HeapObject]]:
        result: list[tuple[str, HeapObject]] = [(".__func__", self.function)]
        if self.dictionary is not None:
            result.append((".__dict__", self.dictionary))
        return result

    def clear(self, heap: Heap) -> None:
        """Left to the class that holds it."""

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.function)
        dictionary, self.dictionary = self.dictionary, None
        if dictionary is not None:
            heap.release(dictionary)


class ClassMethod(StaticMethod):
    """A function in a class that gets the class."""

    def bind(self, runtime: Runtime, cls: Type) -> HeapObject:
        """The function bound to `cls`."""
        if isinstance(self.function, Builtin) and self.function.home is not None:
            return make_bound_builtin(runtime, self.function, cls)
        return make_bound_method(runtime, self.function, cls)


class SuperObject(Container):
    """`super()`: attributes of the receiver found after one class in its resolution order."""

    def __init__(
        self, start: Type, receiver: HeapObject | None, receiver_type: Type | None
    ) -> None:
        self.start: Type = start
        self.receiver: HeapObject | None = receiver
        """None, as its type is, until `super(C)` is bound."""

        self.receiver_type: Type | None = receiver_type

    def find(self, name: str) -> HeapObject | None:
        """The attribute (borrowed) in the classes after `start`."""
        if self.receiver_type is None:
            return None
        order = self.receiver_type.mro
        if name == "__class__" or self.start not in order:
            return None
        for ancestor in order[order.index(self.start) + 1 :]:
            entry = ancestor.namespace.find_text(name)
            if entry is not None:
                return entry.value
        return None

    def traverse(self, visitor: Visitor) -> None:
        for _, held in self.edges():
            visitor.visit(held)

    def edges(self) -> list[tuple[str, HeapObject]]:
        result: list[tuple[str, HeapObject]] = []
        if self.receiver is not None:
            result.append((".__self__", self.receiver))
        result.append((".__thisclass__", self.start))
        if self.receiver_type is not None:
            result.append((".__self_class__", self.receiver_type))
        return result

    def clear(self, heap: Heap) -> None:
        """Cannot be emptied."""

    def release_referents(self, heap: Heap) -> None:
        for _, held in self.edges():
            heap.release(held)


def make_super(runtime: Runtime, start: Type, receiver: HeapObject) -> SuperObject:
    """`super(start, receiver)` (both borrowed)."""
    cls = type_of(receiver)
    if isinstance(receiver, Type) and receiver.is_subtype(start):
        cls = receiver
    elif not cls.is_subtype(start):
        raise type_error(runtime, "super(type, obj): obj must be an instance or subtype of type")
    return start_super(runtime, SuperObject(start, receiver, cls))


def start_super(runtime: Runtime, result: SuperObject) -> SuperObject:
    """Let a new super object hold what it refers to, and be watched."""
    for _, held in result.edges():
        held.refcount += 1
    result.kind = runtime.types.super
    runtime.heap.allocate_container(result, SUPER_SIZE)
    runtime.heap.track(result)
    return result


def make_static_method(runtime: Runtime, function: HeapObject) -> HeapObject:
    """`staticmethod(function)` (borrowed)."""
    return start_wrapper(runtime, StaticMethod(function), runtime.types.static_method)


def make_class_method(runtime: Runtime, function: HeapObject) -> HeapObject:
    """`classmethod(function)` (borrowed)."""
    return start_wrapper(runtime, ClassMethod(function), runtime.types.class_method)


def start_wrapper(runtime: Runtime, wrapper: StaticMethod, cls: Type) -> HeapObject:
    """Begin the life of a static or class method, whose function is borrowed."""
    wrapper.function.refcount += 1
    family = runtime.types.static_method
    if isinstance(wrapper, ClassMethod):
        family = runtime.types.class_method
    begin_life(runtime, wrapper, cls, family, 0)
    return wrapper
