"""The inside of an f-string: texts, and fields `{expression = !conversion :spec}`.

An expression is cut out by its brackets and quotes alone, then given to the expression parser
together with its place in the source.
"""

# No annotation is put off (PEP 563): a named tuple would have each compiled as it is made.

from collections.abc import Callable
from typing import Final, NamedTuple, NoReturn

from toylang.source import Span
from toylang.syntax import tree

OPENING: Final = {")": "(", "]": "[", "}": "{"}
NO_CONVERSION: Final = -1
DEEPEST_SPEC: Final = 2
WHITE: Final = " \t\n\f\r\v"

# Parses an expression that stands at a line and column of the source.
ParseField = Callable[[str, int, int], tree.Expression]


class Piece(NamedTuple):
    """One string literal as written."""

    text: str
    span: Span

    def parts(self) -> tuple[str, int, int]:
        """Return the prefix in lower case, and where the body begins and ends."""
        quote = min(place for place in map(self.text.find, "'\"") if place >= 0)
        width = 3 if self.text[quote : quote + 3] in ("'''", '"""') else 1
        return self.text[:quote].lower(), quote + width, len(self.text) - width


class FieldReader:
    """Reads the body of one f-string literal."""

    __slots__ = (
        "complain",
        "unescape",
        "parse_field",
        "span",
        "piece",
        "text",
        "raw",
        "place",
        "end",
    )

    def __init__(
        self,
        complain: Callable[[str], NoReturn],
        unescape: Callable[[str], str],
        parse_field: ParseField,
        span: Span,
    ) -> None:
        self.complain = complain
        self.unescape = unescape
        self.parse_field = parse_field
        self.span = span  # of all adjacent literals, which every part reports as its own

    def read(self, piece: Piece) -> list[str | tree.Expression]:
        """Return the texts and fields of one literal."""
        self.piece = piece
        self.text = piece.text
        prefix, self.place, self.end = piece.parts()
        self.raw = "r" in prefix
        return self.values(0)

    def fail(self, message: str) -> NoReturn:
        self.complain(f"f-string: {message}")

    def values(self, level: int) -> list[str | tree.Expression]:
        """Read up to the end, or in a format spec to the brace that closes its field."""
        values: list[str | tree.Expression] = []
        while self.place < self.end:
            if text := self.literal(level):
                values.append(text)
            if self.place >= self.end or self.text[self.place] == "}":
                break
            values += self.field(level)
        return values

    # ------------------------------------------------------------------ texts

    def literal(self, level: int) -> str:
        """Read text up to a field or the end; doubled braces count once outside of specs."""
        parts: list[str] = []
        start = self.place
        while self.place < self.end:
            character = self.text[self.place]
            if character == "\\" and not self.raw:
                self.skip_escape()
                continue
            if character in "{}":
                if level > 0:
                    break
                if self.text[self.place : self.place + 2] == character * 2 and (
                    self.place + 1 < self.end
                ):
                    parts.append(self.decode(start, self.place + 1))
                    self.place += 2
                    start = self.place
                    continue
                if character == "}":
                    self.fail("single '}' is not allowed")
                break
            self.place += 1
        parts.append(self.decode(start, self.place))
        return "".join(parts)

    def skip_escape(self) -> None:
        r"""Go behind a backslash and what it escapes, `\N{NAME}` with its braces included."""
        self.place += 1
        if self.text.startswith("N{", self.place):
            closing = self.text.find("}", self.place, self.end)
            self.place = self.end if closing < 0 else closing + 1
        elif self.place < self.end and self.text[self.place] not in "{}":
            self.place += 1

    def decode(self, start: int, end: int) -> str:
        body = self.text[start:end]
        if self.raw:
            return body
        if (len(body) - len(body.rstrip("\\"))) % 2:
            body += "\\"  # before a field a backslash stands for itself
        return self.unescape(body)

    # ----------------------------------------------------------------- fields

    def field(self, level: int) -> list[str | tree.Expression]:
        """Read a field; with `=` its own text comes first."""
        if level >= DEEPEST_SPEC:
            self.fail("expressions nested too deeply")
        self.place += 1
        start = self.place
        self.skip_expression()
        stop = self.place
        if self.place >= self.end:
            self.fail("expecting '}'")
        shown = self.debug_text(start)
        conversion = self.conversion()
        value = self.expression(start, stop)
        spec: tree.Expression | None = None
        if self.peek() == ":":
            self.place += 1
            spec = self.spec(level + 1)
        if self.peek() != "}":
            self.fail("expecting '}'")
        self.place += 1
        if shown and spec is None and conversion == NO_CONVERSION:
            conversion = ord("r")
        field = tree.FormattedValue(value, conversion, spec, span=self.span)
        return [shown, field] if shown else [field]

    def spec(self, level: int) -> tree.JoinedStr:
        """Read a format spec, which may have fields of its own."""
        own = self.piece.span
        return tree.JoinedStr(merge(self.values(level), self.span, own), span=own)

    def peek(self) -> str:
        return self.text[self.place] if self.place < self.end else ""

    def debug_text(self, start: int) -> str:
        """Read the `=` that asks for the expression's own text."""
        if self.peek() != "=":
            return ""
        self.place += 1
        while self.peek() and self.peek() in WHITE:
            self.place += 1
        if self.place >= self.end:
            self.fail("expecting '}'")
        return self.text[start : self.place]

    def conversion(self) -> int:
        if self.peek() != "!":
            return NO_CONVERSION
        self.place += 1
        start = self.place
        while self.peek() and self.peek() not in ":}":
            self.place += 1
        if self.place >= self.end and start < self.end:
            self.fail("expecting '}'")
        letter = self.text[start : self.place]
        if letter not in ("s", "r", "a"):
            self.fail("invalid conversion character: expected 's', 'r', or 'a'")
        return ord(letter)

    def expression(self, start: int, stop: int) -> tree.Expression:
        """Parse an expression where it stands."""
        text = self.text[start:stop]
        if not text.strip(WHITE):
            ender = self.text[stop]
            if ender in "!:=":
                self.fail(f"expression required before '{ender}'")
            self.fail("empty expression not allowed")
        before = self.text.rfind("\n", 0, start) + 1
        line = self.piece.span.line + self.text.count("\n", 0, start)
        column = start - before + (0 if before else self.piece.span.column)
        return self.parse_field(text, line, column)

    def skip_expression(self) -> None:
        """Go to what ends the expression: `!`, `:`, `=` or `}` outside of brackets and quotes."""
        brackets: list[str] = []
        while self.place < self.end:
            character = self.text[self.place]
            if character == "\\":
                self.complain("f-string expression part cannot include a backslash")
            if character in "'\"":
                self.skip_string(character)
                continue
            if character == "#":
                self.complain("f-string expression part cannot include '#'")
            if character in "([{":
                brackets.append(character)
            elif not brackets and character in "!:=<>}":
                if self.text[self.place : self.place + 2] in ("!=", "==", "<=", ">="):
                    self.place += 2
                    continue
                if character not in "<>":
                    return
            elif character in ")]}":
                self.close(brackets, character)
            self.place += 1
        if brackets:
            self.fail("expecting '}'")

    def close(self, brackets: list[str], character: str) -> None:
        if not brackets:
            self.fail(f"unmatched '{character}'")
        opening = brackets.pop()
        if opening != OPENING[character]:
            self.fail(
                f"closing parenthesis '{character}' does not match opening parenthesis '{opening}'"
            )

    def skip_string(self, quote: str) -> None:
        mark = quote * 3 if self.text.startswith(quote * 3, self.place) else quote
        closing = self.text.find(mark, self.place + len(mark), self.end)
        hidden = self.text.find("\\", self.place, self.end if closing < 0 else closing)
        if hidden >= 0:
            self.complain("f-string expression part cannot include a backslash")
        if closing < 0:
            self.fail("unterminated string")
        self.place = closing + len(mark)


def merge(
    values: list[str | tree.Expression], span: Span, last: Span
) -> tuple[tree.Expression, ...]:
    """Join neighbouring texts to constants; empty ones vanish; one at the end has its own span."""
    merged: list[tree.Expression] = []
    text = ""
    for value in values:
        if isinstance(value, str):
            text += value
            continue
        if text:
            merged.append(tree.Constant(text, span=span))
            text = ""
        merged.append(value)
    if text:
        merged.append(tree.Constant(text, span=last))
    return tuple(merged)
