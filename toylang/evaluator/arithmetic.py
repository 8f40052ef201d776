"""Operators: arithmetic, comparison, logic.

The common operators on ints and floats are done on the spot; everything else goes to the special
methods of the operands' types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.evaluator.names import IntOperand
from toylang.evaluator.nodes import (
    FALSE,
    TRUE,
    UNKNOWN,
    Expression,
    evaluate_pair,
    release_pair,
    second_operand,
)
from toylang.heap.header import HeapObject
from toylang.objects.comparison import compare
from toylang.objects.numbers import Float, Int, make_bool, make_float, make_int
from toylang.objects.operators import binary, in_place, unary
from toylang.objects.protocol import contains, truth
from toylang.objects.text import Str, make_str

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame
    from toylang.objects.runtime import Runtime


QUICK_FACTOR: Final = 1 << 30
"""Factors below it make a product that needs no check of its size."""

EXACT: Final = 1 << 53
"""Ints below it are floats without a loss."""


class BinaryOperation(Expression):
    """`left operator right`, or the value that `left operator= right` stores."""

    def __init__(
        self,
        position: i64,
        operator: str,
        left: Expression,
        right: Expression,
        in_place: bool = False,
    ) -> None:
        super().__init__(position)
        self.operator: str = operator
        self.left: Expression = left
        self.right: Expression = right
        self.in_place: bool = in_place
        """Whether the left operand may change itself."""

    def evaluate(self, frame: Frame) -> HeapObject:
        return self.with_left(frame, self.left.evaluate(frame))

    def with_left(self, frame: Frame, left: HeapObject) -> HeapObject:
        """The result for a left operand, owned, that is there already; it is released."""
        return self.combine(frame, left, second_operand(frame, left, self.right))

    def combine(self, frame: Frame, left: HeapObject, right: HeapObject) -> HeapObject:
        """The result for two owned operands, which are released."""
        return self.by_type(frame, left, right)

    def by_type(self, frame: Frame, left: HeapObject, right: HeapObject) -> HeapObject:
        """The result as the operands' types define it."""
        frame.position = self.position
        try:
            if self.in_place:
                return in_place(frame.interpreter, self.operator, left, right)
            return binary(frame.interpreter, self.operator, left, right)
        finally:
            release_pair(frame, left, right)


class QuickOperation(BinaryOperation):
    """An operation that is done on the spot for two ints or two floats."""

    def __init__(
        self,
        position: i64,
        operator: str,
        left: Expression,
        right: Expression,
        in_place: bool = False,
    ) -> None:
        super().__init__(position, operator, left, right, in_place)
        self.left_int: IntOperand = IntOperand(left)
        self.right_int: IntOperand = IntOperand(right)
        self.both_possible: bool = self.left_int.possible and self.right_int.possible

    def evaluate(self, frame: Frame) -> HeapObject:
        result = self.at_hand(frame)
        if result is not None:
            return result
        return self.with_left(frame, self.left.evaluate(frame))

    def with_left(self, frame: Frame, left: HeapObject) -> HeapObject:
        if isinstance(left, Int):
            right_int = self.right_int.at_hand(frame)
            if right_int is not None:
                result = self.of_ints(frame.interpreter, left.value, right_int.value)
                if result is not None:
                    frame.heap.release(left)
                    return result
        return self.combine(frame, left, second_operand(frame, left, self.right))

    def at_hand(self, frame: Frame) -> HeapObject | None:
        """The result, if both operands are ints that need not be evaluated."""
        if not self.both_possible:
            return None
        left = self.left_int.at_hand(frame)
        if left is None:
            return None
        right = self.right_int.at_hand(frame)
        if right is None:
            return None
        return self.of_ints(frame.interpreter, left.value, right.value)

    def combine(self, frame: Frame, left: HeapObject, right: HeapObject) -> HeapObject:
        result: HeapObject | None = None
        if isinstance(left, Int) and isinstance(right, Int):
            result = self.of_ints(frame.interpreter, left.value, right.value)
        elif isinstance(left, Float) and isinstance(right, Float):
            result = self.of_floats(frame.interpreter, left.value, right.value)
        if result is None:
            return self.by_type(frame, left, right)
        release_pair(frame, left, right)
        return result

    def of_ints(self, runtime: Runtime, left: int, right: int) -> HeapObject | None:
        """The result for two ints; None if the int type should rather say, for it may refuse."""
        return None

    def of_floats(self, runtime: Runtime, left: float, right: float) -> HeapObject | None:
        """The result for two floats; None likewise."""
        return None


