"""Runs of one program under several settings: what each cost, in numbers and bars."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from toylang.facts.tuning import TunedRun
from toylang.views.plot import bar
from toylang.views.table import counted, plain_table

BAR: Final = 6
"""Letters of the longest bar."""

NARROW: Final = 72
"""Columns below which there is no table."""

HEADINGS: Final = ("objects at most", "collections", "ms in them", "ms in all")


class TuningView:
    """The runs in their order, those with the same collector together."""

    def __init__(self, title: str, runs: Sequence[TunedRun]) -> None:
        self.title = title
        self.runs = runs

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """What rich prints."""
        yield Text.assemble((self.title, "bold"), f", {counted(len(self.runs), 'run')}")
        if options.max_width < NARROW:
            yield Text("\n").join(_sentence(run) for run in self.runs)
        else:
            yield self._table(options.ascii_only)
        statuses = sorted({run.status for run in self.runs if run.status})
        if statuses:
            shown = ", ".join(str(status) for status in statuses)
            yield Text(f"! the program did not end well: exit status {shown}", "yellow")

    def _table(self, ascii_only: bool) -> Table:
        table = plain_table("  threshold", *HEADINGS)
        widths = self._widths()
        most = [max(column) for column in zip(*(costs(run) for run in self.runs), strict=True)]
        for collector, runs in groupby(self.runs, key=lambda run: run.collector):
            table.add_row(Text(collector, "bold"))
            for run in runs:
                columns = zip(_shown(run), widths, costs(run), most, strict=True)
                cells = (
                    Text.assemble(
                        f"{shown:>{width}} ", (bar(cost, highest, BAR, ascii_only), "cyan")
                    )
                    for shown, width, cost, highest in columns
                )
                table.add_row(f"{_mark(run)}{run.threshold:>10,}", *cells)
        return table

    def _widths(self) -> list[int]:
        """How wide the numbers of each column are, the bars behind them left aside."""
        columns = zip(HEADINGS, *(_shown(run) for run in self.runs), strict=True)
        return [
            max(len(heading) - BAR - 1, *(len(number) for number in numbers))
            for heading, *numbers in columns
        ]


def costs(run: TunedRun) -> tuple[float, float, float, float]:
    """What a run is judged by; less is better."""
    return (run.most_objects, run.collections, run.pauses, run.seconds)


def _shown(run: TunedRun) -> tuple[str, str, str, str]:
    return (
        f"{run.most_objects:,}",
        f"{run.collections:,}",
        f"{run.pauses * 1000:,.1f}",
        f"{run.seconds * 1000:,.0f}",
    )


def _mark(run: TunedRun) -> str:
    return "!" if run.status else " "


def _sentence(run: TunedRun) -> Text:
    """A run in words, where a table has no room."""
    figures = zip(_shown(run), HEADINGS, strict=True)
    words = ", ".join(f"{shown} {heading}" for shown, heading in figures)
    return Text.assemble(f"{_mark(run)} ", (run.collector, "bold"), f" {run.threshold:,}: {words}")
