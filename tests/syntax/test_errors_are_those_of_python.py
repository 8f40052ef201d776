"""What is no program is rejected with Python's class of error, its words and its place."""

import sys

import pytest

from tests.syntax import cpython
from tests.syntax.bad_sources import BAD_SOURCES
from toylang.source import Source, ToySyntaxError
from toylang.syntax.parser import parse, parse_expression


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="3.11 is the judge")
@pytest.mark.parametrize("text", BAD_SOURCES, ids=ascii)
def test_a_bad_source(text: str) -> None:
    with pytest.raises(ToySyntaxError) as caught:
        parse(Source(text))
    ours = caught.value
    theirs = cpython.error(text)
    assert theirs == (ours.kind, ours.message, ours.line, ours.column)


@pytest.mark.parametrize("text", ["async def f(): pass", "await x", "[x async for x in y]"])
def test_what_toy_leaves_out(text: str) -> None:
    with pytest.raises(ToySyntaxError, match="invalid syntax"):
        parse(Source(text))


def test_the_line_is_part_of_the_error() -> None:
    with pytest.raises(ToySyntaxError) as caught:
        parse(Source("x = 1\nif x\n  y", "a.toy"))
    assert caught.value.text == "if x"
    assert caught.value.filename == "a.toy"


def test_null_bytes() -> None:
    with pytest.raises(ToySyntaxError, match="source code cannot contain null bytes"):
        Source("a\0b")


def test_an_expression_is_not_a_statement() -> None:
    assert type(parse_expression(Source("a + b"))).__name__ == "BinOp"
    for text in ("a = b", "a; b", "", "pass", "a b"):
        with pytest.raises(ToySyntaxError):
            parse_expression(Source(text))
