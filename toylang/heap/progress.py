"""How far a long look at a heap has come, and the chance to stop it.

Whoever walks over a whole heap says so with `begin`, calls `step` once for each object, and `end`
behind the last. Every so many objects somebody outside hears of it, may show it to a person, and
may raise an exception, KeyboardInterrupt usually: then the look ends there. As looking changes
nothing, nothing is left half done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from mypy_extensions import i64

STRIDE: Final = 10_000
"""Objects between two words to the listener, usually: some milliseconds."""

Listener = Callable[[str, int, int], None]
"""Hears what is being done, with how many objects so far, and about how many there are."""


class Progress:
    """Counts the objects of one walk after the other, and tells the listener."""

    def __init__(self, listener: Listener | None = None, stride: int = STRIDE) -> None:
        self.listener: Listener | None = listener
        self._stride: i64 = stride
        self._what: str = ""
        self._total: i64 = 0
        self._done: i64 = 0
        self._next: i64 = self._stride

    def begin(self, what: str, total: int) -> None:
        """A walk begins: `what` it does in a few words, with about `total` objects."""
        self._what = what
        self._total = total
        self._done = 0
        self._next = self._stride

    def around(self) -> Progress:
        """Another that tells the same listener: for a walk with further walks in each step."""
        return Progress(self.listener, self._stride)

    def step(self) -> None:
        """One more object is done."""
        self._done += 1
        if self._done == self._next:
            self._next += self._stride
            self._tell()

    def end(self) -> None:
        """The walk is over; a listener that has heard of it hears that, too."""
        if self._next > self._stride:
            self._total = self._done
            self._tell()

    def _tell(self) -> None:
        if self.listener is not None:
            self.listener(self._what, self._done, max(self._total, self._done))
