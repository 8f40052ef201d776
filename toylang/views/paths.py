"""Paths: one reference after the other, a line each."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from toylang.facts.described import PathFacts, PathStep
from toylang.views.counts import shortened, title
from toylang.views.table import counted, indented, plain_table


def steps_table(path: PathFacts) -> Table:
    """The references of a path, each with the object it leads to."""
    table = plain_table("", "")
    table.show_header = False
    if path.start is not None:
        table.add_row(Text("from", "dim"), path.start)
    _add_steps(table, path.first)
    left_out = path.length - len(path.first) - len(path.last)
    if left_out:
        table.add_row(Text("…", "dim"), Text(f"{counted(left_out, 'step')} more", "dim"))
    _add_steps(table, path.last)
    return table


def _add_steps(table: Table, steps: Sequence[PathStep]) -> None:
    for step in steps:
        table.add_row(Text(step.label, "bold"), step.object)


def path_view(texts: Sequence[str], names: Sequence[str], path: PathFacts | None) -> RenderableType:
    """The shortest way from one object to another."""
    source, target = (_called(text, name) for text, name in zip(texts, names, strict=True))
    round_trip = names[0] == names[1]
    if path is None:
        where = "back to itself" if round_trip else f"to {target}"
        return Text(f"No references lead from {source} {where}.")
    where = "back to itself" if round_trip else f"to {target}"
    heading = Text(f"From {source} {where}: {counted(path.length, 'reference')}.")
    return Group(heading, indented(steps_table(path)))


def root_path_view(text: str, name: str, path: PathFacts | None) -> RenderableType:
    """The shortest way to an object from a root."""
    heading = title(text, name)
    if path is None:
        return heading.append("; no references lead there from a root.")
    heading.append(f", {counted(path.length, 'reference')} away from a root:")
    return Group(heading, indented(steps_table(path)))


def _called(text: str, name: str) -> str:
    """What was typed and what it is: `a, list #9,`; a number says it all."""
    return name if text.startswith("#") else f"{shortened(text)} ({name})"
