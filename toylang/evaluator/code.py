"""Code: what a function, class body or module does, ready to run, and where the text says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.nodes import Block, Statement
from toylang.evaluator.slots import Slot, empty_slots
from toylang.objects.functions import CodeObject
from toylang.source import Source, Span

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame
    from toylang.heap.heap import Heap


class Code(CodeObject):
    """A code object with its executable body."""

    body: Statement

    def __init__(self, name: str, qualname: str, filename: str) -> None:
        super().__init__(name, qualname, filename)
        self.spans: list[Span] = []
        """Where each position of the body stands in the text."""

        self.parameter_count: i64 = 0
        """Slots that are parameters, `*args` and `**kwargs` included."""

        self.spare: Frame | None = None
        """Frames that have ended and that nobody holds, to be used for the next calls."""

        self.spares: i64 = 0
        """How many they are."""

        self.free_count: i64 = 0
        self.has_cells: bool = False
        """Whether a call has cells to make, or to take from the function's closure."""

        self.plain: bool = False
        """Whether a call with just the right number of positional arguments needs no sorting."""

        self.resume_places: i64 = 0
        """Statements that remember where they stopped, if this is a generator's code."""

        self.source: Source | None = None
        self.anchors: dict[int, tuple[int, int]] = {}
        """For operators and subscripts: the columns of the part that is to blame."""

        self.slot_words: list[str] = []
        """What to call each slot: `local x`, `iterator of the loop`."""

    def takes(self, given: i64) -> bool:
        """Whether a call with so many positional arguments, and no others, needs no sorting."""
        return self.plain and self.positional == given

    def new_slots(self) -> list[Slot]:
        """Slots for a frame, all empty."""
        return empty_slots(len(self.slot_words))

    def deallocate(self, heap: Heap) -> None:
        """Nothing runs this code any more: what it remembers of its runs goes with it."""
        self.spare = None
        self.body = Block(0, [])
        super().deallocate(heap)

    def line_of(self, position: i64) -> i64:
        """The line of the text a position stands on."""
        if 0 <= position < len(self.spans):
            return self.spans[position].line
        return self.first_line

    def source_line(self, line: i64) -> str:
        """A line of the text the code was made from; empty if it came from nowhere."""
        if self.source is None or self.source.hidden:
            return ""
        return self.source.line(line)

    def anchor_of(self, position: i64) -> tuple[int, int] | None:
        """The columns to mark with `^` within a position's span, None for all of it."""
        return self.anchors.get(position)
