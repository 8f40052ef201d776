"""The syntax tree: one frozen dataclass per construct, pure data.

Names and fields are those of Python's own `ast` module, so whoever knows one knows the other,
except that
- every node carries the `span` of text it came from,
- sequences are tuples, and operators are plain strings ("+", "not in", "and"),
- there is no `ctx`: whether a name is read, stored or deleted follows from its place.

A node equals only itself, so it can be the key of a dictionary.
"""

# The names are those of `ast`.
# ruff: noqa: N801

from __future__ import annotations

from dataclasses import dataclass, field, fields
from types import EllipsisType
from typing import TypeAlias

from toylang.source import Span

ConstantValue: TypeAlias = int | float | complex | bool | str | bytes | EllipsisType | None


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
    """A whole program."""

    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Expr(Statement):
    """An expression as a statement."""

    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Assign(Statement):
    """`a = b = value`."""

    targets: tuple[Expression, ...]
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class AugAssign(Statement):
    """`target += value`."""

    target: Expression
    op: str
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class AnnAssign(Statement):
    """`target: annotation = value`."""

    target: Expression
    annotation: Expression
    value: Expression | None
    simple: int


@dataclass(frozen=True, slots=True, eq=False)
class For(Statement):
    """`for target in iter: … else: …`."""

    target: Expression
    iter: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class While(Statement):
    """`while test: … else: …`."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class If(Statement):
    """`if test: … else: …`; an `elif` is an If in the else."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class withitem(Node):
    """`manager as name` in a with statement."""

    context_expr: Expression
    optional_vars: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class With(Statement):
    """`with a as b, c: …`."""

    items: tuple[withitem, ...]
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ExceptHandler(Node):
    """`except type as name: …`."""

    type: Expression | None
    name: str | None
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Try(Statement):
    """`try: … except: … else: … finally: …`."""

    body: tuple[Statement, ...]
    handlers: tuple[ExceptHandler, ...]
    orelse: tuple[Statement, ...]
    finalbody: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Raise(Statement):
    """`raise exc from cause`."""

    exc: Expression | None
    cause: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Assert(Statement):
    """`assert test, msg`."""

    test: Expression
    msg: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Delete(Statement):
    """`del a, b`."""

    targets: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class alias(Node):
    """`name as asname` in an import."""

    name: str
    asname: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Import(Statement):
    """`import a.b as c`."""

    names: tuple[alias, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ImportFrom(Statement):
    """`from module import names`; the level counts the dots."""

    module: str | None
    names: tuple[alias, ...]
    level: int


@dataclass(frozen=True, slots=True, eq=False)
class Return(Statement):
    """`return value`."""

    value: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Global(Statement):
    """`global a, b`."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Nonlocal(Statement):
    """`nonlocal a, b`."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pass(Statement):
    """`pass`."""


@dataclass(frozen=True, slots=True, eq=False)
class Break(Statement):
    """`break`."""


@dataclass(frozen=True, slots=True, eq=False)
class Continue(Statement):
    """`continue`."""


@dataclass(frozen=True, slots=True, eq=False)
class arg(Node):
    """One parameter."""

    arg: str
    annotation: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class arguments(Node):
    """The parameters of a function."""

    posonlyargs: tuple[arg, ...]
    args: tuple[arg, ...]
    vararg: arg | None
    kwonlyargs: tuple[arg, ...]
    kw_defaults: tuple[Expression | None, ...]
    kwarg: arg | None
    defaults: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class keyword(Node):
    """`arg=value` in a call; without name it is `**value`."""

    arg: str | None
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class FunctionDef(Statement):
    """`def name(args): …`."""

    name: str
    args: arguments
    body: tuple[Statement, ...]
    decorator_list: tuple[Expression, ...]
    returns: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class ClassDef(Statement):
    """`class name(bases, keywords): …`."""

    name: str
    bases: tuple[Expression, ...]
    keywords: tuple[keyword, ...]
    body: tuple[Statement, ...]
    decorator_list: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class match_case(Node):
    """`case pattern if guard: …`."""

    pattern: Pattern
    guard: Expression | None
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Match(Statement):
    """`match subject: …`."""

    subject: Expression
    cases: tuple[match_case, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MatchValue(Pattern):
    """A value to be equal to: `case 1`, `case a.b`."""

    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class MatchSingleton(Pattern):
    """`case None`, `case True`, `case False`."""

    value: bool | None


@dataclass(frozen=True, slots=True, eq=False)
class MatchSequence(Pattern):
    """`case [a, b]`."""

    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MatchMapping(Pattern):
    """`case {key: pattern, **rest}`."""

    keys: tuple[Expression, ...]
    patterns: tuple[Pattern, ...]
    rest: str | None


@dataclass(frozen=True, slots=True, eq=False)
class MatchClass(Pattern):
    """`case cls(pattern, name=pattern)`."""

    cls: Expression
    patterns: tuple[Pattern, ...]
    kwd_attrs: tuple[str, ...]
    kwd_patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MatchStar(Pattern):
    """`*name` in a sequence; without name it is `*_`."""

    name: str | None


@dataclass(frozen=True, slots=True, eq=False)
class MatchAs(Pattern):
    """`pattern as name`; a name alone captures, nothing at all is `_`."""

    pattern: Pattern | None
    name: str | None


@dataclass(frozen=True, slots=True, eq=False)
class MatchOr(Pattern):
    """`case a | b`."""

    patterns: tuple[Pattern, ...]


# --- expressions ---


@dataclass(frozen=True, slots=True, eq=False)
class Name(Expression):
    """A name."""

    id: str


@dataclass(frozen=True, slots=True, eq=False)
class Constant(Expression):
    """A literal."""

    value: ConstantValue


@dataclass(frozen=True, slots=True, eq=False)
class BoolOp(Expression):
    """`a and b and c`."""

    op: str
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class NamedExpr(Expression):
    """`target := value`."""

    target: Expression
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class BinOp(Expression):
    """`left + right`."""

    left: Expression
    op: str
    right: Expression


@dataclass(frozen=True, slots=True, eq=False)
class UnaryOp(Expression):
    """`-operand`, `not operand`."""

    op: str
    operand: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Expression):
    """`left < b <= c`."""

    left: Expression
    ops: tuple[str, ...]
    comparators: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lambda(Expression):
    """`lambda args: body`."""

    args: arguments
    body: Expression


@dataclass(frozen=True, slots=True, eq=False)
class IfExp(Expression):
    """`body if test else orelse`."""

    test: Expression
    body: Expression
    orelse: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Dict(Expression):
    """`{key: value}`; for `**value` the key is None."""

    keys: tuple[Expression | None, ...]
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Set(Expression):
    """`{a, b}`."""

    elts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class List(Expression):
    """`[a, b]`."""

    elts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tuple(Expression):
    """`(a, b)`."""

    elts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class comprehension(Node):
    """`for target in iter if a if b` in a comprehension."""

    target: Expression
    iter: Expression
    ifs: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ListComp(Expression):
    """`[elt for …]`."""

    elt: Expression
    generators: tuple[comprehension, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SetComp(Expression):
    """`{elt for …}`."""

    elt: Expression
    generators: tuple[comprehension, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DictComp(Expression):
    """`{key: value for …}`."""

    key: Expression
    value: Expression
    generators: tuple[comprehension, ...]


@dataclass(frozen=True, slots=True, eq=False)
class GeneratorExp(Expression):
    """`(elt for …)`."""

    elt: Expression
    generators: tuple[comprehension, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Yield(Expression):
    """`yield value`."""

    value: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class YieldFrom(Expression):
    """`yield from value`."""

    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Call(Expression):
    """`func(args, keywords)`."""

    func: Expression
    args: tuple[Expression, ...]
    keywords: tuple[keyword, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FormattedValue(Expression):
    """`{value!conversion:format_spec}` in an f-string; no conversion is -1."""

    value: Expression
    conversion: int
    format_spec: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class JoinedStr(Expression):
    """An f-string: texts and formatted values in turn."""

    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Attribute(Expression):
    """`value.attr`."""

    value: Expression
    attr: str


@dataclass(frozen=True, slots=True, eq=False)
class Subscript(Expression):
    """`value[slice]`."""

    value: Expression
    slice: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Slice(Expression):
    """`lower:upper:step`."""

    lower: Expression | None
    upper: Expression | None
    step: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Starred(Expression):
    """`*value`."""

    value: Expression


_FIELDS: dict[type[Node], tuple[str, ...]] = {}


def children(node: Node) -> list[Node]:
    """Return the nodes directly below, in the order of the fields."""
    values = [getattr(node, each.name) for each in fields(node) if each.name != "span"]
    groups = [value if isinstance(value, tuple) else (value,) for value in values]
    return [item for group in groups for item in group if isinstance(item, Node)]
