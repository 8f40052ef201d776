"""From text to tokens: names, numbers, strings, operators, and what indentation means.

The kind of a keyword or operator is its own text; other kinds are NAME, NUMBER, STRING, NEWLINE,
INDENT, DEDENT, MATCH, CASE and END. What is wrong in the text becomes `Tokens.error` and ends the
list, for the parser may find an earlier mistake before it gets there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final
from unicodedata import normalize

from toylang.source import Source, Span
from toylang.syntax.errors import ToySyntaxError, error_at
from toylang.syntax.indentation import Indentation, IndentationProblem
from toylang.syntax.numbers import number_problem

END: Final = "$END"
# fmt: off
KEYWORDS: Final = frozenset([
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class",
    "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
    "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
    "return", "try", "while", "with", "yield",
])
# fmt: on
OPENING: Final = {")": "(", "]": "[", "}": "{"}
MAXIMUM_NESTING: Final = 200

NAME_GROUP: Final = 1
OPERATOR_GROUP: Final = 2
STRING_GROUP: Final = 3
NUMBER_GROUP: Final = 4
NEWLINE_GROUP: Final = 5
CONTINUATION_GROUP: Final = 6
WORD_GROUP: Final = 8  # a name with a quote behind it that is no prefix
PREFIX: Final = "(?:[bB][rR]?|[rR][bBfF]?|[fF][rR]?|[uU])?"
# Any character beyond ASCII may belong to a name; whether it does is decided afterwards.
# Written as what it is not, for that compiles faster.
WORD: Final = r"[^\x00-@\[-^`{-\x7f][^\x00-/:-@\[-^`{-\x7f]*+"
TOKEN: Final = re.compile(
    rf"""[ \t\f]*+(?:
      ({WORD}(?!["']))
    | (\*\*=|//=|<<=|>>=|\.\.\.|[-+*/%&|^@=!<>]=|:=|->|\*\*|//|<<|>>|<>
       |[()\[\]{{}},:;=+\-*/%@&|^~<>]|\.(?![0-9]))
    | ({PREFIX}(?:\'\'\'(?:[^'\\]|\\.|'(?!''))*+\'\'\'|\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"
       |'(?!'')(?:[^'\\\n]|\\.)*+'|"(?!"")(?:[^"\\\n]|\\.)*+"))
    | ((?:0[xX](?:_?[0-9a-fA-F])++|0[oO](?:_?[0-7])++|0[bB](?:_?[01])++)
       |(?:[0-9](?:_?[0-9])*+(?:\.(?:[0-9](?:_?[0-9])*+)?)?|\.[0-9](?:_?[0-9])*+)
        (?:[eE][-+]?[0-9](?:_?[0-9])*+)?[jJ]?)
    | ((?:\#[^\n]*+)?\n)
    | (\\\n)
    | \#[^\n]*+
    | ({PREFIX}["'])
    | ({WORD})
    | (.)
    )?""",
    re.VERBOSE | re.DOTALL,
)
BLANK_LINES: Final = re.compile(r"(?:(?:[ \t\f]|\\\n)*+(?:#[^\n]*+)?\n)*+")
INDENT: Final = re.compile(r"(?:[ \t\f]|\\\n)*+")


class Tokens:
    """The tokens of one text, as three parallel lists that end with an END."""

    __slots__ = ("source", "kinds", "texts", "spans", "error", "unclosed")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.kinds: list[str] = []
        self.texts: list[str] = []
        self.spans: list[Span] = []
        self.error: ToySyntaxError | None = None
        # The brackets still open at the end: their character and place.
        self.unclosed: list[tuple[str, Span]] = []

    def following(self, place: Span) -> Span:
        """Return the place of the first token after another place."""
        return self.spans[min(bisect_left(self.spans, place[2:]), len(self.spans) - 1)]

    def add(self, kind: str, text: str, span: Span) -> None:
        self.kinds.append(kind)
        self.texts.append(text)
        self.spans.append(span)


class _Problem(Exception):
    """Something that is not a token, at a span; becomes the error of the token list."""

    def __init__(self, message: str, span: Span, kind: str = "SyntaxError") -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.kind = kind


class Tokenizer:
    """One walk over a text."""

    __slots__ = (
        "tokens",
        "text",
        "position",
        "line",
        "line_start",
        "brackets",
        "indentation",
        "first_of_line",
        "cases_follow",
    )

    def __init__(self, source: Source) -> None:
        self.tokens = Tokens(source)
        self.text = source.text
        self.position = 0
        self.line = 1
        self.line_start = 0
        self.brackets = self.tokens.unclosed
        self.indentation = Indentation()
        self.first_of_line = 0  # index of the token that begins the current logical line
        self.cases_follow = [False]  # per open block: is it the body of a match statement?

    def run(self) -> Tokens:
        """Make all tokens up to the end or the first problem."""
        try:
            self.begin_line()
            self.scan()
            self.finish()
        except _Problem as problem:
            source = self.tokens.source
            self.tokens.error = error_at(source, problem.message, problem.span, problem.kind)
            self.tokens.add("ERROR", "", problem.span)
        return self.tokens

    def scan(self) -> None:
        """Match one token after the other; names and operators, most of them, without a call."""
        kinds, texts, spans = self.tokens.kinds, self.tokens.texts, self.tokens.spans
        text, match, new = self.text, TOKEN.match, tuple.__new__
        while (found := match(text, self.position)) is not None:
            group = found.lastindex
            if group is None:
                self.position = found.end()
                if self.position == len(text):
                    return
                continue
            start, end = found.span(group)
            word = text[start:end]
            if group == NAME_GROUP:
                if word in KEYWORDS:
                    kinds.append(word)
                else:
                    kinds.append("NAME")
                    if not word.isascii():
                        word = self.identifier(word, start)
            elif group == OPERATOR_GROUP:
                kinds.append(word)
                if word in "()[]{}":
                    self.bracket(word, start)
            else:
                self.other(group, word, start, end)
                continue
            texts.append(word)
            column = start - self.line_start
            spans.append(new(Span, (self.line, column, self.line, column + end - start)))
            self.position = end

    def other(self, group: int, word: str, start: int, end: int) -> None:
        """Handle what is neither a plain name nor an operator."""
        self.position = end
        if group == NEWLINE_GROUP:
            self.newline(end)
        elif group == STRING_GROUP:
            self.string(word, start, end)
        elif group == NUMBER_GROUP:
            self.number(word, start, end)
        elif group == CONTINUATION_GROUP:
            if end == len(self.text):
                raise self.after(start + 1, "unexpected EOF while parsing")
            self.line += 1
            self.line_start = end
        else:
            self.strange(group, word, start)

    def span(self, start: int, end: int) -> Span:
        """Return the place of a stretch of the current line."""
        return Span(self.line, start - self.line_start, self.line, end - self.line_start)

    def after(self, start: int, message: str) -> _Problem:
        """Make a problem the way Python's tokenizer does: at one character, without a range."""
        column = start - self.line_start
        return _Problem(message, Span(self.line, column, self.line, column))

    # ------------------------------------------------------------------ words

    def identifier(self, word: str, start: int) -> str:
        """Normalize a name with letters beyond ASCII, as Python does."""
        if not word.isidentifier():
            self.tokens.kinds.pop()
            belongs = [f"_{character}".isidentifier() for character in word]
            wrong = 0 if not word[0].isidentifier() else belongs.index(False)
            raise self.invalid_character(word[wrong], start + wrong)
        return normalize("NFKC", word)

    def number(self, word: str, start: int, end: int) -> None:
        problem = number_problem(self.text, start, end)
        if problem is not None:
            message, place = problem
            raise self.after(place, message)
        self.tokens.add("NUMBER", word, self.span(start, end))

    def string(self, word: str, start: int, end: int) -> None:
        line, column = self.line, start - self.line_start
        lines = word.count("\n")
        if lines:
            self.line += lines
            self.line_start = self.text.rindex("\n", start, end) + 1
        self.tokens.add("STRING", word, Span(line, column, self.line, end - self.line_start))

    def strange(self, group: int, word: str, start: int) -> None:
        """Complain about what begins no token; a bare `!`, `$` or `?` is left to the parser."""
        if word[-1] in "\"'":
            raise self.unterminated(word[-1], start, start + len(word) - 1)
        if word == "\\":
            if start + 1 == len(self.text):
                raise self.after(start + 1, "unexpected EOF while parsing")
            raise self.after(start + 1, "unexpected character after line continuation character")
        if group == WORD_GROUP:
            self.tokens.kinds.append(word if word in KEYWORDS else "NAME")
            self.tokens.texts.append(word if word.isascii() else self.identifier(word, start))
            self.tokens.spans.append(self.span(start, start + len(word)))
        elif word in "!$?`":
            self.tokens.add(word, word, self.span(start, start + 1))
        else:
            raise self.invalid_character(word, start)

    def invalid_character(self, character: str, start: int) -> _Problem:
        code = f"U+{ord(character):04X}"
        if not character.isprintable():
            return self.after(start, f"invalid non-printable character {code}")
        return self.after(start, f"invalid character '{character}' ({code})")

    def unterminated(self, quote: str, start: int, opening: int) -> _Problem:
        """Make the problem of a string that does not end where its line or the text does."""
        if self.text.startswith(quote * 3, opening):
            last = self.line + self.text.count("\n", start)
            if self.text.endswith("\n"):
                last -= 1
            last = max(last, self.line)
            kind = "triple-quoted string"
        else:
            end = re.compile(r"(?:[^\\\n]|\\.)*+", re.DOTALL).match(self.text, opening)
            assert end is not None
            last = self.line + self.text.count("\n", start, end.end())
            kind = "string"
        return self.after(start, f"unterminated {kind} literal (detected at line {last})")

    # --------------------------------------------------------------- brackets

    def bracket(self, character: str, start: int) -> None:
        """Keep the stack of open brackets."""
        if character in "([{":
            if len(self.brackets) >= MAXIMUM_NESTING:
                self.tokens.kinds.pop()
                raise self.after(start, "too many nested parentheses")
            self.brackets.append((character, self.span(start, start + 1)))
            return
        if self.brackets and self.brackets[-1][0] == OPENING[character]:
            self.brackets.pop()
            return
        self.tokens.kinds.pop()
        if not self.brackets:
            raise self.after(start, f"unmatched '{character}'")
        opening, place = self.brackets[-1]
        where = f" on line {place.line}" if place.line != self.line else ""
        raise self.after(
            start,
            f"closing parenthesis '{character}' does not match "
            f"opening parenthesis '{opening}'{where}",
        )

    # ------------------------------------------------------------------ lines

    def newline(self, end: int) -> None:
        """End a physical line; outside brackets, the logical line too."""
        if not self.brackets:
            self.end_line(end - 1)
        self.line += 1
        self.line_start = end
        if not self.brackets:
            self.begin_line()

    def end_line(self, end: int) -> None:
        """Add NEWLINE, and tell a match statement from a line that begins with a name `match`."""
        kinds, texts, first = self.tokens.kinds, self.tokens.texts, self.first_of_line
        if kinds[first] == "NAME":
            if texts[first] == "match" and kinds[-1] == ":" and len(kinds) > first + 2:
                kinds[first] = "MATCH"
            elif texts[first] == "case" and self.cases_follow[-1]:
                kinds[first] = "CASE"
        self.tokens.add("NEWLINE", "", self.span(end, end))

    def begin_line(self) -> None:
        """Skip blank lines; compare the margin of the next logical line with the last one's."""
        blank = BLANK_LINES.match(self.text, self.position)
        assert blank is not None
        if blank.end() > self.position:
            self.line += self.text.count("\n", self.position, blank.end())
            self.line_start = self.position = blank.end()
        found = INDENT.match(self.text, self.position)
        assert found is not None
        margin = found.group()
        if found.end() == len(self.text):
            margin = margin.removesuffix("\\\n")  # what follows is missing
        self.position += len(margin)
        if "\n" in margin:
            self.line += margin.count("\n")
            self.line_start = found.start() + margin.rindex("\n") + 1
        if self.position < len(self.text) and self.text[self.position] not in "#\\":
            self.indent(margin)
        self.first_of_line = len(self.tokens.kinds)

    def indent(self, margin: str) -> None:
        try:
            change = self.indentation.change(margin)
        except IndentationProblem as problem:
            place = Span(self.line, 0, self.line, -1)  # Python gives no column here
            if problem.kind == "IndentationError" and "match" in problem.message:
                end = self.text.find("\n", self.position)
                end = len(self.text) if end < 0 else end
                place = Span(self.line, end - self.line_start, self.line, -2)
            raise _Problem(problem.message, place, problem.kind) from None
        here = self.span(self.position, self.position)
        if change > 0:
            kinds, first = self.tokens.kinds, self.first_of_line
            self.cases_follow.append(bool(kinds) and kinds[first] == "MATCH")
            self.tokens.add("INDENT", "", here)
        for _ in range(-change):
            self.cases_follow.pop()
            self.tokens.add("DEDENT", "", here)

    def finish(self) -> None:
        """End the last line and all blocks."""
        kinds = self.tokens.kinds
        if self.brackets:
            self.tokens.add(END, "", self.span(self.position, self.position))
            return
        if kinds and self.first_of_line < len(kinds):
            self.end_line(self.position)
            self.line += 1
            self.line_start = self.position
        here = self.span(self.position, self.position)
        for _ in range(self.indentation.depth):
            self.tokens.add("DEDENT", "", here)
        self.tokens.add(END, "", here)


def tokenize(source: Source) -> Tokens:
    """Return the tokens of a text; a text that breaks off ends in an error, kept in the result."""
    return Tokenizer(source).run()
