"""The types of bytes and bytearrays, put together of their methods; and what `%` does with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects import byte_array_methods, bytes_methods, bytes_object
from toylang.objects.builtins import MethodSpec, TypeSpec, method
from toylang.objects.byte_values import bytes_if_any, bytes_value, make_like
from toylang.objects.bytes_percent import percent_bytes
from toylang.objects.iterators import sized_iterator_methods
from toylang.objects.protocol import not_implemented
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _percent(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    template = bytes_value(arguments[0])
    return make_like(runtime, arguments[0], percent_bytes(runtime, template, arguments[1]))


def _reflected_percent(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    template = bytes_if_any(arguments[1])
    if template is None or type_of(arguments[0]).family() is not type_of(arguments[1]).family():
        return not_implemented(runtime)
    return make_like(runtime, arguments[1], percent_bytes(runtime, template, arguments[0]))


SHARED_METHODS: Final[list[MethodSpec]] = [
    *bytes_object.METHODS,
    *bytes_methods.METHODS,
    method("__mod__", _percent, 1),
    method("__rmod__", _reflected_percent, 1),
]

TYPES: Final[list[TypeSpec]] = [
    TypeSpec("bytes", [*bytes_object.OWN_METHODS, *SHARED_METHODS], []),
    TypeSpec("bytes_iterator", sized_iterator_methods(), []),
    TypeSpec("bytearray", [*byte_array_methods.METHODS, *SHARED_METHODS], []),
    TypeSpec("bytearray_iterator", sized_iterator_methods(), []),
]
