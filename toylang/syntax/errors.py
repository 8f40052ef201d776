"""Raising syntax errors in Python's words and at Python's places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from toylang.source import Source, Span, ToySyntaxError

if TYPE_CHECKING:
    from toylang.syntax.tokens import Tokens

__all__ = ["ToySyntaxError", "error_at", "fail", "never_closed"]


def error_at(source: Source, message: str, span: Span, kind: str = "SyntaxError") -> ToySyntaxError:
    """Make the error for a stretch of the source; columns turn from 0-based into 1-based."""
    line, column, end_line, end_column = span
    place = Span(line, column + 1, end_line, end_column + 1)
    return ToySyntaxError(message, source.filename, place, source.line(line), kind)


def never_closed(tokens: Tokens) -> ToySyntaxError:
    """Make the error for a text that ends inside of brackets."""
    character, place = tokens.unclosed[-1]
    where = Span(place.line, place.column, place.line, -1)
    return error_at(tokens.source, f"'{character}' was never closed", where)


def fail(source: Source, message: str, span: Span, kind: str = "SyntaxError") -> NoReturn:
    """Raise the error for a stretch of the source."""
    raise error_at(source, message, span, kind)
