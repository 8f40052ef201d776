"""Strings: the object, its size, and the table of names.

A string holds host text and caches its hash. Strings used as names (variables, attributes,
keywords) and one-character Latin-1 strings exist once per heap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64, mypyc_attr

from toylang.heap.header import IMMORTAL, HeapObject

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

ASCII_HEADER: Final[i64] = 49
"""Bytes of an ASCII string without its characters: header and final NUL."""

UNICODE_HEADER: Final[i64] = 73
LONGEST_LITERAL: Final = 24
"""Characters of a string that are shown where there is little room."""


@mypyc_attr(acyclic=True, free_list_len=1)
class Str(HeapObject):
    """A string."""

    hash_known: bool = False
    cached_hash: i64 = 0

    def __init__(self, value: str) -> None:
        self.value: str = value

    def literal(self) -> str:
        if len(self.value) <= LONGEST_LITERAL:
            return repr(self.value)
        return f"{self.value[:LONGEST_LITERAL]!r}…"

    def hash(self) -> i64:
        """The string's hash, computed once."""
        if not self.hash_known:
            self.cached_hash = hash(self.value)
            self.hash_known = True
        return self.cached_hash


def str_size(value: str) -> i64:
    """Bytes of a string object: one, two or four a character, as its widest needs (PEP 393)."""
    if value.isascii():
        return ASCII_HEADER + len(value)
    widest = ord(max(value))
    width = 1 if widest < 0x100 else 2 if widest < 0x10000 else 4
    return UNICODE_HEADER + width * len(value) + width - 1


def make_str(runtime: Runtime, value: str) -> Str:
    """A new reference to the string `value`."""
    if len(value) <= 1:
        if value == "":
            shared = runtime.empty_str
            shared.refcount += 1
            return shared
        code = ord(value)
        if code < 256:
            shared = runtime.characters[code]
            shared.refcount += 1
            return shared
    result = Str(value)
    result.kind = runtime.types.str
    runtime.heap.allocate(result, str_size(value))
    return result


def name_str(runtime: Runtime, value: str) -> Str:
    """The one string object (borrowed, immortal) for the name `value`."""
    known = runtime.names.get(value)
    if known is None:
        known = make_str(runtime, value)
        known.refcount = IMMORTAL
        runtime.names[value] = known
    return known
