"""What a line's margin says: deeper, the same, or back out of some blocks.

A margin is measured twice, with tab stops every eight columns and every single column. Where the
two ways disagree about which line is deeper, tabs and spaces were mixed: a TabError.
"""

from __future__ import annotations

from typing import Final

TAB_STOP: Final = 8
MAXIMUM_DEPTH: Final = 100


class IndentationProblem(Exception):
    """A margin that fits no block."""

    def __init__(self, message: str, kind: str = "IndentationError") -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind


class Indentation:
    """The margins of the blocks that are open."""

    __slots__ = ("margins",)

    def __init__(self) -> None:
        self.margins = [(0, 0)]

    @property
    def depth(self) -> int:
        """How many blocks are open."""
        return len(self.margins) - 1

    def change(self, margin: str) -> int:
        """Take the margin of the next line: 1 opens a block, -n closes n blocks."""
        widths = _measure(margin)
        current = self.margins[-1]
        if widths == current:
            return 0
        if widths[0] > current[0]:
            self._open(widths)
            return 1
        return -self._close(widths)

    def _open(self, widths: tuple[int, int]) -> None:
        if len(self.margins) >= MAXIMUM_DEPTH:
            raise IndentationProblem("too many levels of indentation")
        if widths[1] <= self.margins[-1][1]:
            raise _mixed()
        self.margins.append(widths)

    def _close(self, widths: tuple[int, int]) -> int:
        closed = 0
        while widths[0] < self.margins[-1][0]:
            self.margins.pop()
            closed += 1
        if widths[0] != self.margins[-1][0]:
            raise IndentationProblem("unindent does not match any outer indentation level")
        if widths[1] != self.margins[-1][1]:
            raise _mixed()
        return closed


def _measure(margin: str) -> tuple[int, int]:
    """Both widths of a margin; one of several lines is as wide as it is before a backslash."""
    if "\\" in margin:
        pieces = margin.split("\\\n")
        for count in range(1, len(pieces)):
            width = _measure("".join(pieces[:count]))[0]
            if width:
                return width, width
        margin = "".join(pieces)
    margin = margin.rpartition("\f")[2]
    if "\t" not in margin:
        return len(margin), len(margin)
    return len(margin.expandtabs(TAB_STOP)), len(margin)


def _mixed() -> IndentationProblem:
    return IndentationProblem("inconsistent use of tabs and spaces in indentation", kind="TabError")
