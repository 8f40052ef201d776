"""Drawn bytes as a row of decisions, and the names that a scope of the program knows."""

from collections.abc import Sequence
from typing import TypeVar

Option = TypeVar("Option")

KINDS = "nbsfltdqxo"
"""int, bool, str, float, list, tuple, dict, set of ints, anything, object; a name's first letter
tells what it usually holds."""

START = {
    "n": "3",
    "b": "True",
    "s": "'word'",
    "f": "2.5",
    "l": "[4, 1, 3]",
    "t": "(1, 'b', 2.0)",
    "d": "{'a': 1, 2: 'z'}",
    "q": "{5, 1, 9}",
    "x": "None",
    "o": "Thing(1, 'o')",
}
"""What a scope's first name of each kind begins with."""


class Choices:
    """Decides by one byte after the other; beyond the last it takes the first option."""

    def __init__(self, drawn: bytes) -> None:
        self.drawn = drawn
        self.position = 0

    def number(self, below: int) -> int:
        """Return a number from 0 up to but without `below`."""
        if self.position >= len(self.drawn):
            return 0
        self.position += 1
        return self.drawn[self.position - 1] % below

    def pick(self, options: Sequence[Option]) -> Option:
        """Return one of the options; the first is the simplest."""
        return options[self.number(len(options))]

    def rarely(self, times: int) -> bool:
        """Say yes once in so many times."""
        return self.number(times) == times - 1

    @property
    def exhausted(self) -> bool:
        """Whether nothing is left to decide by."""
        return self.position >= len(self.drawn)


class Scope:
    """The module or a function: the names it binds, and what may be written in it."""

    def __init__(self, outer: "Scope | None" = None) -> None:
        self.outer = outer
        self.depth: int = 0 if outer is None else outer.depth + 1
        self.names: dict[str, list[str]] = {kind: [] for kind in KINDS}
        self.functions: list[tuple[str, int]] = []
        """Functions that can be called here, with how many arguments they want."""

        self.generators: list[str] = []
        """Generator functions without parameters."""

        self.classes: list[str] = []
        self.is_function = outer is not None
        self.is_generator = False
        self.borrowed: list[str] = []
        """Names declared `global` or `nonlocal`."""

        self.loops = 0
        """Loops around the present statement."""

    def own(self, kind: str, choices: Choices) -> str:
        """Return one of the scope's own names of a kind."""
        names = self.names[kind]
        if not names:
            names.append(f"{kind}{self.depth or ''}")
        return choices.pick(names)

    def readable(self, kind: str, choices: Choices) -> str:
        """Return a name of a kind that can be read here."""
        names: list[str] = []
        scope: Scope | None = self
        while scope is not None:
            names.extend(scope.names[kind])
            scope = scope.outer
        return choices.pick(names) if names else START[kind]

    def all_functions(self) -> list[tuple[str, int]]:
        """Return the functions of this scope and those around it."""
        outer = [] if self.outer is None else self.outer.all_functions()
        return self.functions + outer

    def all_generators(self) -> list[str]:
        """Return the generator functions of this scope and those around it."""
        outer = [] if self.outer is None else self.outer.all_generators()
        return self.generators + outer

    def all_classes(self) -> list[str]:
        """Return the classes of this scope and those around it."""
        outer = [] if self.outer is None else self.outer.all_classes()
        return self.classes + outer
