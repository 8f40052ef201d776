"""A syntax tree as plain data: what a view draws and a machine reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Branch(NamedTuple):
    """One construct of a program, and what it is made of."""

    place: str
    """What it is to the construct around it: `value`, `targets[0]`; empty for a statement."""

    kind: str
    details: Mapping[str, str]
    """What it says itself: a name, an operator, a constant."""

    text: str
    """The piece of program, the first line of it."""

    parts: Sequence[Branch]
