"""Logic: not, and, or, and the conditional expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.nodes import (
    FALSE,
    TRUE,
    UNKNOWN,
    Expression,
    truth_of,
)
from toylang.heap.header import HeapObject
from toylang.objects.numbers import make_bool

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class Not(Expression):
    """`not x`."""

    def __init__(self, position: i64, operand: Expression) -> None:
        super().__init__(position)
        self.operand: Expression = operand

    def evaluate(self, frame: Frame) -> HeapObject:
        value = self.operand.evaluate(frame)
        is_true = truth_of(frame, self.position, value)
        frame.heap.release(value)
        return make_bool(frame.interpreter, not is_true)

    def test(self, frame: Frame) -> bool:
        return not self.operand.test(frame)


class And(Expression):
    """`a and b and …`: the first operand that is false, else the last."""

    def __init__(self, position: i64, operands: list[Expression]) -> None:
        super().__init__(position)
        self.operands: list[Expression] = operands[:-1]
        self.last: Expression = operands[-1]

    def evaluate(self, frame: Frame) -> HeapObject:
        return self.decide(frame)[0]

    def decide(self, frame: Frame) -> tuple[HeapObject, i64]:
        for operand in self.operands:
            value, known = operand.decide(frame)
            if known == UNKNOWN:
                known = int(truth_of(frame, self.position, value))
            if known == FALSE:
                return value, FALSE
            frame.heap.release(value)
        return self.last.decide(frame)

    def test(self, frame: Frame) -> bool:
        for operand in self.operands:
            if not operand.test(frame):
                return False
        return self.last.test(frame)


class Or(Expression):
    """`a or b or …`: the first operand that is true, else the last."""

    def __init__(self, position: i64, operands: list[Expression]) -> None:
        super().__init__(position)
        self.operands: list[Expression] = operands[:-1]
        self.last: Expression = operands[-1]

    def evaluate(self, frame: Frame) -> HeapObject:
        return self.decide(frame)[0]

    def decide(self, frame: Frame) -> tuple[HeapObject, i64]:
        for operand in self.operands:
            value, known = operand.decide(frame)
            if known == UNKNOWN:
                known = int(truth_of(frame, self.position, value))
            if known == TRUE:
                return value, TRUE
            frame.heap.release(value)
        return self.last.decide(frame)

    def test(self, frame: Frame) -> bool:
        for operand in self.operands:
            if operand.test(frame):
                return True
        return self.last.test(frame)


class Conditional(Expression):
    """`a if condition else b`."""

    def __init__(
        self, position: i64, condition: Expression, then: Expression, otherwise: Expression
    ) -> None:
        super().__init__(position)
        self.condition: Expression = condition
        self.then: Expression = then
        self.otherwise: Expression = otherwise

    def evaluate(self, frame: Frame) -> HeapObject:
        if self.condition.test(frame):
            return self.then.evaluate(frame)
        return self.otherwise.evaluate(frame)

    def test(self, frame: Frame) -> bool:
        if self.condition.test(frame):
            return self.then.test(frame)
        return self.otherwise.test(frame)
