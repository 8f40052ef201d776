"""What every executable node is: an expression to evaluate or a statement to execute.

A node that can fail writes its `position` into the frame before it does what can fail, after its
operands have been evaluated: that is where the traceback will point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.protocol import truth

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame

NEXT: Final[i64] = 0
"""A statement ended and the next one follows."""

BREAK: Final[i64] = 1
CONTINUE: Final[i64] = 2
RETURN: Final[i64] = 3
"""The frame's `result` holds the value."""

YIELD: Final[i64] = 4
"""The frame stops here for now; its `yielded` holds the value."""


UNKNOWN: Final[i64] = -1
"""The truth of a value nobody has asked yet; FALSE or TRUE otherwise."""

FALSE: Final[i64] = 0
TRUE: Final[i64] = 1


class Expression:
    """Something with a value."""

    def __init__(self, position: i64) -> None:
        self.position: i64 = position
        """Index of the node's span in its code."""

        self.truth_position: i64 = position
        """What is blamed if the truth of the value cannot be told."""

    def evaluate(self, frame: Frame) -> HeapObject:
        """The value, a new reference."""
        raise NotImplementedError

    def decide(self, frame: Frame) -> tuple[HeapObject, i64]:
        """The value, a new reference, and its truth if that was asked on the way."""
        return self.evaluate(frame), UNKNOWN

    def test(self, frame: Frame) -> bool:
        """Whether the value is true."""
        value = self.evaluate(frame)
        interpreter = frame.interpreter
        if value is interpreter.true:
            result = True
        elif value is interpreter.false or value is interpreter.none:
            result = False
        else:
            frame.position = self.truth_position
            try:
                result = truth(interpreter, value)
            except BaseException:
                frame.heap.release(value)
                raise
        frame.heap.release(value)
        return result


class Statement:
    """Something to do."""

    next: Statement | None = None
    """The statement after it in its block."""

    def __init__(self, position: i64) -> None:
        self.position: i64 = position

    def execute(self, frame: Frame) -> i64:
        """Do it; says how it ended: NEXT, BREAK, CONTINUE, RETURN or YIELD."""
        raise NotImplementedError


class Target:
    """A place a value can be stored in: name, attribute, item, or a pattern of such."""

    def __init__(self, position: i64) -> None:
        self.position: i64 = position

    def store(self, frame: Frame, value: HeapObject) -> None:
        """Store `value`, taking its reference over, also when this raises."""
        raise NotImplementedError

    def delete(self, frame: Frame) -> None:
        """Remove what is stored there."""
        raise NotImplementedError


class Block(Statement):
    """Statements one after another."""

    def __init__(self, position: i64, statements: list[Statement]) -> None:
        super().__init__(position)
        self.statements: list[Statement] = statements
        for index in range(1, len(statements)):
            statements[index - 1].next = statements[index]
        self.first: Statement | None = statements[0] if statements else None

    def execute(self, frame: Frame) -> i64:
        # Along the links, because each item of a list would have its type checked.
        statement = self.first
        while statement is not None:
            status = statement.execute(frame)
            if status != NEXT:
                return status
            statement = statement.next
        return NEXT


def evaluate_pair(
    frame: Frame, first: Expression, second: Expression
) -> tuple[HeapObject, HeapObject]:
    """The values of two expressions; the first is released if the second raises."""
    left = first.evaluate(frame)
    return left, second_operand(frame, left, second)


def second_operand(frame: Frame, left: HeapObject, second: Expression) -> HeapObject:
    """The value of an expression; `left`, which is owned, is released if it raises."""
    try:
        return second.evaluate(frame)
    except BaseException:
        frame.heap.release(left)
        raise


def release_pair(frame: Frame, left: HeapObject, right: HeapObject) -> None:
    """Let go of two values, the second one first."""
    heap = frame.heap
    right.refcount -= 1
    if right.refcount == 0:
        right.deallocate(heap)
    left.refcount -= 1
    if left.refcount == 0:
        left.deallocate(heap)


def evaluate_all(frame: Frame, expressions: list[Expression]) -> list[HeapObject]:
    """The values of several expressions, left to right; all released if one raises."""
    if len(expressions) == 1:
        return [expressions[0].evaluate(frame)]
    values: list[HeapObject] = []
    try:
        for expression in expressions:
            values.append(expression.evaluate(frame))
    except BaseException:
        unwind(frame, values)
        raise
    return values


def unwind(frame: Frame, values: list[HeapObject]) -> None:
    """Let go of what an expression held when one of its parts raised: last come, first gone."""
    values.reverse()
    frame.heap.release_all(values)


def truth_of(frame: Frame, position: i64, value: HeapObject) -> bool:
    """The truth of an owned value, which is released only if asking raises."""
    frame.position = position
    try:
        return truth(frame.interpreter, value)
    except BaseException:
        frame.heap.release(value)
        raise
