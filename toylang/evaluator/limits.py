"""Limits: how long a program may run, in seconds or in steps.

A step is a turn of a loop or a call. When a limit has struck, whatever the program still tries
strikes it again at once: no `except` or `finally` hears of it, for it is no exception of the
program's, and a `__del__` that would run on the way out is stopped at its call.
"""

from __future__ import annotations

import time

from mypy_extensions import i64

from toylang.objects.errors import LimitReached


class Limits:
    """What a program may use up; None is as much as it likes."""

    struck: str = ""
    """Which limit has struck, empty as long as none has."""

    def __init__(self, steps: int | None, seconds: float | None) -> None:
        self.steps: int | None = steps
        self.seconds: float | None = seconds
        self.are_none: bool = steps is None and seconds is None
        self.renew()

    def renew(self) -> None:
        """What has been used up counts no more."""
        self.struck = ""
        self._steps_left: int = 0 if self.steps is None else self.steps
        self._end: float = 0.0 if self.seconds is None else time.monotonic() + self.seconds

    def grant(self, most: i64, unused: i64) -> i64:
        """How many steps, at most so many, may be made before the next look; or LimitReached.

        Of those granted before, `unused` have not been made.
        """
        if self.are_none:
            return most
        self._steps_left += unused
        if not self.struck:
            self._look()
        self.heed()
        if self.steps is None:
            return most
        granted = min(most, self._steps_left)
        self._steps_left -= granted
        return granted

    def heed(self) -> None:
        """LimitReached if a limit has struck, perhaps in a finalizer that nobody hears of."""
        if self.struck:
            raise LimitReached(self.struck)

    def _look(self) -> None:
        if self.steps is not None and self._steps_left <= 0:
            self._strike(self.steps, "step")
        elif self.seconds is not None and time.monotonic() >= self._end:
            self._strike(self.seconds, "second")

    def _strike(self, limit: float, unit: str) -> None:
        amount = f"{limit:,}".removesuffix(".0")
        ending = "" if amount == "1" else "s"
        self.struck = f"the program was stopped after {amount} {unit}{ending}"
