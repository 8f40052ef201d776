"""Help: the list of commands, and one command at length."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.views.table import indented, plain_table

Entries = Sequence[tuple[str, str]]
"""The usage and the meaning of each command."""


def commands_view(sections: Sequence[tuple[str, Entries]]) -> RenderableType:
    """The commands section by section, a line each."""
    table = plain_table("", "")
    table.show_header = False
    for title, entries in sections:
        table.add_row(Text(title, "dim"), "")
        for usage, summary in entries:
            table.add_row(Text("  " + usage, "bold"), summary)
    return Group(
        Text("Anything you type runs as a program. These commands look into its memory:"),
        indented(table),
        Text("Tab completes. Ctrl-R searches what you typed. Ctrl-C stops a program.", "dim"),
    )


def command_view(usage: str, summary: str, explanation: str) -> RenderableType:
    """One command: what to type, what it does, an example."""
    heading = Text.assemble((usage, "bold"), f"   {summary}")
    paragraphs = [flowing(paragraph) for paragraph in explanation.split("\n\n")]
    return Group(heading, Text(), Text("\n\n".join(paragraphs)))


def flowing(paragraph: str) -> str:
    """A paragraph as one long line, which the terminal breaks; an example keeps its lines."""
    return paragraph if paragraph.startswith((">>>", "    ")) else " ".join(paragraph.split())
