"""The builder's callbacks for expressions, calls and parameters."""

from __future__ import annotations

from typing import Any

from toylang.source import Source, Span
from toylang.syntax import tree
from toylang.syntax.errors import fail
from toylang.syntax.fields import Piece
from toylang.syntax.literals import Literals
from toylang.syntax.numbers import number_value
from toylang.syntax.parameters import Parameter, arrange
from toylang.syntax.targets import describe, invalid_target
from toylang.syntax.tokens import Tokens

Parts = list[Any]
Expressions = tuple[tree.Expression, ...]
Arguments = tuple[Expressions, tuple[tree.keyword, ...]]
CONSTANTS = {"None": None, "True": True, "False": False, "...": ...}


class BareGenerator:
    """A generator expression among arguments, without parentheses of its own."""

    __slots__ = ("elt", "generators", "span")

    def __init__(
        self, elt: tree.Expression, generators: tuple[tree.comprehension, ...], span: Span
    ) -> None:
        self.elt = elt
        self.generators = generators
        self.span = span


class ExpressionBuilder:
    """The callbacks of all expressions."""

    __slots__ = ("source", "tokens", "literals")

    def __init__(self, tokens: Tokens, literals: Literals) -> None:
        self.source: Source = tokens.source
        self.tokens = tokens
        self.literals = literals

    def check_bound(self, target: tree.Expression) -> None:
        """Reject a target of `for` or `with` that cannot be assigned to."""
        wrong = invalid_target(target)
        if wrong is not None:
            fail(self.source, f"cannot assign to {describe(wrong)}", wrong.span)

    # ------------------------------------------------------------------ atoms

    def name(self, parts: Parts, span: Span) -> tree.Name:
        return tree.Name(parts[0], span=span)

    def number(self, parts: Parts, span: Span) -> tree.Constant:
        try:
            value = number_value(parts[0])
        except ValueError as problem:
            advice = (
                "Consider hexadecimal for huge integer literals to avoid decimal conversion limits."
            )
            fail(self.source, f"{problem} - {advice}", span)
        return tree.Constant(value, span=span)

    def constant(self, parts: Parts, span: Span) -> tree.Constant:
        return tree.Constant(CONSTANTS[parts[0]], span=span)

    def piece(self, parts: Parts, span: Span) -> Piece:
        return Piece(parts[0], span)

    def strings(self, parts: Parts, span: Span) -> tree.Expression:
        return self.literals.join(parts, span)

    def group(self, parts: Parts, span: Span) -> tree.Expression:
        inside: tree.Expression = parts[1]
        if isinstance(inside, tree.Starred):
            fail(self.source, "cannot use starred expression here", inside.span)
        return inside

    # --------------------------------------------------------------- displays

    def bare_tuple(self, parts: Parts, span: Span) -> tree.Tuple:
        return tree.Tuple(tuple(parts[::2]), span=span)

    subscript_tuple = bare_tuple

    def tuple(self, parts: Parts, span: Span) -> tree.Tuple:
        return tree.Tuple(_items(parts), span=span)

    def list(self, parts: Parts, span: Span) -> tree.List:
        return tree.List(_items(parts), span=span)

    def set(self, parts: Parts, span: Span) -> tree.Set:
        return tree.Set(_items(parts), span=span)

    def entry(self, parts: Parts, span: Span) -> Expressions:
        """Return key and value; the key of `**mapping` is None."""
        return (None, parts[1]) if parts[0] == "**" else (parts[0], parts[2])  # type: ignore[return-value]

    def dict(self, parts: Parts, span: Span) -> tree.Dict:
        entries = parts[1:-1:2]
        keys = _tuple(key for key, _ in entries)
        return tree.Dict(keys, _tuple(value for _, value in entries), span=span)

    # --------------------------------------------------------- comprehensions

    def comprehension(self, parts: Parts, span: Span) -> tree.comprehension:
        _, target, _, iterable, *conditions = parts
        self.check_bound(target)
        return tree.comprehension(target, iterable, _tuple(conditions[1::2]), span=span)

    def list_comprehension(self, parts: Parts, span: Span) -> tree.ListComp:
        return tree.ListComp(self.element(parts), _tuple(parts[2:-1]), span=span)

    def set_comprehension(self, parts: Parts, span: Span) -> tree.SetComp:
        return tree.SetComp(self.element(parts), _tuple(parts[2:-1]), span=span)

    def generator(self, parts: Parts, span: Span) -> tree.GeneratorExp:
        return tree.GeneratorExp(self.element(parts), _tuple(parts[2:-1]), span=span)

    def dict_comprehension(self, parts: Parts, span: Span) -> tree.DictComp:
        key, value = parts[1]
        if key is None:
            place = Span(value.span.line, max(value.span.column - 2, 0), *value.span[:2])
            fail(self.source, "dict unpacking cannot be used in dict comprehension", place)
        return tree.DictComp(key, value, _tuple(parts[2:-1]), span=span)

    def element(self, parts: Parts) -> tree.Expression:
        """Return what a comprehension collects: one expression, without a star."""
        inside: tree.Expression = parts[1]
        if isinstance(inside, tree.Starred):
            fail(self.source, "iterable unpacking cannot be used in comprehension", inside.span)
        return inside

    # -------------------------------------------------------------- operators

    def named_expression(self, parts: Parts, span: Span) -> tree.NamedExpr:
        name, _, value = parts
        place = Span(span.line, span.column, span.line, span.column + len(name))
        return tree.NamedExpr(tree.Name(name, span=place), value, span=span)

    def starred(self, parts: Parts, span: Span) -> tree.Starred:
        return tree.Starred(parts[1], span=span)

    def yield_(self, parts: Parts, span: Span) -> tree.Yield:
        return tree.Yield(parts[1], span=span)

    def yield_from(self, parts: Parts, span: Span) -> tree.YieldFrom:
        return tree.YieldFrom(parts[2], span=span)

    def conditional(self, parts: Parts, span: Span) -> tree.IfExp:
        return tree.IfExp(parts[2], parts[0], parts[4], span=span)

    def lambda_(self, parts: Parts, span: Span) -> tree.Lambda:
        return tree.Lambda(parts[1] or self.no_parameters(span), parts[3], span=span)

    def boolean(self, parts: Parts, span: Span) -> tree.BoolOp:
        return tree.BoolOp(parts[1], _tuple(parts[::2]), span=span)

    def comparator(self, parts: Parts, span: Span) -> str:
        return " ".join(parts)

    def compare(self, parts: Parts, span: Span) -> tree.Compare:
        return tree.Compare(parts[0], _tuple(parts[1::2]), _tuple(parts[2::2]), span=span)

    def binary(self, parts: Parts, span: Span) -> tree.BinOp:
        return tree.BinOp(parts[0], parts[1], parts[2], span=span)

    def unary(self, parts: Parts, span: Span) -> tree.UnaryOp:
        return tree.UnaryOp(parts[0], parts[1], span=span)

    # ------------------------------------------------ attributes, items, calls

    def attribute(self, parts: Parts, span: Span) -> tree.Attribute:
        return tree.Attribute(parts[0], parts[2], span=span)

    def subscript(self, parts: Parts, span: Span) -> tree.Subscript:
        inside = parts[2]
        if isinstance(inside, tree.Starred):
            inside = tree.Tuple((inside,), span=inside.span)
        return tree.Subscript(parts[0], inside, span=span)

    def slice(self, parts: Parts, span: Span) -> tree.Slice:
        return tree.Slice(parts[0], parts[2], parts[4], span=span)

    def call(self, parts: Parts, span: Span) -> tree.Call:
        positional, keywords = parts[1]
        return tree.Call(parts[0], positional, keywords, span=span)

    def double_starred(self, parts: Parts, span: Span) -> tree.keyword:
        return tree.keyword(None, parts[1], span=span)

    def keyword_argument(self, parts: Parts, span: Span) -> tree.keyword:
        name, _, value = parts
        equals = self.sign_after(name.span)
        if not isinstance(name, tree.Name) or name.span[:2] != span[:2] or equals is None:
            where = Span(*name.span[:2], *(equals or name.span)[2:])
            if isinstance(name, tree.Constant) and (
                name.value is None or isinstance(name.value, bool)
            ):
                fail(self.source, f"cannot assign to {name.value}", where)
            hint = 'expression cannot contain assignment, perhaps you meant "=="?'
            fail(self.source, hint, where)
        return tree.keyword(name.id, value, span=span)

    def sign_after(self, place: Span) -> Span | None:
        """Return the place of the `=` that follows on the same line."""
        column = self.source.line(place.end_line).find("=", place.end_column)
        if column < 0:
            return place
        return Span(place.end_line, column, place.end_line, column + 1)

    def generator_argument(self, parts: Parts, span: Span) -> BareGenerator:
        return BareGenerator(parts[0], _tuple(parts[1:]), span)

    def arguments(self, parts: Parts, span: Span) -> Arguments:
        """Return the positional and the keyword arguments."""
        given = parts[1:-1:2]
        if len(parts) == 3 and isinstance(given[0], BareGenerator):
            alone = given[0]
            return (tree.GeneratorExp(alone.elt, alone.generators, span=span),), ()
        self.check_order(given, Span(*span[2:], *span[2:]))
        positional = _tuple(each for each in given if not isinstance(each, tree.keyword))
        return positional, _tuple(each for each in given if isinstance(each, tree.keyword))

    def check_order(self, given: Parts, end: Span) -> None:
        """Positional before keyword, keyword before `**`, generators in parentheses."""
        named = unpacked = False
        for argument in given:
            if isinstance(argument, tree.keyword):
                named = True
                unpacked = unpacked or argument.arg is None
            elif unpacked and isinstance(argument, tree.Starred):
                message = "iterable argument unpacking follows keyword argument unpacking"
                line, column = argument.span.line, argument.span.column
                fail(self.source, message, Span(line, column, line, column + 1))
            elif named and not isinstance(argument, tree.Starred):
                kind = "keyword argument unpacking" if unpacked else "keyword argument"
                closing = Span(end.line, end.column - 1, *end[2:])
                fail(self.source, f"positional argument follows {kind}", closing)
            elif isinstance(argument, BareGenerator):
                fail(self.source, "Generator expression must be parenthesized", argument.span)

    # ------------------------------------------------------------- parameters

    def arg(self, parts: Parts, span: Span) -> tree.arg:
        return tree.arg(parts[0], parts[2] if len(parts) > 1 else None, span=span)

    starred_arg = arg

    def plain_parameter(self, parts: Parts, span: Span) -> Parameter:
        return Parameter("", parts[0], parts[2], span)

    def positional_mark(self, parts: Parts, span: Span) -> Parameter:
        return Parameter("/", None, None, span)

    def star_parameter(self, parts: Parts, span: Span) -> Parameter:
        return Parameter("*", parts[1], None, span)

    def double_star_parameter(self, parts: Parts, span: Span) -> Parameter:
        return Parameter("**", parts[1], None, span)

    def parameters(self, parts: Parts, span: Span) -> tree.arguments:
        return arrange(self.source, parts[::2], span)

    def lambda_parameters(self, parts: Parts, span: Span) -> tree.arguments:
        return arrange(self.source, parts[::2], span, self.tokens.following(span))

    def no_parameters(self, span: Span) -> tree.arguments:
        """Return the parameters of a function without any."""
        return arrange(self.source, [], span)


def _tuple(items: Any) -> Any:
    # Inside the class, `tuple` is the construct of that name.
    return tuple(items)


def _items(parts: Parts) -> Expressions:
    return tuple(parts[1:-1:2])
