"""The course of a recording: objects alive as a small plot, collections and pauses under it."""

from __future__ import annotations

from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from toylang.facts.recording import GenerationWork, Point, Timeline, in_columns
from toylang.views.plot import heights
from toylang.views.table import counted, inflected

ROWS: Final = 8
WIDEST: Final = 100
"""Columns of the plot at most: further apart, its shape is harder to see."""


class TimelineView:
    """The plot as wide as the terminal is, up to a limit, and what it shows in words."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """What rich prints."""
        timeline = self.timeline
        yield heading(timeline)
        if timeline.allocated:
            yield self._plot(options.max_width, options.ascii_only)
        yield closing(timeline)

    def _plot(self, width: int, ascii_only: bool) -> Text:
        timeline = self.timeline
        most = f"{timeline.most_objects:,}"
        labels = max(len(most), len("pauses") if width >= 40 else 0)
        line = "|" if ascii_only else "│"
        points = in_columns(spread(timeline.points), max(min(width - labels - 2, WIDEST), 1))
        rows = heights([point.highest for point in points], timeline.most_objects, ROWS, ascii_only)
        names = [most, *[""] * (ROWS - 2), "0"]
        result = Text(overflow="crop", no_wrap=True)
        for name, row in zip(names, rows, strict=True):
            result.append(f"{name:>{labels}} {line}", "dim")
            result.append(f"{row}\n", "cyan")
        if timeline.collections:
            for name, row in _collected(points, ascii_only):
                result.append(f"{name[:labels]:>{labels}} {line}", "dim")
                result.append(f"{row.rstrip()}\n", "magenta")
        result.rstrip()
        return result


def _collected(points: list[Point], ascii_only: bool) -> list[tuple[str, str]]:
    """In each column the oldest generation collected, and how long its collections took."""
    pauses = [point.pauses for point in points]
    oldest = "".join(oldest_collected(point) for point in points)
    return [("gen", oldest), ("pauses", heights(pauses, max(pauses), 1, ascii_only)[0])]


def oldest_collected(point: Point) -> str:
    """The number of the oldest generation collected before a point; a blank if none was."""
    found = [str(index) for index, number in enumerate(point.collections) if number]
    return found[-1] if found else " "


def spread(points: list[Point]) -> list[Point]:
    """The points without the last if nothing was allocated since the one before, joined to it."""
    if len(points) < 2 or points[-1].allocated > points[-2].allocated:
        return points
    return [*points[:-2], *in_columns(points[-2:], 1)]


def heading(timeline: Timeline) -> Text:
    """What is on the axes."""
    return Text.assemble(
        ("Objects alive", "bold"),
        f" while {timeline.allocated:,} {inflected(timeline.allocated, 'was', 'were')} allocated, "
        "from left to right.",
    )


def closing(timeline: Timeline) -> Text:
    """What the plot shows in numbers."""
    most = f"At most {timeline.most_objects:,} at once, now {timeline.objects:,}"
    before = f"besides the {timeline.objects_before:,} there were at the beginning"
    result = Text(f"{most}, {before}.\n")
    number = timeline.collections
    if number == 0:
        return result.append("No collection has run.")
    parts = [_collections(each) for each in timeline.work if each.collections]
    result.append(f"{counted(number, 'collection')}: {', '.join(parts)}; ")
    result.append(f"{milliseconds(timeline.pauses)} in all, ")
    return result.append(f"the longest {milliseconds(timeline.longest_pause)}.")


def _collections(work: GenerationWork) -> str:
    return f"{work.collections:,} of generation {work.generation}"


def milliseconds(seconds: float) -> str:
    """A short time: `0.20 ms`."""
    return f"{seconds * 1000:,.2f} ms"
