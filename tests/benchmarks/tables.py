"""Tables of results, for a terminal and for a README."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from rich.console import RenderableType
from rich.table import Table as RichTable

ABSENT = "—"
UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


@dataclass
class Table:
    """A heading for each column, rows of cells, and what is to be known to read them."""

    title: str
    headings: Sequence[str]
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    summaries: int = 0
    """How many of the last rows sum up the others."""
    labels: int = 1
    """How many of the first columns are text."""

    def to_rich(self) -> RenderableType:
        """The table for a terminal."""
        table = RichTable(title=self.title, caption="\n".join(self.notes) or None)
        for index, heading in enumerate(self.headings):
            table.add_column(heading, justify="left" if index < self.labels else "right")
        first_summary = len(self.rows) - self.summaries
        for index, row in enumerate(self.rows):
            summary = index >= first_summary
            last_plain = index == first_summary - 1 and self.summaries > 0
            table.add_row(*row, style="bold" if summary else None, end_section=last_plain)
        return table

    def to_markdown(self) -> str:
        """The table for a README."""
        lines = [f"**{self.title}**", "", _markdown_row(self.headings)]
        numbers = len(self.headings) - self.labels
        lines.append("|" + "---|" * self.labels + "--:|" * numbers)
        first_summary = len(self.rows) - self.summaries
        for index, row in enumerate(self.rows):
            bold = index >= first_summary
            lines.append(_markdown_row(f"**{cell}**" if bold and cell else cell for cell in row))
        for note in self.notes:
            lines += ["", note]
        return "\n".join(lines) + "\n"


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def shown(value: float | None, form: Callable[[float], str]) -> str:
    """A cell: the value in its form, or a dash."""
    return ABSENT if value is None else form(value)


def seconds(value: float) -> str:
    """A time with three digits, in the unit that suits it."""
    size, unit = next(((size, unit) for size, unit in UNITS if value >= size), UNITS[-1])
    return f"{value / size:.3g} {unit}"


def multiple(value: float) -> str:
    """A ratio: three digits tell enough."""
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"


def mean_row(columns: Sequence[Sequence[float | None]]) -> list[str]:
    """The geometric mean of each column, over the rows in which it has a value."""
    known = [[value for value in column if value is not None] for column in columns]
    return [multiple(statistics.geometric_mean(column)) if column else ABSENT for column in known]
