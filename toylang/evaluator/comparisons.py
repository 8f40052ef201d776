"""Comparisons: `<` and its kin, `is`, `in`, and chains of them.

Two ints or two floats are compared on the spot, all else as the types of the operands define it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.names import Constant, IntOperand
from toylang.evaluator.nodes import (
    FALSE,
    TRUE,
    UNKNOWN,
    Expression,
    evaluate_pair,
    release_pair,
    second_operand,
    truth_of,
)
from toylang.heap.header import HeapObject
from toylang.objects.comparison import compare
from toylang.objects.numbers import Float, Int, make_bool
from toylang.objects.protocol import contains, truth

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


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

    def __init__(self, position: i64, operator: str, left: Expression, right: Expression) -> None:
        super().__init__(position, operator, left, right)
        self.constant: HeapObject | None = right.value if isinstance(right, Constant) else None
        """The right operand, if it stands in the text: `is None`."""

        self.negated: bool = operator == "is not"

    def evaluate(self, frame: Frame) -> HeapObject:
        return make_bool(frame.interpreter, self.test(frame))

    def test(self, frame: Frame) -> bool:
        constant = self.constant
        if constant is not None:
            left = self.left.evaluate(frame)
            same = left is constant
            frame.heap.release(left)
        else:
            left, right = evaluate_pair(frame, self.left, self.right)
            same = left is right
            release_pair(frame, left, right)
        return same != self.negated


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
