"""The statements around a yield: they can be executed again and go on where they stopped.

Each has a place in the frame where it notes its stage when a part of it answers YIELD. Executed
while the frame is resuming, it goes straight to the part it stopped in; everything else is as in
the statement it derives from. Only statements with a yield inside are lowered to these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.evaluator.generators import GeneratorFrame
from toylang.evaluator.handlers import Handler, TryExcept, TryFinally, With, begin_handling
from toylang.evaluator.loops import For, If, While
from toylang.evaluator.matching import Case, Match
from toylang.evaluator.nodes import (
    BREAK,
    NEXT,
    RETURN,
    YIELD,
    Block,
    Expression,
    Statement,
    Target,
)
from toylang.heap.header import HeapObject
from toylang.objects.errors import Raised
from toylang.objects.protocol import advance

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame

FRESH: Final[i64] = 0
"""The stage of a statement that starts anew."""

BODY: Final[i64] = 1
OTHERWISE: Final[i64] = 2
CONDITION: Final[i64] = 3
"""In what leads up to a loop's condition."""

RAISED: Final[i64] = 2
"""In `finally`, with an exception under way."""

ENDED: Final[i64] = 3
"""In `finally`, plus how the body had ended."""

HANDLER: Final[i64] = 3
"""In an `except`, plus which one it is."""


class ResumableBlock(Block):
    """Statements one after another; the stage is the index of the one it stopped in."""

    def __init__(self, position: i64, statements: list[Statement], place: i64) -> None:
        super().__init__(position, statements)
        self.place: i64 = place

    def execute(self, frame: Frame) -> i64:
        assert isinstance(frame, GeneratorFrame)
        index = frame.resumed(self.place)
        while index < len(self.statements):
            status = self.statements[index].execute(frame)
            if status != NEXT:
                return frame.stopped(self.place, index, status)
            index += 1
        return NEXT


class ResumableIf(If):
    """A branch with a yield inside; also `a and b`, where a yield is in `b`."""

    def __init__(
        self,
        position: i64,
        condition: Expression,
        then: Statement,
        otherwise: Statement | None,
        place: i64,
    ) -> None:
        super().__init__(position, condition, then, otherwise)
        self.place: i64 = place

    def execute(self, frame: Frame) -> i64:
        assert isinstance(frame, GeneratorFrame)
        stage = frame.resumed(self.place)
        if stage == FRESH:
            stage = BODY if self.condition.test(frame) else OTHERWISE
        branch = self.then if stage == BODY else self.otherwise
        if branch is None:
            return NEXT
        return frame.stopped(self.place, stage, branch.execute(frame))


class ResumableWhile(While):
    """A loop with a yield inside; `prelude` is what the condition needs done before."""

    def __init__(
        self,
        position: i64,
        prelude: Statement | None,
        condition: Expression,
        body: Statement,
        otherwise: Statement | None,
        place: i64,
    ) -> None:
        super().__init__(position, condition, body, otherwise)
        self.prelude: Statement | None = prelude
        self.place: i64 = place

    def execute(self, frame: Frame) -> i64:
        assert isinstance(frame, GeneratorFrame)
        stage = frame.resumed(self.place)
        while stage != OTHERWISE:
            if stage != BODY:
                if self.prelude is not None and self.prelude.execute(frame) == YIELD:
                    return frame.stopped(self.place, CONDITION, YIELD)
                if not self.condition.test(frame):
                    break
                frame.position = self.position
                frame.interpreter.poll()
            status = self.body.execute(frame)
            if status == BREAK:
                return NEXT
            if status in (RETURN, YIELD):
                return frame.stopped(self.place, BODY, status)
            stage = FRESH
        if self.otherwise is None:
            return NEXT
        return frame.stopped(self.place, OTHERWISE, self.otherwise.execute(frame))


class ResumableFor(For):
    """A loop over an iterator with a yield inside; the iterator waits in its slot."""

    def __init__(
        self,
        position: i64,
        slot: i64,
        target: Target,
        iterable: Expression,
        body: Statement,
        otherwise: Statement | None,
        place: i64,
    ) -> None:
        super().__init__(position, slot, target, iterable, body, otherwise)
        self.place: i64 = place

    def execute(self, frame: Frame) -> i64:
        assert isinstance(frame, GeneratorFrame)
        stage = frame.resumed(self.place)
        if stage == FRESH:
            frame.slots[self.slot].value = self.start(frame)
        if stage != OTHERWISE:
            status = self._run(frame, stage == BODY)
            if status == BREAK:
                return NEXT
            if status != NEXT:
                return frame.stopped(self.place, BODY, status)
        if self.otherwise is None:
            return NEXT
        return frame.stopped(self.place, OTHERWISE, self.otherwise.execute(frame))

    def _run(self, frame: Frame, in_body: bool) -> i64:
        """Loop until something ends it; the iterator is let go unless that is a yield."""
        status = NEXT
        try:
            while in_body or self._fetch(frame):
                in_body = False
                status = self.body.execute(frame)
                if status in (BREAK, RETURN, YIELD):
                    break
                status = NEXT
        except BaseException:
            self.let_go(frame)
            raise
        if status != YIELD:
            self.let_go(frame)
        return status

    def _fetch(self, frame: Frame) -> bool:
        """Store the next value in the target; False if there is none."""
        frame.position = self.position
        iterator = frame.slots[self.slot].value
        assert iterator is not None
        value = advance(frame.interpreter, iterator)
        if value is None:
            return False
        self.target.store(frame, value)
        frame.interpreter.poll()
        return True


