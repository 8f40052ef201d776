"""What the built-in types of containers and iterators have in common: small things, said once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.builtins import MethodSpec, bind_arguments, method
from toylang.objects.errors import error, type_error

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

Comparison = Callable[["Runtime", str, HeapObject, HeapObject], HeapObject]

OPERATORS: Final[dict[str, str]] = {
    "==": "__eq__",
    "!=": "__ne__",
    "<": "__lt__",
    "<=": "__le__",
    ">": "__gt__",
    ">=": "__ge__",
}
EQUALITY: Final = ["==", "!="]

_PRINTING: Final[list[HeapObject]] = []
"""The containers whose repr is being put together, outermost first."""


def constructor_arguments(
    runtime: Runtime,
    name: str,
    arguments: list[HeapObject],
    keywords: dict[str, HeapObject],
    minimum: int,
    maximum: int,
) -> list[HeapObject]:
    """The arguments past the class of a constructor that takes them by position only."""
    if keywords:
        raise type_error(runtime, f"{name}() takes no keyword arguments")
    given = len(arguments) - 1
    if minimum <= given <= maximum:
        return arguments[1:]
    bound = minimum if given < minimum else maximum
    word = "" if minimum == maximum else "at least " if given < minimum else "at most "
    plural = "" if bound == 1 else "s"
    raise type_error(runtime, f"{name} expected {word}{bound} argument{plural}, got {given}")


def constructor_parameters(
    runtime: Runtime,
    name: str,
    arguments: list[HeapObject],
    keywords: dict[str, HeapObject],
    names: list[str],
    positional: int,
    required: int = 0,
) -> list[HeapObject | None]:
    """The arguments past the class of a constructor, sorted into its parameters.

    As _PyArg_UnpackKeywords (`Python/getargs.c`), which counts all arguments before it looks.
    """
    given = len(arguments) - 1 + len(keywords)
    if given > len(names):
        kind = "keyword " if len(arguments) == 1 else ""
        plural = "" if len(names) == 1 else "s"
        bound = f"at most {len(names)} {kind}argument{plural}"
        raise type_error(runtime, f"{name}() takes {bound} ({given} given)")
    return bind_arguments(runtime, name, arguments[1:], keywords, names, positional, required)


class ComparisonMethod:
    """One comparison operator of a type that compares with one function for all of them."""

    def __init__(self, operator: str, compare: Comparison) -> None:
        self.operator: str = operator
        self.compare: Comparison = compare

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Compare the receiver with the other operand."""
        return self.compare(runtime, self.operator, arguments[0], arguments[1])


def comparison_methods(compare: Comparison, operators: list[str]) -> list[MethodSpec]:
    """The special methods for these operators; `compare` gets the operator and both operands."""
    return [
        method(OPERATORS[operator], ComparisonMethod(operator, compare), 1)
        for operator in operators
    ]


def all_comparison_methods(compare: Comparison) -> list[MethodSpec]:
    """The special methods of all six comparison operators."""
    return comparison_methods(compare, list(OPERATORS))


def unhashable() -> MethodSpec:
    """The `__hash__` of a type whose values can change: None."""
    return MethodSpec("__hash__", 0, 0)


def read_only(runtime: Runtime, receiver: HeapObject, value: HeapObject | None) -> None:
    """The setter of a field the program may only read."""
    raise error(runtime, "AttributeError", "readonly attribute")


def begin_repr(value: HeapObject) -> bool:
    """Whether the repr of a container may be put together; no if this is going on already."""
    for printed in _PRINTING:
        if printed is value:
            return False
    _PRINTING.append(value)
    return True


def end_repr() -> None:
    """The repr begun last is complete."""
    _PRINTING.pop()
