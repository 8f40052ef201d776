"""Section `memory`: how much of the host's memory an object takes (on Linux).

A program makes objects of one kind and waits; the resident memory of its process is read from
outside. What the last so many objects have added, divided by their number, is the cost of one,
its place in the list that holds it included.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.children import resident_bytes
from tests.benchmarks.contestants import Contestant
from tests.benchmarks.results import Plan, Results
from tests.benchmarks.tables import Table, mean_row, multiple, shown

PROGRAM = Path(__file__).parent / "costs" / "live_objects.py"
KINDS = ("instances", "lists", "dicts", "tuples", "ints", "floats", "strings")
COUNTS = (100_000, 1_000_000)


def task_of(kind: str, count: int) -> str:
    """What the results call so many objects of a kind."""
    return f"memory/{kind}/{count}"


def measure(plan: Plan, results: Results, counts: Sequence[int] = COUNTS) -> None:
    """Run the program once with each kind and count: memory hardly varies."""
    for kind in plan.wanted(KINDS):
        plan.tell(f"memory: {kind}")
        for count in counts:
            for contestant in plan.contestants:
                used = resident_bytes(contestant, PROGRAM, kind, str(count))
                results.add(task_of(kind, count), contestant, [used])


def per_object(
    kind: str, contestant: Contestant, results: Results, counts: Sequence[int]
) -> float | None:
    """Bytes of the host that one more object takes."""
    few, many = (results.best(task_of(kind, count), contestant) for count in counts)
    return None if few is None or many is None else (many - few) / (counts[1] - counts[0])


def table(plan: Plan, results: Results, counts: Sequence[int] = COUNTS) -> Table:
    """A row for each kind: bytes on each contestant, and the multiples of CPython's."""
    headings = [plan.base.name]
    for other in plan.others:
        headings += [other.name, "ratio"]
    made = Table("Memory of the host, by object", ["one of", *headings])
    columns: list[list[float | None]] = [[] for _ in plan.others]
    for kind in plan.wanted(KINDS):
        base = per_object(kind, plan.base, results, counts)
        row = [kind, shown(base, in_bytes)]
        for column, other in zip(columns, plan.others, strict=True):
            own = per_object(kind, other, results, counts)
            column.append(ratio(own, base))
            row += [shown(own, in_bytes), shown(column[-1], multiple)]
        made.rows.append(row)
    means = [cell for mean in mean_row(columns) for cell in ("", mean)]
    made.rows.append(["geometric mean", "", *means])
    made.summaries = 1
    few, many = counts
    made.notes.append(f"Resident memory with {many:,} of them, less that with {few:,}, by object.")
    return made


def ratio(own: float | None, base: float | None) -> float | None:
    """One as a multiple of the other, unless too few objects were made to tell."""
    return own / base if own and base and own > 0 and base > 0 else None


def in_bytes(value: float) -> str:
    """Whole bytes."""
    return f"{value:.0f} B"
