"""Statements: taken back, read from a file, kept in one, and what one cost."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.facts.costs import Costs
from toylang.views.table import counted, indented


def taken_back_view(text: str) -> RenderableType:
    """The first line of what has been taken back, and how many there were besides."""
    lines = text.strip().splitlines()
    view = Text.assemble("Taken back: ", (lines[0], "bold"))
    if len(lines) > 1:
        view.append(f" and {counted(len(lines) - 1, 'more line')}", "dim")
    return view


def reset_view() -> RenderableType:
    """What a new session begins with."""
    return Text("A new session: everything before is gone.")


def loaded_view(path: str, statements: int) -> RenderableType:
    """What was read from a file and has run."""
    return Text.assemble("Loaded ", (path, "bold"), f": {counted(statements, 'statement')} ran.")


def saved_view(path: str, statements: int, failed: int) -> RenderableType:
    """What was written to a file."""
    view = Text.assemble("Saved ", (path, "bold"), f": {counted(statements, 'statement')}")
    if failed:
        view.append(f", {counted(failed, 'of them as a comment', 'of them as comments')}")
        view.append(", having failed")
    return view.append(".")


def costs_view(costs: Costs) -> RenderableType:
    """The time a statement took, and what it did to the heap."""
    lines = Text(f"{counted(costs.allocated, 'object')} allocated, {costs.freed:,} freed\n")
    for generation, collections in enumerate(costs.collections):
        if collections:
            lines.append(f"{counted(collections, 'collection')} of generation {generation}\n")
    if costs.collecting:
        lines.append(f"{in_words(costs.collecting)} of the time spent collecting\n")
    lines.rstrip()
    return Group(Text(in_words(costs.seconds), "bold"), indented(lines))


def in_words(seconds: float) -> str:
    """A time in seconds, or in milliseconds if it is short."""
    return f"{seconds:,.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"
