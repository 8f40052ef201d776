"""Functions and attributes that are part of Toy itself, and the tables that declare them.

A built-in function borrows its arguments and returns a new reference, like a C function. Each
family of values declares its type once, as a `TypeTable` entry: name, base, methods, attributes.
`methods` become `Builtin` objects in the type's namespace, where lookup finds them like any other
attribute: `len(x)`, `x[i]` and `x + y` all end in a special method found on the type.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.arities import Binary, Unary
from toylang.objects.atoms import AtomInstance, holds_atom_instance
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import error, type_error
from toylang.objects.slot_wrappers import (
    check_class_argument,
    check_receiver,
    is_of_sequence,
    is_slot,
    wrong_receiver,
    wrong_slot_arguments,
)
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

ATOM_TYPES: Final = ["int", "bool", "float", "str", "bytes"]
"""Types whose methods know plain values only, not instances of classes derived from them."""

KEEPS_ARGUMENTS: Final = [
    "int.__format__",
    "float.__format__",
    "float.__hash__",
    "str.__format__",
    "str.__mod__",
    "str.format",
    "str.format_map",
    "str.join",
    "str.translate",
    "bytes.join",
]
"""Methods of these types that ask what they are given for its own special methods."""

PACKING_FUNCTIONS: Final = ["get_referents", "get_referrers", "log"]
"""Functions whose arguments CPython packs into a tuple; complaints about them omit the module."""

ANY_NUMBER: Final[i64] = 1 << 40
BUILTIN_SIZE: Final[i64] = 72
METHOD_WRAPPER_SIZE: Final[i64] = 48
DESCRIPTOR_SIZE: Final[i64] = 80

Positional = Callable[["Runtime", list[HeapObject]], HeapObject]
WithKeywords = Callable[["Runtime", list[HeapObject], dict[str, HeapObject]], HeapObject]
Getter = Callable[["Runtime", HeapObject], HeapObject]
Setter = Callable[["Runtime", HeapObject, "HeapObject | None"], None]


class Builtin(Container):
    """A built-in function; with an `owner`, a method of that type that still wants a receiver."""

    owner: Type | None = None
    home: Type | None = None
    """The type whose table declares it, also where it wants no receiver: `dict.fromkeys`."""

    is_slot: bool = False
    """Whether it is a special method that CPython keeps in a slot."""

    is_of_sequence: bool = False
    """Whether it is `+` or `*` of a sequence, which comes after what the other operand knows."""

    module: str = ""
    """The module a function belongs to; empty for the built-in names and for methods."""

    takes_plain_values: bool = False
    """Whether it knows only plain values, not instances of classes derived from its `home`."""

    packs_arguments: bool = False
    """Whether CPython passes its arguments in a tuple, and its keywords in a dict."""

    is_maker: bool = False
    """Whether it is a `__new__`: it checks the class it is given, and packs arguments twice."""

    wants_class: bool = False
    """Whether it is a class method: its first argument must be its `home` or a class below it."""

    is_quick: bool = False
    """Whether a call of the right form needs no more than calling the implementation."""

    unlisted: i64 = 0
    """Arguments that `minimum` and `maximum` do not count: 1 for a receiver or class, else 0."""

    positional: Positional | None = None
    with_keywords: WithKeywords | None = None
    unary: Unary | None = None
    binary: Binary | None = None

    def __init__(self, name: str, minimum: i64, maximum: i64) -> None:
        self.name: str = name
        self.minimum: i64 = minimum
        """Arguments it needs, not counting the receiver."""

        self.maximum: i64 = maximum

    def call(
        self,
        runtime: Runtime,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        """Call with borrowed arguments, the receiver first if it is a method."""
        positional = self.positional
        if self.is_quick and positional is not None and not keywords:
            given: i64 = len(arguments) - self.unlisted
            fitting = self.minimum <= given <= self.maximum
            if fitting and (self.owner is None or arguments[0].kind is self.owner):
                return positional(runtime, arguments)
        if self.packs_arguments:
            return self._pack_and_call(runtime, arguments, keywords)
        return self.call_packed(runtime, arguments, keywords)

    def _pack_and_call(
        self,
        runtime: Runtime,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        given = arguments if self.owner is None else arguments[1:]
        held = pack_call(runtime, given, keywords)
        if self.is_maker:
            held.append(pack_arguments(runtime, arguments[1:]))
        try:
            return self.call_packed(runtime, arguments, keywords)
        finally:
            runtime.heap.release_all(held)

    def call_packed(
        self,
        runtime: Runtime,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        """Call with arguments that are in a tuple already, where CPython wants one."""
        owner = self.owner
        if owner is not None:
            if not arguments or arguments[0].kind is not owner:
                self._check_receiver(runtime, owner, arguments)
            if self.takes_plain_values and holds_atom_instance(arguments, keywords):
                return self._call_with_plain_values(runtime, owner, arguments, keywords)
        elif self.is_maker:
            self._check_class(runtime, arguments)
            if self.takes_plain_values and arguments[0] is not self.home:
                return self._make_derived(runtime, arguments, keywords)
        elif self.wants_class:
            check_class_argument(runtime, self.name, self.home, arguments)
        return self._run(runtime, arguments, keywords)

    def _run(
        self,
        runtime: Runtime,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        if self.with_keywords is not None:
            return self.with_keywords(runtime, arguments, {} if keywords is None else keywords)
        if keywords:
            raise type_error(runtime, f"{self._shown_name()}() takes no keyword arguments")
        given: i64 = len(arguments) - self.unlisted
        if given < self.minimum or given > self.maximum:
            raise type_error(runtime, self._wrong_number(given))
        positional = self.positional
        assert positional is not None
        return positional(runtime, arguments)

    def qualname(self) -> str:
        """The name with its type's or module's in front: `list.append`, `sys.exit`."""
        if self.home is not None:
            return f"{self.home.name.rpartition('.')[2]}.{self.name}"
        return f"{self.module}.{self.name}" if self.module else self.name

    def _shown_name(self) -> str:
        """What a complaint about keywords calls it."""
        if self.is_slot:
            return f"wrapper {self.name}"
        if self.is_maker and self.home is not None:
            return self.home.name
        return self.name if self.name in PACKING_FUNCTIONS else self.qualname()

    def _check_receiver(self, runtime: Runtime, owner: Type, arguments: list[HeapObject]) -> None:
        if not arguments:
            if self.is_slot:
                message = f"descriptor '{self.name}' of '{owner.name}' object needs an argument"
                raise type_error(runtime, message)
            raise type_error(runtime, f"unbound method {self.qualname()}() needs an argument")
        actual = type_of(arguments[0])
        if actual.is_subtype(owner):
            return
        if self.is_slot:
            raise type_error(
                runtime,
                f"descriptor '{self.name}' requires a '{owner.name}' object but received a "
                f"'{actual.name}'",
            )
        raise type_error(runtime, wrong_receiver(self.name, owner, actual))

    def _check_class(self, runtime: Runtime, arguments: list[HeapObject]) -> None:
        """As tp_new_wrapper: the first argument is a class this `__new__` makes instances of."""
        home = self.home
        assert home is not None
        name = home.name
        if not arguments:
            raise type_error(runtime, f"{name}.__new__(): not enough arguments")
        cls = arguments[0]
        if not isinstance(cls, Type):
            wrong = type_of(cls).name
            raise type_error(runtime, f"{name}.__new__(X): X is not a type object ({wrong})")
        if cls is home:
            return
        if not cls.is_subtype(home):
            message = f"{name}.__new__({cls.name}): {cls.name} is not a subtype of {name}"
            raise type_error(runtime, message)
        nearest = cls
        while nearest.base is not None and not isinstance(nearest.lookup("__new__"), Builtin):
            nearest = nearest.base
        if nearest.lookup("__new__") is not self:
            message = f"{name}.__new__({cls.name}) is not safe, use {nearest.name}.__new__()"
            raise type_error(runtime, message)

    def _call_with_plain_values(
        self,
        runtime: Runtime,
        owner: Type,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        from toylang.objects.atom_instances import plain_values

        values = plain_values(runtime, owner, arguments)
        named: dict[str, HeapObject] = {}
        held = values.copy()
        for name, value in ({} if keywords is None else keywords).items():
            named[name] = plain_values(runtime, owner, [value])[0]
            held.append(named[name])
        try:
            return self._run(runtime, values, named)
        finally:
            runtime.heap.release_all(held)

    def _make_derived(
        self,
        runtime: Runtime,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        """As `__new__` of an int, str, … for a class derived from it: around a plain value."""
        from toylang.objects.atom_instances import instance_of

        made = self._run(runtime, arguments, keywords)
        return instance_of(runtime, arguments[0], made)

    def _wrong_number(self, given: i64) -> str:
        if self.is_slot and self.home is not None:
            home, least, most = self.home.name, self.minimum, self.maximum
            return wrong_slot_arguments(home, self.name, least, most, given)
        if self.maximum == 0:
            return f"{self.qualname()}() takes no arguments ({given} given)"
        if self.minimum == self.maximum == 1 and not self.is_maker:
            return f"{self.qualname()}() takes exactly one argument ({given} given)"
        if self.minimum == self.maximum:
            bound, word = self.minimum, ""
        elif given < self.minimum:
            bound, word = self.minimum, "at least "
        else:
            bound, word = self.maximum, "at most "
        name = self._shown_name() if self.is_maker else self.name
        return f"{name} expected {word}{bound} argument{'s'[: bound != 1]}, got {given}"

    def describe(self) -> str:
        return "built-in " + self.qualname()


class BoundBuiltin(Container):
    """A built-in method together with its receiver: `[].append`."""

    def __init__(self, function: Builtin, receiver: HeapObject) -> None:
        self.function: Builtin = function
        self.receiver: HeapObject = receiver

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.function)
        visitor.visit(self.receiver)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(" method", self.function), (".__self__", self.receiver)]

    def clear(self, heap: Heap) -> None:
        """Cannot be emptied: a cycle through it is broken elsewhere."""

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.function)
        heap.release(self.receiver)


class Attribute(Container):
    """A computed attribute of a built-in type: `e.args`, `f.__name__` (a getset descriptor)."""

    owner: Type | None = None

    def __init__(self, name: str, getter: Getter, setter: Setter | None) -> None:
        self.name: str = name
        self.getter: Getter = getter
        self.setter: Setter | None = setter

    def set(self, runtime: Runtime, receiver: HeapObject, value: HeapObject | None) -> None:
        """Store the attribute of `receiver`, or delete it if there is no value."""
        owner = self.owner
        check_receiver(runtime, self.name, owner, receiver)
        if self.setter is None:
            kind = "?" if owner is None else owner.name
            message = f"attribute '{self.name}' of '{kind}' objects is not writable"
            raise error(runtime, "AttributeError", message)
        self.setter(runtime, receiver, value)

    def get(self, runtime: Runtime, receiver: HeapObject) -> HeapObject:
        """The attribute of `receiver`; that of a number derived from int is a plain int's."""
        owner = self.owner
        check_receiver(runtime, self.name, owner, receiver)
        if not isinstance(receiver, AtomInstance) or owner is None or owner.is_heap_type:
            return self.getter(runtime, receiver)
        if owner is runtime.types.object:
            return self.getter(runtime, receiver)
        from toylang.objects.atom_instances import plain_copy

        value = plain_copy(runtime, receiver)
        try:
            return self.getter(runtime, value)
        finally:
            runtime.heap.release(value)

    def traverse(self, visitor: Visitor) -> None:
        owner = self.owner
        if owner is not None and owner.is_heap_type:
            visitor.visit(owner)

    def edges(self) -> list[tuple[str, HeapObject]]:
        owner = self.owner
        if owner is None or not owner.is_heap_type:
            return []
        return [(".__objclass__", owner)]

    def clear(self, heap: Heap) -> None:
        """Cannot be emptied: the class's namespace lets go of it."""

    def release_referents(self, heap: Heap) -> None:
        owner, self.owner = self.owner, None
        if owner is not None and owner.is_heap_type:
            heap.release(owner)


