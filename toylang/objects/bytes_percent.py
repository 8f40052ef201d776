"""The `%` operator of bytes, after CPython's `_PyBytes_FormatEx`.

The template is read as the text of its bytes (Latin-1), so that reading directives is the work of
`PercentFormatter`; only what some directives accept is different.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.heap.header import HeapObject
from toylang.objects.byte_values import buffer_if_any, bytes_if_any, make_bytes
from toylang.objects.bytes_object import bytes_by_method
from toylang.objects.errors import error, type_error
from toylang.objects.formatting import ascii_text
from toylang.objects.numbers import Float, Int
from toylang.objects.percent_formatting import PercentFormatter
from toylang.objects.protocol import index_of
from toylang.objects.text import Str
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def percent_bytes(runtime: Runtime, template: bytes, arguments: HeapObject) -> bytes:
    """`template % arguments` (borrowed)."""
    formatter = BytesPercentFormatter(runtime, template.decode("latin-1"), arguments)
    try:
        return formatter.run().encode("latin-1")
    finally:
        formatter.drop_keyed_value()


class BytesPercentFormatter(PercentFormatter):
    """One `%` of bytes under way."""

    def __init__(self, runtime: Runtime, template: str, arguments: HeapObject) -> None:
        super().__init__(runtime, template, arguments)
        self.kind = "bytes"
        if buffer_if_any(arguments) is not None:
            self.mapping = None

    def key_of(self, text: str) -> HeapObject:
        return make_bytes(self.runtime, text.encode("latin-1"))

    def formatted(self, letter: str) -> str:
        """The next argument as the directive wants it, each byte as a character."""
        if letter in "eEfFgG":
            return self._fraction(letter)
        if letter in "bs":
            return self.laid_out("s", self._content(self.next_argument()).decode("latin-1"))
        if letter in "ra":
            return self.laid_out("s", ascii_text(self.runtime, self.next_argument()))
        return super().formatted(letter)

    def _fraction(self, letter: str) -> str:
        value = self.next_argument()
        if not isinstance(value, (Float, Int)) and type_of(value).lookup("__float__") is None:
            wrong = type_of(value).name
            raise type_error(self.runtime, f"float argument required, not {wrong}")
        self.used -= 1
        return super().formatted(letter)

    def _content(self, value: HeapObject) -> bytes:
        """The argument of `%b`: bytes, or what gives bytes."""
        content = bytes_if_any(value)
        if content is not None:
            return content
        given = bytes_by_method(self.runtime, value)
        if given is not None:
            content = given.value
            self.runtime.heap.release(given)
            return content
        wrong = type_of(value).name
        raise type_error(
            self.runtime,
            "%b requires a bytes-like object, or an object that implements __bytes__, "
            f"not '{wrong}'",
        )

    def character(self, value: HeapObject) -> str:
        """The argument of `%c`: one byte, or its number."""
        content = bytes_if_any(value)
        if content is not None and len(content) == 1:
            return content.decode("latin-1")
        if (
            content is not None
            or isinstance(value, Str)
            or type_of(value).lookup("__index__") is None
        ):
            message = "%c requires an integer in range(256) or a single byte"
            raise type_error(self.runtime, message)
        code = index_of(self.runtime, value)
        if not 0 <= code <= 255:
            raise error(self.runtime, "OverflowError", "%c arg not in range(256)")
        return chr(code)
