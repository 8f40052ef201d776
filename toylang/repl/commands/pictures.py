"""Commands that draw: the objects and their references, and the memory they lie in."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from toylang.facts.pictures import object_graph, program_graph
from toylang.facts.records import graph_facts
from toylang.repl.commands.table import MARK, Answer, CommandError, Section, Shell
from toylang.views.graph_dot import dot_text
from toylang.views.graph_mermaid import mermaid_text
from toylang.views.graph_svg import svg_text
from toylang.views.graph_tree import GraphTree
from toylang.views.graph_words import written_view
from toylang.views.verbatim import verbatim

if TYPE_CHECKING:
    from toylang.facts.pictures import Graph

FORMATS: Final[dict[str, Callable[[Graph], str]]] = {
    "dot": dot_text,
    "mermaid": mermaid_text,
    "svg": svg_text,
}
FORMAT: Final = re.compile(r"(?:^|\s)--(?P<format>\w+)(?:\s+(?P<file>\S.*))?$")
"""The flag behind an expression, and the name of the file behind the flag."""

GRAPH_NOTE: Final = (
    "the same objects refer to one another in the same way. What this picture leaves out is there, "
    "too: each instance refers to its class, each function to its code and its module's names."
)

about = Section("Pictures")


@about.command(
    "graph", "[EXPR] [--svg FILE]", "the objects and who refers to whom; as a picture", GRAPH_NOTE
)
def _graph(shell: Shell, argument: str) -> Answer:
    """Draws the program's objects as trees, one for each name.

    Each object is drawn once, with its number, type and reference count, at the shortest way to
    it. Elsewhere an arrow says where it is. Numbers, strings and other plain values are told where
    they are used. Objects that no name leads to wait for a collection; they stand under a heading
    of their own.

    With EXPR: that object, what it leads to, and who holds it.

    For a picture, add `--svg FILE` (for browsers and notebooks), `--dot FILE` (for Graphviz) or
    `--mermaid FILE` (for pages in Markdown); `--mermaid` alone shows its text here.

    >>> a = [1, 2]
    >>> a.append(a)
    >>> :graph             draws a list that refers to itself
    >>> del a
    >>> :graph             the list is unreachable now
    >>> :graph --svg heap.svg
    """
    expression, kind, file = _picture_wanted(argument)
    if not expression:
        graph = program_graph(shell.inspector.snapshot())
    else:
        sight = shell.inspector.look_at(expression)
        graph = object_graph(sight.snapshot, sight.address)
    if not kind:
        return Answer(graph_facts(graph), GraphTree(graph, expression))
    text = FORMATS[kind](graph)
    if not file:
        return Answer({kind: text}, verbatim(text))
    write_file(file, text)
    return Answer({"file": file, "objects": len(graph.boxes)}, written_view(file, len(graph.boxes)))


def _picture_wanted(argument: str) -> tuple[str, str, str]:
    """The expression, the format and the file's name; what was not typed is empty."""
    flag = FORMAT.search(argument)
    if flag is None:
        return argument.strip(), "", ""
    kind, file = flag["format"], flag["file"] or ""
    if kind not in FORMATS:
        raise CommandError(f"There is no --{kind}; there are --svg, --dot and --mermaid.")
    if not file and kind != "mermaid":
        raise CommandError(f"--{kind} wants a file, for example: {MARK}graph --{kind} heap.{kind}")
    return argument[: flag.start()].strip(), kind, file


def write_file(name: str, text: str) -> None:
    """Write a text file, in place of an older one. Raises `CommandError` if that is impossible."""
    try:
        with open(os.path.expanduser(name), "w", encoding="utf-8") as file:
            file.write(text)
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else str(problem)
        raise CommandError(f"Cannot write {name}: {reason}") from None
