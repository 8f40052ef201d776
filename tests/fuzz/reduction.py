"""Making what fails smaller, as long as it fails."""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Whole = TypeVar("Whole", bound=Sequence[Any])

MOST_ATTEMPTS = 300
MOST_SECONDS = 60.0


def smallest(whole: Whole, fails: Callable[[Whole], bool]) -> Whole:
    """Return the smallest part found that fails as the whole does, leaving out ever smaller ones.

    After Andreas Zeller, Ralf Hildebrandt: Simplifying and isolating failure-inducing input (2002).
    """
    attempts, end = 0, time.monotonic() + MOST_SECONDS
    size = len(whole) // 2
    while size:
        before = len(whole)
        for start in range((before - 1) // size * size, -1, -size):
            less: Whole = whole[:start] + whole[start + size :]  # type: ignore[operator, assignment]
            attempts += 1
            if attempts > MOST_ATTEMPTS or time.monotonic() > end:
                return whole
            if less and fails(less):
                whole = less
        if len(whole) == before or size > 1:
            size //= 2
    return whole
