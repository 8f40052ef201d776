"""What strings can do as sequences: index, slice, join, repeat, compare, iterate, print.

The methods with names (`split`, `upper`, …) stand in `text_methods`. Where the host answers an
operation with the very same string, so does Toy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.arguments import (
    LARGEST_SIZE,
    check_size,
    item_position,
    repeat_count,
    wrong_operand,
)
from toylang.objects.atoms import plain
from toylang.objects.builtins import (
    TypeSpec,
    bind_arguments,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.byte_values import bytes_if_any
from toylang.objects.bytes_object import codec_arguments, decode, encode_method
from toylang.objects.errors import error, type_error
from toylang.objects.formatting import format_method
from toylang.objects.iterators import (
    SMALL_ITERATOR_SIZE,
    IndexIterator,
    sized_iterator_methods,
    start_iterator,
)
from toylang.objects.numbers import Int, make_bool, make_int
from toylang.objects.payload_methods import payload_methods
from toylang.objects.percent_formatting import percent
from toylang.objects.protocol import not_implemented, str_object, str_text
from toylang.objects.slices import Slice, slice_range
from toylang.objects.text import Str, make_str
from toylang.objects.text_methods import METHODS, same_or_new, text_value
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


class StrIterator(IndexIterator):
    """Walks the characters of a string."""

    def item(self, runtime: Runtime, subject: HeapObject, index: i64) -> HeapObject | None:
        assert isinstance(subject, Str)
        return make_str(runtime, subject.value[index]) if index < len(subject.value) else None

    def remaining(self, runtime: Runtime) -> int:
        subject = self.subject
        return len(subject.value) - self.index if isinstance(subject, Str) else 0


def _iterate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    text = arguments[0]
    text.refcount += 1
    name = "str_ascii_iterator" if text_value(text).isascii() else "str_iterator"
    return start_iterator(runtime, StrIterator(text), name, SMALL_ITERATOR_SIZE)


def _length(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, len(text_value(arguments[0])))


def _item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key = arguments[0], arguments[1]
    text = text_value(receiver)
    if isinstance(key, Slice):
        start, stop, step, count = slice_range(runtime, key, len(text))
        if count == 0:
            return make_str(runtime, "")
        end = None if stop < 0 else stop
        return same_or_new(runtime, receiver, text[start:end:step])
    wrong_type = f"string indices must be integers, not '{type_of(key).name}'"
    complaint = "string index out of range"
    return make_str(runtime, text[item_position(runtime, key, len(text), wrong_type, complaint)])


def _contains(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    part = arguments[1]
    if not isinstance(part, Str):
        wrong = type_of(part).name
        raise type_error(runtime, f"'in <string>' requires string as left operand, not {wrong}")
    return make_bool(runtime, part.value in text_value(arguments[0]))


def _add(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    left, right = arguments[0], arguments[1]
    if not isinstance(right, Str):
        raise wrong_operand(runtime, left, right)
    if right.value == "" or text_value(left) == "":
        result = left if right.value == "" else right
        result.refcount += 1
        return result
    check_size(runtime, len(text_value(left)) + len(right.value))
    return make_str(runtime, text_value(left) + right.value)


def _repeat(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    text, count = text_value(arguments[0]), repeat_count(runtime, arguments[1])
    if len(text) > 1 and count > LARGEST_SIZE // len(text):
        raise error(runtime, "OverflowError", "repeated string is too long")
    check_size(runtime, len(text) * count)
    return same_or_new(runtime, arguments[0], text * count)


def _percent(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, percent(runtime, text_value(arguments[0]), arguments[1]))


def _reflected_percent(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value, template = arguments
    if not isinstance(template, Str):
        return not_implemented(runtime)
    return make_str(runtime, percent(runtime, template.value, value))


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, repr(text_value(arguments[0])))


def _itself(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    arguments[0].refcount += 1
    return arguments[0]


# -- str(...) ------------------------------------------------------------------


def _new_str(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if len(arguments) == 2 and not keywords:
        return _str_of(runtime, arguments[1])
    names = ["object", "encoding", "errors"]
    given = bind_arguments(runtime, "str", arguments[1:], keywords, names, 3)
    value = given[0]
    if given[1] is not None or given[2] is not None:
        return _decoded(runtime, value, given[1], given[2])
    return make_str(runtime, "") if value is None else _str_of(runtime, value)


def _str_of(runtime: Runtime, value: HeapObject) -> HeapObject:
    if isinstance(value, Str):
        value.refcount += 1
        return value
    if isinstance(value, Int):
        return make_str(runtime, str_text(runtime, value))
    return str_object(runtime, value)


def _decoded(
    runtime: Runtime,
    value: HeapObject | None,
    encoding: HeapObject | None,
    errors: HeapObject | None,
) -> HeapObject:
    codec, policy = codec_arguments(runtime, "str", encoding, errors)
    if value is None:
        return make_str(runtime, "")
    if isinstance(plain(value), Str):
        raise type_error(runtime, "decoding str is not supported")
    content = bytes_if_any(value)
    if content is None:
        wrong = type_of(value).name
        raise type_error(runtime, f"decoding to str: need a bytes-like object, {wrong} found")
    return make_str(runtime, decode(runtime, content, codec, policy))


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "str",
        [
            static_method(keyword_method("__new__", _new_str)),
            method("__len__", _length),
            method("__getitem__", _item, 1),
            method("__contains__", _contains, 1),
            method("__iter__", _iterate),
            method("__add__", _add, 1),
            method("__mul__", _repeat, 1),
            method("__rmul__", _repeat, 1),
            method("__mod__", _percent, 1),
            method("__rmod__", _reflected_percent, 1),
            *payload_methods(),
            method("__repr__", _repr),
            method("__str__", _itself),
            method("__format__", format_method, 1),
            *METHODS,
            keyword_method("encode", encode_method),
        ],
        [],
    ),
    TypeSpec("str_iterator", sized_iterator_methods(), []),
    TypeSpec("str_ascii_iterator", sized_iterator_methods(), []),
]
