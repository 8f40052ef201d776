"""Annotations: which ones a text has, in CPython's order, and where modules and classes keep them.

A function's go into a tuple beside its defaults; those of a module's or a class's variables go
into the dict `__annotations__` of their namespace. `from __future__ import annotations` keeps
their text in place of their value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from toylang.evaluator.nodes import NEXT, Statement
from toylang.objects.dicts import make_dict
from toylang.syntax import tree

if TYPE_CHECKING:
    from mypy_extensions import i64

    from toylang.evaluator.frames import Frame
    from toylang.source import Source, Span


class PrepareAnnotations(Statement):
    """Make sure that the namespace has a dict `__annotations__` (SETUP_ANNOTATIONS)."""

    def execute(self, frame: Frame) -> i64:
        namespace = frame.globals if frame.names is None else frame.names
        if namespace.find_text("__annotations__") is None:
            namespace.set_text("__annotations__", make_dict(frame.interpreter))
        return NEXT


def parameter_annotations(node: tree.FunctionDef) -> list[tuple[str, tree.Expression]]:
    """A function's annotated parameters and its result, in the order they are evaluated."""
    arguments = node.args
    ordered: list[tree.arg | None] = [*arguments.args, *arguments.posonlyargs, arguments.vararg]
    ordered += [*arguments.kwonlyargs, arguments.kwarg]
    result: list[tuple[str, tree.Expression]] = []
    for parameter in ordered:
        if parameter is not None and parameter.annotation is not None:
            result.append((parameter.arg, parameter.annotation))
    if node.returns is not None:
        result.append(("return", node.returns))
    return result


def has_annotations(body: tuple[tree.Statement, ...]) -> bool:
    """Whether a module's or class's own statements annotate a variable."""
    return any(_annotates(statement) for statement in body)


def _annotates(node: tree.Statement) -> bool:
    if isinstance(node, tree.AnnAssign):
        return True
    if isinstance(node, (tree.For, tree.While, tree.If)):
        return has_annotations(node.body) or has_annotations(node.orelse)
    if isinstance(node, tree.With):
        return has_annotations(node.body)
    if isinstance(node, tree.Match):
        return any(has_annotations(case.body) for case in node.cases)
    if isinstance(node, tree.Try):
        blocks = [node.body, node.orelse, node.finalbody]
        blocks += [handler.body for handler in node.handlers]
        return any(has_annotations(block) for block in blocks)
    return False


def keeps_texts(module: tree.Module) -> bool:
    """Whether the text begins with `from __future__ import annotations`."""
    return any(
        alias.name == "annotations"
        for statement in module.body
        if is_future_import(statement)
        for alias in statement.names
    )


def is_future_import(node: tree.Statement) -> TypeGuard[tree.ImportFrom]:
    """Whether a statement only tells the compiler how to read the text."""
    return isinstance(node, tree.ImportFrom) and node.module == "__future__" and node.level == 0


def text_of(source: Source, span: Span) -> str:
    """The text of an annotation, on one line."""
    if span.line == span.end_line:
        return source.line(span.line)[span.column : span.end_column]
    first = source.line(span.line)[span.column :].strip()
    between = [source.line(number).strip() for number in range(span.line + 1, span.end_line)]
    last = source.line(span.end_line)[: span.end_column].strip()
    return " ".join([first, *between, last])
