"""The `_operator` module: the operators as functions.

Programs import `operator`, which is a module of Toy's library and takes these names over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects import operator_objects
from toylang.objects.arguments import size_argument
from toylang.objects.builtins import MethodSpec, TypeSpec, keyword_method, method
from toylang.objects.comparison import compare
from toylang.objects.errors import Raised, error, type_error, value_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.hashing import same_or_equal
from toylang.objects.numbers import Int, make_bool, make_int
from toylang.objects.operators import IN_PLACE, STEMS, binary, in_place, unary
from toylang.objects.protocol import (
    advance,
    call_special,
    contains,
    delete_item,
    get_item,
    index_of,
    iterate,
    length,
    none,
    set_item,
    truth,
)
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

Operation = Callable[["Runtime", str, HeapObject, HeapObject], HeapObject]

COMPARISONS: Final = {"lt": "<", "le": "<=", "eq": "==", "ne": "!=", "ge": ">=", "gt": ">"}
SAFE_NAMES: Final = {"and": "and_", "or": "or_"}
"""Operators whose names are keywords."""


class OperatorFunction:
    """An operator of two operands as a function."""

    def __init__(self, sign: str, operation: Operation) -> None:
        self.sign: str = sign
        self.operation: Operation = operation

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Apply the operator."""
        return self.operation(runtime, self.sign, arguments[0], arguments[1])


class UnaryFunction:
    """An operator of one operand as a function."""

    def __init__(self, sign: str) -> None:
        self.sign: str = sign

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Apply the operator."""
        return unary(runtime, self.sign, arguments[0])


def _not(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, not truth(runtime, arguments[0]))


def _truth(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, truth(runtime, arguments[0]))


def _is(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, arguments[0] is arguments[1])


def _is_not(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, arguments[0] is not arguments[1])


def _abs(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    result = call_special(runtime, arguments[0], "__abs__", [])
    if result is None:
        name = type_of(arguments[0]).name
        raise type_error(runtime, f"bad operand type for abs(): '{name}'")
    return result


def _index(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    if type_of(arguments[0]) is runtime.types.int:
        arguments[0].refcount += 1
        return arguments[0]
    return make_int(runtime, index_of(runtime, arguments[0]))


def _contains(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, contains(runtime, arguments[0], arguments[1]))


def _get_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return get_item(runtime, arguments[0], arguments[1])


def _set_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    set_item(runtime, arguments[0], arguments[1], arguments[2])
    return none(runtime)


def _delete_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    delete_item(runtime, arguments[0], arguments[1])
    return none(runtime)


def _check_sequence(runtime: Runtime, value: HeapObject) -> None:
    """TypeError unless the value is something that can be concatenated."""
    cls = type_of(value)
    if cls.lookup("__getitem__") is None or cls.is_subtype(runtime.types.dict):
        raise type_error(runtime, f"'{cls.name}' object can't be concatenated")


def _concat(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _check_sequence(runtime, arguments[0])
    return binary(runtime, "+", arguments[0], arguments[1])


def _concat_in_place(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _check_sequence(runtime, arguments[0])
    return in_place(runtime, "+", arguments[0], arguments[1])


def _count_of(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    count = 0
    iterator = _iterator(runtime, arguments[0])
    try:
        while True:
            item = advance(runtime, iterator)
            if item is None:
                return make_int(runtime, count)
            try:
                count += 1 if same_or_equal(runtime, item, arguments[1]) else 0
            finally:
                runtime.heap.release(item)
            runtime.poll()
    finally:
        runtime.heap.release(iterator)


def _index_of(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    position = 0
    iterator = _iterator(runtime, arguments[0])
    try:
        while True:
            item = advance(runtime, iterator)
            if item is None:
                raise value_error(runtime, "sequence.index(x): x not in sequence")
            try:
                if same_or_equal(runtime, item, arguments[1]):
                    return make_int(runtime, position)
            finally:
                runtime.heap.release(item)
            position += 1
            runtime.poll()
    finally:
        runtime.heap.release(iterator)


def _iterator(runtime: Runtime, value: HeapObject) -> HeapObject:
    try:
        return iterate(runtime, value)
    except Raised as raised:
        if not is_instance_of(runtime, raised.exception, "TypeError"):
            raise
        runtime.heap.release(raised.exception)
        name = type_of(value).name
        raise type_error(runtime, f"argument of type '{name}' is not iterable") from None


def _length_hint(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    default = 0
    if len(arguments) > 1:
        if not isinstance(arguments[1], Int):
            name = type_of(arguments[1]).name
            message = f"'{name}' object cannot be interpreted as an integer"
            raise type_error(runtime, message)
        default = size_argument(runtime, arguments[1])
    value = arguments[0]
    try:
        if type_of(value).lookup("__len__") is not None:
            return make_int(runtime, length(runtime, value))
        hint = call_special(runtime, value, "__length_hint__", [])
    except Raised as raised:
        if not is_instance_of(runtime, raised.exception, "TypeError"):
            raise
        runtime.heap.release(raised.exception)
        return make_int(runtime, default)
    if hint is None:
        return make_int(runtime, default)
    return _checked_hint(runtime, hint, default)


def _checked_hint(runtime: Runtime, hint: HeapObject, default: int) -> HeapObject:
    """What `__length_hint__` said (owned), if it is a length."""
    if hint is runtime.not_implemented:
        runtime.heap.release(hint)
        return make_int(runtime, default)
    if isinstance(hint, Int) and hint.value >= 0:
        return hint
    message = f"__length_hint__ must be an integer, not {type_of(hint).name}"
    wrong = not isinstance(hint, Int)
    runtime.heap.release(hint)
    if wrong:
        raise type_error(runtime, message)
    raise value_error(runtime, "__length_hint__() should return >= 0")


def _call(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if not arguments:
        raise error(runtime, "TypeError", "call expected at least 1 argument, got 0")
    return runtime.call(arguments[0], arguments[1:], keywords)


def _operator_functions() -> list[MethodSpec]:
    """A function for each binary operator, plain and in place, and for each comparison."""
    result: list[MethodSpec] = []
    for sign, stem in STEMS.items():
        result.append(method(SAFE_NAMES.get(stem, stem), OperatorFunction(sign, binary), 2))
        name = IN_PLACE[sign].strip("_")
        result.append(method(name, OperatorFunction(sign, in_place), 2))
    for name, sign in COMPARISONS.items():
        result.append(method(name, OperatorFunction(sign, compare), 2))
    return result


FUNCTIONS: Final[list[MethodSpec]] = [
    *_operator_functions(),
    method("neg", UnaryFunction("-"), 1),
    method("pos", UnaryFunction("+"), 1),
    method("inv", UnaryFunction("~"), 1),
    method("invert", UnaryFunction("~"), 1),
    method("not_", _not, 1),
    method("truth", _truth, 1),
    method("is_", _is, 2),
    method("is_not", _is_not, 2),
    method("abs", _abs, 1),
    method("index", _index, 1),
    method("contains", _contains, 2),
    method("getitem", _get_item, 2),
    method("setitem", _set_item, 3),
    method("delitem", _delete_item, 2),
    method("concat", _concat, 2),
    method("iconcat", _concat_in_place, 2),
    method("countOf", _count_of, 2),
    method("indexOf", _index_of, 2),
    method("length_hint", _length_hint, 1, 2),
    keyword_method("call", _call),
]

TYPES: Final[list[TypeSpec]] = operator_objects.TYPES
"""The types of the module."""
