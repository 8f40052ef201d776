"""What complex numbers can do: arithmetic with every kind of number, and being made of texts.

Both operands become host complex numbers first, as `Objects/complexobject.c` (TO_COMPLEX) has it;
the tables turn each function into a pair of special methods.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import host_error
from toylang.objects.builtins import (
    AttributeSpec,
    MethodSpec,
    TypeSpec,
    bind_arguments,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.errors import error, type_error, value_error
from toylang.objects.float_operations import double_of
from toylang.objects.formatting import format_method
from toylang.objects.hashing import identity_hash
from toylang.objects.int_operations import float_of_int, zero_division
from toylang.objects.numbers import (
    Complex,
    Float,
    Int,
    make_bool,
    make_complex,
    make_float,
    make_int,
)
from toylang.objects.protocol import call_special, not_implemented
from toylang.objects.text import Str, make_str
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

ComplexFunction = Callable[["Runtime", complex, complex], HeapObject]


def complex_value(value: HeapObject) -> complex:
    """The host complex number of a value known to be one."""
    assert isinstance(value, Complex)
    return value.value


# -- arithmetic on host complex numbers ----------------------------------------


def add(runtime: Runtime, left: complex, right: complex) -> HeapObject:
    """`left + right`."""
    return make_complex(runtime, left + right)


def subtract(runtime: Runtime, left: complex, right: complex) -> HeapObject:
    """`left - right`."""
    return make_complex(runtime, left - right)


def multiply(runtime: Runtime, left: complex, right: complex) -> HeapObject:
    """`left * right`."""
    return make_complex(runtime, left * right)


def divide(runtime: Runtime, left: complex, right: complex) -> HeapObject:
    """`left / right`."""
    if right == 0:
        raise zero_division(runtime, "complex division by zero")
    return make_complex(runtime, left / right)


def power(runtime: Runtime, base: complex, exponent: complex) -> HeapObject:
    """`base ** exponent`."""
    try:
        return make_complex(runtime, base**exponent)
    except ZeroDivisionError:
        raise zero_division(runtime, "0.0 to a negative or complex power") from None
    except OverflowError:
        raise error(runtime, "OverflowError", "complex exponentiation") from None


BINARY: Final[dict[str, ComplexFunction]] = {
    "add": add,
    "sub": subtract,
    "mul": multiply,
    "truediv": divide,
    "pow": power,
}


class ComplexOperator:
    """A binary special method of complex made of a function of two host numbers."""

    def __init__(self, function: ComplexFunction, reflected: bool) -> None:
        self.function: ComplexFunction = function
        self.reflected: bool = reflected

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Apply the function, or leave it to the other operand."""
        receiver, other = arguments[0], arguments[1]
        if not isinstance(other, (Complex, Float, Int)):
            return not_implemented(runtime)
        if len(arguments) == 3 and arguments[2] is not runtime.none:
            raise value_error(runtime, "complex modulo")
        left, right = complex_value(receiver), _number(runtime, other)
        if self.reflected:
            left, right = right, left
        return self.function(runtime, left, right)


def _number(runtime: Runtime, value: HeapObject) -> complex:
    """An int, float or complex number as a host complex number."""
    if isinstance(value, Int):
        return complex(float_of_int(runtime, value.value))
    return complex(value.value) if isinstance(value, Float) else complex_value(value)


def operator_methods(function: ComplexFunction, stem: str) -> list[MethodSpec]:
    """`__stem__` and `__rstem__`; `pow` may get a third argument to refuse."""
    most = 2 if stem == "pow" else 1
    return [
        method(f"__{stem}__", ComplexOperator(function, False), 1, most),
        method(f"__r{stem}__", ComplexOperator(function, True), 1, most),
    ]


# -- comparison ----------------------------------------------------------------


