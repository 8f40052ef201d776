"""Section `parsing`: a program's text to its tree, against `ast.parse`, and how the time grows.

Both run in this process, with the host's automatic collections off as under the `toy` command.
"""

from __future__ import annotations

import ast
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tests.benchmarks.contestants import Contestant
from tests.benchmarks.results import Plan, Results
from tests.benchmarks.tables import Table, multiple, seconds, shown
from toylang.source import Source
from toylang.syntax.parser import parse

SAMPLE = Path(__file__).parent / "costs" / "sample.py"
LINES = (5_000, 50_000)
PYTHON = Contestant("ast.parse", ())
TOY = Contestant("Toy", ())

Text = TypeVar("Text")


def program(lines: int) -> str:
    """A program of so many hundred lines: the sample again, its class under ever new names."""
    text = SAMPLE.read_text(encoding="utf-8")
    copies = range(lines // len(text.splitlines()))
    return "".join(text.replace("Account", f"Account{number}") for number in copies)


def wanted(plan: Plan, lines: Sequence[int]) -> list[int]:
    """The lengths that were asked for."""
    return [count for count in lines if plan.wanted([str(count)])]


def task_of(lines: int) -> str:
    """What the results call so many lines."""
    return f"parsing/{lines}"


def measure(plan: Plan, results: Results, lines: Sequence[int] = LINES) -> None:
    """Parse each text in turn by both."""
    with no_collections():
        for number in range(1, plan.rounds + 1):
            for count in wanted(plan, lines):
                plan.tell(f"parsing: {count:,} lines, round {number}/{plan.rounds}")
                text = program(count)
                results.add(task_of(count), PYTHON, [cpu_time(ast.parse, text)])
                results.add(task_of(count), TOY, [cpu_time(parse, Source(text))])


def cpu_time(parser: Callable[[Text], object], text: Text) -> float:
    """The CPU time, in seconds, of parsing a text, not of dropping the tree."""
    gc.collect()
    begin = time.process_time()
    tree = parser(text)
    end = time.process_time()
    del tree
    return end - begin


@contextmanager
def no_collections() -> Iterator[None]:
    """Switch the host's automatic collections off for a while."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def table(plan: Plan, results: Results, lines: Sequence[int] = LINES) -> Table:
    """A row for each number of lines, and one for how the time grows."""
    made = Table("Parsing", ["lines", PYTHON.name, TOY.name, "ratio"])
    for count in wanted(plan, lines):
        times = [shown(results.best(task_of(count), who), seconds) for who in (PYTHON, TOY)]
        ratio = shown(results.ratio(task_of(count), TOY, PYTHON), multiple)
        made.rows.append([f"{count:,}", *times, ratio])
    made.rows.append(["growth", *(growth(who, results, lines) for who in (PYTHON, TOY)), ""])
    made.summaries = 1
    made.notes.append("CPU time from text to tree; Toy's includes the scopes of all names.")
    return made


def growth(contestant: Contestant, results: Results, lines: Sequence[int]) -> str:
    """The time of the longest text as a multiple of the shortest one's."""
    first, last = (results.best(task_of(count), contestant) for count in (lines[0], lines[-1]))
    return shown(None if first is None or last is None else last / first, multiple)
