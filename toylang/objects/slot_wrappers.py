"""Which special methods of built-in types are slot wrappers, and what those say of wrong calls.

CPython keeps most special methods in C slots and wraps each of them for programs that call it by
name (`Objects/typeobject.c`, slotdefs and the wrap_ functions). A wrapper counts its arguments in
its own words, in which neither its name nor its type appears.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

_OPERATORS: Final = "add sub mul truediv floordiv mod divmod pow lshift rshift and or xor matmul"
_OTHERS: Final = (
    "eq ne lt le gt ge neg pos abs invert bool int float index hash repr str iter next call init "
    "del len getitem setitem delitem contains get set delete getattribute getattr setattr delattr"
)

SLOT_NAMES: Final[frozenset[str]] = frozenset(
    [
        *(f"__{side}{stem}__" for stem in _OPERATORS.split(" ") for side in ("", "r", "i")),
        *(f"__{stem}__" for stem in _OTHERS.split(" ")),
    ]
)

PLAIN_METHODS: Final[frozenset[str]] = frozenset(
    [
        "dict.__contains__",
        "dict.__getitem__",
        "list.__getitem__",
        "set.__contains__",
        "frozenset.__contains__",
    ]
)
"""Special methods that have a method of the same name in front of the slot (METH_COEXIST)."""

REPETITIONS: Final[frozenset[str]] = frozenset(["__mul__", "__rmul__", "__imul__"])
JUNCTIONS: Final[frozenset[str]] = frozenset(["__add__", "__iadd__"])
SEQUENCES: Final[frozenset[str]] = frozenset(
    ["str", "bytes", "bytearray", "list", "tuple", "collections.deque"]
)


def is_slot(owner: str, name: str) -> bool:
    """Whether the special method `name` of the built-in type `owner` is a slot wrapper."""
    return name in SLOT_NAMES and f"{owner}.{name}" not in PLAIN_METHODS


def is_of_sequence(owner: str, name: str) -> bool:
    """Whether it is a sequence's way to join or repeat, which operators try after all others."""
    return owner in SEQUENCES and (name in JUNCTIONS or name in REPETITIONS)


def wrong_slot_arguments(owner: str, name: str, minimum: i64, maximum: i64, given: i64) -> str:
    """The complaint about `given` arguments.

    Wrappers that unpack their arguments leave a blank where a function's name would stand.
    """
    unpacks = maximum > 1 or (name in REPETITIONS and owner in SEQUENCES)
    bound = minimum if given < minimum else maximum
    word = "" if minimum == maximum else "at least " if given < minimum else "at most "
    return f"{' ' * unpacks}expected {word}{bound} argument{'s'[: bound != 1]}, got {given}"
