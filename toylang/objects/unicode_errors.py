"""UnicodeDecodeError and its kin: which codec failed, on what, from where to where, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import size_argument
from toylang.objects.builtins import MethodSpec, keyword_method, method
from toylang.objects.byte_values import Bytes, bytes_argument
from toylang.objects.errors import type_error
from toylang.objects.exceptions import FIELDS, ExceptionObject, set_field
from toylang.objects.numbers import Int
from toylang.objects.protocol import none, str_text
from toylang.objects.text import Str, make_str
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _receiver(value: HeapObject) -> ExceptionObject:
    assert isinstance(value, ExceptionObject)
    return value


class UnicodeInitializer:
    """`__init__`: one argument for each field, of the right type."""

    def __init__(self, names: list[str], of_bytes: bool) -> None:
        self.names: list[str] = names
        self.of_bytes: bool = of_bytes
        """Whether the object that could not be converted is bytes."""

    def __call__(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        """Check the arguments and fill the fields."""
        exception, given = _receiver(arguments[0]), arguments[1:]
        if keywords:
            name = type_of(exception).name
            raise type_error(runtime, f"{name}() takes no keyword arguments")
        if len(given) != len(self.names):
            message = f"function takes exactly {len(self.names)} arguments ({len(given)} given)"
            raise type_error(runtime, message)
        for position, value in enumerate(given):
            self._check(runtime, position, value)
        if self.of_bytes:
            bytes_argument(runtime, given[1])
        for name, value in zip(self.names, given, strict=True):
            set_field(runtime, exception, name, value)
        return none(runtime)

    def _check(self, runtime: Runtime, position: int, value: HeapObject) -> None:
        name = self.names[position]
        if name in ("start", "end"):
            size_argument(runtime, value)
        elif not isinstance(value, Str) and not (name == "object" and self.of_bytes):
            wrong = "None" if value is runtime.none else type_of(value).name
            raise type_error(runtime, f"argument {position + 1} must be str, not {wrong}")


class UnicodeWords:
    """`__str__`: what could not be done to which part."""

    def __init__(self, verb: str) -> None:
        self.verb: str = verb

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The message; empty as long as the fields are not there."""
        fields = _receiver(arguments[0]).fields
        converted = fields.get("object")
        if converted is None:
            return make_str(runtime, "")
        codec = ""
        if "encoding" in fields:
            codec = f"'{str_text(runtime, fields['encoding'])}' codec "
        start, end = _place(fields["start"]), _place(fields["end"])
        where = _part(converted, start, end)
        reason = str_text(runtime, fields["reason"])
        return make_str(runtime, f"{codec}can't {self.verb} {where}: {reason}")


def _place(value: HeapObject) -> int:
    return value.value if isinstance(value, Int) else 0


def _part(converted: HeapObject, start: int, end: int) -> str:
    """The part from `start` to `end`, by its value if it is a single byte or character."""
    several, single = "characters", ""
    if isinstance(converted, Bytes):
        several = "bytes"
        if 0 <= start < len(converted.value) and end == start + 1:
            single = f"byte 0x{converted.value[start]:02x}"
    elif isinstance(converted, Str) and 0 <= start < len(converted.value) and end == start + 1:
        single = f"character '{_escape(ord(converted.value[start]))}'"
    if single:
        return f"{single} in position {start}"
    return f"{several} in position {start}-{end - 1}"


def _escape(code: int) -> str:
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _methods(name: str, verb: str) -> list[MethodSpec]:
    names = FIELDS[name]
    if name == "UnicodeTranslateError":
        names = names[1:]
    return [
        keyword_method("__init__", UnicodeInitializer(names, verb == "decode")),
        method("__str__", UnicodeWords(verb)),
    ]


METHODS: Final[dict[str, list[MethodSpec]]] = {
    "UnicodeDecodeError": _methods("UnicodeDecodeError", "decode"),
    "UnicodeEncodeError": _methods("UnicodeEncodeError", "encode"),
    "UnicodeTranslateError": _methods("UnicodeTranslateError", "translate"),
}
"""The methods of each class besides what every exception has."""
