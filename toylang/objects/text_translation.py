"""Translating strings character by character: `str.translate`, and `str.maketrans` for tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import check_size, text_argument
from toylang.objects.atoms import plain
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import Raised, type_error, value_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.numbers import Int, make_int
from toylang.objects.protocol import get_item, none
from toylang.objects.text import Str, make_str

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

LAST_CHARACTER: Final = 0x10FFFF


def translate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`str.translate`: each character replaced by what the table has for it."""
    text = plain(arguments[0])
    assert isinstance(text, Str)
    pieces: list[str] = []
    size = 0
    known: dict[str, str] = {}
    for character in text.value:
        if character not in known:
            known[character] = _translation(runtime, arguments[1], character)
        pieces.append(known[character])
        size += len(pieces[-1])
        check_size(runtime, size)
    return make_str(runtime, "".join(pieces))


def _translation(runtime: Runtime, table: HeapObject, character: str) -> str:
    """What the table has for a character; the character itself if nothing."""
    key = make_int(runtime, ord(character))
    try:
        found = get_item(runtime, table, key)
    except Raised as raised:
        if not is_instance_of(runtime, raised.exception, "LookupError"):
            raise
        runtime.heap.release(raised.exception)
        return character
    finally:
        runtime.heap.release(key)
    try:
        return _replacement(runtime, found)
    finally:
        runtime.heap.release(found)


def _replacement(runtime: Runtime, found: HeapObject) -> str:
    if found is runtime.none:
        return ""
    found = plain(found)
    if isinstance(found, Str):
        return found.value
    if not isinstance(found, Int):
        message = "character mapping must return integer, None or str"
        raise type_error(runtime, message)
    if not 0 <= found.value <= LAST_CHARACTER:
        raise value_error(runtime, "character mapping must be in range(0x110000)")
    return chr(found.value)


def make_translation(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`str.maketrans`: a table for `translate`, a dict with the numbers of characters for keys."""
    table = make_dict(runtime)
    try:
        if len(arguments) == 1:
            _copy_translations(runtime, table, arguments[0])
        else:
            _pair_characters(runtime, table, arguments)
    except BaseException:
        runtime.heap.release(table)
        raise
    return table


def _copy_translations(runtime: Runtime, table: Dict, source: HeapObject) -> None:
    """Copy a dict of characters or their numbers, with numbers for keys."""
    if not isinstance(source, Dict):
        message = "if you give only one argument to maketrans it must be a dict"
        raise type_error(runtime, message)
    for entry in source.live_entries():
        key = entry.key
        if isinstance(key, Str):
            if len(key.value) != 1:
                message = "string keys in translate table must be of length 1"
                raise value_error(runtime, message)
            number: HeapObject = make_int(runtime, ord(key.value))
        elif isinstance(key, Int):
            key.refcount += 1
            number = key
        else:
            message = "keys in translate table must be strings or integers"
            raise type_error(runtime, message)
        value = entry.value
        assert value is not None
        value.refcount += 1
        table.set(number, value)


def _pair_characters(runtime: Runtime, table: Dict, arguments: list[HeapObject]) -> None:
    """Map each character of one text to that of another at its place, those of a third to None."""
    if not isinstance(arguments[0], Str):
        message = "first maketrans argument must be a string if there is a second argument"
        raise type_error(runtime, message)
    first = arguments[0].value
    second = text_argument(runtime, arguments[1], "maketrans() argument 2")
    dropped = ""
    if len(arguments) == 3:
        dropped = text_argument(runtime, arguments[2], "maketrans() argument 3")
    if len(first) != len(second):
        message = "the first two maketrans arguments must have equal length"
        raise value_error(runtime, message)
    for old, new in zip(first, second, strict=True):
        table.set(make_int(runtime, ord(old)), make_int(runtime, ord(new)))
    for character in dropped:
        table.set(make_int(runtime, ord(character)), none(runtime))
