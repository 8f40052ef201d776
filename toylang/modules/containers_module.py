"""The `_collections` module: the containers of `collections` that cannot be written in Toy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject, Visitor
from toylang.objects.builtins import (
    Attribute,
    Getter,
    MethodSpec,
    TypeSpec,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.dict_merging import replace_value
from toylang.objects.dicts import Dict
from toylang.objects.errors import error, index_error, type_error
from toylang.objects.hashing import hash_of
from toylang.objects.numbers import make_int
from toylang.objects.operators import binary
from toylang.objects.protocol import (
    advance,
    call_method,
    index_of,
    iterate,
    none,
    repr_text,
    set_item,
)
from toylang.objects.shared_methods import constructor_arguments
from toylang.objects.text import make_str
from toylang.objects.tuples import Tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

FIELD_SIZE: Final[i64] = 48


# -- the fields of named tuples ------------------------------------------------


class FieldReader:
    """Reads one item of a tuple as an attribute."""

    def __init__(self, index: int) -> None:
        self.index: int = index

    def __call__(self, runtime: Runtime, value: HeapObject) -> HeapObject:
        """The item."""
        if not isinstance(value, Tuple):
            name = type_of(value).name
            message = f"descriptor for index '{self.index}' for tuple subclasses doesn't apply"
            raise type_error(runtime, f"{message} to '{name}' object")
        if self.index >= len(value.items):
            raise index_error(runtime, "tuple index out of range")
        result = value.items[self.index]
        result.refcount += 1
        return result


def _refuse(runtime: Runtime, receiver: HeapObject, value: HeapObject | None) -> None:
    raise error(runtime, "AttributeError", "can't set attribute")


class Field(Attribute):
    """An attribute that is an item of a tuple, with the line that describes it (counted)."""

    def __init__(self, index: int, doc: HeapObject) -> None:
        getter: Getter = FieldReader(index)
        super().__init__("", getter, _refuse)
        self.index: int = index
        self.doc: HeapObject = doc

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.doc)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(".__doc__", self.doc)]

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.doc)


def _new_field(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    index, doc = constructor_arguments(runtime, "_tuplegetter", arguments, keywords, 2, 2)
    doc.refcount += 1
    result = Field(index_of(runtime, index), doc)
    result.kind = runtime.types.by_name["_collections._tuplegetter"]
    runtime.heap.allocate_container(result, FIELD_SIZE)
    runtime.heap.track(result)
    return result


def _repr_field(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    field = arguments[0]
    assert isinstance(field, Field)
    return make_str(runtime, f"_tuplegetter({field.index}, {repr_text(runtime, field.doc)})")


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "_collections._tuplegetter",
        [
            static_method(keyword_method("__new__", _new_field)),
            method("__repr__", _repr_field),
        ],
        [],
    )
]


# -- counting ------------------------------------------------------------------


def _count_elements(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """Add 1 to the count of each element in a mapping of counts."""
    mapping = arguments[0]
    iterator = iterate(runtime, arguments[1])
    one = make_int(runtime, 1)
    try:
        while True:
            runtime.poll()
            element = advance(runtime, iterator)
            if element is None:
                return none(runtime)
            try:
                if isinstance(mapping, Dict) and _counts_as_dict(mapping):
                    _count_in_dict(runtime, mapping, element, one)
                else:
                    _count_by_methods(runtime, mapping, element, one)
            finally:
                runtime.heap.release(element)
    finally:
        runtime.heap.release(one)
        runtime.heap.release(iterator)


def _counts_as_dict(mapping: Dict) -> bool:
    """Whether reading and storing are those of dicts."""
    plain, cls = mapping.runtime.types.dict, type_of(mapping)
    return all(cls.lookup(name) is plain.lookup(name) for name in ("get", "__setitem__"))


def _count_in_dict(runtime: Runtime, mapping: Dict, element: HeapObject, one: HeapObject) -> None:
    hashed = hash_of(runtime, element)
    entry = mapping.find_hashed(element, hashed)
    if entry is None or entry.value is None:
        element.refcount += 1
        one.refcount += 1
        mapping.insert(element, hashed, one)
        return
    count = binary(runtime, "+", entry.value, one)
    entry = mapping.find_hashed(element, hashed)
    if entry is None:
        element.refcount += 1
        mapping.insert(element, hashed, count)
    else:
        replace_value(mapping, entry, count)


def _count_by_methods(
    runtime: Runtime, mapping: HeapObject, element: HeapObject, one: HeapObject
) -> None:
    zero = make_int(runtime, 0)
    before = call_method(runtime, mapping, "get", [element, zero])
    try:
        count = binary(runtime, "+", before, one)
    finally:
        runtime.heap.release(before)
        runtime.heap.release(zero)
    try:
        set_item(runtime, mapping, element, count)
    finally:
        runtime.heap.release(count)


FUNCTIONS: Final[list[MethodSpec]] = [method("_count_elements", _count_elements, 2)]

TYPE_NAMES: Final = [
    ("deque", "collections.deque"),
    ("defaultdict", "collections.defaultdict"),
    ("OrderedDict", "collections.OrderedDict"),
    ("_deque_iterator", "_collections._deque_iterator"),
    ("_deque_reverse_iterator", "_collections._deque_reverse_iterator"),
    ("_tuplegetter", "_collections._tuplegetter"),
]
"""The module's names of types."""


def fill(runtime: Runtime, namespace: Dict) -> None:
    """Add the types."""
    for name, full_name in TYPE_NAMES:
        kind = runtime.types.by_name[full_name]
        kind.refcount += 1
        namespace.set_text(name, kind)