class Add(QuickOperation):
    """`left + right`."""

    def of_ints(self, runtime: Runtime, left: int, right: int) -> HeapObject | None:
        return make_int(runtime, left + right)

    def of_floats(self, runtime: Runtime, left: float, right: float) -> HeapObject | None:
        return make_float(runtime, left + right)

    def by_type(self, frame: Frame, left: HeapObject, right: HeapObject) -> HeapObject:
        if isinstance(left, Str) and isinstance(right, Str):
            result = make_str(frame.interpreter, left.value + right.value)
            release_pair(frame, left, right)
            return result
        return super().by_type(frame, left, right)


class Subtract(QuickOperation):
    """`left - right`."""

    def of_ints(self, runtime: Runtime, left: int, right: int) -> HeapObject | None:
        return make_int(runtime, left - right)

    def of_floats(self, runtime: Runtime, left: float, right: float) -> HeapObject | None:
        return make_float(runtime, left - right)


class Multiply(QuickOperation):
    """`left * right`."""

    def of_ints(self, runtime: Runtime, left: int, right: int) -> HeapObject | None:
        if not (-QUICK_FACTOR < left < QUICK_FACTOR and -QUICK_FACTOR < right < QUICK_FACTOR):
            return None
        return make_int(runtime, left * right)

    def of_floats(self, runtime: Runtime, left: float, right: float) -> HeapObject | None:
        return make_float(runtime, left * right)


