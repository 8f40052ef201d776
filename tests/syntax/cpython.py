"""The host's own compiler as the judge: its trees, scopes and errors in a form to compare."""

import ast
import types
import warnings
from pathlib import Path
from typing import Any

from toylang.syntax import tree

OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**",
    "MatMult": "@", "LShift": "<<", "RShift": ">>", "BitOr": "|", "BitAnd": "&", "BitXor": "^",
    "And": "and", "Or": "or", "Not": "not", "Invert": "~", "UAdd": "+", "USub": "-", "Eq": "==",
    "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Is": "is", "IsNot": "is not",
    "In": "in", "NotIn": "not in",
}  # fmt: skip
LEFT_OUT = {"ctx", "type_comment", "kind", "type_ignores", "is_async"}
OUTSIDE = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await, ast.TryStar)


def parse(text: str) -> ast.Module | None:
    """Return the host's tree, None when it has none or uses what Toy leaves out."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<text>", "exec", dont_inherit=True)
            module = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    return None if any(map(is_outside, ast.walk(module))) else module


def is_outside(node: ast.AST) -> bool:
    if isinstance(node, ast.comprehension):
        return bool(node.is_async)
    return isinstance(node, OUTSIDE)


class Comparison:
    """Compares the host's tree with ours, node by node."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")

    def column(self, line: int, offset: int) -> int:
        text = self.lines[line - 1]
        return offset if text.isascii() else len(text.encode()[:offset].decode())

    def same(self, theirs: Any, ours: Any, path: str = "", spans: bool = True) -> None:
        if isinstance(theirs, ast.AST):
            self.same_node(theirs, ours, path, spans)
        elif isinstance(theirs, list):
            assert isinstance(ours, tuple) and len(theirs) == len(ours), path
            for place, (their, our) in enumerate(zip(theirs, ours, strict=True)):
                self.same(their, our, f"{path}[{place}]", spans)
        else:
            assert type(theirs) is type(ours), path
            assert theirs == ours or theirs != theirs, path

    def same_node(self, theirs: ast.AST, ours: Any, path: str, spans: bool) -> None:
        name = type(theirs).__name__
        if name in OPERATORS:
            assert ours == OPERATORS[name], path
            return
        path = f"{path}/{name}"
        assert type(ours).__name__ == name, path
        if spans and hasattr(theirs, "lineno"):
            assert tuple(ours.span) == self.span(theirs), path
        # Inside of an f-string over several lines, 3.11 has the columns wrong.
        if isinstance(theirs, ast.JoinedStr) and theirs.lineno != theirs.end_lineno:
            spans = False
        fields = [field for field in theirs._fields if field not in LEFT_OUT]
        assert set(vars(ours)) == {*fields, "span"}, path
        for field in fields:
            self.same(getattr(theirs, field), getattr(ours, field), f"{path}.{field}", spans)

    def span(self, node: Any) -> tuple[int, int, int, int]:
        start = self.column(node.lineno, node.col_offset)
        end = self.column(node.end_lineno, node.end_col_offset)
        return (node.lineno, start, node.end_lineno, end)


def code_scopes(text: str) -> list[tuple[Any, ...]]:
    """Return names and variables of every nested code object the host compiles."""
    found: list[tuple[Any, ...]] = []
    waiting = [compile(text, "<text>", "exec", dont_inherit=True)]
    while waiting:
        for constant in waiting.pop().co_consts:
            if isinstance(constant, types.CodeType):
                waiting.append(constant)
                fast = bool(constant.co_flags & 2)
                found.append(
                    (
                        constant.co_qualname,
                        constant.co_varnames if fast else (),
                        constant.co_cellvars,
                        constant.co_freevars,
                        bool(constant.co_flags & 32),
                    )
                )
    return sorted(found)


def our_scopes(scopes: Any) -> list[tuple[Any, ...]]:
    return sorted(
        (
            scope.qualname,
            scope.locals,
            scope.cells,
            scope.free,
            scope.is_generator or isinstance(scope.node, tree.GeneratorExp),
        )
        for scope in scopes.values()
        if scope.kind != "module"
    )


def error(text: str) -> tuple[str, str, int | None, int | None] | None:
    """Return the host's complaint: class, message, line and column."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<text>", "exec", dont_inherit=True)
    except SyntaxError as problem:
        return type(problem).__name__, problem.msg, problem.lineno, problem.offset
    return None


def standard_modules() -> list[Path]:
    """Return some dozens of the host's library files, always the same."""
    return sorted(Path(ast.__file__).parent.glob("*.py"))[::4]
