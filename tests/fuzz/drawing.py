"""Programs drawn from a seed, in the shapes that the generators write down, and their reduction.

Whoever finds a difference wants the smallest program that shows it. As any part of what was drawn
is again a program, parts are left out as long as the difference stays.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.fuzz.reduction import smallest
from tests.language.writing import definitions as language
from tests.memory import random_programs as memory

KINDS = ("language", "quiet memory", "language", "automatic memory")
"""In turns: what computes, what collects when it says so, what collects by itself."""

NUMBERS = 12
"""The numbers of an operation are below this."""

DEFINITION = re.compile(r"^(?:def|class) (\w+)\b.*\n(?:(?: .*)?\n)*", re.MULTILINE)
DECORATED = re.compile(r"^@.*\n\Z", re.MULTILINE)


@dataclass(frozen=True)
class Drawn:
    """A drawn program: its pieces, and how they are written down."""

    kind: str
    pieces: tuple[Any, ...]
    thresholds: tuple[int, int, int] | None = None

    def text(self) -> str:
        """Return the program, without what it does not use of its preludes."""
        if self.kind == "language":
            return without_unused(language.text_of(list(self.pieces)))
        return without_unused(memory.text_of((self.thresholds, list(self.pieces))))


def draw(kind: str, choices: random.Random) -> Drawn:
    """Draw a program of a kind."""
    if kind == "language":
        sizes = [4 + int(choices.expovariate(1 / 12)) for _ in range(choices.randint(2, 12))]
        return Drawn(kind, tuple(map(choices.randbytes, sizes)))
    operations = tuple(draw_operation(choices) for _ in range(choices.randint(10, 40)))
    if kind == "quiet memory":
        return Drawn(kind, operations)
    thresholds = choices.randint(0, 40), choices.randint(0, 4), choices.randint(0, 4)
    return Drawn(kind, operations, thresholds)


def draw_operation(choices: random.Random) -> memory.Operation:
    a, b, c = (choices.randrange(NUMBERS) for _ in range(3))
    return choices.choice(memory.WORDS), a, b, c


def without_unused(text: str) -> str:
    """Return the program without functions and classes of which nothing else speaks.

    That is most of the prelude of most programs, and most of the time it takes to read them.
    """
    while True:
        words = re.findall(r"\w+", text)
        uses = {word: words.count(word) for word in {*DEFINITION.findall(text)}}
        unused = [
            match
            for match in DEFINITION.finditer(text)
            if uses[match[1]] == len(re.findall(rf"\b{match[1]}\b", match[0]))
            and not DECORATED.search(text, 0, match.start())
        ]
        if not unused:
            return text
        for match in reversed(unused):
            text = text[: match.start()] + text[match.end() :]


def reduced(drawn: Drawn, fails: Callable[[Drawn], bool]) -> Drawn:
    """Return the smallest program found that fails as `drawn` does."""
    pieces = smallest(drawn.pieces, lambda less: fails(replace(drawn, pieces=less)))
    return replace(drawn, pieces=pieces)
