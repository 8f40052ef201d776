"""What the parts of the fuzzing have in common: numbered cases, each drawn from seed and number."""

import random
from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A case that went wrong: the text to keep, and what it shows."""

    text: str
    problem: str

    def to_text(self) -> str:
        """Return what is kept of it: the problem, then the text to the last character."""
        return f"{self.problem}\n--- text\n{self.text}"


class Part(ABC):
    """One kind of fuzzing; to be closed, as it may hold processes and sessions."""

    name: str
    count: int
    """How many cases are enough, once."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def choices(self, number: int) -> random.Random:
        """Return the source of all decisions of a case: the same for the same seed and number."""
        return random.Random(f"{self.name} {self.seed} {number}")

    @abstractmethod
    def check(self, number: int) -> Finding | None:
        """Draw a case and run it; return what is wrong with it, as small as it can be made."""

    def figures(self) -> str:
        """Return what there is to tell beyond the number of cases."""
        return ""

    def close(self) -> None:  # noqa: B027
        """Let go of what the part holds, once all cases have been run."""
