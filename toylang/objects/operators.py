"""Arithmetic dispatch: `a + b`, `a += b`, `-a` to the special methods of the operands' types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.atoms import plain
from toylang.objects.builtins import Builtin
from toylang.objects.byte_values import ByteArray, Bytes
from toylang.objects.deques import Deque
from toylang.objects.errors import type_error
from toylang.objects.lists import List
from toylang.objects.protocol import call_found, call_special
from toylang.objects.text import Str
from toylang.objects.tuples import Tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

STEMS: Final[dict[str, str]] = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "<<": "lshift",
    ">>": "rshift",
    "&": "and",
    "|": "or",
    "^": "xor",
    "@": "matmul",
}
"""Each binary operator's special methods are `__stem__`, `__rstem__` and `__istem__`."""

FORWARD: Final[dict[str, str]] = {sign: f"__{stem}__" for sign, stem in STEMS.items()}
REFLECTED: Final[dict[str, str]] = {sign: f"__r{stem}__" for sign, stem in STEMS.items()}
IN_PLACE: Final[dict[str, str]] = {sign: f"__i{stem}__" for sign, stem in STEMS.items()}
UNARY: Final[dict[str, str]] = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}


def binary(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    """`left operator right`; TypeError if neither side knows how."""
    result = _try_binary(runtime, operator, left, right)
    if result is None:
        raise type_error(runtime, _unsupported(operator, operator, left, right))
    return result


def in_place(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    """`left operator= right`: the left side may change itself, else it is as `binary`."""
    found = type_of(left).lookup(IN_PLACE[operator])
    if found is not None:
        if _is_of_sequence(found):
            reflected = type_of(right).lookup(REFLECTED[operator])
            result = _join_or_repeat(runtime, operator, left, right, found, reflected)
        else:
            result = _implemented(runtime, call_found(runtime, found, left, [right]))
        if result is not None:
            return result
    result = _try_binary(runtime, operator, left, right)
    if result is None:
        raise type_error(runtime, _unsupported(operator, operator + "=", left, right))
    return result


def unary(runtime: Runtime, operator: str, operand: HeapObject) -> HeapObject:
    """`-x`, `+x`, `~x`."""
    result = call_special(runtime, operand, UNARY[operator], [])
    if result is None:
        raise type_error(
            runtime, f"bad operand type for unary {operator}: '{type_of(operand).name}'"
        )
    return result


def absolute(runtime: Runtime, value: HeapObject) -> HeapObject:
    """`abs(value)`."""
    result = call_special(runtime, value, "__abs__", [])
    if result is None:
        raise type_error(runtime, f"bad operand type for abs(): '{type_of(value).name}'")
    return result


def quotient_and_remainder(runtime: Runtime, left: HeapObject, right: HeapObject) -> HeapObject:
    """`divmod(left, right)`; TypeError if neither side knows how."""
    for value, other, name in ((left, right, "__divmod__"), (right, left, "__rdivmod__")):
        answer = call_special(runtime, value, name, [other])
        result = None if answer is None else _implemented(runtime, answer)
        if result is not None:
            return result
    raise type_error(runtime, _unsupported("divmod()", "divmod()", left, right))


def _implemented(runtime: Runtime, result: HeapObject) -> HeapObject | None:
    """None in place of an owned NotImplemented."""
    if result is runtime.not_implemented:
        runtime.heap.release(result)
        return None
    return result


def _try_binary(
    runtime: Runtime, operator: str, left: HeapObject, right: HeapObject
) -> HeapObject | None:
    left_type, right_type = type_of(left), type_of(right)
    forward = left_type.lookup(FORWARD[operator])
    reflected = None
    if right_type is not left_type:
        reflected = right_type.lookup(REFLECTED[operator])
    if reflected is not None and _goes_first(left_type, right_type, operator, reflected):
        result = _implemented(runtime, call_found(runtime, reflected, right, [left]))
        if result is not None:
            return result
        reflected = None
    if isinstance(forward, Builtin) and forward.is_of_sequence:
        return _join_or_repeat(runtime, operator, left, right, forward, reflected)
    if forward is not None:
        result = _implemented(runtime, call_found(runtime, forward, left, [right]))
        if result is not None:
            return result
    if reflected is not None and _suits(operator, reflected, left):
        return _implemented(runtime, call_found(runtime, reflected, right, [left]))
    return None


def _join_or_repeat(
    runtime: Runtime,
    operator: str,
    left: HeapObject,
    right: HeapObject,
    forward: HeapObject,
    reflected: HeapObject | None,
) -> HeapObject | None:
    """As PyNumber_Add and PyNumber_Multiply: numbers are asked first, sequences after them."""
    if reflected is not None and not _is_of_sequence(reflected):
        result = _implemented(runtime, call_found(runtime, reflected, right, [left]))
        if result is not None:
            return result
    if _suits(operator, forward, right):
        return _implemented(runtime, call_found(runtime, forward, left, [right]))
    return None


def _is_of_sequence(found: HeapObject) -> bool:
    return isinstance(found, Builtin) and found.is_of_sequence


def _suits(operator: str, found: HeapObject, other: HeapObject) -> bool:
    """Whether `other` is no obstacle: a sequence is repeated by an integer only."""
    if operator != "*" or not _is_of_sequence(found):
        return True
    return type_of(other).lookup("__index__") is not None


def _goes_first(left: Type, right: Type, operator: str, reflected: HeapObject) -> bool:
    """A subclass that has its own reflected method is asked before its base."""
    return right.is_subtype(left) and left.lookup(REFLECTED[operator]) is not reflected


def _unsupported(operator: str, shown: str, left: HeapObject, right: HeapObject) -> str:
    """CPython's words for operands that do not go together."""
    left_name, right_name = type_of(left).name, type_of(right).name
    if operator == "*":
        if isinstance(plain(left), (Str, Bytes, ByteArray, List, Tuple, Deque)):
            return f"can't multiply sequence by non-int of type '{right_name}'"
        if isinstance(plain(right), (Str, Bytes, ByteArray, List, Tuple, Deque)):
            return f"can't multiply sequence by non-int of type '{left_name}'"
    if shown == "**":
        shown = "** or pow()"
    return f"unsupported operand type(s) for {shown}: '{left_name}' and '{right_name}'"
