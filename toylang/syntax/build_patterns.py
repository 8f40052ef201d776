"""The builder's callbacks for `match`."""

from __future__ import annotations

from typing import Any

from toylang.source import Source, Span
from toylang.syntax import tree
from toylang.syntax.errors import fail
from toylang.syntax.targets import leftmost
from toylang.syntax.tokens import Tokens

Parts = list[Any]
WILDCARD = "_"


class PatternBuilder:
    """The callbacks of match statements and patterns."""

    __slots__ = ()
    source: Source
    tokens: Tokens

    def match(self, parts: Parts, span: Span) -> tree.Match:
        return tree.Match(parts[1], tuple(parts[5:-1]), span=span)

    def case(self, parts: Parts, span: Span) -> tree.match_case:
        pattern = parts[1]
        if isinstance(pattern, tree.MatchStar):
            fail(self.source, "invalid syntax", self.tokens.following(pattern.span))
        return tree.match_case(pattern, parts[3], parts[5], span=span)

    def open_sequence_pattern(self, parts: Parts, span: Span) -> tree.MatchSequence:
        return tree.MatchSequence(tuple(parts[::2]), span=span)

    def sequence_pattern(self, parts: Parts, span: Span) -> tree.MatchSequence:
        return tree.MatchSequence(tuple(parts[1:-1:2]), span=span)

    def group_pattern(self, parts: Parts, span: Span) -> tree.Pattern:
        inside: tree.Pattern = parts[1]
        if isinstance(inside, tree.MatchStar):
            fail(self.source, "invalid syntax", self.tokens.following(inside.span))
        return inside

    def star_pattern(self, parts: Parts, span: Span) -> tree.MatchStar:
        return tree.MatchStar(None if parts[1] == WILDCARD else parts[1], span=span)

    def as_pattern(self, parts: Parts, span: Span) -> tree.MatchAs:
        pattern, _, target = parts
        if isinstance(target, tree.MatchValue) and isinstance(target.value, tree.Attribute):
            begin = leftmost(target.value)
            fail(self.source, "invalid syntax", self.tokens.following(begin.span))
        if not isinstance(target, tree.MatchAs) or target.pattern is not None:
            fail(self.source, "invalid pattern target", target.span)
        if target.name is None:
            fail(self.source, "cannot use '_' as a target", target.span)
        return tree.MatchAs(pattern, target.name, span=span)

    def or_pattern(self, parts: Parts, span: Span) -> tree.MatchOr:
        return tree.MatchOr(tuple(parts[::2]), span=span)

    def literal_pattern(self, parts: Parts, span: Span) -> tree.Pattern:
        value = parts[0]
        if isinstance(value, tree.Constant):
            if value.value is None or isinstance(value.value, bool):
                return tree.MatchSingleton(value.value, span=span)
            if value.value is Ellipsis:
                fail(self.source, "invalid syntax", span)
        if isinstance(value, tree.JoinedStr):
            message = "patterns may only match literals and attribute lookups"
            fail(self.source, message, span)
        return tree.MatchValue(value, span=span)

    def complex_number(self, parts: Parts, span: Span) -> tree.BinOp:
        """A real and an imaginary part; nothing else makes a number of two."""
        real = parts[0].operand if isinstance(parts[0], tree.UnaryOp) else parts[0]
        if isinstance(real, tree.Constant) and isinstance(real.value, complex):
            fail(self.source, "real number required in complex literal", real.span)
        if not isinstance(parts[2].value, complex):
            fail(self.source, "imaginary number required in complex literal", parts[2].span)
        return tree.BinOp(parts[0], parts[1], parts[2], span=span)

    def name_pattern(self, parts: Parts, span: Span) -> tree.Pattern:
        """A bare name captures, `_` matches anything, a dotted name is a value."""
        name = parts[0]
        if isinstance(name, tree.Name):
            return tree.MatchAs(None, None if name.id == WILDCARD else name.id, span=span)
        return tree.MatchValue(name, span=span)

    def pattern_entry(self, parts: Parts, span: Span) -> Parts:
        """Return [key, pattern], or ["**", name]."""
        if parts[0] == "**":
            if parts[1] == WILDCARD:
                wildcard = Span(span.end_line, span.end_column - 1, *span[2:])
                fail(self.source, "invalid syntax", wildcard)
            return parts
        if isinstance(parts[0], tree.Name):
            fail(self.source, "invalid syntax", self.tokens.following(parts[0].span))
        return [parts[0], parts[2]]

    def mapping_pattern(self, parts: Parts, span: Span) -> tree.MatchMapping:
        entries = parts[1:-1:2]
        rest = None
        if entries and entries[-1][0] == "**":
            rest = entries.pop()[1]
        for place, (key, _) in enumerate(entries):
            if key == "**":
                after = entries[place + 1 :] or [[None, None]]
                where = after[0][0].span if isinstance(after[0][0], tree.Node) else span
                fail(self.source, "invalid syntax", where)
        keys = tuple(key for key, _ in entries)
        return tree.MatchMapping(keys, tuple(value for _, value in entries), rest, span=span)

    def pattern_argument(self, parts: Parts, span: Span) -> Parts:
        """Return [pattern] or [name, pattern]."""
        return parts[::2]

    def class_pattern(self, parts: Parts, span: Span) -> tree.MatchClass:
        given = parts[2:-1:2]
        positional = [each[0] for each in given if len(each) == 1]
        named = [each for each in given if len(each) == 2]
        if given and named and any(len(each) == 1 for each in given[given.index(named[0]) :]):
            first, last = positional[0], positional[-1]
            place = Span(*first.span[:2], *last.span[2:])
            fail(self.source, "positional patterns follow keyword patterns", place)
        return tree.MatchClass(
            parts[0], tuple(positional), tuple(name for name, _ in named),
            tuple(pattern for _, pattern in named), span=span,
        )  # fmt: skip
