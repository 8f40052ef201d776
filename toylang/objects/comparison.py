"""Rich comparison: `==`, `<` and their kin, with reflection and a subclass's right to go first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.attributes import bind
from toylang.objects.builtins import Builtin
from toylang.objects.errors import Raised, type_error
from toylang.objects.functions import Function
from toylang.objects.numbers import Float, Int, make_bool
from toylang.objects.protocol import not_implemented, truth
from toylang.objects.text import Str
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

METHODS: Final[dict[str, str]] = {
    "==": "__eq__",
    "!=": "__ne__",
    "<": "__lt__",
    "<=": "__le__",
    ">": "__gt__",
    ">=": "__ge__",
}

REFLECTED: Final[dict[str, str]] = {
    "==": "==",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}


def compare_payloads(operator: str, left: HeapObject, right: HeapObject) -> int:
    """Compare two ints, two floats or two strings on the host: 1 true, 0 false, -1 not these."""
    if isinstance(left, Int) and isinstance(right, Int):
        return _order(operator, left.value < right.value, left.value == right.value)
    if isinstance(left, Str) and isinstance(right, Str):
        return _order(operator, left.value < right.value, left.value == right.value)
    if isinstance(left, Float) and isinstance(right, Float):
        if left.value != left.value or right.value != right.value:
            return 1 if operator == "!=" else 0
        return _order(operator, left.value < right.value, left.value == right.value)
    return -1


def _order(operator: str, less: bool, same: bool) -> int:
    if operator == "==":
        return 1 if same else 0
    if operator == "<":
        return 1 if less else 0
    if operator == "<=":
        return 1 if less or same else 0
    if operator == ">":
        return 0 if less or same else 1
    if operator == ">=":
        return 0 if less else 1
    return 0 if same else 1


def compare(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    """`left operator right` for a comparison operator; a new reference to whatever it gives."""
    known = compare_payloads(operator, left, right)
    if known >= 0:
        return make_bool(runtime, known == 1)
    runtime.enter("in comparison")
    try:
        result = _by_method(runtime, operator, left, right)
    finally:
        runtime.leave()
    if result is not None:
        return result
    if operator == "==":
        return make_bool(runtime, left is right)
    if operator == "!=":
        return make_bool(runtime, left is not right)
    raise type_error(
        runtime,
        f"'{operator}' not supported between instances of '{type_of(left).name}' "
        f"and '{type_of(right).name}'",
    )


def _by_method(
    runtime: Runtime, operator: str, left: HeapObject, right: HeapObject
) -> HeapObject | None:
    """Ask both sides; the right one first if its type is a subclass of the left's."""
    left_type, right_type = type_of(left), type_of(right)
    right_first = right_type is not left_type and right_type.is_subtype(left_type)
    if right_first:
        result = _ask(runtime, REFLECTED[operator], right, left)
        if result is not None:
            return result
    result = _ask(runtime, operator, left, right)
    if result is None and not right_first:
        result = _ask(runtime, REFLECTED[operator], right, left)
    return result


def _ask(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject | None:
    found = type_of(left).lookup(METHODS[operator])
    if found is None:
        return None
    if found is runtime.none:
        raise type_error(runtime, "'NoneType' object is not callable")
    result = call_comparison(runtime, found, left, right)
    if result is runtime.not_implemented:
        runtime.heap.release(result)
        return None
    return result


def call_comparison(
    runtime: Runtime, found: HeapObject, left: HeapObject, right: HeapObject
) -> HeapObject:
    """Call a comparison method; one that cannot even be bound has nothing to say.

    As slot_tp_richcompare in CPython's `Objects/typeobject.c`.
    """
    if isinstance(found, (Function, Builtin)):
        return runtime.call(found, [left, right])
    try:
        bound = bind(runtime, found, left, type_of(left))
    except Raised as raised:
        runtime.heap.release(raised.exception)
        return not_implemented(runtime)
    try:
        return runtime.call(bound, [right])
    finally:
        runtime.heap.release(bound)


def equal(runtime: Runtime, left: HeapObject, right: HeapObject) -> bool:
    """Whether `left == right` is true."""
    return _holds(runtime, "==", left, right)


def less_than(runtime: Runtime, left: HeapObject, right: HeapObject) -> bool:
    """Whether `left < right` is true."""
    return _holds(runtime, "<", left, right)


def _holds(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> bool:
    known = compare_payloads(operator, left, right)
    if known >= 0:
        return known == 1
    result = compare(runtime, operator, left, right)
    try:
        return truth(runtime, result)
    finally:
        runtime.heap.release(result)
