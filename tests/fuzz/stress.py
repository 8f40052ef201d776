"""Collections at random moments: the heap stays sound, and the program notices nothing.

The stress mode of the `toy` command collects at every allocation, which is always the same moment.
Here the seed says after how many allocations the next full collection comes, and whether the heap
is verified after it. Programs are drawn, or are those of the tests.

What a program prints may depend on the moment of a collection. Where it comes out otherwise,
CPython is asked with its own collector running all the time: only if that changes nothing there,
Toy is wrong. Drawn programs that collect by themselves are asked for soundness alone.
"""

import random
from pathlib import Path

from tests.fuzz.cases import Finding, Part
from tests.fuzz.drawing import draw, reduced
from tests.fuzz.python_server import PythonServer
from tests.fuzz.toy import BROKEN, outcome_on_toy, pass_interrupt_on
from tests.stress.test_stress import TOO_LONG, UNDER_STRESS
from tests.support.oracle import Outcome, ask_python, programs_in, recorded
from toylang.heap.collector import Collector
from toylang.heap.events import Collection, Observer
from toylang.heap.header import HeapObject
from toylang.session import Session

KINDS = ("language", "automatic memory", "language", "automatic memory", "file")
INTERVALS = (1, 2, 5, 20, 100, 400)
"""Allocations between two collections, on the average; a case has one of them."""

VERIFIED = 0.05
"""How many of the collections are followed by a verification."""


class RandomMoments(Observer):
    """Starts a full collection at an allocation now and then."""

    def __init__(self, session: Session, choices: random.Random) -> None:
        self.session = session
        self.heap = session.heap
        self.collector: Collector = session.heap.collector
        self.choices = choices
        self.interval = choices.choice(INTERVALS)
        self.collections = 0
        self.violations: list[str] = []
        self.wait()

    def wait(self) -> None:
        self.collector.stressed = False
        self.remaining = int(self.choices.expovariate(1 / self.interval))

    def allocated(self, value: HeapObject) -> None:
        self.remaining -= 1
        # Code that is made under stress is verified after every statement; that is not wanted here.
        running = self.session.interpreter.depth > 0 and self.collector.enabled
        if self.remaining < 0 and running:
            self.collector.stressed = True  # until the next container is allocated

    def collection_finished(self, collection: Collection) -> None:
        self.collections += 1
        running = self.session.main is not None
        if running and self.choices.random() < VERIFIED and not self.violations:
            self.violations = self.heap.verify(exact=False)
        self.wait()


class Stress(Part):
    """Programs under collections at random moments."""

    name = "stress"
    count = 10_000

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.python = PythonServer()
        self.files = [
            path
            for directory in UNDER_STRESS
            for path in programs_in(directory)
            if path.stem not in TOO_LONG
        ]
        self.collections = self.shaken = 0

    def close(self) -> None:
        self.python.close()

    def figures(self) -> str:
        return f", {self.collections} collections, {self.shaken} programs that depend on the moment"

    def check(self, number: int) -> Finding | None:
        kind = KINDS[number % len(KINDS)]
        choices = self.choices(number)
        if kind == "file":
            return self.check_file(choices.choice(self.files), number)
        drawn = draw(kind, choices)
        problem = self.problem(drawn.text(), kind, number)
        if problem is None:
            return None
        drawn = reduced(drawn, lambda less: self.problem(less.text(), kind, number) is not None)
        return Finding(drawn.text(), self.problem(drawn.text(), kind, number) or problem)

    def check_file(self, path: Path, number: int) -> Finding | None:
        """Run a program of the tests; what it prints otherwise is recorded."""
        toy = self.outcome_under_stress(path, number)
        expected = recorded(path)
        pass_interrupt_on(toy, expected)
        if toy == expected:
            return None
        if toy.status != BROKEN and ask_python(path, stressed=True) != expected:
            self.shaken += 1
            return None
        return Finding(path.read_text(encoding="utf-8"), difference(str(path), toy, expected))

    def problem(self, text: str, kind: str, number: int) -> str | None:
        """Return what is wrong with a drawn program under the collections of that case."""
        self.python.begin(text)
        toy = self.outcome_under_stress(self.python.file, number)
        python = self.python.answer()
        pass_interrupt_on(toy, python)
        if toy == python or (toy.status != BROKEN and kind != "language"):
            return None
        if toy.status != BROKEN and ask_python(self.python.file, stressed=True) != python:
            self.shaken += 1
            return None
        return difference(kind, toy, python)

    def outcome_under_stress(self, path: Path, number: int) -> Outcome:
        """Run a program on Toy with the collections of that case."""
        moments: list[RandomMoments] = []

        def prepare(session: Session) -> None:
            moments.append(RandomMoments(session, self.choices(number)))
            session.heap.observer = moments[0]

        outcome = outcome_on_toy(path, prepare=prepare)
        self.collections += moments[0].collections
        if moments[0].violations:
            text = "\n".join(["after a collection:", *moments[0].violations])
            return Outcome(outcome.stdout, text, BROKEN)
        return outcome


def difference(what: str, toy: Outcome, python: Outcome) -> str:
    """Return both outcomes as text."""
    return f"{what}\n--- Toy\n{toy.to_text()}\n--- python3\n{python.to_text()}"
