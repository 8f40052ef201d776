"""Formatting: the mini-language of `format()` and f-strings, and `str.format` with its fields.

Numbers and strings are laid out by the host, from their host values. A field of `str.format` that
names attributes or items is followed through the program's own objects, step by step.
"""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import LARGEST_SIZE, check_size, host_error, text_argument
from toylang.objects.atoms import plain
from toylang.objects.attributes import get_attribute
from toylang.objects.errors import index_error, key_error, value_error
from toylang.objects.numbers import Bool, Complex, Float, Int, make_int
from toylang.objects.protocol import format_text, get_item, repr_text, str_text
from toylang.objects.text import Str, make_str

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

SPEC_SIZES: Final = re.compile(r"(?:.?[<>=^])?[-+ ]?z?#?0?(\d*)", re.DOTALL)
"""The beginning of a format specification, up to the width."""

DEEPEST_NESTING: Final = 2
"""Levels of replacement fields: `{:{}}` has two."""

_SPLITTER: Final = Formatter()


# -- the mini-language ---------------------------------------------------------


def format_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`__format__` of numbers and strings."""
    spec = text_argument(runtime, arguments[1], "__format__() argument")
    if spec == "" and isinstance(arguments[0], Str):
        arguments[0].refcount += 1
        return arguments[0]
    return make_str(runtime, format_value(runtime, arguments[0], spec))


def format_value(runtime: Runtime, value: HeapObject, spec: str) -> str:
    """A number or string laid out as `spec` says."""
    if spec == "":
        return str_text(runtime, value)
    value = plain(value)
    if isinstance(value, Bool):
        return format_payload(runtime, value.value != 0, spec)
    if isinstance(value, Int):
        return format_payload(runtime, value.value, spec)
    if isinstance(value, Complex):
        return format_payload(runtime, value.value, spec)
    if isinstance(value, Float):
        return format_payload(runtime, value.value, spec)
    assert isinstance(value, Str)
    return format_payload(runtime, value.value, spec)


def format_payload(runtime: Runtime, payload: bool | int | float | complex | str, spec: str) -> str:
    """A host value laid out by the host, unless the width is out of the question."""
    sizes = SPEC_SIZES.match(spec)
    if sizes is not None and sizes[1] != "" and len(sizes[1]) < 20:
        width = int(sizes[1])
        if width <= LARGEST_SIZE:
            check_size(runtime, width)
    try:
        return format(payload, spec)
    except (ValueError, OverflowError, MemoryError) as refusal:
        raise host_error(runtime, refusal) from None


def convert(runtime: Runtime, value: HeapObject, conversion: str) -> str:
    """What `!r`, `!s` or `!a` makes of a value."""
    if conversion == "s":
        return str_text(runtime, value)
    if conversion == "r":
        return repr_text(runtime, value)
    if conversion == "a":
        return ascii_text(runtime, value)
    shown = conversion if 32 < ord(conversion) < 127 else f"\\x{ord(conversion):x}"
    raise value_error(runtime, f"Unknown conversion specifier {shown}")


def ascii_text(runtime: Runtime, value: HeapObject) -> str:
    """What `ascii(value)` says: repr, with escapes for everything that is not ASCII."""
    return escaped(repr_text(runtime, value))


def escaped(text: str) -> str:
    """Text with escapes for everything that is not ASCII."""
    return text.encode("ascii", "backslashreplace").decode("ascii")


# -- str.format ----------------------------------------------------------------


class Fields:
    """What the replacement fields of one `str.format` call refer to, and how they are numbered."""

    numbered: int = 0
    """Fields numbered automatically so far."""

    automatic: bool = False
    manual: bool = False

    def __init__(
        self,
        runtime: Runtime,
        positional: list[HeapObject] | None,
        named: dict[str, HeapObject],
        mapping: HeapObject | None,
    ) -> None:
        self.runtime: Runtime = runtime
        self.positional: list[HeapObject] | None = positional
        """Borrowed; None for `format_map`, which takes names only."""

        self.named: dict[str, HeapObject] = named
        self.mapping: HeapObject | None = mapping

    def expand(self, template: str, depth: int = DEEPEST_NESTING) -> str:
        """The template with its fields replaced."""
        if depth == 0:
            raise value_error(self.runtime, "Max string recursion exceeded")
        pieces: list[str] = []
        size = 0
        parts = iter(_SPLITTER.parse(template))
        while True:
            try:
                part = next(parts, None)
            except ValueError as refusal:
                raise host_error(self.runtime, refusal) from None
            if part is None:
                return "".join(pieces)
            literal, name, spec, conversion = part
            field = "" if name is None else self.replacement(name, spec, conversion, depth)
            pieces.append(literal)
            pieces.append(field)
            size += len(field)
            check_size(self.runtime, size)

    def replacement(self, name: str, spec: str | None, conversion: str | None, depth: int) -> str:
        """What stands in place of one field."""
        runtime = self.runtime
        value = self.follow(name)
        try:
            if conversion is not None:
                text = convert(runtime, value, conversion)
                runtime.heap.release(value)
                value = make_str(runtime, text)
            if spec is None:
                spec = ""
            elif "{" in spec or "}" in spec:
                spec = self.expand(spec, depth - 1)
            return format_text(runtime, value, spec)
        finally:
            runtime.heap.release(value)

    def follow(self, name: str) -> HeapObject:
        """The value a field's name leads to (a new reference): `0`, `a.b`, `rows[2].name`."""
        place = _end_of_word(name, 0)
        value = self.first(name[:place])
        while place < len(name):
            try:
                end = self.end_of_step(name, place)
                following = self.step(value, name[place], name[place + 1 : end])
            finally:
                self.runtime.heap.release(value)
            value = following
            place = end + 1 if name[place] == "[" else end
        return value

    def end_of_step(self, name: str, place: int) -> int:
        """Where the attribute or the bracketed key that begins at `place` ends."""
        if name[place] == ".":
            return _end_of_word(name, place + 1)
        if name[place] != "[":
            message = "Only '.' or '[' may follow ']' in format field specifier"
            raise value_error(self.runtime, message)
        end = name.find("]", place)
        if end < 0:
            raise value_error(self.runtime, "Missing ']' in format string")
        return end

    def step(self, value: HeapObject, mark: str, word: str) -> HeapObject:
        """One attribute or item further on."""
        runtime = self.runtime
        if word == "":
            raise value_error(runtime, "Empty attribute in format string")
        if mark == ".":
            return get_attribute(runtime, value, word)
        key = self.item_key(word)
        try:
            return get_item(runtime, value, key)
        finally:
            runtime.heap.release(key)

    def item_key(self, word: str) -> HeapObject:
        """What stands in brackets: a number if it looks like one, else a string."""
        if word.isdecimal():
            return make_int(self.runtime, self.number(word))
        return make_str(self.runtime, word)

    def number(self, word: str) -> int:
        """The number a word of digits stands for."""
        if len(word) > 19 or int(word) > LARGEST_SIZE:
            raise value_error(self.runtime, "Too many decimal digits in format string")
        return int(word)

    def first(self, word: str) -> HeapObject:
        """The argument a field's name starts at (a new reference)."""
        if word == "":
            self.number_fields(True)
            position = self.numbered
            self.numbered += 1
        elif word.isdecimal():
            position = self.number(word)
            self.number_fields(False)
        else:
            return self.by_name(word)
        if self.positional is None:
            raise value_error(self.runtime, "Format string contains positional fields")
        if position >= len(self.positional):
            message = f"Replacement index {position} out of range for positional args tuple"
            raise index_error(self.runtime, message)
        value = self.positional[position]
        value.refcount += 1
        return value

    def number_fields(self, automatic: bool) -> None:
        """Note how a field is numbered; `{}` and `{0}` do not mix."""
        if automatic:
            self.automatic = True
        else:
            self.manual = True
        if self.automatic and self.manual:
            manual, own = "manual field specification", "automatic field numbering"
            first, second = (manual, own) if automatic else (own, manual)
            raise value_error(self.runtime, f"cannot switch from {first} to {second}")

    def by_name(self, word: str) -> HeapObject:
        """The keyword argument or the mapping's item `word` (a new reference)."""
        runtime = self.runtime
        value = self.named.get(word)
        if value is not None:
            value.refcount += 1
            return value
        key = make_str(runtime, word)
        try:
            if self.mapping is not None:
                return get_item(runtime, self.mapping, key)
            raise key_error(runtime, key)
        finally:
            runtime.heap.release(key)


def _end_of_word(name: str, start: int) -> int:
    """Where the word beginning at `start` ends: at a dot or bracket, or with the name."""
    place = start
    while place < len(name) and name[place] not in ".[":
        place += 1
    return place
