"""`exit` and `quit`: called, they end the program; shown, they tell how to leave the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.builtins import (
    AttributeSpec,
    TypeSpec,
    bind_arguments,
    keyword_method,
    method,
)
from toylang.objects.errors import Raised
from toylang.objects.exceptions import make_exception_from
from toylang.objects.text import make_str

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

NAMES: Final = ("exit", "quit")
END_OF_FILE: Final = "Ctrl-D (i.e. EOF)"
QUITTER_SIZE: Final = 56


class Quitter(HeapObject):
    """A way to leave, known by its name (CPython: Lib/_sitebuiltins.py)."""

    def __init__(self, name: str) -> None:
        self.name: str = name


def make_quitter(runtime: Runtime, name: str) -> HeapObject:
    """The way to leave of that name, a new reference."""
    result = Quitter(name)
    result.kind = runtime.types.by_name["_sitebuiltins.Quitter"]
    runtime.heap.allocate(result, QUITTER_SIZE)
    return result


def _quitter(value: HeapObject) -> Quitter:
    assert isinstance(value, Quitter)
    return value


def _call(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    (code,) = bind_arguments(runtime, "exit", arguments[1:], keywords, ["code"], 1)
    status = runtime.none if code is None else code
    status.refcount += 1
    raise Raised(make_exception_from(runtime, runtime.types.exceptions["SystemExit"], [status]))


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    name = _quitter(arguments[0]).name
    return make_str(runtime, f"Use {name}() or {END_OF_FILE} to exit")


def _name(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, _quitter(value).name)


def _end_of_file(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, END_OF_FILE)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "_sitebuiltins.Quitter",
        [keyword_method("__call__", _call), method("__repr__", _repr)],
        [AttributeSpec("name", _name), AttributeSpec("eof", _end_of_file)],
    ),
]
