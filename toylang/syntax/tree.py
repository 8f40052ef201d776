"""The syntax tree: one frozen dataclass per construct, pure data.

Names and fields are those of Python's own `ast` module, so whoever knows one knows the other,
except that
- every node carries the `span` of text it came from,
- sequences are tuples, and operators are plain strings ("+", "not in", "and"),
- there is no `ctx`: whether a name is read, stored or deleted follows from its place.

A node equals only itself, so it can be the key of a dictionary.
"""

# The names are those of `ast`, and each is its own explanation.
# ruff: noqa: D101, N801

from __future__ import annotations

from dataclasses import dataclass, field, fields
from types import EllipsisType
from typing import TypeAlias

from toylang.source import Span

ConstantValue: TypeAlias = int | float | bool | str | bytes | EllipsisType | None


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Anything in the tree."""

    span: Span = field(kw_only=True)


@dataclass(frozen=True, slots=True, eq=False)
class Expression(Node):
    """What has a value."""


@dataclass(frozen=True, slots=True, eq=False)
class Statement(Node):
    """What does something."""


@dataclass(frozen=True, slots=True, eq=False)
class Pattern(Node):
    """What a `case` compares its subject with."""


# --- modules and statements ---


@dataclass(frozen=True, slots=True, eq=False)
class Module(Node):
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Expr(Statement):
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Assign(Statement):
    targets: tuple[Expression, ...]
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class AugAssign(Statement):
    target: Expression
    op: str
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class AnnAssign(Statement):
    target: Expression
    annotation: Expression
    value: Expression | None
    simple: int


@dataclass(frozen=True, slots=True, eq=False)
class For(Statement):
    target: Expression
    iter: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class While(Statement):
    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class If(Statement):
    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class withitem(Node):
    context_expr: Expression
    optional_vars: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class With(Statement):
    items: tuple[withitem, ...]
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ExceptHandler(Node):
    type: Expression | None
    name: str | None
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Try(Statement):
    body: tuple[Statement, ...]
    handlers: tuple[ExceptHandler, ...]
    orelse: tuple[Statement, ...]
    finalbody: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Raise(Statement):
    exc: Expression | None
    cause: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Assert(Statement):
    test: Expression
    msg: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Delete(Statement):
    targets: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class alias(Node):
    name: str
    asname: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Import(Statement):
    names: tuple[alias, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ImportFrom(Statement):
    module: str | None
    names: tuple[alias, ...]
    level: int


@dataclass(frozen=True, slots=True, eq=False)
class Return(Statement):
    value: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Global(Statement):
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Nonlocal(Statement):
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pass(Statement):
    pass


@dataclass(frozen=True, slots=True, eq=False)
class Break(Statement):
    pass


@dataclass(frozen=True, slots=True, eq=False)
class Continue(Statement):
    pass


@dataclass(frozen=True, slots=True, eq=False)
class arg(Node):
    arg: str
    annotation: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class arguments(Node):
    posonlyargs: tuple[arg, ...]
    args: tuple[arg, ...]
    vararg: arg | None
    kwonlyargs: tuple[arg, ...]
    kw_defaults: tuple[Expression | None, ...]
    kwarg: arg | None
    defaults: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class keyword(Node):
    arg: str | None
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class FunctionDef(Statement):
    name: str
    args: arguments
    body: tuple[Statement, ...]
    decorator_list: tuple[Expression, ...]
    returns: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class ClassDef(Statement):
    name: str
    bases: tuple[Expression, ...]
    keywords: tuple[keyword, ...]
    body: tuple[Statement, ...]
    decorator_list: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class match_case(Node):
    pattern: Pattern
    guard: Expression | None
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Match(Statement):
    subject: Expression
    cases: tuple[match_case, ...]


# --- patterns ---


@dataclass(frozen=True, slots=True, eq=False)
class MatchValue(Pattern):
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class MatchSingleton(Pattern):
    value: bool | None


@dataclass(frozen=True, slots=True, eq=False)
class MatchSequence(Pattern):
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MatchMapping(Pattern):
    keys: tuple[Expression, ...]
    patterns: tuple[Pattern, ...]
    rest: str | None


@dataclass(frozen=True, slots=True, eq=False)
class MatchClass(Pattern):
    cls: Expression
    patterns: tuple[Pattern, ...]
    kwd_attrs: tuple[str, ...]
    kwd_patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MatchStar(Pattern):
    name: str | None


@dataclass(frozen=True, slots=True, eq=False)
class MatchAs(Pattern):
    pattern: Pattern | None
    name: str | None


@dataclass(frozen=True, slots=True, eq=False)
class MatchOr(Pattern):
    patterns: tuple[Pattern, ...]


# --- expressions ---


@dataclass(frozen=True, slots=True, eq=False)
class Name(Expression):
    id: str


@dataclass(frozen=True, slots=True, eq=False)
class Constant(Expression):
    value: ConstantValue


@dataclass(frozen=True, slots=True, eq=False)
class BoolOp(Expression):
    op: str
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class NamedExpr(Expression):
    target: Expression
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class BinOp(Expression):
    left: Expression
    op: str
    right: Expression


@dataclass(frozen=True, slots=True, eq=False)
class UnaryOp(Expression):
    op: str
    operand: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Expression):
    left: Expression
    ops: tuple[str, ...]
    comparators: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lambda(Expression):
    args: arguments
    body: Expression


@dataclass(frozen=True, slots=True, eq=False)
class IfExp(Expression):
    test: Expression
    body: Expression
    orelse: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Dict(Expression):
    keys: tuple[Expression | None, ...]
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Set(Expression):
    elts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class List(Expression):
    elts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tuple(Expression):
    elts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class comprehension(Node):
    target: Expression
    iter: Expression
    ifs: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ListComp(Expression):
    elt: Expression
    generators: tuple[comprehension, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SetComp(Expression):
    elt: Expression
    generators: tuple[comprehension, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DictComp(Expression):
    key: Expression
    value: Expression
    generators: tuple[comprehension, ...]


@dataclass(frozen=True, slots=True, eq=False)
class GeneratorExp(Expression):
    elt: Expression
    generators: tuple[comprehension, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Yield(Expression):
    value: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class YieldFrom(Expression):
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Call(Expression):
    func: Expression
    args: tuple[Expression, ...]
    keywords: tuple[keyword, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FormattedValue(Expression):
    value: Expression
    conversion: int
    format_spec: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class JoinedStr(Expression):
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Attribute(Expression):
    value: Expression
    attr: str


@dataclass(frozen=True, slots=True, eq=False)
class Subscript(Expression):
    value: Expression
    slice: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Slice(Expression):
    lower: Expression | None
    upper: Expression | None
    step: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Starred(Expression):
    value: Expression


def children(node: Node) -> list[Node]:
    """Return the nodes directly below, in the order of the fields."""
    found: list[Node] = []
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple) and each.name != "span":
            found.extend(item for item in value if isinstance(item, Node))
    return found
