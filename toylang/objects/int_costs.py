"""What operations on large ints cost, and which are refused before they begin.

The host computes them in one go, which nothing can interrupt. The cost is counted in products of
two digits of 30 bits, of which a usual machine makes some hundred millions in half a second
(CPython, `Objects/longobject.c`: k_mul, x_divrem and long_pow).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.objects.arguments import LARGEST_RESULT
from toylang.objects.errors import memory_error

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

LARGEST_BITS: Final = LARGEST_RESULT * 8
BITS_PER_DIGIT: Final = 30

KARATSUBA: Final = 0.585
"""A product of two numbers of n digits costs n to the power of one plus this: log 3 / log 2 - 1."""

LARGEST_PRODUCT: Final = 1e8
"""Of Karatsuba's method, whose every step costs more than a product of digits."""

CHEAP_BITS: Final = 10_000
"""Of numbers whose product costs nothing to speak of."""

LARGEST_QUOTIENT: Final = 4e8
"""Of the schoolbook's method."""


def check_bits(runtime: Runtime, bits: int) -> None:
    """MemoryError if an int of so many bits is out of the question."""
    if bits > LARGEST_BITS or bits >> 3 > runtime.heap.allocator.room():
        raise memory_error(runtime)


def check_product(runtime: Runtime, left_bits: int, right_bits: int) -> None:
    """MemoryError if numbers of so many bits are not to be multiplied."""
    if left_bits + right_bits <= CHEAP_BITS:
        return
    check_bits(runtime, left_bits + right_bits)
    small: float = min(left_bits, right_bits) / BITS_PER_DIGIT + 1
    large: float = max(left_bits, right_bits) / BITS_PER_DIGIT + 1
    work: float = large * small**KARATSUBA
    if work > LARGEST_PRODUCT:
        raise memory_error(runtime)


def check_power(runtime: Runtime, base_bits: int, exponent: int) -> None:
    """MemoryError if a number of so many bits is not to be raised to `exponent`.

    The last squaring, of a number half as long as the result, is most of the work.
    """
    bits = max(base_bits - 1, 0) * exponent
    check_bits(runtime, bits)
    check_product(runtime, bits // 2, bits // 2)


def check_division(runtime: Runtime, left_bits: int, right_bits: int) -> None:
    """MemoryError if a number of so many bits is not to be divided by one of `right_bits`."""
    if right_bits > 0 and left_bits > right_bits:
        quotient_digits = (left_bits - right_bits) / BITS_PER_DIGIT + 1
        if quotient_digits * (right_bits / BITS_PER_DIGIT + 1) > LARGEST_QUOTIENT:
            raise memory_error(runtime)


def check_modular_power(runtime: Runtime, exponent_bits: int, modulus_bits: int) -> None:
    """MemoryError if a power with such an exponent is not to be taken under such a modulus."""
    if 2.0 * exponent_bits * (modulus_bits / BITS_PER_DIGIT + 1) ** 2 > LARGEST_QUOTIENT:
        raise memory_error(runtime)
