"""Random programs on Toy and on python3: the generators' programs, by the hundred thousand."""

from tests.fuzz.cases import Finding, Part
from tests.fuzz.drawing import KINDS, Drawn, draw, reduced
from tests.fuzz.python_server import PythonServer
from tests.fuzz.toy import outcome_on_toy, pass_interrupt_on
from tests.support.oracle import Outcome

VERIFIED = 10
"""The heap of one program in so many is verified; all must be empty after the end."""


class Programs(Part):
    """Output, exit status and every traceback must be the same."""

    name = "programs"
    count = 100_000

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.python = PythonServer()

    def check(self, number: int) -> Finding | None:
        drawn = draw(KINDS[number % len(KINDS)], self.choices(number))
        if not self.differs(drawn, number % VERIFIED == 0):
            return None
        drawn = reduced(drawn, self.differs)
        toy, python = self.outcomes(drawn.text())
        problem = f"--- Toy\n{toy.to_text()}\n--- python3\n{python.to_text()}"
        return Finding(drawn.text(), f"{drawn.kind}\n{problem}")

    def differs(self, drawn: Drawn, verified: bool = True) -> bool:
        toy, python = self.outcomes(drawn.text(), verified)
        pass_interrupt_on(toy, python)
        return toy != python

    def outcomes(self, text: str, verified: bool = True) -> tuple[Outcome, Outcome]:
        """Return what both make of a program; they run at the same time."""
        self.python.begin(text)
        toy = outcome_on_toy(self.python.file, verified)
        return toy, self.python.answer()

    def close(self) -> None:
        self.python.close()
