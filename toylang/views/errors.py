"""Errors: a traceback as Python prints it, with its last line set off."""

from __future__ import annotations

from rich.text import Text


def error_view(text: str) -> Text:
    """The text as it is; the line that names the exception in red."""
    body, newline, last = text.rstrip("\n").rpartition("\n")
    return Text.assemble(body + newline, (last, "bold red"))
