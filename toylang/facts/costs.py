"""What a piece of program costs, as facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Costs(NamedTuple):
    """The time it took, the objects that came and went, and the collections meanwhile."""

    seconds: float
    allocated: int
    freed: int
    collections: Sequence[int]
    """How many of each generation."""

    collecting: float
    """Seconds spent in collections, a part of `seconds`."""
