"""String literals: prefixes, escapes, adjacent literals as one, and f-strings by way of fields."""

from __future__ import annotations

import re
from typing import Final, NoReturn

from toylang.source import Span
from toylang.syntax import tree
from toylang.syntax.errors import fail
from toylang.syntax.fields import FieldReader, ParseField, Piece, merge
from toylang.syntax.tokens import Tokens

ESCAPE: Final = re.compile(r"\\([0-7]{1,3}|.)", re.DOTALL)
BYTES_ESCAPE: Final = re.compile(r"\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)", re.DOTALL)
KNOWN_ESCAPES: Final = "\n\\'\"abfnrtvxNuU"
SIMPLE_ESCAPES: Final = {
    "\n": "", "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "f": "\f", "n": "\n",
    "r": "\r", "t": "\t", "v": "\v",
}  # fmt: skip


class Literals:
    """Makes constants and f-strings of string literals."""

    __slots__ = ("tokens", "parse_field", "span")

    def __init__(self, tokens: Tokens, parse_field: ParseField) -> None:
        self.tokens = tokens
        self.parse_field = parse_field
        self.span = tokens.spans[0]

    def fail(self, message: str) -> NoReturn:
        """Complain, as Python does, at the token after the literals."""
        fail(self.tokens.source, message, self.tokens.following(self.span))

    def join(self, pieces: list[Piece], span: Span) -> tree.Expression:
        """Make one node of adjacent literals."""
        if len(pieces) == 1 and "\\" not in pieces[0].text and pieces[0].text[0] in "'\"":
            text = pieces[0].text
            width = 3 if len(text) > 5 and text[1] == text[0] and text[2] == text[0] else 1
            return tree.Constant(text[width:-width], span=span)
        self.span = span
        prefixes = [piece.parts()[0] for piece in pieces]
        of_bytes = ["b" in prefix for prefix in prefixes]
        if any(of_bytes):
            if not all(of_bytes):
                self.fail("cannot mix bytes and nonbytes literals")
            content = b"".join(self.bytes_value(piece) for piece in pieces)
            return tree.Constant(content, span=span)
        if not any("f" in prefix for prefix in prefixes):
            return tree.Constant("".join(map(self.text_value, pieces)), span=span)
        return self.formatted(pieces, span)

    def formatted(self, pieces: list[Piece], span: Span) -> tree.JoinedStr:
        """Make an f-string: texts and fields in turn, neighbouring texts as one."""
        values: list[str | tree.Expression] = []
        reader = FieldReader(self.fail, self.unescape, self.parse_field, span)
        for piece in pieces:
            if "f" in piece.parts()[0]:
                values += reader.read(piece)
            else:
                values.append(self.text_value(piece))
        return tree.JoinedStr(merge(values, span, span), span=span)

    def text_value(self, piece: Piece) -> str:
        """Return what a plain string literal stands for."""
        prefix, start, end = piece.parts()
        body = piece.text[start:end]
        return body if "r" in prefix else self.unescape(body)

    def unescape(self, body: str) -> str:
        """Replace the escapes; an unknown one stays as it is, backslash and all."""
        if "\\" not in body:
            return body
        ascii_body = ESCAPE.sub(_plain_escape, body)
        ascii_body = re.sub(r"[^\x00-\x7f]", lambda found: f"\\U{ord(found[0]):08x}", ascii_body)
        try:
            return ascii_body.encode("ascii").decode("unicode_escape")
        except UnicodeDecodeError as problem:
            message = f"(unicode error) {problem}"
            self.fail(message)

    def bytes_value(self, piece: Piece) -> bytes:
        """Return what a bytes literal stands for."""
        prefix, start, end = piece.parts()
        body = piece.text[start:end]
        if not body.isascii():
            fail(self.tokens.source, "bytes can only contain ASCII literal characters", piece.span)
        if "r" not in prefix:
            wrong = re.match(r"(?:[^\\]|\\[^x]|\\x[0-9a-fA-F]{2})*+\\x", body, re.DOTALL)
            if wrong is not None:
                place = wrong.end() - 2
                message = f"(value error) invalid \\x escape at position {place}"
                self.fail(message)
            body = BYTES_ESCAPE.sub(_byte, body)
        return body.encode("latin-1")


def _plain_escape(found: re.Match[str]) -> str:
    """Keep what the codec knows without complaint; spell out the rest."""
    code = found[1]
    if code[0] in "01234567":
        return f"\\u{int(code, 8):04x}"
    return found[0] if code in KNOWN_ESCAPES else "\\" + found[0]


def _byte(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "x":
        return chr(int(code[1:], 16))
    if code[0] in "01234567":
        return chr(int(code, 8) & 0xFF)
    return SIMPLE_ESCAPES.get(code, found[0])
