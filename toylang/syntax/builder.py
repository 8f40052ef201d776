"""From the grammar's alternatives to the tree: statements, and with its bases the whole builder.

Every method is named like an alternative of the grammar and gets its parts, punctuation included
and absent ones as None, together with the span from its first token to its last.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from toylang.source import Span
from toylang.syntax import tree
from toylang.syntax.build_expressions import Arguments, ExpressionBuilder
from toylang.syntax.build_patterns import PatternBuilder
from toylang.syntax.errors import fail
from toylang.syntax.targets import describe, invalid_target, leftmost

Parts = list[Any]
Body = tuple[tree.Statement, ...]


class Builder(ExpressionBuilder, PatternBuilder):
    """The callbacks of all statements."""

    __slots__ = ()

    # ----------------------------------------------------------------- blocks

    def file(self, parts: Parts, span: Span) -> tree.Module:
        end = span if parts else Span(1, 0, 1, 0)
        return tree.Module(_flat(parts), span=end)

    def alone(self, parts: Parts, span: Span) -> tree.Expression:
        expression: tree.Expression = parts[0]
        return expression

    def simple_line(self, parts: Parts, span: Span) -> list[tree.Statement]:
        return [part for part in parts if isinstance(part, tree.Statement)]

    def block(self, parts: Parts, span: Span) -> Body:
        return tuple(parts[0]) if len(parts) == 1 else _flat(parts[2:-1])

    def else_(self, parts: Parts, span: Span) -> Body:
        body: Body = parts[2]
        return body

    finally_ = else_

    # ------------------------------------------------------------ assignments

    def expression_statement(self, parts: Parts, span: Span) -> tree.Expr:
        return tree.Expr(parts[0], span=span)

    def assign(self, parts: Parts, span: Span) -> tree.Assign:
        *targets, value = parts[::2]
        begin = targets[0]
        if isinstance(begin, tree.Yield | tree.YieldFrom) and begin.span[:2] == span[:2]:
            fail(self.source, "assignment to yield expression not possible", begin.span)
        for target in targets:
            self.check_assigned(target, targets, value)
        return tree.Assign(tuple(targets), value, span=span)

    def check_assigned(
        self, target: tree.Expression, targets: list[tree.Expression], value: tree.Expression
    ) -> None:
        """Reject what cannot be assigned to; `f() = 1` alone may well have been meant as `==`."""
        wrong = invalid_target(target)
        if wrong is None:
            return
        last = target.elts[-1] if isinstance(target, tree.Tuple) and _is_bare(target) else target
        if len(targets) == 1 and _may_be_comparison(last, value):
            if isinstance(last, tree.Name):
                hint = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
                fail(self.source, hint, _cover(last, _first_item(value)))
            hint = "here. Maybe you meant '==' instead of '='?"
            fail(self.source, f"cannot assign to {describe(last)} {hint}", last.span)
        fail(self.source, f"cannot assign to {describe(wrong)}", wrong.span)

    def augment(self, parts: Parts, span: Span) -> str:
        operator: str = parts[0]
        return operator[:-1]

    def augmented_assign(self, parts: Parts, span: Span) -> tree.AugAssign:
        target, operator, value = parts
        if not isinstance(target, tree.Name | tree.Attribute | tree.Subscript):
            message = f"'{describe(target)}' is an illegal expression for augmented assignment"
            fail(self.source, message, target.span)
        return tree.AugAssign(target, operator, value, span=span)

    def annotated_assign(self, parts: Parts, span: Span) -> tree.AnnAssign:
        target, _, annotation, _, value = parts
        if isinstance(target, tree.List | tree.Tuple):
            bare = isinstance(target, tree.Tuple) and _is_bare(target)
            place = target.elts[0].span if bare else target.span
            name = describe(target)
            fail(self.source, f"only single target (not {name}) can be annotated", place)
        if not isinstance(target, tree.Name | tree.Attribute | tree.Subscript):
            fail(self.source, "illegal target for annotation", target.span)
        simple = isinstance(target, tree.Name) and target.span[:2] == span[:2]
        return tree.AnnAssign(target, annotation, value, int(simple), span=span)

    # ------------------------------------------------------ simple statements

    def pass_(self, parts: Parts, span: Span) -> tree.Pass:
        return tree.Pass(span=span)

    def break_(self, parts: Parts, span: Span) -> tree.Break:
        return tree.Break(span=span)

    def continue_(self, parts: Parts, span: Span) -> tree.Continue:
        return tree.Continue(span=span)

    def return_(self, parts: Parts, span: Span) -> tree.Return:
        return tree.Return(parts[1], span=span)

    def raise_(self, parts: Parts, span: Span) -> tree.Raise:
        return tree.Raise(parts[1], parts[3], span=span)

    def assert_(self, parts: Parts, span: Span) -> tree.Assert:
        return tree.Assert(parts[1], parts[3], span=span)

    def delete(self, parts: Parts, span: Span) -> tree.Delete:
        targets = tuple(parts[1::2])
        for target in targets:
            wrong = invalid_target(target, deleting=True)
            if wrong is not None:
                fail(self.source, f"cannot delete {describe(wrong)}", wrong.span)
        return tree.Delete(targets, span=span)

    def global_(self, parts: Parts, span: Span) -> tree.Global:
        return tree.Global(tuple(parts[1::2]), span=span)

    def nonlocal_(self, parts: Parts, span: Span) -> tree.Nonlocal:
        return tree.Nonlocal(tuple(parts[1::2]), span=span)

    # ---------------------------------------------------------------- imports

    def import_(self, parts: Parts, span: Span) -> tree.Import:
        return tree.Import(tuple(parts[1::2]), span=span)

    def dotted_alias(self, parts: Parts, span: Span) -> tree.alias:
        return tree.alias(parts[0], parts[2], span=span)

    name_alias = dotted_alias

    def dotted_name(self, parts: Parts, span: Span) -> str:
        return "".join(parts)

    def dots(self, parts: Parts, span: Span) -> int:
        return len("".join(parts))

    def origin(self, parts: Parts, span: Span) -> tuple[int, str | None]:
        """Return how many packages up, and the name from there."""
        return (0, parts[0]) if len(parts) == 1 else (parts[0], parts[1])

    def import_from(self, parts: Parts, span: Span) -> tree.ImportFrom:
        level, module = parts[1]
        return tree.ImportFrom(module, parts[3], level, span=span)

    def import_star(self, parts: Parts, span: Span) -> tuple[tree.alias, ...]:
        return (tree.alias("*", None, span=span),)

    def import_names(self, parts: Parts, span: Span) -> tuple[tree.alias, ...]:
        if len(parts) % 2 == 0:
            message = "trailing comma not allowed without surrounding parentheses"
            fail(self.source, message, self.tokens.following(span))
        return tuple(parts[::2])

    def import_group(self, parts: Parts, span: Span) -> tuple[tree.alias, ...]:
        return tuple(parts[1:-1:2])

    # ---------------------------------------------------- compound statements

    def if_(self, parts: Parts, span: Span) -> tree.If:
        _, test, _, body, orelse = parts
        if orelse is None:
            orelse = ()
        elif isinstance(orelse, tree.If):
            orelse = (orelse,)
        return tree.If(test, body, orelse, span=span)

    def while_(self, parts: Parts, span: Span) -> tree.While:
        return tree.While(parts[1], parts[3], parts[4] or (), span=span)

    def for_(self, parts: Parts, span: Span) -> tree.For:
        _, target, _, iterable, _, body, orelse = parts
        self.check_bound(target)
        return tree.For(target, iterable, body, orelse or (), span=span)

    def try_(self, parts: Parts, span: Span) -> tree.Try:
        _, _, body, *rest = parts
        if len(rest) == 1:
            return tree.Try(body, (), (), rest[0], span=span)
        *handlers, orelse, final = rest
        return tree.Try(body, tuple(handlers), orelse or (), final or (), span=span)

    def handler(self, parts: Parts, span: Span) -> tree.ExceptHandler:
        _, kind, _, name, _, body = parts
        return tree.ExceptHandler(kind, name, body, span=span)

    def with_(self, parts: Parts, span: Span) -> tree.With:
        return tree.With(parts[1], parts[3], span=span)

    def with_item(self, parts: Parts, span: Span) -> tree.withitem:
        expression, _, target = parts
        if target is not None:
            self.check_bound(target)
        return tree.withitem(expression, target, span=span)

    def with_items(self, parts: Parts, span: Span) -> tuple[tree.withitem, ...]:
        """Return the managers; in parentheses they may have been read as a tuple so far."""
        if parts[0] != "(":
            items: tuple[tree.withitem, ...] = tuple(parts[::2])
            return _split_tuple(items[0]) if len(items) == 1 else items
        at = parts.index("as")
        inside = parts[1 : at - 1 : 2]
        first = self.with_item(
            [parts[at - 1], "as", parts[at + 1]], _cover(parts[at - 1], parts[at + 1])
        )
        rest = [part for part in parts[at + 2 :] if isinstance(part, tree.withitem)]
        return (*map(_manager, inside), first, *rest)

    # ---------------------------------------------------------- definitions

    def decorator(self, parts: Parts, span: Span) -> tree.Expression:
        expression: tree.Expression = parts[1]
        return expression

    def decorated(self, parts: Parts, span: Span) -> tree.Statement:
        *decorators, definition = parts
        given = {name: getattr(definition, name) for name in definition._fields}
        done: tree.Statement = type(definition)(
            **given | {"decorator_list": tuple(decorators)}, span=definition.span
        )
        return done

    def function(self, parts: Parts, span: Span) -> tree.FunctionDef:
        _, name, _, parameters, _, _, returns, _, body = parts
        if parameters is None:
            parameters = self.no_parameters(span)
        return tree.FunctionDef(name, parameters, body, (), returns, span=span)

    def class_(self, parts: Parts, span: Span) -> tree.ClassDef:
        _, name, arguments, _, body = parts
        given: Arguments = arguments or ((), ())
        bases, keywords = given
        if len(bases) == 1 and not keywords:
            self.check_base(bases[0])
        return tree.ClassDef(name, bases, keywords, body, (), span=span)

    def check_base(self, base: tree.Expression) -> None:
        """Reject a generator expression that shares its parentheses with the class header."""
        if isinstance(base, tree.GeneratorExp):
            line, column, _, _ = base.span
            index = bisect_left(self.tokens.spans, Span(line, column, 0, 0))
            if self.tokens.kinds[index - 2] == "class":
                fail(self.source, "invalid syntax", self.tokens.following(base.elt.span))


def _flat(lines: Parts) -> Body:
    body: list[tree.Statement] = []
    for line in lines:
        if isinstance(line, list):
            body += line
        else:
            body.append(line)
    return tuple(body)


def _is_bare(node: tree.Tuple) -> bool:
    return bool(node.elts) and node.elts[-1].span[2:] == node.span[2:]


def _first_item(value: tree.Expression) -> tree.Expression:
    return value.elts[0] if isinstance(value, tree.Tuple) and _is_bare(value) else value


def _may_be_comparison(wrong: tree.Expression, value: tree.Expression) -> bool:
    """Say whether `wrong = value` would also make sense with `==`, as Python judges it."""
    if isinstance(wrong, tree.Compare | tree.BoolOp | tree.IfExp | tree.Lambda | tree.Starred):
        return False
    if isinstance(wrong, tree.UnaryOp) and wrong.op == "not":
        return False
    start = leftmost(wrong)
    if isinstance(start, tree.Tuple | tree.List | tree.ListComp | tree.GeneratorExp):
        return isinstance(start, tree.ListComp)
    if isinstance(start, tree.Constant) and (start.value is None or isinstance(start.value, bool)):
        return False
    begin = leftmost(value)
    if isinstance(begin, tree.UnaryOp):
        return begin.op != "not"
    return not isinstance(begin, tree.Lambda | tree.Starred | tree.Yield | tree.YieldFrom)


def _manager(expression: tree.Expression) -> tree.withitem:
    return tree.withitem(expression, None, span=expression.span)


def _cover(first: tree.Node, last: tree.Node) -> Span:
    return Span(*first.span[:2], *last.span[2:])


def _split_tuple(item: tree.withitem) -> tuple[tree.withitem, ...]:
    """`with (a, b):` has two managers, not a tuple."""
    expression = item.context_expr
    if item.optional_vars is not None or not isinstance(expression, tree.Tuple):
        return (item,)
    special = any(isinstance(e, tree.Starred | tree.NamedExpr) for e in expression.elts)
    if expression.span != item.span or special or not expression.elts:
        return (item,)
    return tuple(map(_manager, expression.elts))