class MethodSpec:
    """One line of a type's or module's table of functions."""

    is_static: bool = False
    is_class_method: bool = False
    packs_arguments: bool = False
    positional: Positional | None = None
    with_keywords: WithKeywords | None = None
    unary: Unary | None = None
    binary: Binary | None = None

    def __init__(self, name: str, minimum: i64, maximum: i64) -> None:
        self.name: str = name
        self.minimum: i64 = minimum
        self.maximum: i64 = maximum


class AttributeSpec:
    """One line of a type's table of computed attributes."""

    def __init__(self, name: str, getter: Getter, setter: Setter | None = None) -> None:
        self.name: str = name
        self.getter: Getter = getter
        self.setter: Setter | None = setter


class TypeSpec:
    """A built-in type's declaration; `bootstrap` turns it into a type object."""

    def __init__(
        self,
        name: str,
        methods: list[MethodSpec],
        attributes: list[AttributeSpec],
        base: str = "object",
    ) -> None:
        self.name: str = name
        self.methods: list[MethodSpec] = methods
        self.attributes: list[AttributeSpec] = attributes
        self.base: str = base


def method(
    name: str, implementation: Positional, minimum: i64 = 0, maximum: i64 = -1
) -> MethodSpec:
    """A method or function taking `minimum` to `maximum` arguments by position.

    The receiver of a method comes first in its list of arguments but is not counted here.
    """
    result = MethodSpec(name, minimum, minimum if maximum < 0 else maximum)
    result.positional = implementation
    return result


