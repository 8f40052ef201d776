"""Two ways to find garbage, asked about the same heap."""

from __future__ import annotations

from typing import NamedTuple

from toylang.facts.steps import Others


class Opinion(NamedTuple):
    """What one way found, and the work that was."""

    collector: str
    garbage: int
    visits: int
    """How often an object was looked into; an object may be visited more than once."""

    references: int
    """References followed on these visits."""

    seconds: float


class Comparison(NamedTuple):
    """Both opinions; nothing was collected."""

    generation: int
    examined: int
    """Containers that were to be judged."""

    opinions: list[Opinion]
    agreed: bool
    """Whether all call the same objects garbage."""

    garbage: list[str]
    others: Others
    """The garbage that is not named."""
