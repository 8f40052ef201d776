"""Section `programs`: twelve small programs, each checked for CPython's answer.

Each round runs each program once on every contestant, one after the other, in a process of its own
that computes the result up to five times; starting and parsing do not count. A peer without classes
runs the same program written with lists and functions (`programs/functions`), and is compared to
CPython running that text.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.children import output_of
from tests.benchmarks.contestants import Contestant
from tests.benchmarks.results import Plan, Results
from tests.benchmarks.tables import Table, mean_row, multiple, seconds, shown

PROGRAMS = Path(__file__).with_name("programs")
WITHOUT_CLASSES = PROGRAMS / "functions"

TIMING = """
import time

times = []
spent = 0.0
while len(times) < 5 and spent < 1.0:
    begin = time.process_time()
    result = main()
    times.append(time.process_time() - begin)
    spent += times[-1]
print(times)
print(result)
"""


def rows() -> list[str]:
    """The programs' names."""
    return sorted(path.stem for path in PROGRAMS.glob("*.toy"))


def text_for(name: str, contestant: Contestant) -> Path:
    """The program in a form that the contestant knows."""
    path = WITHOUT_CLASSES / f"{name}.toy"
    return PROGRAMS / path.name if contestant.knows_classes or not path.exists() else path


def task_of(path: Path) -> str:
    """What the results call a program."""
    return f"programs/{path.relative_to(PROGRAMS).with_suffix('').as_posix()}"


def timed(program: Path) -> str:
    """The program with a main part that times it."""
    text = program.read_text(encoding="utf-8")
    return text.partition('\n\nif __name__ == "__main__":')[0] + TIMING


def measure(plan: Plan, results: Results) -> None:
    """Run all programs on all contestants; an error if an answer differs from CPython's."""
    wanted = plan.wanted(rows())
    for index, name in enumerate(wanted, 1):
        for number in range(1, plan.rounds + 1):
            plan.tell(f"programs: {name} ({index}/{len(wanted)}), round {number}/{plan.rounds}")
            run_round(name, plan, results)


def run_round(name: str, plan: Plan, results: Results) -> None:
    """Run one program on everybody in turn, on CPython in each of its forms."""
    forms = dict.fromkeys(text_for(name, contestant) for contestant in plan.contestants)
    with TemporaryDirectory() as directory:
        path = Path(directory, f"{name}.toy")
        for form in forms:
            path.write_text(timed(form), encoding="utf-8")
            right = run(plan.base, form, path, results)
            for other in plan.others:
                if text_for(name, other) == form:
                    check(other, run(other, form, path, results), right)


def check(contestant: Contestant, answer: str, right: str) -> None:
    """An error, unless the answer is the right one."""
    if answer != right:
        raise SystemExit(f"{contestant.name} computes {answer} instead of {right}")


def run(contestant: Contestant, form: Path, path: Path, results: Results) -> str:
    """Run a timed program; returns its answer."""
    times, answer = output_of(contestant, path).split("\n", 1)
    results.add(task_of(form), contestant, json.loads(times))
    return answer.strip()


def table(plan: Plan, results: Results) -> Table:
    """A row for each program: CPython's time, the multiples of it, their geometric means."""
    made = Table("Programs", ["program", *(each.name for each in plan.contestants)])
    columns: list[list[float | None]] = [[] for _ in plan.others]
    for name in plan.wanted(rows()):
        for column, other in zip(columns, plan.others, strict=True):
            column.append(results.ratio(task_of(text_for(name, other)), other, plan.base))
        time = results.best(task_of(PROGRAMS / f"{name}.toy"), plan.base)
        ratios = [shown(column[-1], multiple) for column in columns]
        made.rows.append([name, shown(time, seconds), *ratios])
    made.rows.append(["geometric mean", "", *mean_row(columns)])
    made.summaries = 1
    made.notes.append("CPU time, as a multiple of CPython's for the same source.")
    if not all(other.knows_classes for other in plan.others):
        made.notes.append(
            "asteval has no classes: it, and CPython beside it, runs those programs written with "
            "lists and functions."
        )
    return made
