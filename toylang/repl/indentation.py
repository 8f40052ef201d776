"""How far the next line is indented: in after a colon or bracket, out after a block's last word."""

from __future__ import annotations

from typing import Final

STEP: Final = 4
LEAVING: Final = ("return", "pass", "break", "continue", "raise")
"""After these words nothing more can follow in a block."""


def next_indent(text: str) -> str:
    """The blanks a new line after `text` begins with."""
    line = text.rpartition("\n")[2]
    width = len(line) - len(line.lstrip(" "))
    code = without_comment(line).strip()
    if code.endswith((":", "(", "[", "{")):
        return " " * (width + STEP)
    if code.partition(" ")[0] in LEAVING and is_closed(code):
        return " " * max(width - STEP, 0)
    return " " * width


def is_closed(code: str) -> bool:
    """Whether a line closes as many brackets as it opens."""
    return sum(map(code.count, "([{")) == sum(map(code.count, ")]}"))


def without_comment(line: str) -> str:
    """The line up to a `#` that stands in no string."""
    quote = ""
    for position, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "#":
            return line[:position]
    return line


def blanks_before(text: str) -> int:
    """How many blanks stand at the end of `text` if its last line has nothing else, else 0."""
    line = text.rpartition("\n")[2]
    return len(line) if line.isspace() and "\t" not in line else 0


def back_step(blanks: int) -> int:
    """How many of so many blanks one backspace takes: to the step before."""
    return (blanks - 1) % STEP + 1
