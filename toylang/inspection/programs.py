"""Program texts looked into: their statements one by one, and their syntax trees."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from toylang.facts.syntax_trees import Branch
from toylang.session import ProgramError
from toylang.source import Source, ToySyntaxError
from toylang.syntax.lines import ends_of_statements
from toylang.syntax.parser import parse
from toylang.syntax.tree import Constant, MatchSingleton, Node


class Piece(NamedTuple):
    """A part of a program's text that can be run by itself: whole lines, mostly one statement."""

    text: str
    first_line: int


def pieces_of(data: bytes, filename: str) -> list[Piece]:
    """The statements of a file, those on one line together, with the lines before them.

    Raises `ProgramError` if it is no program.
    """
    try:
        source = Source.from_bytes(data, filename)
        body = parse(source).body
    except ToySyntaxError as problem:
        raise ProgramError(problem.describe(), interrupted=False) from None
    lines = source.text.split("\n")
    bounds = [0, *ends_of_statements(body)]
    return [Piece("\n".join(lines[start:end]) + "\n", start + 1) for start, end in pairwise(bounds)]


def syntax_tree(text: str) -> list[Branch]:
    """The tree of each statement of a text. Raises `ProgramError` if it is no program."""
    try:
        source = Source(text.strip() + "\n", "<expression>")
        return [_branch("", statement, source) for statement in parse(source).body]
    except ToySyntaxError as problem:
        raise ProgramError(problem.describe(), interrupted=False) from None


def _branch(place: str, node: Node, source: Source) -> Branch:
    details: dict[str, str] = {}
    parts: list[Branch] = []
    for name, value in _entries(node):
        if isinstance(value, Node):
            parts.append(_branch(name, value, source))
        else:
            details[name] = repr(value)
    return Branch(place, type(node).__name__, details, _first_line(node, source), parts)


def _first_line(node: Node, source: Source) -> str:
    """The text of a construct as far as its first line goes."""
    line, column, end_line, end_column = node.span
    text = source.line(line)
    return text[column:end_column] if end_line == line else text[column:]


def _entries(node: Node) -> Iterator[tuple[str, object]]:
    """What a construct is made of, by place; without what is not there."""
    for field in node._fields:
        value = getattr(node, field)
        absent = value == () or (value is None and not isinstance(node, (Constant, MatchSingleton)))
        if absent:
            continue
        if isinstance(value, tuple):
            yield from ((f"{field}[{index}]", item) for index, item in enumerate(value))
        else:
            yield field, value
