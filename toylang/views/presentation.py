"""What a room full of people sees besides the answers."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text


def echo_view(line: str, summary: str) -> RenderableType:
    """A command told once more, with what it does, between blank lines."""
    return Text.assemble("\n", (line, "bold"), f"  {summary}\n")


def presentation_view() -> RenderableType:
    """What presenting means, and what a terminal cannot do by itself."""
    return Text.assemble(
        ("Presenting.", "bold"),
        " Full contrast, each command told with what it does, room around answers.\n",
        "No program can enlarge the letters, but your terminal can: Ctrl + (on a Mac Cmd +), until "
        "a line holds about 60. :present off ends it.",
    )


def presentation_over_view() -> RenderableType:
    """The prompt is one person's again."""
    return Text("The prompt looks as before.")
