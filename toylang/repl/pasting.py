"""Pasted text: a lesson copied together with its prompts and answers is a program again."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Final

FIRST: Final = ">>>"
PROMPTED: Final = re.compile(r"(>>>|\.\.\.)(?: (.*))?")
"""A line of a talk with the prompt, and what was typed there."""


def pasted(text: str) -> str:
    """The text as it is to stand in the prompt, whatever ends its lines."""
    return without_prompts(text.replace("\r\n", "\n").replace("\r", "\n"))


def without_prompts(text: str) -> str:
    """What was typed in a talk with the prompt, which begins with `>>> `; any other text as it is.

    Lines without a prompt are what was answered; so are dots behind an answer.
    """
    lines = dedent(text).strip("\n").split("\n")
    if not lines[0].startswith(f"{FIRST} "):
        return text
    typed: list[str] = []
    is_typed = False
    for line in lines:
        found = PROMPTED.fullmatch(line)
        is_typed = found is not None and (is_typed or found[1] == FIRST)
        if found is not None and is_typed:
            typed.append(found[2] or "")
    return "\n".join(typed)
