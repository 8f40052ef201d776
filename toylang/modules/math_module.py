"""The math module: the host's functions on the numbers' payloads."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import LARGEST_SIZE
from toylang.objects.atoms import plain
from toylang.objects.builtins import (
    ANY_NUMBER,
    MethodSpec,
    bind_arguments,
    keyword_method,
    method,
    packed,
)
from toylang.objects.dicts import Dict
from toylang.objects.errors import Raised, error, type_error, value_error
from toylang.objects.int_costs import check_division, check_power, check_product
from toylang.objects.numbers import Float, Int, make_bool, make_float, make_int
from toylang.objects.protocol import call_special, index_of, items_of
from toylang.objects.tuples import make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def real(runtime: Runtime, value: HeapObject) -> float:
    """A number as a host float; TypeError for what is none."""
    if isinstance(value, Float):
        return value.value
    if isinstance(value, Int):
        return _as_float(runtime, value.value)
    result = call_special(runtime, value, "__float__", [])
    number = None if result is None else plain(result)
    if result is not None and isinstance(number, Float):
        runtime.heap.release(result)
        return number.value
    if result is not None:
        runtime.heap.release(result)
    name = type_of(value).name
    raise type_error(runtime, f"must be real number, not {name}")


def _as_float(runtime: Runtime, value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        raise error(runtime, "OverflowError", "int too large to convert to float") from None


class OneArgument:
    """A host function from a float to a float, as a built-in."""

    def __init__(self, function: Callable[[float], float]) -> None:
        self.function: Callable[[float], float] = function

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The function's value, with the host's complaints as the program's."""
        given = real(runtime, arguments[0])
        return make_float(runtime, guarded(runtime, self.function, [given]))


class TwoArguments:
    """A host function of two floats, as a built-in."""

    def __init__(self, function: Callable[[float, float], float]) -> None:
        self.function: Callable[[float, float], float] = function

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The function's value, with the host's complaints as the program's."""
        given = [real(runtime, argument) for argument in arguments]
        return make_float(runtime, guarded(runtime, self.function, given))


def guarded(runtime: Runtime, function: Callable[..., float], given: Sequence[object]) -> float:
    """Call a host function; its ValueError and OverflowError become the program's."""
    try:
        return function(*given)
    except ValueError as problem:
        raise value_error(runtime, str(problem)) from None
    except OverflowError as problem:
        raise error(runtime, "OverflowError", str(problem)) from None


class Test:
    """A host function from a float to a bool, as a built-in."""

    def __init__(self, function: Callable[[float], bool]) -> None:
        self.function: Callable[[float], bool] = function

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The function's answer."""
        return make_bool(runtime, self.function(real(runtime, arguments[0])))


def _whole(
    runtime: Runtime, value: HeapObject, special: str, rounded: Callable[[float], int]
) -> HeapObject:
    """floor, ceil and trunc: through the special method, else of the float."""
    if not isinstance(value, Float):
        result = call_special(runtime, value, special, [])
        if result is not None:
            return result
    number = real(runtime, value)
    try:
        return make_int(runtime, rounded(number))
    except OverflowError as problem:
        raise error(runtime, "OverflowError", str(problem)) from None
    except ValueError as problem:
        raise value_error(runtime, str(problem)) from None


