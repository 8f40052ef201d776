"""Section `collector`: what the collector costs, by container.

The programs in `costs` time their own calls of `gc.collect`, in CPU seconds, once in each round.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.children import output_of
from tests.benchmarks.contestants import Contestant
from tests.benchmarks.results import Plan, Results
from tests.benchmarks.tables import Table, multiple, seconds, shown

COSTS = Path(__file__).with_name("costs")
KINDS = ("instances", "lists", "dicts")
STATES = ("live", "garbage")
YOUNG = "young"
BUILDING = "building"
COUNTS = (10_000, 100_000, 1_000_000)
NOTES = (
    "Live and garbage: CPU time of a full collection, divided by the number of containers.",
    "Young: a collection of 700 new lists beside so many old ones. Building: making so many "
    "instances that stay, while collections start by themselves.",
)


@dataclass(frozen=True)
class Cost:
    """A row of the table: a program that is run with each count."""

    name: str
    label: str
    program: str
    arguments: tuple[str, ...] = ()
    per_object: bool = False

    def task(self, count: int) -> str:
        """What the results call the program with a count."""
        return "/".join(("collector", self.name, *self.arguments[1:], str(count)))


def costs() -> Iterator[Cost]:
    """All rows."""
    for state in STATES:
        for kind in KINDS:
            yield Cost(kind, f"{state} {kind}, each", "full_collections.py", (kind, state), True)
    yield Cost(YOUNG, "young collection", "young_collections.py")
    yield Cost(BUILDING, "building", "building.py")


def rows() -> Sequence[str]:
    """What can be asked for."""
    return (*KINDS, YOUNG, BUILDING)


def wanted(plan: Plan) -> list[Cost]:
    """The rows that were asked for."""
    names = plan.wanted(rows())
    return [cost for cost in costs() if cost.name in names]


def measure(plan: Plan, results: Results, counts: Sequence[int] = COUNTS) -> None:
    """Run all programs with all counts."""
    for number in range(1, plan.rounds + 1):
        for cost in wanted(plan):
            plan.tell(f"collector: {cost.label}, round {number}/{plan.rounds}")
            for count in counts:
                for contestant in plan.contestants:
                    program = COSTS / cost.program
                    told = output_of(contestant, program, *cost.arguments, str(count))
                    results.add(cost.task(count), contestant, json.loads(told))


def table(plan: Plan, results: Results, counts: Sequence[int] = COUNTS) -> Table:
    """A row for each cost and contestant: the times with each count."""
    headings = [f"{count:,}" for count in counts]
    made = Table("Collector", ["objects", "on", *headings], notes=list(NOTES), labels=2)
    for cost in wanted(plan):
        for contestant in plan.contestants:
            times = (time_of(cost, count, contestant, results) for count in counts)
            label = cost.label if contestant is plan.base else ""
            made.rows.append([label, contestant.name, *(shown(time, seconds) for time in times)])
        if cost.name == BUILDING:
            made.notes.append(growth(cost, plan, results, counts))
    return made


def time_of(cost: Cost, count: int, contestant: Contestant, results: Results) -> float | None:
    """The best time, by object where the row says so."""
    best = results.best(cost.task(count), contestant)
    return best / count if best is not None and cost.per_object else best


def growth(cost: Cost, plan: Plan, results: Results, counts: Sequence[int]) -> str:
    """What the last step in the count multiplies the time by."""
    told = []
    for contestant in plan.contestants:
        before, after = (time_of(cost, count, contestant, results) for count in counts[-2:])
        ratio = None if before is None or after is None else after / before
        told.append(f"{shown(ratio, multiple)} ({contestant.name})")
    few, many = counts[-2:]
    return f"Building {many:,}, as a multiple of {few:,}: {', '.join(told)}."
