"""The lines of a program: where one statement ends and the next may be run by itself."""

from __future__ import annotations

from collections.abc import Sequence

from toylang.syntax.tree import Statement


def ends_of_statements(body: Sequence[Statement]) -> list[int]:
    """The last line of each statement; of several that share a line, only that of the last."""
    ends: list[int] = []
    for statement in body:
        if ends and statement.span.line == ends[-1]:
            ends.pop()
        ends.append(statement.span.end_line)
    return ends
