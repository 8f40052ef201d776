"""The `%` operator of strings: printf-style formatting, after CPython's `unicode_format`.

The template is read directive by directive (`%(key)-08.3f`); the argument a directive asks for is
checked and reduced to a number or text, which the host lays out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import (
    LARGEST_C_INT,
    LARGEST_SIZE,
    c_int_argument,
    check_size,
    host_error,
    size_argument,
)
from toylang.objects.atoms import plain
from toylang.objects.errors import Raised, error, type_error, value_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.float_operations import double_of
from toylang.objects.formatting import convert
from toylang.objects.int_operations import int_from, int_value
from toylang.objects.numbers import Int
from toylang.objects.protocol import get_item, index_of
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

FLAGS: Final = "-+ #0"
DIGITS: Final = "0123456789"
WHOLE_NUMBERS: Final = "diuoxX"
FRACTIONS: Final = "eEfFgG"
LAST_CHARACTER: Final = 0x10FFFF


def percent(runtime: Runtime, template: str, arguments: HeapObject) -> str:
    """`template % arguments` (borrowed)."""
    formatter = PercentFormatter(runtime, template, arguments)
    try:
        return formatter.run()
    finally:
        formatter.drop_keyed_value()


class PercentFormatter:
    """One `%` under way: the place in the template, and the arguments not used yet."""

    place: int = 0
    used: int = 0
    flags: str = ""
    width: int = -1
    precision: int = -1
    keyed_value: HeapObject | None = None
    """The mapping's item the current directive asked for; counted."""

    mapping: HeapObject | None = None
    kind: str = "string"
    """What the result is called in a complaint."""

    def __init__(self, runtime: Runtime, template: str, arguments: HeapObject) -> None:
        self.runtime: Runtime = runtime
        self.template: str = template
        self.arguments: list[HeapObject] = [arguments]
        if isinstance(arguments, Tuple):
            self.arguments = arguments.items
        elif not isinstance(plain(arguments), Str) and _has(arguments, "__getitem__"):
            self.mapping = arguments

    def run(self) -> str:
        """The template with its directives replaced."""
        pieces: list[str] = []
        size = 0
        while True:
            start = self.template.find("%", self.place)
            if start < 0:
                pieces.append(self.template[self.place :])
                break
            pieces.append(self.template[self.place : start])
            self.place = start + 1
            pieces.append(self.directive())
            size += len(pieces[-1])
            check_size(self.runtime, size)
        if self.used < len(self.arguments) and self.mapping is None:
            message = f"not all arguments converted during {self.kind} formatting"
            raise type_error(self.runtime, message)
        return "".join(pieces)

    def drop_keyed_value(self) -> None:
        """Let go of the mapping's item."""
        value, self.keyed_value = self.keyed_value, None
        if value is not None:
            self.runtime.heap.release(value)

    # -- reading a directive ---------------------------------------------------

    def directive(self) -> str:
        """Read the directive whose `%` was just passed, and format its argument."""
        if self.peek() == "%":
            return self.take()
        if self.peek() == "(":
            self.read_key()
        self.flags = ""
        while self.peek() != "" and self.peek() in FLAGS:
            self.flags += self.take()
        self.read_width()
        self.read_precision()
        if self.peek() != "" and self.peek() in "hlL":
            self.place += 1
        letter = self.take()
        if letter == "":
            raise value_error(self.runtime, "incomplete format")
        return self.formatted(letter)

    def peek(self) -> str:
        """The next character of the template; nothing at its end."""
        return self.template[self.place : self.place + 1]

    def take(self) -> str:
        """The next character, passing it."""
        character = self.peek()
        self.place += 1
        return character

    def read_key(self) -> None:
        """Read `(key)` and look the key up; the value becomes the one argument there is."""
        runtime = self.runtime
        if self.mapping is None:
            raise type_error(runtime, "format requires a mapping")
        start = self.place + 1
        end = self._closing_parenthesis()
        key = self.key_of(self.template[start:end])
        self.drop_keyed_value()
        try:
            self.keyed_value = get_item(runtime, self.mapping, key)
        finally:
            runtime.heap.release(key)
        self.arguments = [self.keyed_value]
        self.used = 0

    def key_of(self, text: str) -> HeapObject:
        """A new reference to the key between parentheses."""
        return make_str(self.runtime, text)

    def _closing_parenthesis(self) -> int:
        depth = 0
        while True:
            character = self.take()
            if character == "":
                raise value_error(self.runtime, "incomplete format key")
            if character == "(":
                depth += 1
            elif character == ")":
                depth -= 1
                if depth == 0:
                    return self.place - 1

    def read_width(self) -> None:
        """Read the width, from the template or (`*`) the arguments."""
        self.width = -1
        if self.peek() == "*":
            self.place += 1
            self.width = size_argument(self.runtime, self.star())
            if self.width < 0:
                self.flags += "-"
                self.width = -self.width
        elif self.peek() != "" and self.peek() in DIGITS:
            self.width = self.read_number(LARGEST_SIZE, "width too big")
        check_size(self.runtime, self.width)

    def read_precision(self) -> None:
        """Read the precision, if there is one."""
        self.precision = -1
        if self.peek() != ".":
            return
        self.place += 1
        self.precision = 0
        if self.peek() == "*":
            self.place += 1
            self.precision = max(c_int_argument(self.runtime, self.star()), 0)
        else:
            self.precision = self.read_number(LARGEST_C_INT, "precision too big")

    def read_number(self, most: int, complaint: str) -> int:
        """Read digits, perhaps none."""
        number = 0
        while self.peek() != "" and self.peek() in DIGITS:
            number = number * 10 + int(self.take())
            if number > most:
                raise value_error(self.runtime, complaint)
        return number

    def star(self) -> HeapObject:
        """The argument (borrowed) a `*` stands for."""
        value = plain(self.next_argument())
        if not isinstance(value, Int):
            raise type_error(self.runtime, "* wants int")
        return value

    def next_argument(self) -> HeapObject:
        """The argument (borrowed) whose turn it is."""
        if self.used >= len(self.arguments):
            raise type_error(self.runtime, "not enough arguments for format string")
        self.used += 1
        return self.arguments[self.used - 1]

    # -- formatting its argument -----------------------------------------------

    def formatted(self, letter: str) -> str:
        """The next argument as the directive wants it."""
        value = self.next_argument()
        if letter in "sra":
            return self.laid_out("s", convert(self.runtime, value, letter))
        if letter in WHOLE_NUMBERS:
            return self.laid_out(letter, self.whole_number(letter, value))
        if letter in FRACTIONS:
            return self.laid_out(letter, double_of(self.runtime, value))
        if letter == "c":
            self.precision = -1
            return self.laid_out("s", self.character(value))
        raise self.unknown(letter)

    def unknown(self, letter: str) -> Raised:
        """The ValueError for a letter that stands for no format."""
        shown = letter if 31 <= ord(letter) < 127 else "?"
        return value_error(
            self.runtime,
            f"unsupported format character '{shown}' (0x{ord(letter):x}) at index {self.place - 1}",
        )

    def laid_out(self, letter: str, payload: int | float | str) -> str:
        """A host value laid out by the host."""
        width = str(self.width) if self.width >= 0 else ""
        precision = f".{self.precision}" if self.precision >= 0 else ""
        try:
            return f"%{self.flags}{width}{precision}{letter}" % payload
        except (ValueError, OverflowError, MemoryError) as refusal:
            raise host_error(self.runtime, refusal) from None

    def whole_number(self, letter: str, value: HeapObject) -> int:
        """The argument of `%d` (which rounds) or `%x` (which does not) as a host int."""
        runtime, number = self.runtime, plain(value)
        if isinstance(number, Int):
            return number.value
        try:
            if letter in "oxX":
                return index_of(runtime, value)
            if _has(value, "__int__") or _has(value, "__index__") or _has(value, "__float__"):
                result = int_from(runtime, value)
                runtime.heap.release(result)
                return int_value(result)
        except Raised as raised:
            if not is_instance_of(runtime, raised.exception, "TypeError"):
                raise
            runtime.heap.release(raised.exception)
        wanted = "an integer" if letter in "oxX" else "a real number"
        wrong = type_of(value).name
        raise type_error(runtime, f"%{letter} format: {wanted} is required, not {wrong}")

    def character(self, value: HeapObject) -> str:
        """The argument of `%c`: a character, or its number."""
        text = plain(value)
        if isinstance(text, Str) and len(text.value) == 1:
            return text.value
        if isinstance(text, Str) or not _has(value, "__index__"):
            raise type_error(self.runtime, "%c requires int or char")
        code = index_of(self.runtime, value)
        if not 0 <= code <= LAST_CHARACTER:
            raise error(self.runtime, "OverflowError", "%c arg not in range(0x110000)")
        return chr(code)


def _has(value: HeapObject, name: str) -> bool:
    """Whether the value's type has a special method."""
    return type_of(value).lookup(name) is not None
