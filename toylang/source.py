"""A text and the places in it: what every message about a program is made from."""

# No annotation is put off (PEP 563): a named tuple would have each compiled as it is made.

import re
from typing import Final, NamedTuple, Self

BYTE_ORDER_MARK: Final = "\ufeff"
LINE_END: Final = re.compile(r"\r\n?")


UNNAMED: Final = "<string>"
"""The filename of a text that came from no file."""


class Span(NamedTuple):
    """A stretch of text: lines from 1, columns from 0, in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class ToySyntaxError(Exception):
    """A text that is not a program, with Python's words for it.

    As in Python's SyntaxError, lines and columns both count from 1 here, and 0 means unknown.
    """

    def __init__(
        self, message: str, filename: str, span: Span, text: str = "", kind: str = "SyntaxError"
    ) -> None:
        super().__init__(message)
        self.kind: Final = kind
        self.message: Final = message
        self.filename: Final = filename
        self.line, self.column, self.end_line, self.end_column = span
        self.text: Final = text

    def excerpt(self) -> str:
        """Where it is: the file, the line and a caret, as Python prints them; empty if unknown."""
        if self.line <= 0:
            return ""
        text = self.text.rstrip("\n")
        stripped = text.lstrip(" \t\f")
        where = f'  File "{self.filename}", line {self.line}\n    {stripped}\n'
        return where + self._caret(len(text) - len(stripped), stripped)

    def _caret(self, margin: int, stripped: str) -> str:
        """The line under the text that marks the mistake."""
        start = self.column - 1 - margin
        end = self.end_column - 1 - margin
        if self.end_line != self.line:
            end = len(stripped.rstrip())
        if self.kind == "IndentationError":
            end = start + 1
        if self.column <= 0 or start < 0:
            return ""
        return f"    {' ' * start}{'^' * max(end - start, 1)}\n"

    def describe(self) -> str:
        """The whole report, as Python prints it for a program it cannot begin."""
        return f"{self.excerpt()}{self.kind}: {self.message}\n"


class Source:
    """The text of one program, with Python's idea of where a line ends."""

    __slots__ = ("text", "filename", "hidden", "_lines")

    def __init__(self, text: str, filename: str = "<string>") -> None:
        if "\0" in text:
            nowhere = Span(0, 0, 0, 0)
            raise ToySyntaxError("source code cannot contain null bytes", filename, nowhere)
        if "\r" in text:
            text = LINE_END.sub("\n", text)
        self.text = text
        self.filename = filename
        self.hidden = filename == UNNAMED
        """Whether tracebacks show none of its lines: it came from no file to look them up in."""

        self._lines: list[str] | None = None

    @classmethod
    def from_bytes(cls, data: bytes, filename: str) -> Self:
        """Decode a file's content as UTF-8, or complain in Python's words; a mark may begin it."""
        try:
            return cls(data.decode("utf-8").removeprefix(BYTE_ORDER_MARK), filename)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = (
                f"Non-UTF-8 code starting with '\\x{data[error.start]:02x}' in file {filename} "
                f"on line {line}, but no encoding declared; "
                "see https://peps.python.org/pep-0263/ for details"
            )
            raise ToySyntaxError(message, filename, Span(0, 0, 0, 0)) from None

    def line(self, number: int) -> str:
        """The line of that number, without its end; empty when there is none."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines[number - 1] if 1 <= number <= len(self._lines) else ""

    def excerpt(self, span: Span) -> str:
        """The span's first line, stripped, and a second line with carets under the span."""
        line = self.line(span.line)
        stripped = line.lstrip(" \t\f")
        margin = len(line) - len(stripped)
        end = span.end_column if span.end_line == span.line else len(line.rstrip())
        start = max(span.column - margin, 0)
        width = max(end - margin - start, 1)
        return f"{stripped.rstrip()}\n{' ' * start}{'^' * width}"
