"""The parser's door: a text in, a tree out, or one syntax error in Python's words."""

from __future__ import annotations

from functools import cache

from toylang.source import Source, Span, ToySyntaxError
from toylang.syntax import tables, tree
from toylang.syntax.builder import Builder
from toylang.syntax.literals import Literals
from toylang.syntax.machine import Callback, Machine, UnexpectedToken
from toylang.syntax.tokens import Tokens, tokenize

__all__ = ["ToySyntaxError", "parse", "parse_expression"]


@cache
def _machine() -> Machine:
    return Machine(tables.load())


def parse(source: Source) -> tree.Module:
    """Return the tree of a whole program."""
    module: tree.Module = _run(tokenize(source), "file")
    return module


def parse_expression(source: Source) -> tree.Expression:
    """Return the tree of a text that is one expression."""
    expression: tree.Expression = _run(tokenize(source), "alone")
    return expression


def _run(tokens: Tokens, start: str) -> object:
    machine = _machine()
    try:
        return machine.run(tokens, start, _callbacks(machine, tokens))
    except UnexpectedToken as unexpected:
        from toylang.syntax.diagnosis import diagnose

        raise diagnose(tokens, unexpected) from None


def _callbacks(machine: Machine, tokens: Tokens) -> list[Callback | None]:
    """Return the builder's method for each rule; repetitions and mere levels have none."""
    builder = Builder(tokens, Literals(tokens.source, _FieldParser(tokens.source)))
    names = [None if rule[0][0] == "_" else rule[2] for rule in machine.tables.rules]
    return [None if name is None else getattr(builder, name) for name in names]


class _FieldParser:
    """Parses the expression of an f-string's field where it stands in the source."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def __call__(self, text: str, line: int, column: int) -> tree.Expression:
        tokens = tokenize(Source(f"({text})", self.source.filename))
        tokens.spans = [_move(span, line - 1, column - 1) for span in tokens.spans]
        expression: tree.Expression = _run(tokens, "alone")  # type: ignore[assignment]
        return expression


def _move(span: Span, lines: int, columns: int) -> Span:
    """Shift a place; only what is on the first line moves sideways."""
    line, column, end_line, end_column = span
    return Span(
        line + lines,
        column + columns if line == 1 else column,
        end_line + lines,
        end_column + columns if end_line == 1 else end_column,
    )
