"""`match`: the body of the first case whose pattern fits the subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.nodes import NEXT, Expression, Statement
from toylang.evaluator.patterns import Captures, Pattern
from toylang.heap.header import HeapObject

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class Case:
    """`case pattern if guard: …`."""

    def __init__(
        self,
        pattern: Pattern,
        guard: Expression | None,
        body: Statement,
        before_guard: Statement | None = None,
    ) -> None:
        self.pattern: Pattern = pattern
        self.guard: Expression | None = guard
        self.before_guard: Statement | None = before_guard
        """What a guard with a yield inside needs done before."""

        self.body: Statement = body

    def fits(self, frame: Frame, subject: HeapObject) -> bool:
        """Whether the pattern fits the (borrowed) subject; its names are bound if it does."""
        captures = Captures()
        try:
            if not self.pattern.fits(frame, subject, captures):
                return False
            captures.bind(frame)
            return True
        finally:
            captures.forget(frame, 0)


class Match(Statement):
    """`match subject: …`; the frame holds the subject until a case is chosen."""

    def __init__(self, position: i64, slot: i64, subject: Expression, cases: list[Case]) -> None:
        super().__init__(position)
        self.slot: i64 = slot
        self.subject: Expression = subject
        self.cases: list[Case] = cases
        self.last: i64 = len(cases) - 1
        """The last case that looks at the subject: a closing `case _` does not."""

        if len(cases) > 1 and cases[-1].pattern.fits_anything():
            self.last -= 1

    def execute(self, frame: Frame) -> i64:
        index = self.choose(frame)
        if index < 0:
            return NEXT
        return self.cases[index].body.execute(frame)

    def choose(self, frame: Frame) -> i64:
        """The index of the case to run, -1 for none."""
        frame.slots[self.slot].value = self.subject.evaluate(frame)
        try:
            return self._choose(frame)
        finally:
            self.let_go(frame)

    def _choose(self, frame: Frame) -> i64:
        for index, case in enumerate(self.cases):
            if not self.reaches_guard(frame, index):
                continue
            if case.guard is None or case.guard.test(frame):
                return index
        return -1

    def reaches_guard(self, frame: Frame, index: i64) -> bool:
        """Whether the pattern of a case fits; the last one lets go of the subject."""
        subject = frame.slots[self.slot].value
        if subject is None:
            subject = frame.interpreter.none
        if not self._fits(frame, self.cases[index], subject, index < self.last):
            return False
        if index == self.last:
            self.let_go(frame)
        return True

    def _fits(self, frame: Frame, case: Case, subject: HeapObject, is_copy: bool) -> bool:
        """As CPython, which copies the subject for each case but the last."""
        if not is_copy:
            return case.fits(frame, subject)
        subject.refcount += 1
        try:
            return case.fits(frame, subject)
        finally:
            frame.heap.release(subject)

    def let_go(self, frame: Frame) -> None:
        """Let go of the subject."""
        subject = frame.slots[self.slot].value
        if subject is not None:
            frame.slots[self.slot].value = None
            frame.heap.release(subject)
