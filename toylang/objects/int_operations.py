"""What ints and bools can do: arithmetic, comparison, conversion, and making them of texts.

Each binary operator is one function of two host ints. A table turns it into the pair of special
methods `__add__` and `__radd__`, which look at the operands' types first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects import int_bytes
from toylang.objects.arguments import LARGEST_SIZE, host_error
from toylang.objects.atoms import plain
from toylang.objects.builtins import (
    AttributeSpec,
    MethodSpec,
    TypeSpec,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.byte_values import bytes_if_any
from toylang.objects.errors import Raised, error, type_error, value_error
from toylang.objects.formatting import format_method
from toylang.objects.int_costs import (
    check_bits,
    check_division,
    check_modular_power,
    check_power,
    check_product,
)
from toylang.objects.numbers import Bool, Float, Int, make_bool, make_float, make_int
from toylang.objects.payload_methods import payload_methods
from toylang.objects.protocol import call_special, index_of, not_implemented, truth
from toylang.objects.shared_methods import constructor_arguments
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

IntFunction = Callable[["Runtime", int, int], HeapObject]


def int_value(value: HeapObject) -> int:
    """The host int of a value known to be an int."""
    assert isinstance(value, Int)
    return value.value


def zero_division(runtime: Runtime, message: str) -> Raised:
    """ZeroDivisionError with `message`."""
    return error(runtime, "ZeroDivisionError", message)


# -- arithmetic on host ints ---------------------------------------------------


def add(runtime: Runtime, left: int, right: int) -> HeapObject:
    """`left + right`."""
    return make_int(runtime, left + right)


def subtract(runtime: Runtime, left: int, right: int) -> HeapObject:
    """`left - right`."""
    return make_int(runtime, left - right)


def multiply(runtime: Runtime, left: int, right: int) -> HeapObject:
    """`left * right`."""
    check_product(runtime, left.bit_length(), right.bit_length())
    return make_int(runtime, left * right)


def divide(runtime: Runtime, left: int, right: int) -> HeapObject:
    """`left / right`, a float."""
    if right == 0:
        raise zero_division(runtime, "division by zero")
    try:
        # Not `left / right`: mypyc would divide two rounded floats where the ints are large.
        return make_float(runtime, int.__truediv__(left, right))
    except OverflowError as refusal:
        raise host_error(runtime, refusal) from None


def floor_divide(runtime: Runtime, left: int, right: int) -> HeapObject:
    """`left // right`."""
    if right == 0:
        raise zero_division(runtime, "integer division or modulo by zero")
    check_division(runtime, left.bit_length(), right.bit_length())
    return make_int(runtime, left // right)


def modulo(runtime: Runtime, left: int, right: int) -> HeapObject:
    """`left % right`."""
    if right == 0:
        raise zero_division(runtime, "integer modulo by zero")
    check_division(runtime, left.bit_length(), right.bit_length())
    return make_int(runtime, left % right)


def divide_with_rest(runtime: Runtime, left: int, right: int) -> HeapObject:
    """`divmod(left, right)`."""
    quotient = floor_divide(runtime, left, right)
    return make_tuple(runtime, [quotient, make_int(runtime, left % right)])


def power(runtime: Runtime, base: int, exponent: int) -> HeapObject:
    """`base ** exponent`: a float if the exponent is negative."""
    if exponent < 0:
        if base == 0:
            raise zero_division(runtime, "0.0 cannot be raised to a negative power")
        try:
            return make_float(runtime, float(base) ** float(exponent))
        except OverflowError as refusal:
            raise host_error(runtime, refusal) from None
    bits = base.bit_length()
    if bits > 1 and abs(base) == 1 << bits - 1:
        check_bits(runtime, (bits - 1) * exponent)
        return make_int(
            runtime, (-1 if base < 0 and exponent % 2 == 1 else 1) << (bits - 1) * exponent
        )
    check_power(runtime, bits, exponent)
    return make_int(runtime, base**exponent)


def shift_left(runtime: Runtime, left: int, count: int) -> HeapObject:
    """`left << count`."""
    if count < 0:
        raise value_error(runtime, "negative shift count")
    if left == 0:
        return make_int(runtime, 0)
    if count > LARGEST_SIZE:
        raise error(runtime, "OverflowError", "too many digits in integer")
    check_bits(runtime, left.bit_length() + count)
    return make_int(runtime, left << count)


def shift_right(runtime: Runtime, left: int, count: int) -> HeapObject:
    """`left >> count`."""
    if count < 0:
        raise value_error(runtime, "negative shift count")
    return make_int(runtime, left >> count)


def bits_and(runtime: Runtime, left: int, right: int) -> HeapObject:
    """`left & right`."""
    return make_int(runtime, left & right)


def bits_or(runtime: Runtime, left: int, right: int) -> HeapObject:
    """`left | right`."""
    return make_int(runtime, left | right)


def bits_xor(runtime: Runtime, left: int, right: int) -> HeapObject:
    """`left ^ right`."""
    return make_int(runtime, left ^ right)


BINARY: Final[dict[str, IntFunction]] = {
    "add": add,
    "sub": subtract,
    "mul": multiply,
    "truediv": divide,
    "floordiv": floor_divide,
    "mod": modulo,
    "divmod": divide_with_rest,
    "lshift": shift_left,
    "rshift": shift_right,
    "and": bits_and,
    "or": bits_or,
    "xor": bits_xor,
}


class IntOperator:
    """A binary special method of int made of a function of two host ints."""

    def __init__(self, function: IntFunction, reflected: bool) -> None:
        self.function: IntFunction = function
        self.reflected: bool = reflected

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Apply the function, or leave it to the other operand."""
        receiver, other = arguments[0], arguments[1]
        if not isinstance(receiver, Int) or not isinstance(other, Int):
            return not_implemented(runtime)
        if self.reflected:
            return self.function(runtime, other.value, receiver.value)
        return self.function(runtime, receiver.value, other.value)


