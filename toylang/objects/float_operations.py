"""What floats can do: arithmetic with ints and floats, rounding, conversion, hexadecimal notation.

Arithmetic is the host's, on two host floats; the tables turn each function into a pair of special
methods. A negative number to a fractional power is a complex number.
"""

from __future__ import annotations

import errno
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import host_error, only_argument
from toylang.objects.atoms import plain
from toylang.objects.builtins import (
    AttributeSpec,
    MethodSpec,
    TypeSpec,
    class_method,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.byte_values import bytes_if_any
from toylang.objects.errors import Raised, type_error
from toylang.objects.exceptions import make_exception_from
from toylang.objects.formatting import format_method
from toylang.objects.int_operations import float_of_int, zero_division
from toylang.objects.numbers import Float, Int, make_bool, make_complex, make_float, make_int
from toylang.objects.payload_methods import payload_methods
from toylang.objects.protocol import call_special, index_of, not_implemented
from toylang.objects.shared_methods import constructor_arguments
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

FloatFunction = Callable[["Runtime", float, float], HeapObject]


def float_value(value: HeapObject) -> float:
    """The host float of a value known to be a float."""
    assert isinstance(value, Float)
    return value.value


# -- arithmetic on host floats -------------------------------------------------


def add(runtime: Runtime, left: float, right: float) -> HeapObject:
    """`left + right`."""
    return make_float(runtime, left + right)


def subtract(runtime: Runtime, left: float, right: float) -> HeapObject:
    """`left - right`."""
    return make_float(runtime, left - right)


def multiply(runtime: Runtime, left: float, right: float) -> HeapObject:
    """`left * right`."""
    return make_float(runtime, left * right)


def divide(runtime: Runtime, left: float, right: float) -> HeapObject:
    """`left / right`."""
    if right == 0.0:
        raise zero_division(runtime, "float division by zero")
    return make_float(runtime, left / right)


def floor_divide(runtime: Runtime, left: float, right: float) -> HeapObject:
    """`left // right`."""
    if right == 0.0:
        raise zero_division(runtime, "float floor division by zero")
    return make_float(runtime, left // right)


def modulo(runtime: Runtime, left: float, right: float) -> HeapObject:
    """`left % right`."""
    if right == 0.0:
        raise zero_division(runtime, "float modulo")
    return make_float(runtime, left % right)


def divide_with_rest(runtime: Runtime, left: float, right: float) -> HeapObject:
    """`divmod(left, right)`."""
    if right == 0.0:
        raise zero_division(runtime, "float divmod()")
    quotient, rest = divmod(left, right)
    return make_tuple(runtime, [make_float(runtime, quotient), make_float(runtime, rest)])


def power(runtime: Runtime, base: float, exponent: float) -> HeapObject:
    """`base ** exponent`."""
    if base == 0.0 and exponent < 0.0 and math.isfinite(exponent):
        raise zero_division(runtime, "0.0 cannot be raised to a negative power")
    if base < 0.0 and math.isfinite(base) and math.isfinite(exponent) and exponent % 1.0 != 0.0:
        return make_complex(runtime, complex(base) ** complex(exponent))
    host_base: Any = base
    try:
        return make_float(runtime, host_base**exponent)
    except OverflowError:
        raise _out_of_range(runtime) from None


def _out_of_range(runtime: Runtime) -> Raised:
    """The OverflowError of a power, which carries the number of the C error and its words."""
    words = make_str(runtime, "Numerical result out of range")
    arguments: list[HeapObject] = [make_int(runtime, errno.ERANGE), words]
    return Raised(
        make_exception_from(runtime, runtime.types.exceptions["OverflowError"], arguments)
    )


BINARY: Final[dict[str, FloatFunction]] = {
    "add": add,
    "sub": subtract,
    "mul": multiply,
    "truediv": divide,
    "floordiv": floor_divide,
    "mod": modulo,
    "divmod": divide_with_rest,
    "pow": power,
}


class FloatOperator:
    """A binary special method of float made of a function of two host floats."""

    def __init__(self, function: FloatFunction, reflected: bool) -> None:
        self.function: FloatFunction = function
        self.reflected: bool = reflected

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Apply the function, or leave it to the other operand."""
        receiver, other = arguments[0], arguments[1]
        if len(arguments) == 3 and arguments[2] is not runtime.none:
            message = "pow() 3rd argument not allowed unless all arguments are integers"
            raise type_error(runtime, message)
        if not isinstance(other, (Float, Int)):
            return not_implemented(runtime)
        left, right = float_value(receiver), double_of(runtime, other)
        if self.reflected:
            left, right = right, left
        return self.function(runtime, left, right)


def operator_methods(function: FloatFunction, stem: str) -> list[MethodSpec]:
    """`__stem__` and `__rstem__`; `pow` may get a third argument to refuse."""
    most = 2 if stem == "pow" else 1
    return [
        method(f"__{stem}__", FloatOperator(function, False), 1, most),
        method(f"__r{stem}__", FloatOperator(function, True), 1, most),
    ]


# -- methods of one float ------------------------------------------------------


def _same_float(runtime: Runtime, value: HeapObject) -> HeapObject:
    value.refcount += 1
    return value


def _as_float(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _same_float(runtime, arguments[0])


def _zero(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_float(runtime, 0.0)


def _negative(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_float(runtime, -float_value(arguments[0]))


def _absolute(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_float(runtime, abs(float_value(arguments[0])))


def _as_bool(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, float_value(arguments[0]) != 0.0)


class FloatToInt:
    """`__int__`, `__floor__` and their kin: a host function that rounds to a whole number."""

    def __init__(self, convert: Callable[[float], int]) -> None:
        self.convert: Callable[[float], int] = convert

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Round; ValueError for NaN, OverflowError for the infinities."""
        try:
            return make_int(runtime, self.convert(float_value(arguments[0])))
        except (ValueError, OverflowError) as refusal:
            raise host_error(runtime, refusal) from None


def _round(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    number: Any = float_value(arguments[0])
    try:
        if len(arguments) == 1 or arguments[1] is runtime.none:
            return make_int(runtime, round(number))
        return make_float(runtime, round(number, index_of(runtime, arguments[1])))
    except (ValueError, OverflowError) as refusal:
        raise host_error(runtime, refusal) from None


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, repr(float_value(arguments[0])))


def _is_integer(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, float_value(arguments[0]).is_integer())


def _as_ratio(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    try:
        above, below = float_value(arguments[0]).as_integer_ratio()
    except (ValueError, OverflowError) as refusal:
        raise host_error(runtime, refusal) from None
    return make_tuple(runtime, [make_int(runtime, above), make_int(runtime, below)])


def _hex(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, float_value(arguments[0]).hex())


def _from_hex(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    text = only_argument(runtime, "float.fromhex", arguments, keywords)
    if not isinstance(text, Str):
        raise type_error(runtime, "bad argument type for built-in operation")
    try:
        return make_float(runtime, float.fromhex(text.value))
    except (ValueError, OverflowError) as refusal:
        raise host_error(runtime, refusal) from None


# -- float(...) ----------------------------------------------------------------


def _new_float(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = constructor_arguments(runtime, "float", arguments, keywords, 0, 1)
    if not given:
        return make_float(runtime, 0.0)
    value = given[0]
    if isinstance(value, Float):
        return _same_float(runtime, value)
    text = plain(value)
    content = text.value if isinstance(text, Str) else bytes_if_any(text)
    if content is not None:
        return _parsed(runtime, content)
    wrong = type_of(value).name
    complaint = f"float() argument must be a string or a real number, not '{wrong}'"
    return make_float(runtime, double_of(runtime, value, complaint))


def _parsed(runtime: Runtime, text: str | bytes) -> HeapObject:
    try:
        return make_float(runtime, float(text))
    except ValueError as refusal:
        raise host_error(runtime, refusal) from None


def double_of(runtime: Runtime, value: HeapObject, complaint: str = "") -> float:
    """The value as a host float, through `__float__` or `__index__`; TypeError if it is none."""
    if isinstance(value, Float):
        return value.value
    if isinstance(value, Int):
        return float_of_int(runtime, value.value)
    result = call_special(runtime, value, "__float__", [])
    if result is None:
        if type_of(value).lookup("__index__") is not None:
            return float_of_int(runtime, index_of(runtime, value))
        raise type_error(runtime, complaint or f"must be real number, not {type_of(value).name}")
    answer = plain(result)
    if not isinstance(answer, Float):
        wrong = type_of(result).name
        runtime.heap.release(result)
        owner = type_of(value).name
        raise type_error(runtime, f"{owner}.__float__ returned non-float (type {wrong})")
    runtime.heap.release(result)
    return answer.value


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "float",
        [
            static_method(keyword_method("__new__", _new_float)),
            *[
                line
                for stem, function in BINARY.items()
                for line in operator_methods(function, stem)
            ],
            *payload_methods(),
            method("__pos__", _as_float),
            method("__float__", _as_float),
            method("conjugate", _as_float),
            method("__neg__", _negative),
            method("__abs__", _absolute),
            method("__bool__", _as_bool),
            method("__int__", FloatToInt(int)),
            method("__trunc__", FloatToInt(math.trunc)),
            method("__floor__", FloatToInt(math.floor)),
            method("__ceil__", FloatToInt(math.ceil)),
            method("__round__", _round, 0, 1),
            method("__repr__", _repr),
            method("__format__", format_method, 1),
            method("is_integer", _is_integer),
            method("as_integer_ratio", _as_ratio),
            method("hex", _hex),
            class_method(keyword_method("fromhex", _from_hex)),
        ],
        [AttributeSpec("real", _same_float), AttributeSpec("imag", _zero)],
    ),
]
