"""What was typed in earlier sessions: a file in the user's state directory, or nothing lasting."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_state_path
from prompt_toolkit.history import FileHistory, History, InMemoryHistory


class LastingHistory(FileHistory):
    """A history in a file that may fail at any time without a word."""

    def load_history_strings(self) -> Iterable[str]:
        try:
            return list(super().load_history_strings())
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        with contextlib.suppress(OSError, UnicodeError):
            super().store_string(string)


def open_history(directory: Path | None = None) -> History:
    """The history kept in `directory`, or of this session alone where nothing can be kept."""
    try:
        place = user_state_path("toylang", appauthor=False) if directory is None else directory
        place.mkdir(parents=True, exist_ok=True)
        path = place / "history"
        path.open("ab").close()
    except OSError:
        return InMemoryHistory()
    return LastingHistory(str(path))