def _floor(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _whole(runtime, arguments[0], "__floor__", math.floor)


def _ceil(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _whole(runtime, arguments[0], "__ceil__", math.ceil)


def _trunc(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    result = call_special(runtime, arguments[0], "__trunc__", [])
    if result is None:
        name = type_of(arguments[0]).name
        raise type_error(runtime, f"type {name} doesn't define __trunc__ method")
    return result


def _log(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    if not 1 <= len(arguments) <= 2:
        raise type_error(runtime, "math.log requires 1 to 2 arguments")
    number = _logarithm(runtime, arguments[0], math.log)
    if len(arguments) == 1:
        return make_float(runtime, number)
    base = _logarithm(runtime, arguments[1], math.log)
    if base == 0.0:
        raise error(runtime, "ZeroDivisionError", "float division by zero")
    return make_float(runtime, number / base)


def _log2(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_float(runtime, _logarithm(runtime, arguments[0], math.log2))


def _log10(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_float(runtime, _logarithm(runtime, arguments[0], math.log10))


def _logarithm(runtime: Runtime, value: HeapObject, function: Callable[[int], float]) -> float:
    """A logarithm that takes ints of any size."""
    number = plain(value)
    if isinstance(number, Int):
        try:
            return function(number.value)
        except ValueError as problem:
            raise value_error(runtime, str(problem)) from None
    return guarded(runtime, function, [real(runtime, value)])


def _whole_numbers(runtime: Runtime, arguments: list[HeapObject]) -> list[int]:
    return [index_of(runtime, argument) for argument in arguments]


def _gcd(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, math.gcd(*_divisible(runtime, arguments)))


def _lcm(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    numbers = _divisible(runtime, arguments)
    check_product(runtime, sum(number.bit_length() for number in numbers), 1)
    return make_int(runtime, math.lcm(*numbers))


def _divisible(runtime: Runtime, arguments: list[HeapObject]) -> list[int]:
    """Numbers whose common divisor can be found in no more time than a division takes."""
    numbers = _whole_numbers(runtime, arguments)
    for number in numbers:
        check_division(runtime, 2 * number.bit_length(), number.bit_length())
    return numbers


def _isqrt(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    number = index_of(runtime, arguments[0])
    if number < 0:
        raise value_error(runtime, "isqrt() argument must be nonnegative")
    check_division(runtime, number.bit_length(), number.bit_length() // 2)
    return make_int(runtime, math.isqrt(number))


def _factorial(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    number = index_of(runtime, arguments[0])
    if number < 0:
        raise value_error(runtime, "factorial() not defined for negative values")
    if number > LARGEST_SIZE:
        message = f"factorial() argument should not exceed {LARGEST_SIZE}"
        raise error(runtime, "OverflowError", message)
    check_power(runtime, 2 * number.bit_length(), number)
    return make_int(runtime, math.factorial(number))


def _comb(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    count, chosen = _whole_numbers(runtime, arguments)
    for name, number in (("n", count), ("k", chosen)):
        if number < 0:
            raise value_error(runtime, f"{name} must be a non-negative integer")
    _check_falling_product(runtime, count, min(chosen, count - chosen))
    return make_int(runtime, math.comb(count, chosen))


def _perm(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    given = arguments[:1] if arguments[-1] is runtime.none else arguments
    numbers = _whole_numbers(runtime, given)
    chosen = numbers[1] if len(numbers) > 1 else numbers[0]
    for name, number in (("n", numbers[0]), ("k", chosen)):
        if number < 0:
            raise value_error(runtime, f"{name} must be a non-negative integer")
    if chosen <= numbers[0]:
        _check_falling_product(runtime, numbers[0], chosen)
    return make_int(runtime, math.perm(numbers[0], chosen))


def _check_falling_product(runtime: Runtime, count: int, factors: int) -> None:
    """Refuse a product of `factors` numbers up to `count` that would take too long.

    It is made of one factor after the other, as in CPython's perm_comb.
    """
    if factors > LARGEST_SIZE:
        raise error(runtime, "OverflowError", f"min(n - k, k) must not exceed {LARGEST_SIZE}")
    if factors > 0:
        check_power(runtime, count.bit_length() + 1, factors)


def _hypot(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_float(runtime, math.hypot(*[real(runtime, each) for each in arguments]))


def _fsum(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    items = items_of(runtime, arguments[0])
    try:
        numbers = [real(runtime, item) for item in items]
    finally:
        runtime.heap.release_all(items)
    return make_float(runtime, guarded(runtime, math.fsum, [numbers]))


def _prod(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    from toylang.objects.operators import binary

    names = [" iterable", "start"]
    iterable, start = bind_arguments(runtime, "prod", arguments, keywords, names, 1, 1)
    assert iterable is not None
    items = items_of(runtime, iterable)
    result: HeapObject = make_int(runtime, 1) if start is None else start
    if start is not None:
        start.refcount += 1
    try:
        for item in items:
            following = binary(runtime, "*", result, item)
            runtime.heap.release(result)
            result = following
    except Raised:
        runtime.heap.release(result)
        raise
    finally:
        runtime.heap.release_all(items)
    return result


def _modf(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    fraction, whole = math.modf(real(runtime, arguments[0]))
    return make_tuple(runtime, [make_float(runtime, fraction), make_float(runtime, whole)])


def _frexp(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    mantissa, exponent = math.frexp(real(runtime, arguments[0]))
    return make_tuple(runtime, [make_float(runtime, mantissa), make_int(runtime, exponent)])


def _ldexp(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    number = real(runtime, arguments[0])
    exponent = plain(arguments[1])
    if not isinstance(exponent, Int):
        raise type_error(runtime, "Expected an int as second argument to ldexp.")
    bounded = max(min(exponent.value, 1 << 20), -(1 << 20))
    try:
        return make_float(runtime, math.ldexp(number, bounded))
    except OverflowError as problem:
        raise error(runtime, "OverflowError", str(problem)) from None


def _isclose(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["a", "b", "rel_tol", "abs_tol"]
    given = bind_arguments(runtime, "isclose", arguments, keywords, names, 2, 2)
    numbers = [None if each is None else real(runtime, each) for each in given]
    left, right, relative, absolute = numbers
    assert left is not None and right is not None
    relative = 1e-09 if relative is None else relative
    absolute = 0.0 if absolute is None else absolute
    if relative < 0.0 or absolute < 0.0:
        raise value_error(runtime, "tolerances must be non-negative")
    close = math.isclose(left, right, rel_tol=relative, abs_tol=absolute)
    return make_bool(runtime, close)


ONE_ARGUMENT: Final[list[tuple[str, Callable[[float], float]]]] = [
    ("acos", math.acos),
    ("acosh", math.acosh),
    ("asin", math.asin),
    ("asinh", math.asinh),
    ("atan", math.atan),
    ("atanh", math.atanh),
    ("cbrt", math.cbrt),
    ("cos", math.cos),
    ("cosh", math.cosh),
    ("degrees", math.degrees),
    ("erf", math.erf),
    ("erfc", math.erfc),
    ("exp", math.exp),
    ("exp2", math.exp2),
    ("expm1", math.expm1),
    ("fabs", math.fabs),
    ("gamma", math.gamma),
    ("lgamma", math.lgamma),
    ("log1p", math.log1p),
    ("radians", math.radians),
    ("sin", math.sin),
    ("sinh", math.sinh),
    ("sqrt", math.sqrt),
    ("tan", math.tan),
    ("tanh", math.tanh),
    ("ulp", math.ulp),
]

TWO_ARGUMENTS: Final[list[tuple[str, Callable[[float, float], float]]]] = [
    ("atan2", math.atan2),
    ("copysign", math.copysign),
    ("fmod", math.fmod),
    ("nextafter", math.nextafter),
    ("pow", math.pow),
    ("remainder", math.remainder),
]

FUNCTIONS: Final[list[MethodSpec]] = [
    *[method(name, OneArgument(function), 1) for name, function in ONE_ARGUMENT],
    *[method(name, TwoArguments(function), 2) for name, function in TWO_ARGUMENTS],
    method("isfinite", Test(math.isfinite), 1),
    method("isinf", Test(math.isinf), 1),
    method("isnan", Test(math.isnan), 1),
    method("floor", _floor, 1),
    method("ceil", _ceil, 1),
    method("trunc", _trunc, 1),
    packed(method("log", _log, 0, ANY_NUMBER)),
    method("log2", _log2, 1),
    method("log10", _log10, 1),
    method("gcd", _gcd, 0, 1 << 30),
    method("lcm", _lcm, 0, 1 << 30),
    method("isqrt", _isqrt, 1),
    method("factorial", _factorial, 1),
    method("comb", _comb, 2),
    method("perm", _perm, 1, 2),
    method("hypot", _hypot, 0, 1 << 30),
    method("fsum", _fsum, 1),
    keyword_method("prod", _prod),
    method("modf", _modf, 1),
    method("frexp", _frexp, 1),
    method("ldexp", _ldexp, 2),
    keyword_method("isclose", _isclose),
]


def fill(runtime: Runtime, namespace: Dict) -> None:
    """Add the constants."""
    for name, value in (
        ("pi", math.pi),
        ("e", math.e),
        ("tau", math.tau),
        ("inf", math.inf),
        ("nan", math.nan),
    ):
        namespace.set_text(name, make_float(runtime, value))
