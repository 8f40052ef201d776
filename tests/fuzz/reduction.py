"""Making what fails smaller, as long as it fails."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Whole = TypeVar("Whole", bound=Sequence[Any])

MOST_ATTEMPTS = 300


def smallest(whole: Whole, fails: Callable[[Whole], bool]) -> Whole:
    """Return the smallest part found that fails as the whole does: ever smaller pieces are left out.

    After Andreas Zeller, Ralf Hildebrandt: Simplifying and isolating failure-inducing input (2002).
    """
    attempts = 0
    size = len(whole) // 2
    while size:
        before = len(whole)
        for start in range((before - 1) // size * size, -1, -size):
            less: Whole = whole[:start] + whole[start + size :]  # type: ignore[operator, assignment]
            attempts += 1
            if attempts > MOST_ATTEMPTS:
                return whole
            if less and fails(less):
                whole = less
        if len(whole) == before or size > 1:
            size //= 2
    return whole
