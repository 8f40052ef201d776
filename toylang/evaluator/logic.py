"""Logic: not, and, or, and the conditional expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.nodes import TRUE, UNKNOWN, Expression, truth_of
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


class Junction(Expression):
    """`a and b and …`, `a or b or …`: the first operand whose truth decides, else the last."""

    def __init__(self, position: i64, operands: list[Expression], decisive: i64) -> None:
        super().__init__(position)
        self.operands: list[Expression] = operands[:-1]
        self.last: Expression = operands[-1]
        self.decisive: i64 = decisive
        """FALSE for `and`, TRUE for `or`."""

    def evaluate(self, frame: Frame) -> HeapObject:
        return self.decide(frame)[0]

    def decide(self, frame: Frame) -> tuple[HeapObject, i64]:
        for operand in self.operands:
            value, known = operand.decide(frame)
            if known == UNKNOWN:
                known = int(truth_of(frame, self.position, value))
            if known == self.decisive:
                return value, known
            frame.heap.release(value)
        return self.last.decide(frame)

    def test(self, frame: Frame) -> bool:
        decisive = self.decisive == TRUE
        for operand in self.operands:
            if operand.test(frame) == decisive:
                return decisive
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
