"""What was typed in earlier sessions: a file in the user's state directory, or nothing lasting."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from platformdirs import user_state_path
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

MOST_READ: Final = 1 << 20
"""Bytes at the end of a history that are read; a longer one would keep the prompt waiting."""


class LastingHistory(FileHistory):
    """A history in a file that may fail at any time without a word."""

    is_storing = True

    def load_history_strings(self) -> Iterable[str]:
        try:
            with open(self.filename, "rb") as file:
                end = file.seek(0, os.SEEK_END)
                file.seek(max(0, end - MOST_READ))
                return entries_of(file.read().decode("utf-8", "replace"))[::-1]
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        if self.is_storing:
            with contextlib.suppress(OSError, UnicodeError):
                super().store_string(string)


def entries_of(text: str) -> list[str]:
    """What was typed, the oldest first: lines that begin with a plus sign, as the editor writes."""
    entries: list[str] = []
    continues = False
    for line in text.split("\n"):
        if not line.startswith("+"):
            continues = False
        elif continues:
            entries[-1] += "\n" + line[1:]
        else:
            entries.append(line[1:])
            continues = True
    return entries


def open_history(directory: Path | None = None) -> History:
    """The history kept in `directory`, or of this session alone where nothing can be kept."""
    try:
        place = user_state_path("toylang", appauthor=False) if directory is None else directory
        path = place / "history"
        if not place.is_absolute() or (path.exists() and not path.is_file()):
            return InMemoryHistory()  # nobody knows where home is; a pipe would never be read
        place.mkdir(parents=True, exist_ok=True)
        path.open("ab").close()
    except OSError:
        return InMemoryHistory()
    return LastingHistory(str(path))


def catch_up(history: History, strings: Sequence[str]) -> None:
    """Add what another process of this session has added to its history, and stored, since.

    `strings` is all that its history holds.
    """
    known = history.get_strings()
    later = strings[len(known) :] if list(strings[: len(known)]) == known else strings
    if isinstance(history, LastingHistory):
        history.is_storing = False
    for string in later:
        history.append_string(string)
    if isinstance(history, LastingHistory):
        history.is_storing = True
