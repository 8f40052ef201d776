"""Raising syntax errors in Python's words and at Python's places."""

from __future__ import annotations

from typing import NoReturn

from toylang.source import Source, Span, ToySyntaxError

__all__ = ["ToySyntaxError", "error_at", "fail"]


def error_at(source: Source, message: str, span: Span, kind: str = "SyntaxError") -> ToySyntaxError:
    """Make the error for a stretch of the source; columns turn from 0-based into 1-based."""
    line, column, end_line, end_column = span
    place = Span(line, column + 1, end_line, end_column + 1)
    return ToySyntaxError(message, source.filename, place, source.line(line), kind)


def fail(source: Source, message: str, span: Span, kind: str = "SyntaxError") -> NoReturn:
    """Raise the error for a stretch of the source."""
    raise error_at(source, message, span, kind)
