"""Running drawn programs on Toy and on CPython: the comparison, the reduction, the command.

Who draws programs says how (a strategy) and how a drawn one is written down (a function).
"""

import argparse
import random
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisWarning
from hypothesis.strategies import SearchStrategy

from tests.support.oracle import Outcome, ask_python, run_on_toy

CHUNK = 100
"""Programs run between two lines of progress."""

Drawn = TypeVar("Drawn")
Writer = Callable[[Drawn], str]


class Difference(AssertionError):
    """A program on which the two differ."""

    def __init__(self, text: str, toy: Outcome, python: Outcome) -> None:
        super().__init__(f"{text}\n--- Toy\n{toy.to_text()}\n--- python3\n{python.to_text()}")


def outcome_on_toy(path: Path) -> Outcome:
    """Return Toy's outcome, or what its heap or its evaluator complained of."""
    try:
        return run_on_toy(path)
    except Exception as problem:
        return Outcome("", f"{type(problem).__name__}: {problem}", -1)


def check(text: str) -> None:
    """Run a program on both; raise what differs."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "random.toy"
        path.write_text(text, encoding="utf-8")
        toy, python = outcome_on_toy(path), ask_python(path)
    if toy != python:
        raise Difference(text, toy, python)


def run_chunk(
    programs: SearchStrategy[Drawn],
    text_of: Writer[Drawn],
    number: int,
    count: int,
    shrink: bool = True,
) -> Difference | None:
    """Run `count` programs drawn from the seed `number`; return the smallest difference, if any."""

    @seed(number)
    @settings(
        max_examples=count,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(programs)
    def compare(program: Drawn) -> None:
        check(text_of(program))

    try:
        with warnings.catch_warnings():
            # A session raises the recursion limit, as hypothesis does while it runs.
            warnings.simplefilter("ignore", HypothesisWarning)
            compare()
    except Difference as difference:
        return difference
    return None


def main(programs: SearchStrategy[Drawn], text_of: Writer[Drawn]) -> None:
    """Run as many programs as the command line asks for, and keep each on which the two differ."""
    parser = argparse.ArgumentParser(description="Compare Toy with CPython on random programs.")
    parser.add_argument("programs", type=int)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--keep", type=Path, default=Path("random_programs"))
    options = parser.parse_args()
    found, began = 0, time.monotonic()
    print(f"seed {options.seed}", flush=True)
    for done in range(0, options.programs, CHUNK):
        count = min(CHUNK, options.programs - done)
        difference = run_chunk(programs, text_of, options.seed + done, count)
        if difference is not None:
            found += 1
            options.keep.mkdir(exist_ok=True)
            place = options.keep / f"{options.seed + done}.txt"
            place.write_text(str(difference), encoding="utf-8")
        spent = time.monotonic() - began
        print(f"{done + count} programs, {found} differences, {spent:.0f} s", flush=True)
