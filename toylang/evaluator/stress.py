"""The stress mode: a collection at every allocation, a verification after every statement.

A count that is wrong for a moment only, a reference that an evaluation forgot to own: in a usual
run they do no harm until a collection happens to come at that very moment. With a collection at
every moment there is, and the whole heap checked after each statement, they show where they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.nodes import Statement

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class UnsoundHeap(Exception):
    """What a verification found; the program cannot go on."""

    def __init__(self, place: str, violations: list[str]) -> None:
        super().__init__("\n  ".join([f"the heap is unsound after {place}:", *violations]))
        self.violations: list[str] = violations


class Verified(Statement):
    """A statement after which everything in the heap must be as it must be."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(statement.position)
        self.statement: Statement = statement

    def execute(self, frame: Frame) -> i64:
        status = self.statement.execute(frame)
        # What calls another frame is still evaluating, and holds what nobody can find.
        alone = frame.function is None and frame.interpreter.depth == 1
        violations = frame.heap.verify(exact=alone)
        if violations:
            line = frame.code.line_of(self.position)
            raise UnsoundHeap(f"line {line} of {frame.code.name}", violations)
        return status
