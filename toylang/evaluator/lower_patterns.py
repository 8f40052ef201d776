"""Lowering of the patterns of `match`."""

from __future__ import annotations

from toylang.evaluator.lower_expressions import ExpressionLowering
from toylang.evaluator.nodes import Target
from toylang.evaluator.patterns import (
    AlternativePattern,
    CapturePattern,
    ClassPattern,
    IdentityPattern,
    MappingPattern,
    Pattern,
    SequencePattern,
    ValuePattern,
)
from toylang.syntax import tree


class PatternLowering(ExpressionLowering):
    """Lowers the patterns of one scope."""

    def pattern(self, node: tree.Pattern) -> Pattern:
        """Lower one pattern."""
        position = self.place(node)
        if isinstance(node, tree.MatchValue):
            return ValuePattern(position, self.expression(node.value))
        if isinstance(node, tree.MatchSingleton):
            return IdentityPattern(position, self.constant_value(node.value))
        if isinstance(node, tree.MatchAs):
            inner = None if node.pattern is None else self.pattern(node.pattern)
            return CapturePattern(position, inner, self._capture(node, node.name))
        if isinstance(node, tree.MatchOr):
            return AlternativePattern(position, self._patterns(node.patterns))
        if isinstance(node, tree.MatchSequence):
            return self._sequence(node)
        if isinstance(node, tree.MatchMapping):
            keys = [self.expression(key) for key in node.keys]
            rest = self._capture(node, node.rest)
            return MappingPattern(position, keys, self._patterns(node.patterns), rest)
        assert isinstance(node, tree.MatchClass)
        cls = self.expression(node.cls)
        positional = self._patterns(node.patterns)
        names = [self.scope.mangle(name) for name in node.kwd_attrs]
        return ClassPattern(position, cls, positional, names, self._patterns(node.kwd_patterns))

    def _patterns(self, nodes: tuple[tree.Pattern, ...]) -> list[Pattern]:
        return [self.pattern(node) for node in nodes]

    def _capture(self, node: tree.Pattern, name: str | None) -> Target | None:
        return None if name is None else self.variable_target(self.place(node), name)

    def _sequence(self, node: tree.MatchSequence) -> Pattern:
        """A sequence with or without a star among its patterns."""
        position = self.place(node)
        for index, each in enumerate(node.patterns):
            if isinstance(each, tree.MatchStar):
                before = self._patterns(node.patterns[:index])
                star = CapturePattern(self.place(each), None, self._capture(each, each.name))
                after = self._patterns(node.patterns[index + 1 :])
                return SequencePattern(position, before, star, after)
        return SequencePattern(position, self._patterns(node.patterns), None, [])
