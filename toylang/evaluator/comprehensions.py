"""The ends of set and dict comprehensions, and handing a comprehension's result out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.nodes import NEXT, RETURN, Expression, Statement
from toylang.objects.dicts import Dict
from toylang.objects.set_object import Set

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class AddToResult(Statement):
    """`{value for …}`: put the value into the set in a slot."""

    def __init__(self, position: i64, slot: i64, value: Expression) -> None:
        super().__init__(position)
        self.slot: i64 = slot
        self.value: Expression = value

    def execute(self, frame: Frame) -> i64:
        value = self.value.evaluate(frame)
        result = frame.slots[self.slot].value
        assert isinstance(result, Set)
        frame.position = self.position
        result.add(value)
        return NEXT


class SetInResult(Statement):
    """`{key: value for …}`: put the pair into the dict in a slot."""

    def __init__(self, position: i64, slot: i64, key: Expression, value: Expression) -> None:
        super().__init__(position)
        self.slot: i64 = slot
        self.key: Expression = key
        self.value: Expression = value

    def execute(self, frame: Frame) -> i64:
        key = self.key.evaluate(frame)
        try:
            value = self.value.evaluate(frame)
        except BaseException:
            frame.heap.release(key)
            raise
        result = frame.slots[self.slot].value
        assert isinstance(result, Dict)
        frame.position = self.position
        result.set(key, value)
        return NEXT


class StartResult(Statement):
    """Put a fresh, empty container into a slot."""

    def __init__(self, position: i64, slot: i64, display: Expression) -> None:
        super().__init__(position)
        self.slot: i64 = slot
        self.display: Expression = display

    def execute(self, frame: Frame) -> i64:
        frame.slots[self.slot].value = self.display.evaluate(frame)
        return NEXT


class ReturnResult(Statement):
    """Return what is in a slot, moving it out."""

    def __init__(self, position: i64, slot: i64) -> None:
        super().__init__(position)
        self.slot: i64 = slot

    def execute(self, frame: Frame) -> i64:
        frame.result = frame.slots[self.slot].value
        frame.slots[self.slot].value = None
        return RETURN
