"""Plots of letters: bars, and heights side by side; in eighths where the terminal has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

UPWARDS: Final = " ▁▂▃▄▅▆▇█"
SIDEWAYS: Final = " ▏▎▍▌▋▊▉█"
ASCII_UPWARDS: Final = " .:#"
ASCII_SIDEWAYS: Final = " #"


def bar(value: float, most: float, width: int, ascii_only: bool = False) -> str:
    """A bar as long as `value` is to `most`, which fills `width` letters."""
    letters = ASCII_SIDEWAYS if ascii_only else SIDEWAYS
    return "".join(_filled(value, most, width, letters)).rstrip()


def heights(values: Sequence[float], most: float, rows: int, ascii_only: bool = False) -> list[str]:
    """`rows` lines, the highest first: a column of letters for each value, full at `most`."""
    letters = ASCII_UPWARDS if ascii_only else UPWARDS
    columns = [_filled(value, most, rows, letters) for value in values]
    return ["".join(column[row] for column in columns) for row in reversed(range(rows))]


def _filled(value: float, most: float, cells: int, letters: str) -> list[str]:
    """The letters of one bar, from its foot on; what is not nothing is seen."""
    finest = len(letters) - 1
    share = max(value, 0) / most if most > 0 else 0.0
    level = min(round(share * cells * finest), cells * finest)
    if value > 0:
        level = max(level, 1)
    return [letters[min(max(level - cell * finest, 0), finest)] for cell in range(cells)]
