"""Number literals: what is wrong with one, and what it is worth."""

from __future__ import annotations

import re
from typing import Final

# Python lets these words follow a number without a space: `1if x else 2`.
WORD_AFTER_NUMBER: Final = re.compile("and|else|for|if|in|is|or|not")
# What Python reads of a number before it stumbles.
BASES: Final = {"x": "hexadecimal", "o": "octal", "b": "binary"}
DIGITS: Final = {"x": "0123456789abcdefABCDEF", "o": "01234567", "b": "01"}


def number_value(text: str) -> int | float | complex:
    """Return the value of a well-formed number."""
    digits = text.replace("_", "")
    if digits[:1] == "0" and digits[1:2] in "xXoObB" and len(digits) > 1:
        return int(digits, 0)
    if digits.isdigit():
        return int(digits)
    if digits[-1] in "jJ":
        return complex(0.0, float(digits[:-1]))
    return float(digits)


def number_problem(text: str, start: int, end: int) -> tuple[str, int] | None:
    """Say what is wrong with the number matched at start, and at which character."""
    word = text[start:end]
    follower = text[end : end + 1]
    digits = word.replace("_", "")
    if digits[0] == "0" and digits.isdigit() and digits.strip("0"):
        return _leading_zeros(), start
    if not (follower == "_" or (follower.isalnum() and follower.isascii())):
        return None
    if WORD_AFTER_NUMBER.match(text, end) and word != "0":
        return None
    return _bad_follower(text, word, follower, end)


def _leading_zeros() -> str:
    return (
        "leading zeros in decimal integer literals are not permitted; "
        "use an 0o prefix for octal integers"
    )


def _bad_follower(text: str, word: str, follower: str, end: int) -> tuple[str, int] | None:
    letter = word[1:2].lower()
    if word == "0" and follower.lower() in BASES and follower:
        return _bad_prefixed(text, follower.lower(), end + 1)
    if word[0] == "0" and letter in BASES:
        return _bad_prefixed(text, letter, end)
    if WORD_AFTER_NUMBER.match(text, end):
        return None
    if word[-1] in "jJ":
        return "invalid imaginary literal", end - 1
    return "invalid decimal literal", end if follower == "_" else end - 1


def _bad_prefixed(text: str, base: str, place: int) -> tuple[str, int]:
    name = BASES[base]
    follower = text[place : place + 1]
    if follower == "_":
        place += 1
        follower = text[place : place + 1]
    if follower.isdigit() and follower not in DIGITS[base]:
        return f"invalid digit '{follower}' in {name} literal", place
    return f"invalid {name} literal", max(place - 1, 0)
