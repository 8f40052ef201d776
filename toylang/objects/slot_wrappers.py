"""Which special methods of built-in types are slot wrappers, and what those say of wrong calls.

CPython keeps most special methods in C slots and wraps each of them for programs that call it by
name (`Objects/typeobject.c`, slotdefs and the wrap_ functions). A wrapper counts its arguments in
its own words, in which neither its name nor its type appears.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.errors import type_error
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

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


def wrong_receiver(name: str, owner: Type, actual: Type) -> str:
    """The complaint about a descriptor of `owner` used on a value of another type."""
    return (
        f"descriptor '{name}' for '{owner.name}' objects doesn't apply to a '{actual.name}' object"
    )


def check_receiver(runtime: Runtime, name: str, owner: Type | None, receiver: HeapObject) -> None:
    """TypeError unless `owner`'s descriptor fits: another class may have borrowed it."""
    actual = type_of(receiver)
    if owner is not None and actual is not owner and not actual.is_subtype(owner):
        raise type_error(runtime, wrong_receiver(name, owner, actual))


def check_class_argument(
    runtime: Runtime, name: str, home: Type | None, arguments: list[HeapObject]
) -> None:
    """TypeError unless a class method of `home` is given a class of its own (classmethod_get)."""
    assert home is not None
    if not arguments:
        raise type_error(runtime, f"descriptor '{name}' of '{home.name}' object needs an argument")
    cls = arguments[0]
    what = f"descriptor '{name}' for type '{home.name}'"
    if not isinstance(cls, Type):
        raise type_error(runtime, f"{what} needs a type, not a '{type_of(cls).name}' as arg 2")
    if not cls.is_subtype(home):
        what = f"descriptor '{name}' requires a subtype of '{home.name}'"
        raise type_error(runtime, f"{what} but received '{cls.name}'")
