"""What annotations are made of: `list[int]` and `int | None`.

Neither checks anything. An alias stands for its origin where that is called or asked for an
attribute; a union knows its members, for `isinstance` and for being printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.attributes import get_attribute
from toylang.objects.builtins import (
    AttributeSpec,
    MethodSpec,
    TypeSpec,
    class_method,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.comparison import equal
from toylang.objects.errors import type_error
from toylang.objects.hashing import hash_of
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.object_operations import attribute_name, qualified_name
from toylang.objects.protocol import not_implemented, or_none, repr_text
from toylang.objects.text import make_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import Type

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

ALIAS_SIZE: Final[i64] = 80
UNION_SIZE: Final[i64] = 48


class GenericAlias(Container):
    """A class with the types of its items: `list[int]`."""

    def __init__(self, origin: HeapObject, arguments: Tuple) -> None:
        self.origin: HeapObject = origin
        self.arguments: Tuple = arguments

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.origin)
        visitor.visit(self.arguments)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(".__origin__", self.origin), (".__args__", self.arguments)]

    def clear(self, heap: Heap) -> None:
        """Cannot be emptied."""

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.origin)
        heap.release(self.arguments)


class Union(Container):
    """One type or another: `int | None`."""

    def __init__(self, members: Tuple) -> None:
        self.members: Tuple = members

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.members)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(".__args__", self.members)]

    def clear(self, heap: Heap) -> None:
        """Cannot be emptied."""

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.members)


# -- how they print ------------------------------------------------------------


def _item_text(runtime: Runtime, item: HeapObject) -> str:
    """A part as annotations show it: a class by its name, anything else by its repr."""
    if item is runtime.ellipsis:
        return "..."
    if item is runtime.types.by_name["NoneType"]:
        return "None"
    return qualified_name(item) if isinstance(item, Type) else repr_text(runtime, item)


def _bases_for(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`__mro_entries__`: a class derived from `list[int]` is derived from list."""
    return make_tuple(runtime, [_origin(runtime, arguments[0])])


