"""Streams between the program and the terminal: what is written passes through them."""

from __future__ import annotations

import io
from typing import TextIO


class Relay(io.TextIOBase, TextIO):
    """A stream that hands on to another one what is written to it, and looks like that one."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self.stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return self.stream.errors

    def write(self, text: str) -> int:
        return self.stream.write(text)

    def flush(self) -> None:
        self.stream.flush()

    def isatty(self) -> bool:
        return self.stream.isatty()


class Watched(Relay):
    """A stream that knows whether a line has been begun on it."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self.is_within_line = False

    def write(self, text: str) -> int:
        if text:
            self.is_within_line = not text.endswith("\n")
        return super().write(text)