class BoolOperator(IntOperator):
    """`&`, `|`, `^` of two bools, a bool again; with an int, an int."""

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Apply the function, or leave it to the other operand."""
        result = super().__call__(runtime, arguments)
        if not isinstance(arguments[1], Bool):
            return result
        truth_value = make_bool(runtime, int_value(result) == 1)
        runtime.heap.release(result)
        return truth_value


def operator_methods(function: IntFunction, stem: str) -> list[MethodSpec]:
    """`__stem__` and `__rstem__`."""
    return [
        method(f"__{stem}__", IntOperator(function, False), 1),
        method(f"__r{stem}__", IntOperator(function, True), 1),
    ]


def _power(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    base, exponent = arguments[0], arguments[1]
    modulus = arguments[2] if len(arguments) == 3 else runtime.none
    if modulus is not runtime.none:
        return _modular_power(runtime, base, exponent, modulus)
    if not isinstance(base, Int) or not isinstance(exponent, Int):
        return not_implemented(runtime)
    return power(runtime, base.value, exponent.value)


def _modular_power(
    runtime: Runtime, base: HeapObject, exponent: HeapObject, modulus: HeapObject
) -> HeapObject:
    """`pow(base, exponent, modulus)`."""
    if isinstance(base, Int) and isinstance(exponent, Int) and isinstance(modulus, Int):
        if modulus.value == 0:
            raise value_error(runtime, "pow() 3rd argument cannot be 0")
        check_modular_power(runtime, exponent.value.bit_length(), modulus.value.bit_length())
        check_division(runtime, base.value.bit_length(), modulus.value.bit_length())
        try:
            return make_int(runtime, pow(base.value, exponent.value, modulus.value))
        except ValueError as refusal:
            raise host_error(runtime, refusal) from None
    if isinstance(exponent, Float) or isinstance(modulus, Float):
        message = "pow() 3rd argument not allowed unless all arguments are integers"
        raise type_error(runtime, message)
    return not_implemented(runtime)


def _reflected_power(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _power(runtime, [arguments[1], arguments[0], *arguments[2:]])


# -- methods of one int --------------------------------------------------------


def _same_number(runtime: Runtime, value: HeapObject) -> HeapObject:
    """The number as a plain int: the very object, unless it is a bool."""
    if isinstance(value, Bool):
        return make_int(runtime, value.value)
    value.refcount += 1
    return value


def _as_int(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _same_number(runtime, arguments[0])


def _negative(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, -int_value(arguments[0]))


def _invert(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, ~int_value(arguments[0]))


def _absolute(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    number = int_value(arguments[0])
    return make_int(runtime, -number) if number < 0 else _same_number(runtime, arguments[0])


def _as_bool(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, int_value(arguments[0]) != 0)


def _as_float(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_float(runtime, float_of_int(runtime, int_value(arguments[0])))


def float_of_int(runtime: Runtime, number: int) -> float:
    """The nearest float; OverflowError if the number is too large for one."""
    try:
        return float(number)
    except OverflowError as refusal:
        raise host_error(runtime, refusal) from None


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, decimal_text(runtime, int_value(arguments[0])))


def decimal_text(runtime: Runtime, number: int) -> str:
    """The number in decimal; ValueError if it has more digits than CPython converts."""
    try:
        return str(number)
    except ValueError as refusal:
        raise host_error(runtime, refusal) from None


def _round(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    if len(arguments) == 1:
        return _same_number(runtime, arguments[0])
    number, digits = int_value(arguments[0]), index_of(runtime, arguments[1])
    if digits >= 0:
        return _same_number(runtime, arguments[0])
    if -digits > number.bit_length() + 1:
        return make_int(runtime, 0)
    check_power(runtime, 4, -digits)
    check_division(runtime, number.bit_length(), -digits * 3)
    return make_int(runtime, round(number, digits))


def _bit_length(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, int_value(arguments[0]).bit_length())


def _bit_count(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, int_value(arguments[0]).bit_count())


def _as_ratio(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_tuple(runtime, [_same_number(runtime, arguments[0]), make_int(runtime, 1)])


def _zero(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_int(runtime, 0)


def _one(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_int(runtime, 1)


# -- int(...) ------------------------------------------------------------------


def _new_int(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = len(arguments) - 1 + len(keywords)
    if given > 2:
        raise type_error(runtime, f"int() takes at most 2 arguments ({given} given)")
    for name in keywords:
        if name != "base":
            raise type_error(runtime, f"'{name}' is an invalid keyword argument for int()")
    base = keywords.get("base") if len(arguments) < 3 else arguments[2]
    if base is not None:
        if len(arguments) == 1:
            raise type_error(runtime, "int() missing string argument")
        return _parsed(runtime, arguments[1], index_of(runtime, base))
    return make_int(runtime, 0) if len(arguments) == 1 else int_from(runtime, arguments[1])


def int_from(runtime: Runtime, value: HeapObject) -> HeapObject:
    """What `int(value)` is."""
    if isinstance(value, Int):
        return _same_number(runtime, value)
    result = _by_conversion(runtime, value)
    if result is not None:
        return result
    if not isinstance(plain(value), Str) and bytes_if_any(value) is None:
        raise type_error(
            runtime,
            "int() argument must be a string, a bytes-like object or a real number, "
            f"not '{type_of(value).name}'",
        )
    return _parsed(runtime, value, 10)


def _by_conversion(runtime: Runtime, value: HeapObject) -> HeapObject | None:
    for name in ("__int__", "__index__", "__trunc__"):
        result = call_special(runtime, value, name, [])
        if result is None:
            continue
        if type_of(result) is runtime.types.int:
            return result
        number = plain(result)
        if isinstance(number, Int):
            exact = make_int(runtime, number.value)
            runtime.heap.release(result)
            return exact
        wrong = type_of(result).name
        runtime.heap.release(result)
        if name == "__trunc__":
            raise type_error(runtime, f"__trunc__ returned non-Integral (type {wrong})")
        raise type_error(runtime, f"{name} returned non-int (type {wrong})")
    return None


def _parsed(runtime: Runtime, value: HeapObject, base: int) -> HeapObject:
    if base != 0 and not 2 <= base <= 36:
        raise value_error(runtime, "int() base must be >= 2 and <= 36, or 0")
    try:
        text = plain(value)
        content = text.value if isinstance(text, Str) else bytes_if_any(text)
        if content is not None:
            return make_int(runtime, int(content, base))
    except ValueError as refusal:
        raise host_error(runtime, refusal) from None
    raise type_error(runtime, "int() can't convert non-string with explicit base")


# -- bool ----------------------------------------------------------------------


def _new_bool(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = constructor_arguments(runtime, "bool", arguments, keywords, 0, 1)
    return make_bool(runtime, len(given) == 1 and truth(runtime, given[0]))


def _repr_bool(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, "True" if int_value(arguments[0]) else "False")


INT_METHODS: Final[list[MethodSpec]] = [
    static_method(keyword_method("__new__", _new_int)),
    *[line for stem, function in BINARY.items() for line in operator_methods(function, stem)],
    method("__pow__", _power, 1, 2),
    method("__rpow__", _reflected_power, 1, 2),
    *payload_methods(),
    *[
        method(name, _as_int)
        for name in ("__pos__", "__int__", "__index__", "__trunc__", "__floor__", "__ceil__")
    ],
    method("conjugate", _as_int),
    method("__neg__", _negative),
    method("__invert__", _invert),
    method("__abs__", _absolute),
    method("__bool__", _as_bool),
    method("__float__", _as_float),
    method("__repr__", _repr),
    method("__format__", format_method, 1),
    method("__round__", _round, 0, 1),
    method("bit_length", _bit_length),
    method("bit_count", _bit_count),
    method("as_integer_ratio", _as_ratio),
    *int_bytes.METHODS,
]

TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "int",
        INT_METHODS,
        [
            AttributeSpec("real", _same_number),
            AttributeSpec("imag", _zero),
            AttributeSpec("numerator", _same_number),
            AttributeSpec("denominator", _one),
        ],
    ),
    TypeSpec(
        "bool",
        [
            static_method(keyword_method("__new__", _new_bool)),
            *[
                method(f"__{prefix}{stem}__", BoolOperator(BINARY[stem], False), 1)
                for stem in ("and", "or", "xor")
                for prefix in ("", "r")
            ],
            method("__repr__", _repr_bool),
        ],
        [],
        base="int",
    ),
]
