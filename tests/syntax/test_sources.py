"""A source knows its lines, whatever ended them, and shows a place in them."""

import pytest

from toylang.source import Source, Span, ToySyntaxError


def test_line_ends() -> None:
    assert Source("a\r\nb\rc\n").text == "a\nb\nc\n"


def test_lines() -> None:
    source = Source("a\n  b")
    assert [source.line(number) for number in (0, 1, 2, 3)] == ["", "a", "  b", ""]


def test_an_excerpt() -> None:
    source = Source("if x:\n    y = f(1)\n")
    assert source.excerpt(Span(2, 8, 2, 12)) == "y = f(1)\n    ^^^^"


def test_an_excerpt_of_several_lines_shows_the_first() -> None:
    assert Source("x = (1,\n2)").excerpt(Span(1, 4, 2, 2)) == "x = (1,\n    ^^^"


def test_bytes() -> None:
    assert Source.from_bytes("é".encode(), "a.toy").text == "é"
    assert Source.from_bytes("\ufeffé".encode(), "a.toy").text == "é"
    with pytest.raises(ToySyntaxError, match=r"Non-UTF-8 code starting with '\\xe9' in file a.toy"):
        Source.from_bytes(b"x\n\xe9", "a.toy")