def unary_function(name: str, implementation: Unary) -> MethodSpec:
    """A function of one argument."""
    result = method(name, implementation.of_list, 1)
    result.unary = implementation
    return result


def binary_method(name: str, implementation: Binary) -> MethodSpec:
    """A method of one argument."""
    result = method(name, implementation.of_list, 1)
    result.binary = implementation
    return result


def keyword_method(name: str, implementation: WithKeywords) -> MethodSpec:
    """A method or function that sorts out its positional and keyword arguments itself."""
    result = MethodSpec(name, 0, ANY_NUMBER)
    result.with_keywords = implementation
    return result


def class_method(spec: MethodSpec) -> MethodSpec:
    """Make a method one that gets its class: `dict.fromkeys`."""
    spec.is_class_method = True
    return spec


def static_method(spec: MethodSpec) -> MethodSpec:
    """Make a method one that gets no receiver: `str.maketrans`, `__new__`."""
    spec.is_static = True
    return spec


def packed(spec: MethodSpec) -> MethodSpec:
    """Make a function one that CPython passes a tuple of arguments (METH_VARARGS): `min`."""
    spec.packs_arguments = True
    return spec


def pack_arguments(runtime: Runtime, arguments: list[HeapObject]) -> Tuple:
    """The tuple of borrowed arguments that CPython makes for a call and drops after it."""
    for argument in arguments:
        argument.refcount += 1
    return make_tuple(runtime, arguments.copy())


