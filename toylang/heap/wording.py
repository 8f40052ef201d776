"""Words from a program, made fit to be shown: no terminal takes them for its own.

Names and messages may hold any character. An escape sequence would move the cursor, colour what is
not an error or change the window's title; a control of the direction of writing would show letters
in another order than they have.
"""

from __future__ import annotations

import re
from typing import Final, TextIO

COMMANDING: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What a terminal obeys, or cannot show at all: the controls but for tab and newline, those that
end a line or paragraph, those of bidirectional writing, and halves of surrogate pairs."""


def printable(words: str) -> str:
    """A name or a few words, with an escape for each character that is no letter to be seen.

    What it says is one line: nothing in it begins another.
    """
    if words.isprintable():
        return words
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in words)


def harmless(text: str) -> str:
    """A text of several lines, with an escape for each character that a terminal would obey."""
    if text.isprintable():
        return text
    return COMMANDING.sub(_escaped_match, text)


def fit_for(stream: TextIO, text: str) -> str:
    """The text as it may be written to a stream: harmless if that is a terminal."""
    return harmless(text) if stream.isatty() else text


def _escaped_match(found: re.Match[str]) -> str:
    return _escaped(found.group())


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
