"""Errors: a traceback as Python prints it, word for word; colours tell its lines apart.

What leads there is dim, the places stand out, the carets and the name of the exception are red.
"""

from __future__ import annotations

import re
from typing import Final

from rich.text import Text

from toylang.heap.wording import harmless

PLACE: Final = re.compile(r'(  File ")(.*)(", line )(\d+)(, in )?(.*)')
"""`  File "name", line 3, in function`; a syntax error's has no function."""

CARETS: Final = re.compile(r" +[~^ ]*[~^]")
NAMED: Final = re.compile(r"(?:\w+\.)*(\w+)(: .*)?$")
"""`ValueError: message`, with the module of the class in front if it is not a built-in one."""


def error_view(text: str) -> Text:
    """The text, coloured; what a terminal would obey in it is escaped."""
    lines = harmless(text).rstrip("\n").split("\n")
    return Text("\n").join(_line(line) for line in lines)


def _line(line: str) -> Text:
    place = PLACE.fullmatch(line)
    if place is not None:
        before, name, between, number, within, function = place.groups("")
        return Text.assemble(
            (before, "dim"), (name, "cyan"), (between, "dim"), (number, "bold"),
            (within, "dim"), (function, "bold"),
        )  # fmt: skip
    if CARETS.fullmatch(line):
        return Text(line, "red")
    if line.startswith(" "):
        return Text(line)
    if line.endswith(":") or not NAMED.match(line):
        return Text(line, "dim")
    name, colon, message = line.partition(":")
    return Text.assemble((name, "bold red"), colon + message)
