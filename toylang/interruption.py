"""Ctrl-C: a wish that the program hears between two statements, never in the middle of one.

The host would raise KeyboardInterrupt anywhere, also halfway through an operation on the heap.
While a session runs a program, the signal is therefore only noted; the interpreter asks now and
then. Whoever presses Ctrl-C a second time before it was heard (the program waits for input, say)
gets the host's way.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType


class Interruption:
    """A context in which SIGINT is noted; outside of it the host's handler is in force.

    `hurry` is called at the signal, so that whoever asks now and then asks soon.
    """

    def __init__(self, hurry: Callable[[], None]) -> None:
        self._hurry = hurry
        self._wanted = False
        self._depth = 0
        self._usual: signal.Handlers | object = signal.SIG_DFL

    def __enter__(self) -> Interruption:
        self._depth += 1
        if self._depth == 1 and threading.current_thread() is threading.main_thread():
            self._wanted = False
            self._usual = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if self._depth == 0 and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._usual)  # type: ignore[arg-type]

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._wanted:
            self._wanted = False
            raise KeyboardInterrupt
        self._wanted = True
        self._hurry()

    def check(self) -> None:
        """Raise KeyboardInterrupt if somebody has pressed Ctrl-C."""
        if self._wanted:
            self._wanted = False
            raise KeyboardInterrupt