class ResumableForGiven(ResumableFor):
    """The first `for` of a generator expression: its iterator comes as an argument."""

    def start(self, frame: Frame) -> HeapObject:
        return self.iterable.evaluate(frame)


class ResumableTryExcept(TryExcept):
    """`try … except` with a yield in any of its parts."""

    def __init__(
        self,
        position: i64,
        body: Statement,
        handlers: list[Handler],
        otherwise: Statement | None,
        place: i64,
    ) -> None:
        super().__init__(position, body, handlers, otherwise)
        self.place: i64 = place

    def execute(self, frame: Frame) -> i64:
        assert isinstance(frame, GeneratorFrame)
        stage = frame.resumed(self.place)
        if stage >= HANDLER:
            return frame.stopped(self.place, stage, self.handlers[stage - HANDLER].run_body(frame))
        if stage != OTHERWISE:
            try:
                status = self.body.execute(frame)
            except Raised as raised:
                caught = raised
            else:
                if status != NEXT or self.otherwise is None:
                    return frame.stopped(self.place, BODY, status)
                return frame.stopped(self.place, OTHERWISE, self.otherwise.execute(frame))
            return self._handle_here(frame, caught)
        assert self.otherwise is not None
        return frame.stopped(self.place, OTHERWISE, self.otherwise.execute(frame))

    def _handle_here(self, frame: GeneratorFrame, caught: Raised) -> i64:
        index = self.choose(frame, caught)
        status = self.handlers[index].run(frame, frame.interpreter.handled[-1])
        return frame.stopped(self.place, HANDLER + index, status)


class ResumableTryFinally(TryFinally):
    """`try … finally` with a yield in either part."""

    def __init__(self, position: i64, body: Statement, final: Statement, place: i64) -> None:
        super().__init__(position, body, final)
        self.place: i64 = place

    def execute(self, frame: Frame) -> i64:
        assert isinstance(frame, GeneratorFrame)
        stage = frame.resumed(self.place)
        if stage in (FRESH, BODY):
            try:
                status = self.body.execute(frame)
            except Raised as raised:
                begin_handling(frame, raised)
                stage = RAISED
            else:
                if status == YIELD:
                    return frame.stopped(self.place, BODY, YIELD)
                stage = ENDED + status
        if stage == RAISED:
            return frame.stopped(self.place, RAISED, self.run_final(frame))
        ended = self.settle(frame, stage - ENDED, self.final.execute(frame))
        return frame.stopped(self.place, stage, ended)


class ResumableWith(With):
    """`with` with a yield in its body."""

    def __init__(
        self,
        position: i64,
        slot: i64,
        manager: Expression,
        target: Target | None,
        body: Statement,
        place: i64,
    ) -> None:
        super().__init__(position, slot, manager, target, body)
        self.place: i64 = place

    def execute(self, frame: Frame) -> i64:
        assert isinstance(frame, GeneratorFrame)
        entered: HeapObject | None = None
        if frame.resumed(self.place) == FRESH:
            entered = self.enter(frame)
        try:
            if entered is not None:
                self.bind(frame, entered)
            status = self.body.execute(frame)
        except Raised as raised:
            caught = raised
        else:
            if status != YIELD:
                self.leave(frame)
            return frame.stopped(self.place, BODY, status)
        return self.leave_by_exception(frame, caught)


class ResumableMatch(Match):
    """`match` with a yield in a case: the stage is its number from 1, negative in its guard."""

    def __init__(
        self, position: i64, slot: i64, subject: Expression, cases: list[Case], place: i64
    ) -> None:
        super().__init__(position, slot, subject, cases)
        self.place: i64 = place

    def execute(self, frame: Frame) -> i64:
        assert isinstance(frame, GeneratorFrame)
        stage = frame.resumed(self.place)
        if stage == FRESH:
            frame.slots[self.slot].value = self.subject.evaluate(frame)
        if stage <= FRESH:
            try:
                stage = self._find(frame, stage)
            except BaseException:
                self.let_go(frame)
                raise
            if stage < FRESH:
                return frame.stopped(self.place, stage, YIELD)
            self.let_go(frame)
        if stage == FRESH:
            return NEXT
        return frame.stopped(self.place, stage, self.cases[stage - 1].body.execute(frame))

    def _find(self, frame: Frame, stage: i64) -> i64:
        """The stage of the case to run, 0 for none; negative if its guard stops at a yield."""
        in_guard = stage != FRESH
        for index in range(-stage - 1 if in_guard else 0, len(self.cases)):
            case = self.cases[index]
            if not in_guard and not self.reaches_guard(frame, index):
                continue
            in_guard = False
            if case.before_guard is not None and case.before_guard.execute(frame) == YIELD:
                return -1 - index
            if case.guard is None or case.guard.test(frame):
                return index + 1
        return FRESH