def _equal(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    same = _same(arguments[0], arguments[1])
    return not_implemented(runtime) if same is None else make_bool(runtime, same)


def _unequal(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    same = _same(arguments[0], arguments[1])
    return not_implemented(runtime) if same is None else make_bool(runtime, not same)


def _same(left: HeapObject, right: HeapObject) -> bool | None:
    """Whether a complex number equals another number; None if the other is no number."""
    number = complex_value(left)
    if isinstance(right, Complex):
        return number == right.value
    if isinstance(right, (Float, Int)):
        return number.imag == 0.0 and number.real == right.value
    return None


def _hash(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    number = complex_value(arguments[0])
    if number != number:
        return make_int(runtime, identity_hash(arguments[0]))
    return make_int(runtime, hash(number))


# -- methods of one complex number ---------------------------------------------


def _same_number(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    arguments[0].refcount += 1
    return arguments[0]


def _negative(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_complex(runtime, -complex_value(arguments[0]))


def _absolute(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    try:
        return make_float(runtime, abs(complex_value(arguments[0])))
    except OverflowError as refusal:
        raise host_error(runtime, refusal) from None


def _as_bool(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, complex_value(arguments[0]) != 0)


def _conjugate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_complex(runtime, complex_value(arguments[0]).conjugate())


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, repr(complex_value(arguments[0])))


def _real(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_float(runtime, complex_value(value).real)


def _imaginary(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_float(runtime, complex_value(value).imag)


# -- complex(...) --------------------------------------------------------------


def _new_complex(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = bind_arguments(runtime, "complex", arguments[1:], keywords, ["real", "imag"], 2)
    real, imaginary = given
    if imaginary is None and isinstance(real, Complex):
        real.refcount += 1
        return real
    if isinstance(real, Str):
        if imaginary is not None:
            raise type_error(runtime, "complex() can't take second arg if first is a string")
        return _parsed(runtime, real.value)
    if isinstance(imaginary, Str):
        raise type_error(runtime, "complex() second arg can't be a string")
    return make_complex(runtime, _joined(runtime, real, imaginary))


def _parsed(runtime: Runtime, text: str) -> HeapObject:
    try:
        return make_complex(runtime, complex(text))
    except ValueError as refusal:
        raise host_error(runtime, refusal) from None


def _joined(runtime: Runtime, real: HeapObject | None, imaginary: HeapObject | None) -> complex:
    """`real + imaginary * 1j`, where each may be a complex number itself."""
    first, second = 0j, 0j
    if real is not None:
        first = _part(runtime, real, "first argument must be a string or a number")
    if imaginary is None:
        return first
    second = _part(runtime, imaginary, "second argument must be a number")
    across, above = first.real, second.real
    if isinstance(imaginary, Complex):
        across -= second.imag
    if isinstance(real, Complex):
        above += first.imag
    return complex(across, above)


def _part(runtime: Runtime, value: HeapObject, expected: str) -> complex:
    """One argument as a host complex number, through `__complex__` if it has that."""
    if isinstance(value, (Complex, Float, Int)):
        return _number(runtime, value)
    converted = call_special(runtime, value, "__complex__", [])
    if converted is None:
        complaint = f"complex() {expected}, not '{type_of(value).name}'"
        return complex(double_of(runtime, value, complaint))
    try:
        if isinstance(converted, Complex):
            return converted.value
        wrong = type_of(converted).name
        raise type_error(runtime, f"__complex__ returned non-complex (type {wrong})")
    finally:
        runtime.heap.release(converted)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "complex",
        [
            static_method(keyword_method("__new__", _new_complex)),
            *[
                line
                for stem, function in BINARY.items()
                for line in operator_methods(function, stem)
            ],
            method("__eq__", _equal, 1),
            method("__ne__", _unequal, 1),
            method("__hash__", _hash),
            method("__pos__", _same_number),
            method("__complex__", _same_number),
            method("__neg__", _negative),
            method("__abs__", _absolute),
            method("__bool__", _as_bool),
            method("__repr__", _repr),
            method("__format__", format_method, 1),
            method("conjugate", _conjugate),
        ],
        [AttributeSpec("real", _real), AttributeSpec("imag", _imaginary)],
    ),
]
