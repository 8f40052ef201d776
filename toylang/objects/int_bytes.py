"""Ints as bytes and back: `to_bytes`, `from_bytes`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from toylang.heap.header import HeapObject
from toylang.objects.arguments import check_size, host_error, size_argument, text_argument
from toylang.objects.builtins import MethodSpec, bind_arguments, class_method, keyword_method
from toylang.objects.byte_values import Bytes, make_bytes
from toylang.objects.bytes_object import bytes_of
from toylang.objects.errors import type_error, value_error
from toylang.objects.numbers import Int, make_int
from toylang.objects.protocol import truth
from toylang.objects.text import Str
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

ByteOrder = Literal["big", "little"]


def _byte_order(runtime: Runtime, function: str, given: HeapObject | None) -> ByteOrder:
    """The order of the bytes: the most significant one first unless said otherwise."""
    if given is None:
        return "big"
    word = text_argument(runtime, given, f"{function}() argument 'byteorder'")
    if word == "big":
        return "big"
    if word == "little":
        return "little"
    raise value_error(runtime, "byteorder must be either 'little' or 'big'")


def _to_bytes(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    number = arguments[0]
    assert isinstance(number, Int)
    names = ["length", "byteorder", "signed"]
    given = bind_arguments(runtime, "to_bytes", arguments[1:], keywords, names, 2)
    size = 1 if given[0] is None else size_argument(runtime, given[0])
    order = _byte_order(runtime, "to_bytes", given[1])
    signed = given[2] is not None and truth(runtime, given[2])
    if size < 0:
        raise value_error(runtime, "length argument must be non-negative")
    check_size(runtime, size)
    try:
        return make_bytes(runtime, number.value.to_bytes(size, order, signed=signed))
    except OverflowError as refusal:
        raise host_error(runtime, refusal) from None


def _from_bytes(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    cls = arguments[0]
    assert isinstance(cls, Type)
    names = ["bytes", "byteorder", "signed"]
    given = bind_arguments(runtime, "from_bytes", arguments[1:], keywords, names, 2, 1)
    order = _byte_order(runtime, "from_bytes", given[1])
    signed = given[2] is not None and truth(runtime, given[2])
    source = given[0]
    assert source is not None
    content = _content(runtime, source)
    result = make_int(runtime, int.from_bytes(content, order, signed=signed))
    if cls is runtime.types.int:
        return result
    try:
        return runtime.call(cls, [result])
    finally:
        runtime.heap.release(result)


def _content(runtime: Runtime, source: HeapObject) -> bytes:
    """The bytes of a bytes object, or of numbers from 0 to 255."""
    if isinstance(source, (Int, Str)):
        wrong = type_of(source).name
        raise type_error(runtime, f"cannot convert '{wrong}' object to bytes")
    result = bytes_of(runtime, source)
    assert isinstance(result, Bytes)
    content = result.value
    runtime.heap.release(result)
    return content


METHODS: Final[list[MethodSpec]] = [
    keyword_method("to_bytes", _to_bytes),
    class_method(keyword_method("from_bytes", _from_bytes)),
]
