"""What to say when the parser cannot go on: the expression in front of the token.

Each hint looks for one well-known mistake, in the order in which Python would find them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from toylang.source import Span, ToySyntaxError
from toylang.syntax import tree
from toylang.syntax.errors import error_at, never_closed
from toylang.syntax.machine import Machine
from toylang.syntax.targets import describe, invalid_target, leftmost
from toylang.syntax.tokens import Tokens

LINE_BREAKS: Final = frozenset(["NEWLINE", "INDENT", "DEDENT"])
OPENING: Final = frozenset("([{")
CLOSING: Final = frozenset(")]}")
# After these an expression begins.
# fmt: off
BEGINNERS: Final = frozenset([
    "NEWLINE", "INDENT", "DEDENT", "CASE", ";", ",", ":", "=", ":=", "->", "*", "**", "assert",
    "elif", "for", "from", "in", "lambda", "raise", "return", "while", "with", "yield",
])
# fmt: on
MAYBE_EQUAL: Final = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"


def hint(tokens: Tokens, index: int, machine: Machine, builder: object) -> ToySyntaxError | None:
    """Return the first hint that fits the failure at a token, if any does."""
    return Hints(tokens, index, machine, builder).find()


class Hints:
    """The tokens around one failure."""

    def __init__(self, tokens: Tokens, index: int, machine: Machine, builder: object) -> None:
        self.tokens = tokens
        self.kinds = tokens.kinds
        self.index = index
        self.kind = tokens.kinds[index]
        self.machine = machine
        self.builder = builder
        self.opening = self.enclosing()
        self.begin = self.expression_start()
        self.first = index  # the token that begins the logical line
        while self.first > 0 and self.kinds[self.first - 1] not in LINE_BREAKS:
            self.first -= 1

    def find(self) -> ToySyntaxError | None:
        if self.opening is not None and self.kinds[max(self.opening - 2, 0)] == "def":
            return self.function_parameter()
        if self.in_pattern() or self.kinds[self.first] in ("from", "import", "global", "nonlocal"):
            return None
        finders: list[Callable[[], ToySyntaxError | None]] = [
            self.annotation, self.lambda_parameter, self.except_types, self.legacy,
            self.loop_target, self.equals, self.walrus, self.dictionary, self.comprehension,
            self.comma, self.unfinished_conditional, self.assignment,
        ]  # fmt: skip
        return next((found for finder in finders if (found := finder()) is not None), None)

    # ---------------------------------------------------------------- looking

    def error(self, message: str, span: Span) -> ToySyntaxError:
        return error_at(self.tokens.source, message, span)

    def across(self, first: int, last: int) -> Span:
        """Return the span from one token to another."""
        spans = self.tokens.spans
        return Span(*spans[first][:2], *spans[last][2:])

    def read(self, start: str, begin: int) -> tuple[tree.Expression, int] | None:
        """Read what can be read as an expression from a token on."""
        found, end, seen = self.machine.prefix(self.tokens, start, begin, self.builder)
        if seen == len(self.kinds) - 1 and self.tokens.unclosed:
            raise never_closed(self.tokens)
        return None if found is None else (found, end)

    def enclosing(self) -> int | None:
        """Return the index of the innermost bracket that is open before the token."""
        depth = 0
        for place in range(self.index - 1, -1, -1):
            depth += self.kinds[place] in CLOSING
            if self.kinds[place] in OPENING:
                if depth == 0:
                    return place
                depth -= 1
        return None

    def expression_start(self) -> int:
        """Return the index at which the expression in front of the token begins."""
        depth = 0
        place = self.index
        while place > 0:
            kind = self.kinds[place - 1]
            depth += kind in CLOSING
            if depth == 0 and self.begins_expression(kind, place - 1):
                break
            depth -= kind in OPENING
            place -= 1
        return place

    def begins_expression(self, kind: str, place: int) -> bool:
        if kind in ("if", "else"):
            return not self.is_conditional(place)
        return kind in OPENING or kind in BEGINNERS

    def is_conditional(self, place: int) -> bool:
        """Say whether an `if` or `else` stands between two operands."""
        return self.is_operand(place - 1)

    def is_operand(self, place: int) -> bool:
        """Say whether a token ends an operand, as the function of a call does."""
        before = self.kinds[place] if place >= 0 else "NEWLINE"
        return before in ("NAME", "NUMBER", "STRING", "None", "True", "False", "...") or (
            before in CLOSING
        )

    # ------------------------------------------------------------------ hints

    def in_pattern(self) -> bool:
        """Say whether the token belongs to a pattern, not to a guard behind it."""
        for place in range(self.index, -1, -1):
            if self.kinds[place] in ("NEWLINE", "if", "CASE", ":"):
                return self.kinds[place] == "CASE"
        return False

    def lambda_parameter(self) -> ToySyntaxError | None:
        kinds = self.kinds
        line = range(self.index - 1, -1, -1)
        keyword = next((place for place in line if kinds[place] in ("lambda", ":", "NEWLINE")), -1)
        if keyword >= 0 and kinds[keyword] == "lambda" and self.kind == "(":
            return self.parenthesized("Lambda expression", (":",))
        return None

    def function_parameter(self) -> ToySyntaxError | None:
        """Mistakes in a parameter list, where no expressions stand."""
        kinds, index, spans = self.kinds, self.index, self.tokens.spans
        if self.kind == "=" and kinds[index - 2] in ("*", "**"):
            what = "var-positional" if kinds[index - 2] == "*" else "var-keyword"
            return self.error(f"{what} argument cannot have default value", spans[index])
        if kinds[index - 1] == "=" and self.kind in (")", ","):
            return self.error("expected default value expression", spans[index - 1])
        if self.kind == "(" and kinds[index - 1] in ("(", ","):
            return self.parenthesized("Function", (",", ")"))
        return None

    def parenthesized(self, what: str, after: tuple[str, ...]) -> ToySyntaxError | None:
        """Names in brackets where parameters should be."""
        place = self.index + 1
        while self.kinds[place] in ("NAME", ","):
            place += 1
        if self.kinds[place] != ")" or self.kinds[place + 1] not in (*after, ","):
            return None
        message = f"{what} parameters cannot be parenthesized"
        return self.error(message, self.across(self.index, place))

    def annotation(self) -> ToySyntaxError | None:
        """`something: annotation`, where nothing can be annotated."""
        target = self.read("expressions", self.first)
        if target is None or self.kinds[target[1]] != ":" or self.kinds[self.first] == "lambda":
            return None
        node, colon = target
        if isinstance(node, tree.Name | tree.Attribute | tree.Subscript):
            return None
        if self.read("expression", colon + 1) is None:
            spoils = self.index == colon + 1
            return self.error("invalid syntax", self.tokens.spans[colon]) if spoils else None
        if isinstance(node, tree.List | tree.Tuple):
            message = f"only single target (not {describe(node)}) can be annotated"
        else:
            message = "illegal target for annotation"
        return self.error(message, node.span)

    def except_types(self) -> ToySyntaxError | None:
        if self.kind != ",":
            return None
        place = self.index - 1
        while place >= 0 and self.kinds[place] not in ("NEWLINE", "except"):
            place -= 1
        others = self.read("expressions", self.index + 1)
        if place < 0 or self.kinds[place] != "except" or others is None:
            return None
        message = "multiple exception types must be parenthesized"
        return self.error(message, self.across(place + 1, others[1] - 1))

    def legacy(self) -> ToySyntaxError | None:
        """Python 2's statements: `print x`."""
        before = self.index - 1
        if before < 0 or self.tokens.texts[before] not in ("print", "exec") or self.kind == "(":
            return None
        argument = self.read("expressions", self.index)
        if argument is None:
            return None
        name = self.tokens.texts[before]
        message = f"Missing parentheses in call to '{name}'. Did you mean {name}(...)?"
        return self.error(message, self.across(before, argument[1] - 1))

    def loop_target(self) -> ToySyntaxError | None:
        """`for` without `in`, behind something that could not be a target anyway."""
        if self.begin == 0 or self.kinds[self.begin - 1] != "for":
            return None
        target = self.read("expressions", self.begin)
        wrong = invalid_target(target[0]) if target is not None else None
        if wrong is None or isinstance(wrong, tree.Compare):
            return None
        return self.error(f"cannot assign to {describe(wrong)}", wrong.span)

    def assignment(self) -> ToySyntaxError | None:
        """A target that is none, before a value that is none either."""
        begin = self.first
        while (target := self.read("expressions", begin)) and self.kinds[target[1]] == "=":
            wrong = invalid_target(target[0])
            if wrong is not None:
                return self.error(f"cannot assign to {describe(wrong)}", wrong.span)
            begin = target[1] + 1
        return None

    def equals(self) -> ToySyntaxError | None:
        """`=` in a condition."""
        assigned = self.kinds[max(self.begin - 2, 0) : self.begin] == ["NAME", "="]
        if self.kind == "for" and self.opening is not None and assigned:
            return self.error(MAYBE_EQUAL, self.across(self.begin - 2, self.begin - 1))
        if self.kind != "=" or self.kinds[self.begin - 1] in ("*", "**"):
            return None
        left = self.read("bit_or", self.begin)
        if left is None or left[1] != self.index:
            return None
        right = self.read("bit_or", self.index + 1)
        if right is None or self.kinds[right[1]] in ("=", ":="):
            return None
        if isinstance(left[0], tree.Name):
            return self.error(MAYBE_EQUAL, self.across(self.begin, right[1] - 1))
        first = leftmost(left[0])
        plain = isinstance(first, tree.Constant) and isinstance(first.value, bool | None)
        if plain or isinstance(first, tree.List | tree.Tuple | tree.GeneratorExp):
            return None
        message = f"cannot assign to {describe(left[0])} here. Maybe you meant '==' instead of '='?"
        return self.error(message, self.across(self.begin, self.index - 1))

    def walrus(self) -> ToySyntaxError | None:
        if self.kind != ":=" or self.opening is None or self.is_operand(self.opening - 1):
            return None
        left = self.read("expression", self.begin)
        if left is None or left[1] != self.index or self.read("expression", self.index + 1) is None:
            return None
        message = f"cannot use assignment expressions with {describe(left[0])}"
        return self.error(message, self.across(self.begin, self.index - 1))

    def dictionary(self) -> ToySyntaxError | None:
        """A key without its value, or the other way round."""
        opening, index, spans = self.opening, self.index, self.tokens.spans
        if opening is None or self.kinds[opening] != "{":
            return None
        before = self.kinds[index - 1]
        if before == ":" and self.kind in ("}", ","):
            message = "expression expected after dictionary key and ':'"
            return self.error(message, spans[index - 1])
        if before == ":" and self.kind == "*":
            value = self.read("bit_or", index + 1)
            if value is not None:
                message = "cannot use a starred expression in a dictionary value"
                return self.error(message, self.across(index, value[1] - 1))
        if self.kind in ("}", ",") and self.kinds[self.begin - 1] == ",":
            key = self.read("expression", self.begin)
            if key is not None and key[1] == index:
                line, column = spans[index - 1][2:]
                place = Span(line, column - 1, line, -1)
                return self.error("':' expected after dictionary key", place)
        return None

    def comprehension(self) -> ToySyntaxError | None:
        """`[a, b for a in c]`."""
        opening = self.opening
        if self.kind != "for" or opening is None or self.kinds[opening] == "(":
            return None
        elements = self.read("expressions", opening + 1)
        if elements is None or elements[1] != self.index:
            return None
        if not isinstance(elements[0], tree.Tuple):
            return None
        message = "did you forget parentheses around the comprehension target?"
        return self.error(message, self.across(opening + 1, self.index - 1))

    def comma(self) -> ToySyntaxError | None:
        """Two expressions side by side, in brackets."""
        begin = self.begin
        if self.kinds[begin : begin + 2] == ["NAME", "STRING"]:
            return None
        if self.tokens.texts[begin] in ("match", "case", "_") or self.kinds[begin - 1] == "in":
            return None
        first = self.read("disjunction", begin)
        if first is None or first[1] != self.index or self.is_legacy(first[0]):
            return None
        second = self.read("expression", self.index)
        if second is None or self.opening is None:
            return None
        message = "invalid syntax. Perhaps you forgot a comma?"
        return self.error(message, self.across(begin, second[1] - 1))

    def is_legacy(self, node: tree.Expression) -> bool:
        return isinstance(node, tree.Name) and node.id in ("print", "exec")

    def unfinished_conditional(self) -> ToySyntaxError | None:
        """`a if b` without an `else`."""
        if self.kind in ("else", ":"):
            return None
        value = self.read("disjunction", self.begin)
        if value is None or self.kinds[value[1]] != "if":
            return None
        test = self.read("disjunction", value[1] + 1)
        if test is None or test[1] != self.index:
            return None
        message = "expected 'else' after 'if' expression"
        return self.error(message, self.across(self.begin, self.index - 1))
