"""What a person sees while a command takes its time: how far it has come.

Nothing for the first moments; then a bar on standard error, which is gone when the command has its
answer. Where no bar can be drawn, one line says that something is going on.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

PATIENCE: Final = 0.7
"""Seconds without a word."""

REDRAWN: Final = 0.1
"""Seconds between two states of the bar."""

NARROW: Final = 50
"""Columns below which the bar stands alone."""


class Patience:
    """Hears how far a look has come, and shows it if it takes long."""

    def __init__(self, console: Console) -> None:
        self._console: Final = console
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._told = False
        self.begin()

    def begin(self) -> None:
        """A command begins."""
        self.end()
        self._told = False
        self._due = time.monotonic() + PATIENCE

    def hear(self, what: str, done: int, total: int) -> None:
        """Something has been done with so many objects of about that many."""
        now = time.monotonic()
        if done >= total:
            self.end()
        elif now >= self._due:
            self._due = now + REDRAWN
            if self._can_draw():
                self._draw(what, done, total)
            elif not self._told:
                self._told = True
                self._console.print(f"{what} ({total:,} objects). Ctrl-C stops.", soft_wrap=True)

    def end(self) -> None:
        """Nothing more is to be seen: the next thing is printed where the bar was."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _can_draw(self) -> bool:
        return self._console.is_terminal and not self._console.is_dumb_terminal

    def _draw(self, what: str, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = make_bar(self._console)
            self._task = self._bar.add_task(what, total=total)
            self._bar.start()
        assert self._task is not None
        self._bar.update(self._task, description=what, completed=done, total=total)
        self._bar.refresh()


def make_bar(console: Console) -> Progress:
    """A bar that is drawn when it is told to, and leaves nothing behind."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    words = [TextColumn("{task.description}")] if console.width >= NARROW else []
    advice = [TextColumn("Ctrl-C stops", style="dim")] if console.width >= NARROW else []
    return Progress(
        *words,
        BarColumn(bar_width=None if console.width < NARROW else 30),
        TaskProgressColumn(),
        *advice,
        console=console,
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    )
