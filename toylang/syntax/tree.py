"""The syntax tree: one class per construct, pure data.

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

from types import EllipsisType
from typing import TypeAlias

from toylang.source import Span
from toylang.syntax.construct import Construct, keyword_only

ConstantValue: TypeAlias = int | float | complex | bool | str | bytes | EllipsisType | None


class Node(Construct):
    """Anything in the tree."""

    span: Span = keyword_only(kw_only=True)


class Expression(Node):
    """What has a value."""


class Statement(Node):
    """What does something."""


class Pattern(Node):
    """What a `case` compares its subject with."""


# --- modules and statements ---


class Module(Node):
    """A whole program."""

    body: tuple[Statement, ...]


class Expr(Statement):
    """An expression as a statement."""

    value: Expression


class Assign(Statement):
    """`a = b = value`."""

    targets: tuple[Expression, ...]
    value: Expression


class AugAssign(Statement):
    """`target += value`."""

    target: Expression
    op: str
    value: Expression


class AnnAssign(Statement):
    """`target: annotation = value`."""

    target: Expression
    annotation: Expression
    value: Expression | None
    simple: int


class For(Statement):
    """`for target in iter: … else: …`."""

    target: Expression
    iter: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


class While(Statement):
    """`while test: … else: …`."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


class If(Statement):
    """`if test: … else: …`; an `elif` is an If in the else."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


class withitem(Node):
    """`manager as name` in a with statement."""

    context_expr: Expression
    optional_vars: Expression | None


class With(Statement):
    """`with a as b, c: …`."""

    items: tuple[withitem, ...]
    body: tuple[Statement, ...]


class ExceptHandler(Node):
    """`except type as name: …`."""

    type: Expression | None
    name: str | None
    body: tuple[Statement, ...]


class Try(Statement):
    """`try: … except: … else: … finally: …`."""

    body: tuple[Statement, ...]
    handlers: tuple[ExceptHandler, ...]
    orelse: tuple[Statement, ...]
    finalbody: tuple[Statement, ...]


class Raise(Statement):
    """`raise exc from cause`."""

    exc: Expression | None
    cause: Expression | None


class Assert(Statement):
    """`assert test, msg`."""

    test: Expression
    msg: Expression | None


class Delete(Statement):
    """`del a, b`."""

    targets: tuple[Expression, ...]


class alias(Node):
    """`name as asname` in an import."""

    name: str
    asname: str | None


class Import(Statement):
    """`import a.b as c`."""

    names: tuple[alias, ...]


class ImportFrom(Statement):
    """`from module import names`; the level counts the dots."""

    module: str | None
    names: tuple[alias, ...]
    level: int


class Return(Statement):
    """`return value`."""

    value: Expression | None


class Global(Statement):
    """`global a, b`."""

    names: tuple[str, ...]


class Nonlocal(Statement):
    """`nonlocal a, b`."""

    names: tuple[str, ...]


class Pass(Statement):
    """`pass`."""


class Break(Statement):
    """`break`."""


class Continue(Statement):
    """`continue`."""


class arg(Node):
    """One parameter."""

    arg: str
    annotation: Expression | None


class arguments(Node):
    """The parameters of a function."""

    posonlyargs: tuple[arg, ...]
    args: tuple[arg, ...]
    vararg: arg | None
    kwonlyargs: tuple[arg, ...]
    kw_defaults: tuple[Expression | None, ...]
    kwarg: arg | None
    defaults: tuple[Expression, ...]


class keyword(Node):
    """`arg=value` in a call; without name it is `**value`."""

    arg: str | None
    value: Expression


class FunctionDef(Statement):
    """`def name(args): …`."""

    name: str
    args: arguments
    body: tuple[Statement, ...]
    decorator_list: tuple[Expression, ...]
    returns: Expression | None


class ClassDef(Statement):
    """`class name(bases, keywords): …`."""

    name: str
    bases: tuple[Expression, ...]
    keywords: tuple[keyword, ...]
    body: tuple[Statement, ...]
    decorator_list: tuple[Expression, ...]


class match_case(Node):
    """`case pattern if guard: …`."""

    pattern: Pattern
    guard: Expression | None
    body: tuple[Statement, ...]


class Match(Statement):
    """`match subject: …`."""

    subject: Expression
    cases: tuple[match_case, ...]


class MatchValue(Pattern):
    """A value to be equal to: `case 1`, `case a.b`."""

    value: Expression


class MatchSingleton(Pattern):
    """`case None`, `case True`, `case False`."""

    value: bool | None


class MatchSequence(Pattern):
    """`case [a, b]`."""

    patterns: tuple[Pattern, ...]


class MatchMapping(Pattern):
    """`case {key: pattern, **rest}`."""

    keys: tuple[Expression, ...]
    patterns: tuple[Pattern, ...]
    rest: str | None


class MatchClass(Pattern):
    """`case cls(pattern, name=pattern)`."""

    cls: Expression
    patterns: tuple[Pattern, ...]
    kwd_attrs: tuple[str, ...]
    kwd_patterns: tuple[Pattern, ...]


class MatchStar(Pattern):
    """`*name` in a sequence; without name it is `*_`."""

    name: str | None


class MatchAs(Pattern):
    """`pattern as name`; a name alone captures, nothing at all is `_`."""

    pattern: Pattern | None
    name: str | None


class MatchOr(Pattern):
    """`case a | b`."""

    patterns: tuple[Pattern, ...]


# --- expressions ---


class Name(Expression):
    """A name."""

    id: str


class Constant(Expression):
    """A literal."""

    value: ConstantValue


class BoolOp(Expression):
    """`a and b and c`."""

    op: str
    values: tuple[Expression, ...]


class NamedExpr(Expression):
    """`target := value`."""

    target: Expression
    value: Expression


class BinOp(Expression):
    """`left + right`."""

    left: Expression
    op: str
    right: Expression


class UnaryOp(Expression):
    """`-operand`, `not operand`."""

    op: str
    operand: Expression


class Compare(Expression):
    """`left < b <= c`."""

    left: Expression
    ops: tuple[str, ...]
    comparators: tuple[Expression, ...]


class Lambda(Expression):
    """`lambda args: body`."""

    args: arguments
    body: Expression


class IfExp(Expression):
    """`body if test else orelse`."""

    test: Expression
    body: Expression
    orelse: Expression


class Dict(Expression):
    """`{key: value}`; for `**value` the key is None."""

    keys: tuple[Expression | None, ...]
    values: tuple[Expression, ...]


class Set(Expression):
    """`{a, b}`."""

    elts: tuple[Expression, ...]


class List(Expression):
    """`[a, b]`."""

    elts: tuple[Expression, ...]


class Tuple(Expression):
    """`(a, b)`."""

    elts: tuple[Expression, ...]


class comprehension(Node):
    """`for target in iter if a if b` in a comprehension."""

    target: Expression
    iter: Expression
    ifs: tuple[Expression, ...]


class ListComp(Expression):
    """`[elt for …]`."""

    elt: Expression
    generators: tuple[comprehension, ...]


class SetComp(Expression):
    """`{elt for …}`."""

    elt: Expression
    generators: tuple[comprehension, ...]


class DictComp(Expression):
    """`{key: value for …}`."""

    key: Expression
    value: Expression
    generators: tuple[comprehension, ...]


class GeneratorExp(Expression):
    """`(elt for …)`."""

    elt: Expression
    generators: tuple[comprehension, ...]


class Yield(Expression):
    """`yield value`."""

    value: Expression | None


class YieldFrom(Expression):
    """`yield from value`."""

    value: Expression


class Call(Expression):
    """`func(args, keywords)`."""

    func: Expression
    args: tuple[Expression, ...]
    keywords: tuple[keyword, ...]


class FormattedValue(Expression):
    """`{value!conversion:format_spec}` in an f-string; no conversion is -1."""

    value: Expression
    conversion: int
    format_spec: Expression | None


class JoinedStr(Expression):
    """An f-string: texts and formatted values in turn."""

    values: tuple[Expression, ...]


class Attribute(Expression):
    """`value.attr`."""

    value: Expression
    attr: str


class Subscript(Expression):
    """`value[slice]`."""

    value: Expression
    slice: Expression


class Slice(Expression):
    """`lower:upper:step`."""

    lower: Expression | None
    upper: Expression | None
    step: Expression | None


class Starred(Expression):
    """`*value`."""

    value: Expression


def children(node: Node) -> list[Node]:
    """Return the nodes directly below, in the order of the fields."""
    values = [getattr(node, name) for name in node._fields]
    groups = [value if isinstance(value, tuple) else (value,) for value in values]
    return [item for group in groups for item in group if isinstance(item, Node)]
