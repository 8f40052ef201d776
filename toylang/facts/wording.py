"""Words from a program, made fit to be shown."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text with an escape in place of each character that is no letter to be seen.

    Names of classes and attributes may hold any character: those that control a terminal, or turn
    the direction of writing, shall not do so in a picture.
    """
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in text)


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
