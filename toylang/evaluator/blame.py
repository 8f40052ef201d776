"""Which part of a construct an error is blamed on, where that is not simply the failing part.

A condition is jumped on, and the jump stands where the construct around it stands. But CPython's
compiler moves that place when it meets a comparison in a condition, and does not move it back
(`Python/compile.c`, compiler_jump_if): what follows is blamed on the comparison. Tracebacks show
it.
"""

from __future__ import annotations

from typing import TypeAlias

from toylang.source import Span
from toylang.syntax import tree

Comprehended: TypeAlias = tree.ListComp | tree.SetComp | tree.DictComp | tree.GeneratorExp

Blame: TypeAlias = dict[tree.Node, tree.Node]
"""For parts of conditions: what is blamed if their truth cannot be told."""


def blame_condition(condition: tree.Expression, blamed: tree.Node, blame: Blame) -> tree.Node:
    """Note what is blamed for each part of a condition; returns what is blamed afterwards."""
    if isinstance(condition, tree.Compare):
        blamed = condition
    parts: list[tree.Expression] = []
    if isinstance(condition, tree.UnaryOp) and condition.op == "not":
        parts = [condition.operand]
    elif isinstance(condition, tree.BoolOp):
        parts = list(condition.values)
    elif isinstance(condition, tree.IfExp):
        parts = [condition.test, condition.body, condition.orelse]
    else:
        blame[condition] = blamed
    for part in parts:
        blamed = blame_condition(part, blamed, blame)
    return blamed


def blame_comprehension(node: Comprehended, blame: Blame) -> list[tree.Node]:
    """What is blamed for each loop of a comprehension, and last, for what is done with a value."""
    blamed: tree.Node = node
    result = [blamed]
    for generator in node.generators:
        for condition in generator.ifs:
            blamed = blame_condition(condition, blamed, blame)
        result.append(blamed)
    return result


def last_pattern(pattern: tree.Pattern) -> tree.Node:
    """The pattern within a pattern that comes last: it is blamed for the guard."""
    inner = [child for child in tree.children(pattern) if isinstance(child, tree.Pattern)]
    return last_pattern(inner[-1]) if inner else pattern


def attribute_span(node: tree.Attribute) -> Span:
    """Where reading an attribute stands: its name only, if the whole has more than one line."""
    span = node.span
    if span.line == span.end_line:
        return span
    return Span(span.end_line, span.end_column - len(node.attr), span.end_line, span.end_column)
