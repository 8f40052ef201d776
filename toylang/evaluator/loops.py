"""Branches and loops: if, while, for.

A loop's iterator is held by the frame, in a slot of its own, where whoever looks at the frame
finds it; it is let go when the loop ends, however it ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.nodes import BREAK, NEXT, RETURN, Expression, Statement, Target
from toylang.heap.header import HeapObject
from toylang.objects.iterators import Iterator
from toylang.objects.lists import List
from toylang.objects.protocol import advance, iterate

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class If(Statement):
    """`if condition: … else: …`."""

    def __init__(
        self, position: i64, condition: Expression, then: Statement, otherwise: Statement | None
    ) -> None:
        super().__init__(position)
        self.condition: Expression = condition
        self.then: Statement = then
        self.otherwise: Statement | None = otherwise

    def execute(self, frame: Frame) -> i64:
        if self.condition.test(frame):
            return self.then.execute(frame)
        if self.otherwise is not None:
            return self.otherwise.execute(frame)
        return NEXT


class While(Statement):
    """`while condition: … else: …`."""

    def __init__(
        self, position: i64, condition: Expression, body: Statement, otherwise: Statement | None
    ) -> None:
        super().__init__(position)
        self.condition: Expression = condition
        self.body: Statement = body
        self.otherwise: Statement | None = otherwise

    def execute(self, frame: Frame) -> i64:
        interpreter = frame.interpreter
        while self.condition.test(frame):
            frame.position = self.position
            interpreter.poll()
            status = self.body.execute(frame)
            if status == BREAK:
                return NEXT
            if status == RETURN:
                return RETURN
        if self.otherwise is not None:
            return self.otherwise.execute(frame)
        return NEXT


class For(Statement):
    """`for target in iterable: … else: …`."""

    def __init__(
        self,
        position: i64,
        slot: i64,
        target: Target,
        iterable: Expression,
        body: Statement,
        otherwise: Statement | None,
    ) -> None:
        super().__init__(position)
        self.slot: i64 = slot
        """Where the frame holds the iterator."""

        self.target: Target = target
        self.iterable: Expression = iterable
        self.body: Statement = body
        self.otherwise: Statement | None = otherwise

    def execute(self, frame: Frame) -> i64:
        iterator = self.start(frame)
        frame.slots[self.slot].value = iterator
        try:
            status = self._loop(frame, iterator)
        except BaseException:
            self.let_go(frame)
            raise
        if status == RETURN:
            self.let_go(frame)
            return RETURN
        if status == BREAK:
            self.let_go(frame)
            return NEXT
        if self.otherwise is not None:
            return self.otherwise.execute(frame)
        return NEXT

    def start(self, frame: Frame) -> HeapObject:
        """The iterator, owned."""
        iterable = self.iterable.evaluate(frame)
        frame.position = self.position
        try:
            return iterate(frame.interpreter, iterable)
        finally:
            frame.heap.release(iterable)

    def _loop(self, frame: Frame, iterator: HeapObject) -> i64:
        """Run the body for each value; NEXT when the values are used up."""
        interpreter = frame.interpreter
        native: Iterator | None = iterator if isinstance(iterator, Iterator) else None
        while True:
            frame.position = self.position
            if native is not None:
                value = native.advance(interpreter)
            else:
                value = advance(interpreter, iterator)
            if value is None:
                self.let_go(frame)
                return NEXT
            self.target.store(frame, value)
            interpreter.poll()
            status = self.body.execute(frame)
            if status in (BREAK, RETURN):
                return status

    def let_go(self, frame: Frame) -> None:
        """Let go of the iterator."""
        iterator = frame.slots[self.slot].value
        if iterator is not None:
            frame.slots[self.slot].value = None
            frame.heap.release(iterator)


class ForGiven(For):
    """The first `for` of a comprehension: its iterator comes as an argument."""

    def start(self, frame: Frame) -> HeapObject:
        return self.iterable.evaluate(frame)


# -- what a comprehension does with each value ---------------------------------


class AppendToResult(Statement):
    """`[value for …]`: put the value at the end of the list in a slot."""

    def __init__(self, position: i64, slot: i64, value: Expression) -> None:
        super().__init__(position)
        self.slot: i64 = slot
        self.value: Expression = value

    def execute(self, frame: Frame) -> i64:
        value = self.value.evaluate(frame)
        result = frame.slots[self.slot].value
        assert isinstance(result, List)
        result.append(value)
        return NEXT
