"""What to say when the parser cannot go on: the lines and blocks around the token.

The parser knows only that a token does not fit. A beginner wants to hear what is missing, so the
tokens before it are looked at again, with Python's explanations in Python's order.
"""

from __future__ import annotations

from typing import Final

from toylang.source import Span, ToySyntaxError
from toylang.syntax import hints
from toylang.syntax.errors import error_at, never_closed
from toylang.syntax.machine import Machine, UnexpectedToken
from toylang.syntax.tokens import END, Tokens

HEADERS: Final = {
    "def": "function definition",
    "class": "class definition",
    "MATCH": "'match' statement",
    "CASE": "'case' statement",
} | {
    word: f"'{word}' statement"
    for word in ("if", "elif", "else", "while", "for", "with", "try", "except", "finally")
}
# What Python's tokenizer says only when the parser gets there.
FOUND_LATE: Final = (
    "unexpected EOF", "unexpected character after line", "unindent", "inconsistent",
    "too many levels",
)  # fmt: skip
UNEXPECTED_INDENT: Final = "unexpected indent"
LINE_BREAKS: Final = frozenset(["NEWLINE", "INDENT", "DEDENT"])
# After the rest of these headers nothing but a colon will do.
COLON_FORCED: Final = frozenset(["def", "try", "else", "finally"])


def later_mistake(tokens: Tokens, error: ToySyntaxError) -> ToySyntaxError | None:
    """Return what is wrong with the text further on, which goes before what the parser found."""
    if error.message == UNEXPECTED_INDENT:
        return None
    if tokens.error is not None:
        return None if tokens.error.message.startswith(FOUND_LATE) else tokens.error
    if tokens.unclosed:
        _, place = tokens.unclosed[-1]
        if error.line > place.line or error.end_line > place.line:
            return never_closed(tokens)
    return None


class Diagnosis:
    """One look at the tokens before a failure."""

    def __init__(self, tokens: Tokens, machine: Machine, start: str, builder: object) -> None:
        self.tokens = tokens
        self.machine = machine
        self.start = start
        self.builder = builder

    def explain(self, unexpected: UnexpectedToken) -> ToySyntaxError:
        """Return the error for a token that does not fit."""
        tokens, index = self.tokens, unexpected.index
        if tokens.kinds[index] == "ERROR":
            assert tokens.error is not None
            return tokens.error
        if tokens.kinds[index] == END and tokens.unclosed:
            return never_closed(tokens)
        try:
            return (
                self.soft_keyword(index)
                or self.block(index, unexpected.expected)
                or hints.hint(tokens, index, self.machine, self.builder)
                or self.plain(index)
            )
        except ToySyntaxError as found_on_the_way:
            return found_on_the_way

    def error(self, message: str, span: Span, kind: str = "SyntaxError") -> ToySyntaxError:
        return error_at(self.tokens.source, message, span, kind)

    def plain(self, index: int) -> ToySyntaxError:
        """Say no more than that something is wrong here."""
        tokens = self.tokens
        kind = tokens.kinds[index]
        if kind in ("INDENT", "DEDENT"):
            message = UNEXPECTED_INDENT if kind == "INDENT" else "unexpected unindent"
            return self.error(message, self.place(index), "IndentationError")
        if kind == END:
            line = self.place(index).line
            return self.error("invalid syntax", Span(line, -1, line, -1))
        return self.error("invalid syntax", tokens.spans[index])

    def place(self, index: int) -> Span:
        """Return where Python sees a token, which may be one that has no text."""
        tokens = self.tokens
        if self.at_end(index):
            lines = tokens.source.text.removesuffix("\n").split("\n")
            if tokens.source.filename != "<string>":
                return Span(len(lines), -1, len(lines), -1)
            return Span(len(lines), len(lines[-1]), len(lines), -2)
        line, column, _, _ = tokens.spans[index]
        if tokens.kinds[index] in ("INDENT", "DEDENT"):
            return Span(line, column - 1, line, -2)
        return tokens.spans[index]

    def at_end(self, index: int) -> bool:
        """Say whether nothing but the end of blocks follows."""
        return all(kind in ("DEDENT", END) for kind in self.tokens.kinds[index:])

    def soft_keyword(self, index: int) -> ToySyntaxError | None:
        """Try a line that begins with the name `match` as a match statement after all."""
        tokens, first = self.tokens, index - 1
        if first < 0 or tokens.kinds[first] != "NAME" or tokens.texts[first] != "match":
            return None
        if first > 0 and tokens.kinds[first - 1] not in LINE_BREAKS:
            return None
        tokens.kinds[first] = "MATCH"
        try:
            self.machine.run(tokens, self.start, self.builder)
        except UnexpectedToken as unexpected:
            if unexpected.index > index:
                return self.explain(unexpected)
        tokens.kinds[first] = "NAME"
        return None

    def first_of_line(self, index: int) -> int:
        """Return the index of the token that begins the logical line of another."""
        while index > 0 and self.tokens.kinds[index - 1] not in LINE_BREAKS:
            index -= 1
        return index

    def block(self, index: int, expected: frozenset[str]) -> ToySyntaxError | None:
        """Explain a block that does not begin: without colon, or without indentation."""
        kinds, spans = self.tokens.kinds, self.tokens.spans
        first = self.first_of_line(index)
        header, at_end = kinds[first], kinds[index] == "NEWLINE"
        if "INDENT" in expected and index > 0 and kinds[index - 1] == "NEWLINE":
            return self.no_block(index)
        if {"except", "finally"} <= expected and "else" not in expected:
            return self.error("expected 'except' or 'finally' block", self.place(index))
        if header == "def" and kinds[index - 1] == "NAME" and index == first + 2:
            return self.error("expected '('", spans[index])
        if header == "def" and kinds[index - 1] == "->":
            return self.error("expected ':'", spans[index - 1])
        if ":" in expected and header in HEADERS and not self.inside_brackets(first, index):
            forced = header in COLON_FORCED and self.forced(first, index)
            return self.error("expected ':'", spans[index]) if at_end or forced else None
        return None

    def forced(self, first: int, index: int) -> bool:
        """Say whether everything before the colon is complete."""
        kinds = self.tokens.kinds
        if kinds[first] == "def":
            return kinds[index - 1] == ")" or "->" in kinds[first:index]
        return True

    def inside_brackets(self, first: int, index: int) -> bool:
        depth = 0
        for kind in self.tokens.kinds[first:index]:
            depth += (kind in ("(", "[", "{")) - (kind in (")", "]", "}"))
        return depth > 0

    def no_block(self, index: int) -> ToySyntaxError:
        """Name the statement whose block is missing."""
        tokens = self.tokens
        first = self.first_of_line(index - 1)
        line = tokens.spans[first].line
        what = HEADERS.get(tokens.kinds[first], "statement")
        message = f"expected an indented block after {what} on line {line}"
        return self.error(message, self.place(index), "IndentationError")
