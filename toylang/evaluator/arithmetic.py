"""Arithmetic: the operators that make a new value of one or two.

The common operators on ints and floats are done on the spot; everything else goes to the special
methods of the operands' types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.evaluator.names import IntOperand
from toylang.evaluator.nodes import Expression, release_pair, second_operand
from toylang.heap.header import HeapObject
from toylang.objects.numbers import Float, Int, make_float, make_int
from toylang.objects.operators import binary, in_place, unary
from toylang.objects.text import Str, make_str

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame
    from toylang.objects.runtime import Runtime


QUICK_FACTOR: Final = 1 << 30
"""Factors below it make a product that needs no check of its size."""

LONGEST_QUICK_TEXT: Final = 1 << 16
"""Characters of a sum of two texts for which there is room in any heap."""

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
            one, other = left.value, right.value
            if one and other and len(one) + len(other) <= LONGEST_QUICK_TEXT:
                result = make_str(frame.interpreter, one + other)
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
        if right == 0 or not -QUICK_FACTOR < right < QUICK_FACTOR:
            return None
        return make_int(runtime, left // right)


class Modulo(QuickOperation):
    """`left % right`."""

    def of_ints(self, runtime: Runtime, left: int, right: int) -> HeapObject | None:
        if right == 0 or not -QUICK_FACTOR < right < QUICK_FACTOR:
            return None
        return make_int(runtime, left % right)


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
