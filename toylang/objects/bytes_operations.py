"""The type of bytes, put together of its methods; and what `%` does with bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects import bytes_methods, bytes_object
from toylang.objects.builtins import TypeSpec, method
from toylang.objects.bytes_object import Bytes, bytes_value, make_bytes
from toylang.objects.bytes_percent import percent_bytes
from toylang.objects.iterators import sized_iterator_methods
from toylang.objects.protocol import not_implemented

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _percent(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    template = bytes_value(arguments[0])
    return make_bytes(runtime, percent_bytes(runtime, template, arguments[1]))


def _reflected_percent(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    template = arguments[1]
    if not isinstance(template, Bytes):
        return not_implemented(runtime)
    return make_bytes(runtime, percent_bytes(runtime, template.value, arguments[0]))


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "bytes",
        [
            *bytes_object.METHODS,
            *bytes_methods.METHODS,
            method("__mod__", _percent, 1),
            method("__rmod__", _reflected_percent, 1),
        ],
        [],
    ),
    TypeSpec("bytes_iterator", sized_iterator_methods(), []),
]
