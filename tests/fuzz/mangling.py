"""Texts that are nearly programs: pieces of real ones, with mistakes made on purpose.

A piece is some lines of a program of the tests, of an example, or of the host's library; it is cut
where its indentation allows. Then a few things are done to it that fingers, editors and bad copies
do to programs, and worse ones.
"""

# ruff: noqa: RUF001

import keyword
import random
import re
from collections.abc import Callable

from tests.support.oracle import EXAMPLES, TESTS
from tests.syntax.bad_sources import BAD_SOURCES
from tests.syntax.cpython import standard_modules

Mangler = Callable[[random.Random, str], str]

TOKEN = re.compile(r"\w+|\n[^\S\n]*|[^\S\n]+|[^\w\s]+|.", re.DOTALL)
NUMBER = re.compile(r"\d+")
NUMBERS = (
    "0", "00", "007", "1_0", "1__0", "1_", "0x", "0xfg", "0b12", "0o9", "1e", "1e5", "1.", ".5",
    "1.e1_0", "1j", "1jx", "1if", "0_7", "9" * 30, "9" * 4301, "1e999", "0XFF", "0Bj", "1.5.2", "²",
    "٣",
)  # fmt: skip
OPERATORS = (
    "+", "-", "*", "**", "/", "//", "%", "@", "<<", ">>", "&", "|", "^", "~", ":=", "<", ">", "<=",
    ">=", "==", "!=", "->", "+=", "-=", "**=", "//=", ">>=", "@=", "=", ",", ".", "...", ":", ";",
    "<>", "!", "?", "$", "`", "++", "&&", "||",
)  # fmt: skip
BRACKETS = ("(", ")", "[", "]", "{", "}", "()", "[]", "{}", "(" * 30, "[" * 201)
QUOTES = (
    "'", '"', "'''", '"""', "f'", 'f"', "rb'", "b'", "u'", "fr'''", "\\'", "\\", "\\\n", "f'{",
    "}'", "{", "}", "{{", "!r}", "{x!r:>{y}}", "\\x4", "\\N{", "\\u12", "%s", "f'{a=}'", "\\777",
    "bf'",
)  # fmt: skip
WORDS = (
    *keyword.kwlist, *keyword.softkwlist, "__debug__", "print", "exec", "__class__", "self", "x",
    "async def", "await x", "except*", "yield from", "is not", "not in", "nonlocal x", "global x",
    "import *", "from __future__ import annotations", "del x", "*x", "**x", "x: int", "lambda: 0",
    "match x:", "case _:", "elif", "else if", "fi", "type X = int", "x := 1", "(x := 1)",
)  # fmt: skip
CHARACTERS = (
    "\0", "\t", "\f", "\v", "\r", "\r\n", "\n", "\n\n", " ", "#", "#\n", "\ufeff", "\u00a0",
    "\u2028", "\u200b", "\u202e", "\u2066", "é", "ª", "ﬁ", "𝐱", "ℂ", "·", "‿", "€", "“", "”", "‘",
    "×", "–", "…", "😀", "\x1a", "\x1b", "\x7f", "\x85", "e\u0301", "ß", "İ", "名", "؟",
)  # fmt: skip
INDENTATIONS = ("", " ", "  ", "    ", "\t", "        ", " \t", "\t ", "\f", "   ", "\\\n")


def corpora() -> list[list[list[str]]]:
    """Return the lines of programs to cut from: Toy's own, the host's, those known to be bad."""
    toy = [*sorted(TESTS.rglob("*.toy")), *sorted(EXAMPLES.rglob("*.toy"))]
    return [
        [path.read_text(encoding="utf-8").split("\n") for path in toy],
        [path.read_text(encoding="utf-8").split("\n") for path in standard_modules()],
        [text.split("\n") for text in BAD_SOURCES],
    ]


def cut(choices: random.Random, lines: list[str]) -> str:
    """Return a few lines that stand together, moved to the left margin."""
    start = choices.randrange(len(lines))
    margin = len(lines[start]) - len(lines[start].lstrip())
    piece: list[str] = []
    for line in lines[start : start + choices.randint(3, 14)]:
        if line[:margin].strip():
            break
        piece.append(line[margin:])
    return "\n".join(piece) + choices.choice(("\n", "\n", "\n", "", "\n\n  "))


def mangled(choices: random.Random, corpora: list[list[list[str]]]) -> str:
    """Return a piece of a program with a few mistakes in it, now and then with none."""
    text = piece(choices, corpora)
    if choices.random() < 0.1:
        text = splice(choices, text, piece(choices, corpora))
    for _ in range(choices.choice((0, 1, 1, 1, 1, 2, 2, 3, 5))):
        text = choices.choice(MANGLERS)(choices, text)
    return text


def piece(choices: random.Random, corpora: list[list[list[str]]]) -> str:
    [corpus] = choices.choices(corpora, (5, 4, 1))
    return cut(choices, choices.choice(corpus))