def _repr_alias(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    alias = _alias(arguments[0])
    texts = [_item_text(runtime, item) for item in alias.arguments.items]
    if _shows_parameters(runtime, alias):
        texts = [f"[{', '.join(texts[:-1])}]", texts[-1]]
    inside = ", ".join(texts) if texts else "()"
    return make_str(runtime, f"{_item_text(runtime, alias.origin)}[{inside}]")


def _shows_parameters(runtime: Runtime, alias: GenericAlias) -> bool:
    """Whether all arguments but the last are parameters: `Callable[[int, str], bool]`."""
    origin, items = alias.origin, alias.arguments.items
    if not isinstance(origin, Type) or qualified_name(origin) != "collections.abc.Callable":
        return False
    return len(items) != 2 or items[0] is not runtime.ellipsis


def _repr_union(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    members = _union(arguments[0]).members.items
    return make_str(runtime, " | ".join(_item_text(runtime, item) for item in members))


# -- aliases -------------------------------------------------------------------


def _alias(value: HeapObject) -> GenericAlias:
    assert isinstance(value, GenericAlias)
    return value


def make_alias(runtime: Runtime, origin: HeapObject, key: HeapObject) -> HeapObject:
    """`origin[key]` (both borrowed)."""
    origin.refcount += 1
    key.refcount += 1
    arguments = key if isinstance(key, Tuple) else make_tuple(runtime, [key])
    result = GenericAlias(origin, arguments)
    result.kind = runtime.types.by_name["types.GenericAlias"]
    runtime.heap.allocate_container(result, ALIAS_SIZE)
    runtime.heap.track(result)
    return result


def _new_alias(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`types.GenericAlias(origin, arguments)`."""
    return make_alias(runtime, arguments[1], arguments[2])


def _class_item(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = len(arguments) - 1
    if given != 1:
        cls = arguments[0]
        assert isinstance(cls, Type)
        message = f"{cls.name}.__class_getitem__() takes exactly one argument ({given} given)"
        raise type_error(runtime, message)
    return make_alias(runtime, arguments[0], arguments[1])


def class_item_method() -> MethodSpec:
    """The `__class_getitem__` of a type that may be given the types of its items."""
    return class_method(keyword_method("__class_getitem__", _class_item))


def _alias_attribute(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """What an alias has not itself, its origin may have."""
    name = attribute_name(runtime, arguments[1])
    return get_attribute(runtime, _alias(arguments[0]).origin, name)


def _call_alias(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    return runtime.call(_alias(arguments[0]).origin, arguments[1:], keywords)


def _item_of_alias(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    raise type_error(runtime, f"{repr_text(runtime, arguments[0])} is not a generic class")


def _equal_alias(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    left, right = _alias(arguments[0]), arguments[1]
    if not isinstance(right, GenericAlias):
        return not_implemented(runtime)
    same = equal(runtime, left.origin, right.origin)
    return make_bool(runtime, same and equal(runtime, left.arguments, right.arguments))


def _hash_alias(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    alias = _alias(arguments[0])
    mixed = hash_of(runtime, alias.origin) ^ hash_of(runtime, alias.arguments)
    return make_int(runtime, mixed)


def _origin(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _alias(value).origin)


def _alias_arguments(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _alias(value).arguments)


def _no_parameters(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_tuple(runtime, [])


# -- unions --------------------------------------------------------------------


def _union(value: HeapObject) -> Union:
    assert isinstance(value, Union)
    return value


def _unite(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _united(runtime, arguments[0], arguments[1])


def _unite_reflected(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _united(runtime, arguments[1], arguments[0])


def _united(runtime: Runtime, left: HeapObject, right: HeapObject) -> HeapObject:
    """`left | right`: the members of both, each once; a single member is no union."""
    members: list[HeapObject] = []
    for operand in (left, right):
        parts = [operand]
        if isinstance(operand, Union):
            parts = operand.members.items
        elif operand is runtime.none:
            parts = [runtime.types.by_name["NoneType"]]
        elif not isinstance(operand, (Type, GenericAlias)):
            return not_implemented(runtime)
        for part in parts:
            if not any(equal(runtime, part, known) for known in members):
                members.append(part)
    for member in members:
        member.refcount += 1
    if len(members) == 1:
        return members[0]
    result = Union(make_tuple(runtime, members))
    result.kind = runtime.types.by_name["types.UnionType"]
    runtime.heap.allocate_container(result, UNION_SIZE)
    runtime.heap.track(result)
    return result


def union_methods() -> list[MethodSpec]:
    """`|` of classes, aliases and unions."""
    return [method("__or__", _unite, 1), method("__ror__", _unite_reflected, 1)]


def _equal_union(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    left, right = _union(arguments[0]), arguments[1]
    if not isinstance(right, Union):
        return not_implemented(runtime)
    ours, theirs = left.members.items, right.members.items
    same = len(ours) == len(theirs)
    for member in ours:
        same = same and any(equal(runtime, member, other) for other in theirs)
    return make_bool(runtime, same)


def _hash_union(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    mixed: i64 = 0
    for member in _union(arguments[0]).members.items:
        mixed ^= hash_of(runtime, member)
    return make_int(runtime, mixed)


def _members(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _union(value).members)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "types.GenericAlias",
        [
            static_method(method("__new__", _new_alias, 2)),
            method("__repr__", _repr_alias),
            method("__getattr__", _alias_attribute, 1),
            method("__getitem__", _item_of_alias, 1),
            method("__eq__", _equal_alias, 1),
            method("__hash__", _hash_alias),
            method("__mro_entries__", _bases_for, 1),
            keyword_method("__call__", _call_alias),
            *union_methods(),
        ],
        [
            AttributeSpec("__origin__", _origin),
            AttributeSpec("__args__", _alias_arguments),
            AttributeSpec("__parameters__", _no_parameters),
        ],
    ),
    TypeSpec(
        "types.UnionType",
        [
            method("__repr__", _repr_union),
            method("__getitem__", _item_of_alias, 1),
            method("__eq__", _equal_union, 1),
            method("__hash__", _hash_union),
            *union_methods(),
        ],
        [AttributeSpec("__args__", _members), AttributeSpec("__parameters__", _no_parameters)],
    ),
]
