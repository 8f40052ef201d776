"""Ctrl-C: a wish that the program hears between two statements, never in the middle of one.

The host would raise KeyboardInterrupt anywhere, also halfway through an operation on the heap.
While a session runs a program, the signal is therefore only noted; the interpreter asks now and
then. A program that waits for the host, for a line to be typed or for room in a pipe, would not
ask: it is in the middle of nothing, and is interrupted at once.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType


class Interruption:
    """A context in which SIGINT is noted; outside of it the host's handler is in force.

    `hurry` is called at the signal, so that whoever asks now and then asks soon; it says whether
    nobody will, because the program waits for the host. A wish that came too late for the program
    is still there after the context, for `check`.
    """

    def __init__(self, hurry: Callable[[], bool]) -> None:
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
        self._wanted = True
        if self._hurry():
            self.check()

    def check(self) -> None:
        """Raise KeyboardInterrupt if somebody has pressed Ctrl-C."""
        if self._wanted:
            self._wanted = False
            raise KeyboardInterrupt