def splice(choices: random.Random, text: str, other: str) -> str:
    """Begin with one text, and go on in the middle of the other."""
    return text[: choices.randint(0, len(text))] + other[choices.randint(0, len(other)) :]


# -- what can happen to a text ---------------------------------------------------------------------


def with_token(choices: random.Random, text: str, change: Callable[[str], str]) -> str:
    """Change one token."""
    tokens = TOKEN.findall(text)
    if not tokens:
        return change("")
    place = choices.randrange(len(tokens))
    tokens[place] = change(tokens[place])
    return "".join(tokens)


def drop(choices: random.Random, text: str) -> str:
    return with_token(choices, text, lambda token: "")


def drop_several(choices: random.Random, text: str) -> str:
    tokens = TOKEN.findall(text)
    start = choices.randint(0, len(tokens))
    del tokens[start : start + choices.randint(2, 8)]
    return "".join(tokens)


def repeat(choices: random.Random, text: str) -> str:
    return with_token(choices, text, lambda token: token * choices.choice((2, 2, 2, 3, 25)))


def repeat_several(choices: random.Random, text: str) -> str:
    tokens = TOKEN.findall(text)
    start = choices.randint(0, len(tokens))
    end = start + choices.randint(2, 8)
    return "".join(tokens[:end] + tokens[start:])


def exchange(choices: random.Random, text: str) -> str:
    tokens = TOKEN.findall(text)
    if len(tokens) > 1:
        a = choices.randrange(len(tokens) - 1)
        b = choices.choice((a + 1, choices.randrange(len(tokens))))
        tokens[a], tokens[b] = tokens[b], tokens[a]
    return "".join(tokens)


def copy_token(choices: random.Random, text: str) -> str:
    other = choices.choice(TOKEN.findall(text) or [""])
    return with_token(choices, text, lambda token: choices.choice((other, token + other)))


def put_word(choices: random.Random, text: str) -> str:
    word = choices.choice(WORDS)
    return with_token(choices, text, lambda token: choices.choice((word, f"{token} {word} ")))


def put_operator(choices: random.Random, text: str) -> str:
    sign = choices.choice(OPERATORS)
    return with_token(choices, text, lambda token: choices.choice((sign, token + sign)))


def put_bracket(choices: random.Random, text: str) -> str:
    bracket = choices.choice(BRACKETS)
    return with_token(choices, text, lambda token: choices.choice((bracket, token + bracket)))


def put_quote(choices: random.Random, text: str) -> str:
    place = choices.randint(0, len(text))
    return text[:place] + choices.choice(QUOTES) + text[place:]


def put_character(choices: random.Random, text: str) -> str:
    place = choices.randint(0, len(text))
    return text[:place] + choices.choice(CHARACTERS) + text[place + choices.randint(0, 1) :]


def put_number(choices: random.Random, text: str) -> str:
    number = choices.choice(NUMBERS)
    if choices.random() < 0.5 and NUMBER.search(text):
        return NUMBER.sub(number, text, count=1)
    return with_token(choices, text, lambda token: choices.choice((number, token + number)))


def indent(choices: random.Random, text: str) -> str:
    lines = text.split("\n")
    place = choices.randrange(len(lines))
    line = lines[place]
    margin = choices.choice(INDENTATIONS)
    lines[place] = margin + choices.choice((line, line.lstrip()))
    return "\n".join(lines)


def join_lines(choices: random.Random, text: str) -> str:
    lines = text.split("\n")
    place = choices.randrange(len(lines))
    ending = choices.choice(("", " ", "; ", ": ", "\\\n", "\r", "\r\n", "\f\n"))
    return "\n".join(lines[:place]) + ending + "\n".join(lines[place:])


def indent_all(choices: random.Random, text: str) -> str:
    head = choices.choice(("if x:", "def f(x):", "class A:", "for x in y:", "try:", "with a as b:"))
    return f"{head}\n" + "".join(f"  {line}\n" for line in text.split("\n"))


def enclose(choices: random.Random, text: str) -> str:
    """Put some tokens in brackets, or a string of fields around them."""
    tokens = TOKEN.findall(text)
    start = choices.randint(0, len(tokens))
    end = start + choices.randint(1, 6)
    before, after = choices.choice(
        (("(", ")"), ("[", "]"), ("{", "}"), ("f(", ")"), ("f'{", "}'"), ("x[", "]"),
         ("(", " := 1)"), ("[", " for x in y]"), ("lambda ", ": 0"), ("(yield ", ")"),
         ("*", ""), ("", " = 1"), ("del ", "\n"), ("x = ", "\n"), ("def f(", "): pass\n"))
    )  # fmt: skip
    return "".join([*tokens[:start], before, *tokens[start:end], after, *tokens[end:]])


MANGLERS: tuple[Mangler, ...] = (
    drop, drop_several, repeat, repeat_several, exchange, copy_token, put_word, put_operator,
    put_bracket, put_quote, put_character, put_number, indent, join_lines, indent_all, enclose,
)  # fmt: skip
