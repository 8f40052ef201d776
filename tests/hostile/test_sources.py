"""Source texts made to hurt: what is said of them is what CPython says, and soon."""

import pytest

from tests.support.oracle import ORACLE_IS_RUNNING
from tests.syntax import cpython
from toylang.source import Source, ToySyntaxError
from toylang.syntax.parser import parse

MEGABYTE = 1_000_000

TEXTS = {
    "a byte order mark": "\ufeffx = 1\n",
    "a byte order mark in the middle": "x = 1\n\ufeffy = 2\n",
    "two byte order marks": "\ufeff\ufeffx = 1\n",
    "returns and line feeds": "if 1:\r\n    x = 1\r\nelse:\r\n    y = 2\r\n",
    "lone returns": "if 1:\r    x = 1\rx = 2\r",
    "a return in a string": "x = 'a\rb'\n",
    "a form feed in front": "\fx = 1\n",
    "a form feed in the indentation": "if 1:\n    x = 1\n\f    y = 2\n",
    "a vertical tab": "x = 1\vy = 2\n",
    "tabs and blanks": "if 1:\n\tx = 1\n        y = 2\n",
    "tabs less than blanks": "if 1:\n        x = 1\n\ty = 2\n",
    "bidi controls in a name": "a\u202eb = 1\n",
    "bidi controls in a string": "x = '\u202e\u2066a'\n",
    "bidi controls in a comment": "x = 1  # \u202e \u2067\n",
    "a zero-width blank": "x\u200b = 1\n",
    "a blank that is not one": "x\u00a0= 1\n",
    "a name that normalises": "\ufb01x = 1\nprint(fix)\n",
    "a name of wide letters": "\U0001d4d0 = 1\n",
    "digits of another script": "x = \u0661\n",
    "a superscript": "x\u00b2 = 1\n",
    "an emoji": "\U0001f600 = 1\n",
    "a combining letter in front": "\u0301x = 1\n",
    "a backslash at the end": "x = 1 + \\",
    "a backslash and a blank": "x = 1 + \\ \n2\n",
    "a backslash in the indentation": "if 1:\n    \\\n    x = 1\n",
    "backslashes without end": "\\\n" * 2000 + "x = 1\n",
    "an open triple quote": "x = '''" + "a\n" * 1000,
    "an open bracket": "x = (" + "1,\n" * 1000,
    "an open string": "x = 'abc\n",
    "an open f-string": "x = f'{a\n",
    "brackets that do not match": "x = ([)]\n",
    "a hundred thousand brackets": "(" * 100_000 + ")" * 100_000,
    "a hundred thousand of each": "[(" * 100_000,
    "closing brackets only": ")" * 100_000,
    "indentation too deep": "".join(" " * n + "if 1:\n" for n in range(150)) + " " * 150 + "x\n",
    "dedents to nowhere": "if 1:\n        x\n    y\n",
    "a number without end": "x = " + "9" * 5000,
    "a hexadecimal number without end": "x = 0x" + "f" * 100_000,
    "a name without end": "x" * MEGABYTE + " = 1\n",
    "a string without end": "x = '" + "a" * MEGABYTE + "'\n",
    "a comment without end": "#" * MEGABYTE,
    "only blanks": " " * MEGABYTE,
    "only line feeds": "\n" * MEGABYTE,
    "only semicolons": ";" * 1000,
    "statements in one line": "x=1;" * 2000,
    "elif upon elif": "if 0: pass\n" + "elif 0: pass\n" * 1000,
    "else without if": "else: pass\n",
    "targets in a row": "x = " * 500 + "1",
    "keyword upon keyword": "not " * 80 + "x",
    "strings side by side": "x = " + "'a' " * 1000,
    "a decorator for nothing": "@x\n",
    "an escape too large": "x = '\\U00110000'\n",
    "an unknown name of a letter": "x = '\\N{no such letter}'\n",
    "a lone return and a null": "x = 1\r\0\n",
}
"""Each by what is wrong or odd about it."""


def ours(text: str) -> tuple[str, str] | None:
    """What Toy says of a text."""
    try:
        parse(Source(text))
    except ToySyntaxError as problem:
        return problem.kind, problem.message
    return None


@pytest.mark.skipif(not ORACLE_IS_RUNNING, reason="3.11 is the judge")
@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if "\0" not in text])
def test_python_says_the_same(name: str) -> None:
    theirs = cpython.error(TEXTS[name])
    assert ours(TEXTS[name]) == (None if theirs is None else theirs[:2])


@pytest.mark.parametrize(
    "text",
    [
        "a" + "+a" * 10_000,
        "-" * 10_000 + "1",
        "not " * 10_000 + "1",
        "x" + "()" * 10_000,
        "x" + ".a" * 10_000,
        "x = " * 10_000 + "1",
        "if 0: pass\n" + "elif 0: pass\n" * 1_500,
        "lambda: " * 2_000 + "1",
        "1" + " if 1 else 1" * 10_000,
        "x = 1\0\n",
    ],
    ids=lambda text: ascii(text[:9]),
)
def test_what_python_may_not_survive_is_a_program_or_an_error(text: str) -> None:
    try:
        complaint = ours(text)
    except (MemoryError, RecursionError):
        return
    assert complaint is None or complaint[0] == "SyntaxError"


@pytest.mark.parametrize("data", [b"x = '\xff'\n", b"\xff\xfe", b"x = 1 # \x80", b"\xc0\x80 = 1"])
def test_bytes_that_are_no_text(data: bytes) -> None:
    with pytest.raises(ToySyntaxError, match="Non-UTF-8 code starting with"):
        Source.from_bytes(data, "bad.toy")
