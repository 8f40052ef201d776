"""What a run was like: the reports that `toy --stats`, `--leaks`, `--trace` and `--timeline` make.

All of them speak of the program from its first statement to its end: exit calls made, but its
names still there and nothing collected because of the end. What is told on standard error comes
after everything the program itself writes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

from toylang.heap.wording import printable
from toylang.inspection import Contents, Inspector
from toylang.inspection.leftovers import look_for_leftovers
from toylang.inspection.trace import Trace
from toylang.scripts.files import cannot_write, close_report, open_report

if TYPE_CHECKING:
    from rich.console import RenderableType

    from toylang.facts.leftovers import Leftovers
    from toylang.facts.recording import Timeline
    from toylang.session import Session

LEAKING: Final = 3
"""The exit status of a program that went well but left garbage."""


class Wanted(NamedTuple):
    """Which reports were asked for; paths are None if not."""

    statistics: bool = False
    leaks: bool = False
    trace: str | None = None
    timeline: str | None = None


class Reports:
    """The reports on one run. Raises `FileProblem` if a file cannot be written."""

    def __init__(self, wanted: Wanted, session: Session, filename: str) -> None:
        self.wanted = wanted
        name = filename if filename.startswith("<") else os.path.basename(filename)
        self.title = printable(name)
        self.inspector = Inspector(session)
        self._files: dict[str, TextIO] = {
            path: open_report(path) for path in (wanted.trace, wanted.timeline) if path is not None
        }
        self._trace: Trace | None = None
        self._timeline: Timeline | None = None
        self._contents: Contents | None = None
        self._leftovers: Leftovers | None = None

    def attend(self, run: Callable[[], int]) -> int:
        """Watch while `run` runs the program to its end; returns what it returns."""
        self._begin()
        status = run()
        self.inspector.session.make_exit_calls()
        self._end()
        return status

    def _begin(self) -> None:
        if self.wanted.statistics or self.wanted.timeline is not None:
            self.inspector.record()
        if self.wanted.trace is not None:
            file = self._files[self.wanted.trace]
            self._trace = Trace(self.inspector.session.heap, file.write)

    def _end(self) -> None:
        """Take down what there is to tell, while everything the program left is still there."""
        if self._trace is not None:
            self._trace.finish()
        self._timeline = self.inspector.timeline()
        if self.wanted.statistics:
            self._contents = self.inspector.contents()
        if self.wanted.leaks:
            self._leftovers = look_for_leftovers(self.inspector)

    def tell(self, status: int) -> int:
        """Write and print everything; returns the exit status of the program that ended so."""
        self._show_statistics()
        self._show_leftovers()
        self._write_files()
        leaking = self._leftovers is not None and self._leftovers.anything
        return status or (LEAKING if leaking else 0)

    def _write_files(self) -> None:
        wanted = self.wanted
        if wanted.timeline is not None and self._timeline is not None:
            from toylang.views.timeline_svg import timeline_svg

            self._write(wanted.timeline, timeline_svg(self._timeline, self.title))
        for path, file in self._files.items():
            close_report(path, file)
        if wanted.trace is not None and self._trace is not None and self._trace.problem:
            raise cannot_write(wanted.trace, self._trace.problem)

    def _write(self, path: str, text: str) -> None:
        try:
            self._files[path].write(text)
        except OSError as problem:
            raise cannot_write(path, problem) from None

    def _show_statistics(self) -> None:
        if self._contents is not None and self._timeline is not None:
            from toylang.views.statistics import statistics_view

            contents = self._contents
            show(statistics_view(self._timeline, contents.program, contents.census))

    def _show_leftovers(self) -> None:
        if self._leftovers is not None:
            from toylang.views.leftovers import leftovers_view

            show(leftovers_view(self._leftovers))


def show(content: RenderableType) -> None:
    """Print a view on standard error."""
    from toylang.views.console import plain_console

    plain_console(stderr=True).print(content)
