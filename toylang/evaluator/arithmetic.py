"""Operators: arithmetic, comparison, logic.

The common operators on ints and floats are done on the spot; everything else goes to the special
methods of the operands' types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.nodes import FALSE, TRUE, UNKNOWN, Expression, evaluate_pair
from toylang.heap.header import HeapObject
from toylang.objects.comparison import compare
from toylang.objects.numbers import Float, Int, make_bool, make_float, make_int
from toylang.objects.operators import binary, in_place, unary
from toylang.objects.protocol import contains, truth

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class BinaryOperation(Expression):
    """`left operator right`."""

    def __init__(self, position: i64, operator: str, left: Expression, right: Expression) -> None:
        super().__init__(position)
        self.operator: str = operator
        self.left: Expression = left
        self.right: Expression = right

    def evaluate(self, frame: Frame) -> HeapObject:
        left, right = evaluate_pair(frame, self.left, self.right)
        return self.combine(frame, left, right)

    def combine(self, frame: Frame, left: HeapObject, right: HeapObject) -> HeapObject:
        """The result for two owned operands, which are released."""
        return self.by_type(frame, left, right)

    def by_type(self, frame: Frame, left: HeapObject, right: HeapObject) -> HeapObject:
        """The result as the operands' types define it."""
        frame.position = self.position
        try:
            return binary(frame.interpreter, self.operator, left, right)
        finally:
            frame.heap.release(right)
            frame.heap.release(left)


class Add(BinaryOperation):
    """`left + right`."""

    def combine(self, frame: Frame, left: HeapObject, right: HeapObject) -> HeapObject:
        if isinstance(left, Int) and isinstance(right, Int):
            result: HeapObject = make_int(frame.interpreter, left.value + right.value)
        elif isinstance(left, Float) and isinstance(right, Float):
            result = make_float(frame.interpreter, left.value + right.value)
        else:
            return self.by_type(frame, left, right)
        frame.heap.release(right)
        frame.heap.release(left)
        return result


class Subtract(BinaryOperation):
    """`left - right`."""

    def combine(self, frame: Frame, left: HeapObject, right: HeapObject) -> HeapObject:
        if isinstance(left, Int) and isinstance(right, Int):
            result: HeapObject = make_int(frame.interpreter, left.value - right.value)
        elif isinstance(left, Float) and isinstance(right, Float):
            result = make_float(frame.interpreter, left.value - right.value)
        else:
            return self.by_type(frame, left, right)
        frame.heap.release(right)
        frame.heap.release(left)
        return result


class Multiply(BinaryOperation):
    """`left * right`."""

    def combine(self, frame: Frame, left: HeapObject, right: HeapObject) -> HeapObject:
        if isinstance(left, Int) and isinstance(right, Int):
            result: HeapObject = make_int(frame.interpreter, left.value * right.value)
        elif isinstance(left, Float) and isinstance(right, Float):
            result = make_float(frame.interpreter, left.value * right.value)
        else:
            return self.by_type(frame, left, right)
        frame.heap.release(right)
        frame.heap.release(left)
        return result


class InPlaceOperation(BinaryOperation):
    """The value `target operator= right` stores."""

    def by_type(self, frame: Frame, left: HeapObject, right: HeapObject) -> HeapObject:
        frame.position = self.position
        try:
            return in_place(frame.interpreter, self.operator, left, right)
        finally:
            frame.heap.release(right)
            frame.heap.release(left)

    def combine(self, frame: Frame, left: HeapObject, right: HeapObject) -> HeapObject:
        if isinstance(left, Int) and isinstance(right, Int) and self.operator == "+":
            result = make_int(frame.interpreter, left.value + right.value)
            frame.heap.release(right)
            frame.heap.release(left)
            return result
        return self.by_type(frame, left, right)


class UnaryOperation(Expression):
    """`-x`, `+x`, `~x`."""

    def __init__(self, position: i64, operator: str, operand: Expression) -> None:
        super().__init__(position)
        self.operator: str = operator
        self.operand: Expression = operand

    def evaluate(self, frame: Frame) -> HeapObject:
        operand = self.operand.evaluate(frame)
        frame.position = self.position
        try:
            return unary(frame.interpreter, self.operator, operand)
        finally:
            frame.heap.release(operand)


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


# -- comparison ----------------------------------------------------------------


class Comparison(Expression):
    """`left operator right` for one comparison operator."""

    def __init__(self, position: i64, operator: str, left: Expression, right: Expression) -> None:
        super().__init__(position)
        self.operator: str = operator
        self.left: Expression = left
        self.right: Expression = right

    def evaluate(self, frame: Frame) -> HeapObject:
        left, right = evaluate_pair(frame, self.left, self.right)
        frame.position = self.position
        try:
            return compare_operands(frame, self.operator, left, right)
        finally:
            frame.heap.release(right)
            frame.heap.release(left)


