"""The parser's door: a text in, a tree out, or one syntax error in Python's words."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from toylang.source import Source, Span, ToySyntaxError
from toylang.syntax import tables, tree
from toylang.syntax.builder import Builder
from toylang.syntax.diagnosis import Diagnosis, later_mistake
from toylang.syntax.literals import Literals
from toylang.syntax.machine import Machine, UnexpectedToken
from toylang.syntax.scopes import Scopes, analyse
from toylang.syntax.tokens import Tokens, tokenize

__all__ = [
    "ToySyntaxError",
    "analyse",
    "parse",
    "parse_expression",
    "parse_expression_with_scopes",
    "parse_with_scopes",
]


@cache
def _machine() -> Machine:
    return Machine(tables.load(), Builder)


def parse(source: Source) -> tree.Module:
    """Return the tree of a whole program, of which Python would compile every line."""
    return parse_with_scopes(source)[0]


def parse_with_scopes(source: Source) -> tuple[tree.Module, Scopes]:
    """Return the tree of a whole program together with its scopes."""
    with _undisturbed():
        module: tree.Module = _run(tokenize(source), "file")  # type: ignore[assignment]
        return module, analyse(module, source)


def read(tokens: Tokens) -> tree.Module:
    """Return the tree of some tokens, or raise UnexpectedToken without a word of explanation."""
    module: tree.Module = _machine().run(tokens, "file", _builder(tokens))
    return module


def parse_expression(source: Source) -> tree.Expression:
    """Return the tree of a text that is one expression."""
    return parse_expression_with_scopes(source)[0]


def parse_expression_with_scopes(source: Source) -> tuple[tree.Expression, Scopes]:
    """Return the tree of a text that is one expression together with its scopes."""
    with _undisturbed():
        expression: tree.Expression = _run(tokenize(source), "alone")  # type: ignore[assignment]
        return expression, analyse(expression, source)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the host from looking for garbage: what is made meanwhile is large, and all in use."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _run(tokens: Tokens, start: str) -> object:
    machine, builder = _machine(), _builder(tokens)
    try:
        return machine.run(tokens, start, builder)
    except UnexpectedToken as unexpected:
        error = Diagnosis(tokens, machine, start, builder).explain(unexpected)
    except ToySyntaxError as objection:
        error = objection
    raise later_mistake(tokens, error) or error


def _builder(tokens: Tokens) -> Builder:
    return Builder(tokens, Literals(tokens, _FieldParser(tokens.source)))


class _FieldParser:
    """Parses the expression of an f-string's field where it stands in the source."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def __call__(self, text: str, line: int, column: int) -> tree.Expression:
        field = Source(f"({text})", self.source.filename)
        tokens = tokenize(field)
        tokens.spans = [_move(span, line - 1, column - 1) for span in tokens.spans]
        try:
            expression: tree.Expression = _run(tokens, "alone")  # type: ignore[assignment]
        except ToySyntaxError as error:
            raise _within(field, error, line, column) from None
        return expression


def _within(field: Source, error: ToySyntaxError, line: int, column: int) -> ToySyntaxError:
    """Report a mistake in a field the way Python does: in the text of the field alone."""
    place = Span(error.line, error.column, error.end_line, error.end_column)
    if error.line >= line:
        first = place.line == line
        shift = column - 1 if first else 0
        ends = column - 1 if place.end_line == line else 0
        place = Span(place.line, place.column - shift, place.end_line, place.end_column - ends)
    message = f"f-string: {error.message}"
    text = field.line(error.line - line + 1)
    return ToySyntaxError(message, error.filename, place, text, error.kind)


def _move(span: Span, lines: int, columns: int) -> Span:
    """Shift a place; only what is on the first line moves sideways."""
    line, column, end_line, end_column = span
    return Span(
        line + lines,
        column + columns if line == 1 else column,
        end_line + lines,
        end_column + columns if end_line == 1 else end_column,
    )