def pack_call(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject] | None
) -> list[HeapObject]:
    """What holds the (borrowed) arguments while a call wants them packed: a tuple, and a dict."""
    result: list[HeapObject] = [pack_arguments(runtime, arguments)]
    if keywords:
        result.append(pack_keywords(runtime, keywords))
    return result


def pack_keywords(runtime: Runtime, keywords: dict[str, HeapObject]) -> Dict:
    """The dict of borrowed keyword arguments that CPython makes for a call and drops after it."""
    result = make_dict(runtime)
    for name, value in keywords.items():
        value.refcount += 1
        result.set_text(name, value)
    return result


def bind_arguments(
    runtime: Runtime,
    function: str,
    arguments: list[HeapObject],
    keywords: dict[str, HeapObject],
    names: list[str],
    positional: i64,
    required: i64 = 0,
) -> list[HeapObject | None]:
    """Sort borrowed arguments into the parameters `names`, None where one is not given.

    The first `positional` parameters may be given by position, all by keyword (a name starting
    with a blank, by position only); the first `required` must be given.
    """
    _check_number(runtime, function, arguments, keywords, names, positional, required)
    result: list[HeapObject | None] = [None] * len(names)
    for index, argument in enumerate(arguments):
        result[index] = argument
    for index in range(len(arguments), required):
        if names[index] not in keywords:
            name = names[index].strip()
            raise type_error(
                runtime, f"{function}() missing required argument '{name}' (pos {index + 1})"
            )
    for name, value in keywords.items():
        if name not in names:
            raise type_error(runtime, f"'{name}' is an invalid keyword argument for {function}()")
        index = names.index(name)
        if result[index] is not None:
            raise type_error(
                runtime,
                f"argument for {function}() given by name ('{name}') and position ({index + 1})",
            )
        result[index] = value
    return result