class IntComparison(Comparison):
    """A comparison that is quick for ints: `<`, `<=`, `==`, `!=`, `>`, `>=`."""

    def evaluate(self, frame: Frame) -> HeapObject:
        left, right = evaluate_pair(frame, self.left, self.right)
        if isinstance(left, Int) and isinstance(right, Int):
            result: HeapObject = make_bool(frame.interpreter, self.holds(left.value, right.value))
        else:
            frame.position = self.position
            try:
                result = compare(frame.interpreter, self.operator, left, right)
            except BaseException:
                frame.heap.release(right)
                frame.heap.release(left)
                raise
        frame.heap.release(right)
        frame.heap.release(left)
        return result

    def test(self, frame: Frame) -> bool:
        left, right = evaluate_pair(frame, self.left, self.right)
        if isinstance(left, Int) and isinstance(right, Int):
            answer = self.holds(left.value, right.value)
            frame.heap.release(right)
            frame.heap.release(left)
            return answer
        frame.position = self.position
        try:
            result = compare(frame.interpreter, self.operator, left, right)
        finally:
            frame.heap.release(right)
            frame.heap.release(left)
        try:
            return truth(frame.interpreter, result)
        finally:
            frame.heap.release(result)

    def holds(self, left: int, right: int) -> bool:
        """Whether the comparison is true of two ints."""
        raise NotImplementedError


class Less(IntComparison):
    """`left < right`."""

    def holds(self, left: int, right: int) -> bool:
        return left < right


class LessOrEqual(IntComparison):
    """`left <= right`."""

    def holds(self, left: int, right: int) -> bool:
        return left <= right


class Greater(IntComparison):
    """`left > right`."""

    def holds(self, left: int, right: int) -> bool:
        return left > right


class GreaterOrEqual(IntComparison):
    """`left >= right`."""

    def holds(self, left: int, right: int) -> bool:
        return left >= right


class Equal(IntComparison):
    """`left == right`."""

    def holds(self, left: int, right: int) -> bool:
        return left == right


class Unequal(IntComparison):
    """`left != right`."""

    def holds(self, left: int, right: int) -> bool:
        return left != right


def compare_operands(
    frame: Frame, operator: str, left: HeapObject, right: HeapObject
) -> HeapObject:
    """One comparison of borrowed operands, identity and membership included."""
    interpreter = frame.interpreter
    if operator == "is":
        return make_bool(interpreter, left is right)
    if operator == "is not":
        return make_bool(interpreter, left is not right)
    if operator == "in":
        return make_bool(interpreter, contains(interpreter, right, left))
    if operator == "not in":
        return make_bool(interpreter, not contains(interpreter, right, left))
    return compare(interpreter, operator, left, right)


class ComparisonChain(Expression):
    """`a < b <= c`: each operand evaluated once, and only as far as needed."""

    def __init__(
        self, position: i64, first: Expression, operators: list[str], others: list[Expression]
    ) -> None:
        super().__init__(position)
        self.first: Expression = first
        self.operators: list[str] = operators
        self.others: list[Expression] = others

    def evaluate(self, frame: Frame) -> HeapObject:
        return self._compare(frame)[0]

    def test(self, frame: Frame) -> bool:
        result, is_false = self._compare(frame)
        try:
            frame.position = self.position
            return not is_false and truth(frame.interpreter, result)
        finally:
            frame.heap.release(result)

    def _compare(self, frame: Frame) -> tuple[HeapObject, bool]:
        """The last result needed, owned, and whether it has turned out to be false."""
        left = self.first.evaluate(frame)
        last = len(self.others) - 1
        is_false = False
        for index, other in enumerate(self.others):
            try:
                right = other.evaluate(frame)
            except BaseException:
                frame.heap.release(left)
                raise
            frame.position = self.position
            try:
                result = compare_operands(frame, self.operators[index], left, right)
                is_false = index < last and not truth_of(frame, self.position, result)
            except BaseException:
                frame.heap.release(right)
                frame.heap.release(left)
                raise
            frame.heap.release(left)
            left = right
            if is_false or index == last:
                break
            frame.heap.release(result)
        frame.heap.release(left)
        return result, is_false


# -- logic ---------------------------------------------------------------------


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


def truth_of(frame: Frame, position: i64, value: HeapObject) -> bool:
    """The truth of an owned value, which is released only if asking raises."""
    frame.position = position
    try:
        return truth(frame.interpreter, value)
    except BaseException:
        frame.heap.release(value)
        raise


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
