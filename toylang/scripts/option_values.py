"""How the values of the command's options are read: numbers of steps, seconds, bytes and calls.

Each function is what argparse wants: it returns the value, or raises what argparse tells as a
usage error.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import TypeVar

from toylang.evaluator.host_stack import SAFE_DEPTH

Number = TypeVar("Number", int, float)


def positive_int(word: str) -> int:
    """A number above 0; `1_000_000` is understood."""
    return _positive(int, word, "a whole number above 0")


def positive_float(word: str) -> float:
    """A number of seconds above 0."""
    return _positive(float, word, "a number above 0")


def size_in_bytes(word: str) -> int:
    """A number of bytes, perhaps in units of 2¹⁰, 2²⁰ or 2³⁰: `64K`, `10M`, `2G`."""
    power = "KMG".find(word[-1:].upper()) + 1
    digits = word[:-1] if power > 0 else word
    return _positive(int, digits, "a size, such as 64K, 10M or 2G") << 10 * power


def depth(word: str) -> int:
    """A number of calls within each other that the host's stack has room for."""
    number = positive_int(word)
    if number > SAFE_DEPTH:
        raise ArgumentTypeError(f"no more than {SAFE_DEPTH:,} calls within each other are safe")
    return number


def _positive(read: Callable[[str], Number], word: str, what: str) -> Number:
    try:
        number = read(word)
    except ValueError:
        number = read("0")
    if not number > 0:
        raise ArgumentTypeError(f"{word!r} is not {what}")
    return number
