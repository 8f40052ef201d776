"""What was typed in earlier sessions: a file in the user's state directory, or nothing lasting."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from platformdirs import user_state_path
from prompt_toolkit.history import FileHistory, History, InMemoryHistory


class LastingHistory(FileHistory):
    """A history in a file that may fail at any time without a word."""

    is_storing = True

    def load_history_strings(self) -> Iterable[str]:
        try:
            return list(super().load_history_strings())
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        if self.is_storing:
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
