"""No depth of a program overruns the host, and time grows with length alone."""

import time

import pytest

from toylang.source import Source, ToySyntaxError
from toylang.syntax.parser import parse


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "+".join(["a"] * 5000),
        "f" + "()" * 5000,
        "x" + ".a" * 5000,
        "x = " + "-" * 5000 + "1",
        "x = " + "not " * 5000 + "y",
        "x = " + "a if b else " * 3000 + "c",
        "if a: b\n" + "elif c: d\n" * 3000,
        "x = " + "(" * 199 + "1" + ")" * 199,
        "lambda: " * 1000 + "0",
        "x = " * 3000 + "y",
    ],
    ids=lambda text: text[:12],
)
def test_deep_programs(text: str) -> None:
    parse(Source(text))


def test_too_many_brackets() -> None:
    for depth in (201, 100_000):
        with pytest.raises(ToySyntaxError, match="too many nested parentheses"):
            parse(Source("[" * depth))


def test_a_long_name_with_a_wrong_character_is_refused_in_time() -> None:
    with pytest.raises(ToySyntaxError, match="invalid character '€'"):
        parse(Source("a" * 300_000 + "€"))


def test_time_is_linear() -> None:
    def seconds(lines: int) -> float:
        source = Source("x = f(a, b + 1)[c]\n" * lines)
        start = time.perf_counter()
        parse(source)
        return time.perf_counter() - start

    seconds(100)
    small = min(seconds(500) for _ in range(3))
    assert min(seconds(5000) for _ in range(2)) < 30 * small
