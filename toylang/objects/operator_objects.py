"""Functions that are made to order by the module operator: itemgetter, attrgetter, methodcaller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.attributes import get_attribute
from toylang.objects.builtins import TypeSpec, keyword_method, method, pack_call, static_method
from toylang.objects.dicts import Dict
from toylang.objects.errors import type_error
from toylang.objects.native_callables import NativeCallable, call_native
from toylang.objects.partial_objects import by_name, keyword_dict
from toylang.objects.protocol import get_item, repr_text
from toylang.objects.shared_methods import constructor_arguments
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple, make_tuple

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

ITEM_GETTER_SIZE: Final[i64] = 64
GETTER_SIZE: Final[i64] = 56


def _start(runtime: Runtime, made: NativeCallable, name: str, size: i64) -> HeapObject:
    """Give the object its type and its place in the heap."""
    made.kind = runtime.types.by_name["operator." + name]
    runtime.heap.allocate_container(made, size)
    runtime.heap.track(made)
    return made


def _only(
    runtime: Runtime, name: str, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """The one argument such a function is called with."""
    return constructor_arguments(runtime, name, [runtime.none, *arguments], keywords, 1, 1)[0]


def _packed(runtime: Runtime, values: list[HeapObject]) -> Tuple:
    for value in values:
        value.refcount += 1
    return make_tuple(runtime, values)


class Getter(NativeCallable):
    """Gets one thing, or a tuple of several, from the value it is called with."""

    name: str = ""

    def __init__(self, wanted: Tuple) -> None:
        self.wanted: Tuple = wanted
        """What to get; attributes are in their dotted form."""

    def call(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        value = _only(runtime, self.name, arguments, keywords)
        if len(self.wanted.items) == 1:
            return self.get(runtime, value, self.wanted.items[0])
        found: list[HeapObject] = []
        try:
            for wanted in self.wanted.items:
                found.append(self.get(runtime, value, wanted))
        except BaseException:
            runtime.heap.release_all(found)
            raise
        return make_tuple(runtime, found)

    def get(self, runtime: Runtime, value: HeapObject, wanted: HeapObject) -> HeapObject:
        """One of the things, a new reference."""
        raise NotImplementedError

    def held(self) -> list[tuple[str, HeapObject | None]]:
        return [(" gets", self.wanted)]


def _repr_getter(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    getter = arguments[0]
    assert isinstance(getter, Getter)
    shown = ", ".join([repr_text(runtime, wanted) for wanted in getter.wanted.items])
    return make_str(runtime, f"operator.{getter.name}({shown})")


class ItemGetter(Getter):
    """`value[item]`."""

    name: str = "itemgetter"

    def get(self, runtime: Runtime, value: HeapObject, wanted: HeapObject) -> HeapObject:
        """`value[wanted]`."""
        return get_item(runtime, value, wanted)


class AttributeGetter(Getter):
    """`value.name`, also for dotted names."""

    name: str = "attrgetter"

    def get(self, runtime: Runtime, value: HeapObject, wanted: HeapObject) -> HeapObject:
        assert isinstance(wanted, Str)
        first, *others = wanted.value.split(".")
        value = get_attribute(runtime, value, first)
        for name in others:
            try:
                found = get_attribute(runtime, value, name)
            finally:
                runtime.heap.release(value)
            value = found
        return value


def _new_item_getter(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if keywords:
        raise type_error(runtime, "itemgetter() takes no keyword arguments")
    if len(arguments) < 2:
        raise type_error(runtime, "itemgetter expected 1 argument, got 0")
    made = ItemGetter(_packed(runtime, arguments[1:]))
    return _start(runtime, made, "itemgetter", ITEM_GETTER_SIZE)


def _new_attribute_getter(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if keywords:
        raise type_error(runtime, "attrgetter() takes no keyword arguments")
    if len(arguments) < 2:
        raise type_error(runtime, "attrgetter expected 1 argument, got 0")
    if not all(isinstance(name, Str) for name in arguments[1:]):
        raise type_error(runtime, "attribute name must be a string")
    made = AttributeGetter(_packed(runtime, arguments[1:]))
    return _start(runtime, made, "attrgetter", GETTER_SIZE)


class MethodCaller(NativeCallable):
    """`value.name(arguments)`."""

    def __init__(self, name: Str, arguments: Tuple, keywords: Dict | None) -> None:
        self.name: Str = name
        self.arguments: Tuple = arguments
        self.keywords: Dict | None = keywords

    def named(self) -> dict[str, HeapObject]:
        """The keyword arguments (borrowed)."""
        return {} if self.keywords is None else by_name(self.keywords)

    def call(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        value = _only(runtime, "methodcaller", arguments, keywords)
        held = pack_call(runtime, arguments, keywords)
        try:
            function = get_attribute(runtime, value, self.name.value)
            held.append(function)
            return runtime.call_gathered(function, self.arguments, self.named())
        finally:
            runtime.heap.release_all(held[::-1])

    def held(self) -> list[tuple[str, HeapObject | None]]:
        return [(" name", self.name), (" arguments", self.arguments), (" keywords", self.keywords)]


def _new_method_caller(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if len(arguments) < 2:
        message = "methodcaller needs at least one argument, the method name"
        raise type_error(runtime, message)
    name = arguments[1]
    if not isinstance(name, Str):
        raise type_error(runtime, "method name must be a string")
    name.refcount += 1
    named = keyword_dict(runtime, keywords) if keywords else None
    made = MethodCaller(name, _packed(runtime, arguments[2:]), named)
    return _start(runtime, made, "methodcaller", GETTER_SIZE)


def _repr_method_caller(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    caller = arguments[0]
    assert isinstance(caller, MethodCaller)
    shown = [repr_text(runtime, caller.name)]
    shown += [repr_text(runtime, value) for value in caller.arguments.items]
    for name, value in caller.named().items():
        shown.append(f"{name}={repr_text(runtime, value)}")
    return make_str(runtime, f"operator.methodcaller({', '.join(shown)})")


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "operator.itemgetter",
        [
            static_method(keyword_method("__new__", _new_item_getter)),
            keyword_method("__call__", call_native),
            method("__repr__", _repr_getter),
        ],
        [],
    ),
    TypeSpec(
        "operator.attrgetter",
        [
            static_method(keyword_method("__new__", _new_attribute_getter)),
            keyword_method("__call__", call_native),
            method("__repr__", _repr_getter),
        ],
        [],
    ),
    TypeSpec(
        "operator.methodcaller",
        [
            static_method(keyword_method("__new__", _new_method_caller)),
            keyword_method("__call__", call_native),
            method("__repr__", _repr_method_caller),
        ],
        [],
    ),
]
