"""Output held back: what a statement prints waits until a question about it has been answered."""

from __future__ import annotations

from threading import RLock, Timer
from typing import Final, TextIO

from toylang.repl.streams import Relay

PATIENCE: Final = 1.0
"""Seconds after which the output of a statement that still runs is shown all the same."""


class HeldBack(Relay):
    """A stream that can keep what is written to it, until it is let go or has to be seen.

    It has to be seen when somebody flushes, as `input` does before it reads, and when the statement
    takes long.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._kept: list[str] | None = None
        self._timer: Timer | None = None
        self._lock = RLock()

    def hold(self) -> None:
        """Keep from now on what is written."""
        with self._lock:
            self._kept = []
            self._timer = Timer(PATIENCE, self.let_go)
            self._timer.daemon = True
            self._timer.start()

    def keep_on(self) -> None:
        """Nothing more will be written: what is still kept can wait for any time."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def let_go(self) -> None:
        """Write what has been kept, and keep nothing more."""
        with self._lock:
            kept, self._kept = self._kept, None
            self.keep_on()
            if kept:
                self.stream.write("".join(kept))
                self.stream.flush()

    def write(self, text: str) -> int:
        with self._lock:
            if self._kept is None:
                return super().write(text)
            # What cannot be encoded must be the program's error, as it is without holding.
            text.encode(self.encoding or "utf-8", self.errors or "strict")
            self._kept.append(text)
            return len(text)

    def flush(self) -> None:
        self.let_go()
        super().flush()
