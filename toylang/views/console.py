"""The console that views are printed on."""

from __future__ import annotations

from rich.console import Console
from rich.theme import Theme


def plain_console(stderr: bool = False, theme: Theme | None = None) -> Console:
    """A console that prints what it is given: no markup, no guessing of colours or emoji."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, theme=theme)
