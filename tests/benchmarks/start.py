"""Section `start`: the CPU time of `-c pass`, and until the first prompt shows on a terminal."""

from __future__ import annotations

from tests.benchmarks.children import cpu_seconds, prompt_cpu_seconds
from tests.benchmarks.results import Plan, Results
from tests.benchmarks.tables import Table, multiple, seconds, shown

NOTHING = "pass"
PROMPT = "prompt"
LABELS = {NOTHING: "-c pass", PROMPT: "the first prompt"}
REPETITIONS = 5


def task_of(name: str) -> str:
    """What the results call a way to start."""
    return f"start/{name}"


def measure(plan: Plan, results: Results, repetitions: int = REPETITIONS) -> None:
    """Start everybody in turn, several times in each round."""
    wanted = plan.wanted(LABELS)
    for number in range(plan.rounds * repetitions):
        plan.tell(f"start: {number + 1}/{plan.rounds * repetitions}")
        for contestant in plan.contestants:
            if NOTHING in wanted or contestant is plan.base:
                used = cpu_seconds(contestant, "-c", "pass")
                results.add(task_of(NOTHING), contestant, [used])
            if PROMPT in wanted and contestant is not plan.base:
                used = prompt_cpu_seconds(contestant)
                results.add(task_of(PROMPT), contestant, [used])


def table(plan: Plan, results: Results) -> Table:
    """A row for each way to start, everything as a multiple of `python -c pass`."""
    made = Table("Start", ["CPU time of", *(each.name for each in plan.contestants)])
    unit = results.best(task_of(NOTHING), plan.base)
    for name in plan.wanted(LABELS):
        row = [LABELS[name], shown(results.best(task_of(name), plan.base), seconds)]
        for other in plan.others:
            own = results.best(task_of(name), other)
            row.append(shown(own / unit if own and unit else None, multiple))
        made.rows.append(row)
    made.notes.append(f"As a multiple of {plan.base.name}'s -c pass.")
    return made