class FloorDivide(QuickOperation):
    """`left // right`."""

    def of_ints(self, runtime: Runtime, left: int, right: int) -> HeapObject | None:
        return None if right == 0 else make_int(runtime, left // right)


class Modulo(QuickOperation):
    """`left % right`."""

    def of_ints(self, runtime: Runtime, left: int, right: int) -> HeapObject | None:
        return None if right == 0 else make_int(runtime, left % right)


class Divide(QuickOperation):
    """`left / right`."""

    def of_ints(self, runtime: Runtime, left: int, right: int) -> HeapObject | None:
        # Larger ints would be rounded twice: before they are divided and after.
        if right == 0 or not (-EXACT < left < EXACT and -EXACT < right < EXACT):
            return None
        return make_float(runtime, left / right)

    def of_floats(self, runtime: Runtime, left: float, right: float) -> HeapObject | None:
        return None if right == 0.0 else make_float(runtime, left / right)


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


class Ordering(Comparison):
    """A comparison that is quick for ints and floats: `<`, `<=`, `==`, `!=`, `>`, `>=`."""

    def __init__(self, position: i64, operator: str, left: Expression, right: Expression) -> None:
        super().__init__(position, operator, left, right)
        self.left_int: IntOperand = IntOperand(left)
        self.right_int: IntOperand = IntOperand(right)
        self.both_possible: bool = self.left_int.possible and self.right_int.possible

    def evaluate(self, frame: Frame) -> HeapObject:
        left, right = evaluate_pair(frame, self.left, self.right)
        known = self.decide_quickly(left, right)
        if known == UNKNOWN:
            result = self._by_type(frame, left, right)
        else:
            result = make_bool(frame.interpreter, known == TRUE)
        release_pair(frame, left, right)
        return result

    def test(self, frame: Frame) -> bool:
        left_int = self.left_int.at_hand(frame) if self.both_possible else None
        if left_int is not None:
            right_int = self.right_int.at_hand(frame)
            if right_int is not None:
                return self.of_ints(left_int.value, right_int.value)
        left = self.left.evaluate(frame)
        if isinstance(left, Int):
            right_int = self.right_int.at_hand(frame)
            if right_int is not None:
                result = self.of_ints(left.value, right_int.value)
                frame.heap.release(left)
                return result
        return self._test_pair(frame, left, second_operand(frame, left, self.right))

    def _test_pair(self, frame: Frame, left: HeapObject, right: HeapObject) -> bool:
        """Whether the comparison is true of two owned operands, which are released."""
        known = self.decide_quickly(left, right)
        if known != UNKNOWN:
            release_pair(frame, left, right)
            return known == TRUE
        result = self._by_type(frame, left, right)
        release_pair(frame, left, right)
        try:
            return truth(frame.interpreter, result)
        finally:
            frame.heap.release(result)

    def decide_quickly(self, left: HeapObject, right: HeapObject) -> i64:
        """TRUE or FALSE for two ints or two floats, UNKNOWN for all else."""
        if isinstance(left, Int) and isinstance(right, Int):
            return TRUE if self.of_ints(left.value, right.value) else FALSE
        if isinstance(left, Float) and isinstance(right, Float):
            return TRUE if self.of_floats(left.value, right.value) else FALSE
        return UNKNOWN

    def _by_type(self, frame: Frame, left: HeapObject, right: HeapObject) -> HeapObject:
        """What the operands' types say; releases them if that raises."""
        frame.position = self.position
        try:
            return compare(frame.interpreter, self.operator, left, right)
        except BaseException:
            release_pair(frame, left, right)
            raise

    def of_ints(self, left: int, right: int) -> bool:
        """Whether the comparison is true of two ints."""
        raise NotImplementedError

    def of_floats(self, left: float, right: float) -> bool:
        """Whether the comparison is true of two floats."""
        raise NotImplementedError


class Less(Ordering):
    """`left < right`."""

    def of_ints(self, left: int, right: int) -> bool:
        return left < right

    def of_floats(self, left: float, right: float) -> bool:
        return left < right


class LessOrEqual(Ordering):
    """`left <= right`."""

    def of_ints(self, left: int, right: int) -> bool:
        return left <= right

    def of_floats(self, left: float, right: float) -> bool:
        return left <= right


class Greater(Ordering):
    """`left > right`."""

    def of_ints(self, left: int, right: int) -> bool:
        return left > right

    def of_floats(self, left: float, right: float) -> bool:
        return left > right


class GreaterOrEqual(Ordering):
    """`left >= right`."""

    def of_ints(self, left: int, right: int) -> bool:
        return left >= right

    def of_floats(self, left: float, right: float) -> bool:
        return left >= right


class Equal(Ordering):
    """`left == right`."""

    def of_ints(self, left: int, right: int) -> bool:
        return left == right

    def of_floats(self, left: float, right: float) -> bool:
        return left == right


class Unequal(Ordering):
    """`left != right`."""

    def of_ints(self, left: int, right: int) -> bool:
        return left != right

    def of_floats(self, left: float, right: float) -> bool:
        return left != right


class Identity(Comparison):
    """`left is right`, `left is not right`."""

    def evaluate(self, frame: Frame) -> HeapObject:
        return make_bool(frame.interpreter, self.test(frame))

    def test(self, frame: Frame) -> bool:
        left, right = evaluate_pair(frame, self.left, self.right)
        same = left is right
        release_pair(frame, left, right)
        return same == (self.operator == "is")


class Membership(Comparison):
    """`left in right`, `left not in right`."""

    def evaluate(self, frame: Frame) -> HeapObject:
        return make_bool(frame.interpreter, self.test(frame))

    def test(self, frame: Frame) -> bool:
        left, right = evaluate_pair(frame, self.left, self.right)
        frame.position = self.position
        try:
            found = contains(frame.interpreter, right, left)
        finally:
            release_pair(frame, left, right)
        return found == (self.operator == "in")


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
