"""Numbers: int of any size, bool, float, complex.

A small int (-5 to 256) exists once per heap and is immortal; every other int is an object of its
own, in a block that grows with its digits of 30 bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64, mypyc_attr

from toylang.heap.header import HeapObject

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

SMALLEST_SHARED: Final = -5
LARGEST_SHARED: Final = 256
INT_HEADER: Final[i64] = 24
BITS_PER_DIGIT: Final = 30
BYTES_PER_DIGIT: Final[i64] = 4
ONE_DIGIT_LIMIT: Final = 1 << BITS_PER_DIGIT
ONE_DIGIT_SIZE: Final[i64] = 28
FLOAT_SIZE: Final[i64] = 24
COMPLEX_SIZE: Final[i64] = 32
LONGEST_LITERAL: Final = 10**20
"""From here on, an int is told by its size where there is little room."""


@mypyc_attr(acyclic=True, free_list_len=1)
class Int(HeapObject):
    """An integer."""

    def __init__(self, value: int) -> None:
        self.value: int = value

    def describe(self) -> str:
        return "int"

    def literal(self) -> str:
        if -LONGEST_LITERAL < self.value < LONGEST_LITERAL:
            return str(self.value)
        return f"an int of {self.value.bit_length()} bits"


@mypyc_attr(acyclic=True)
class Bool(Int):
    """True or False: an int of its own kind."""

    def literal(self) -> str:
        return "True" if self.value else "False"


@mypyc_attr(acyclic=True, free_list_len=1)
class Float(HeapObject):
    """A double-precision floating-point number."""

    def __init__(self, value: float) -> None:
        self.value: float = value

    def literal(self) -> str:
        return repr(self.value)


@mypyc_attr(acyclic=True)
class Complex(HeapObject):
    """A complex number: two floating-point numbers."""

    def __init__(self, value: complex) -> None:
        self.value: complex = value

    def literal(self) -> str:
        return repr(self.value)


def int_size(value: int) -> i64:
    """Bytes of an int object: header and digits of 30 bits."""
    if -ONE_DIGIT_LIMIT < value < ONE_DIGIT_LIMIT:
        return ONE_DIGIT_SIZE
    digits = (value.bit_length() + BITS_PER_DIGIT - 1) // BITS_PER_DIGIT
    return INT_HEADER + BYTES_PER_DIGIT * digits


def make_int(runtime: Runtime, value: int) -> Int:
    """A new reference to the int `value`."""
    if SMALLEST_SHARED <= value <= LARGEST_SHARED:
        shared = runtime.small_ints[value - SMALLEST_SHARED]
        shared.refcount += 1
        return shared
    result = Int(value)
    result.kind = runtime.types.int
    size = ONE_DIGIT_SIZE if -ONE_DIGIT_LIMIT < value < ONE_DIGIT_LIMIT else int_size(value)
    runtime.heap.allocate(result, size)
    return result


def make_float(runtime: Runtime, value: float) -> Float:
    """A new float."""
    result = Float(value)
    result.kind = runtime.types.float
    runtime.heap.allocate(result, FLOAT_SIZE)
    return result


def make_complex(runtime: Runtime, value: complex) -> Complex:
    """A new complex number."""
    result = Complex(value)
    result.kind = runtime.types.complex
    runtime.heap.allocate(result, COMPLEX_SIZE)
    return result


def make_bool(runtime: Runtime, value: bool) -> Bool:
    """A new reference to True or False."""
    result = runtime.true if value else runtime.false
    result.refcount += 1
    return result