def _check_number(
    runtime: Runtime,
    function: str,
    arguments: list[HeapObject],
    keywords: dict[str, HeapObject],
    names: list[str],
    positional: i64,
    required: i64,
) -> None:
    """TypeError for too many arguments, or too few that must be given by position."""
    given = len(arguments) + len(keywords)
    if given > len(names):
        word = ("" if arguments else "keyword ") + ("argument" if len(names) == 1 else "arguments")
        raise type_error(runtime, f"{function}() takes at most {len(names)} {word} ({given} given)")
    nameless = min(required, sum(1 for name in names if name.startswith(" ")))
    if len(arguments) > positional:
        bound, word = positional, "at most" if required < positional else "exactly"
    elif len(arguments) < nameless:
        bound, word = nameless, "at least" if nameless < positional else "exactly"
    else:
        return
    noun = "positional argument" if bound == 1 else "positional arguments"
    raise type_error(runtime, f"{function}() takes {word} {bound} {noun} ({len(arguments)} given)")


def make_builtin(runtime: Runtime, spec: MethodSpec, owner: Type | None) -> Builtin:
    """The function a table line declares; part of Toy, so the collector does not watch it."""
    result = Builtin(spec.name, spec.minimum, spec.maximum)
    result.positional = spec.positional
    result.with_keywords = spec.with_keywords
    result.unary, result.binary = spec.unary, spec.binary
    result.home = owner
    result.is_maker = spec.name == "__new__"
    result.packs_arguments = spec.packs_arguments or result.is_maker
    result.owner = None if spec.is_static or spec.is_class_method else owner
    result.unlisted = 1 if result.owner is not None or result.is_maker else 0
    result.takes_plain_values = (
        owner is not None
        and owner.name in ATOM_TYPES
        and f"{owner.name}.{spec.name}" not in KEEPS_ARGUMENTS
    )
    result.wants_class = spec.is_class_method
    result.is_quick = not (
        result.packs_arguments or result.takes_plain_values or result.wants_class
    )
    result.is_slot = owner is not None and is_slot(owner.name, spec.name)
    result.is_of_sequence = owner is not None and is_of_sequence(owner.name, spec.name)
    result.kind = _kind_of_builtin(runtime, result)
    runtime.heap.allocate(result, BUILTIN_SIZE)
    return result


def _kind_of_builtin(runtime: Runtime, function: Builtin) -> Type:
    if function.owner is None:
        return runtime.types.builtin
    return runtime.types.slot_wrapper if function.is_slot else runtime.types.method_descriptor


def make_bound_builtin(runtime: Runtime, function: Builtin, receiver: HeapObject) -> BoundBuiltin:
    """A built-in method bound to `receiver` (both borrowed)."""
    function.refcount += 1
    receiver.refcount += 1
    result = BoundBuiltin(function, receiver)
    if function.is_slot:
        result.kind = runtime.types.method_wrapper
        runtime.heap.allocate_container(result, METHOD_WRAPPER_SIZE)
    else:
        result.kind = runtime.types.builtin
        runtime.heap.allocate_container(result, BUILTIN_SIZE)
    runtime.heap.track(result)
    return result
