"""Plain statements: expressions, assignments, deletions, return, and what only marks a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.access import item_of, store_item
from toylang.evaluator.arithmetic import Add, BinaryOperation
from toylang.evaluator.caches import SlotCache
from toylang.evaluator.names import LocalTarget
from toylang.evaluator.nodes import (
    BREAK,
    CONTINUE,
    NEXT,
    RETURN,
    Expression,
    Statement,
    Target,
    evaluate_all,
    evaluate_pair,
    release_pair,
)
from toylang.heap.header import HeapObject
from toylang.objects.errors import type_error, value_error
from toylang.objects.lists import List, make_list
from toylang.objects.protocol import advance, drain, is_iterable, iterate
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class ExpressionStatement(Statement):
    """An expression evaluated for its effect."""

    def __init__(self, position: i64, value: Expression) -> None:
        super().__init__(position)
        self.value: Expression = value

    def execute(self, frame: Frame) -> i64:
        frame.heap.release(self.value.evaluate(frame))
        return NEXT


class ShownExpression(Statement):
    """An expression typed at a prompt: its value is shown, and kept as the frame's result."""

    def __init__(self, position: i64, value: Expression) -> None:
        super().__init__(position)
        self.value: Expression = value

    def execute(self, frame: Frame) -> i64:
        value = self.value.evaluate(frame)
        old, frame.result = frame.result, value
        if old is not None:
            frame.heap.release(old)
        display = frame.interpreter.display
        if display is not None:
            display(value)
        return NEXT


class Assignment(Statement):
    """`target = value`."""

    def __init__(self, position: i64, target: Target, value: Expression) -> None:
        super().__init__(position)
        self.target: Target = target
        self.value: Expression = value

    def execute(self, frame: Frame) -> i64:
        self.target.store(frame, self.value.evaluate(frame))
        return NEXT


class LocalAddition(Statement):
    """`name = name + value`, `name += value` for a local variable.

    A string that nobody but the variable holds grows where it is, so that one put together piece
    by piece is not copied each time (`Python/ceval.c`, unicode_concatenate).
    """

    def __init__(self, position: i64, target: LocalTarget, addition: Add) -> None:
        super().__init__(position)
        self.target: LocalTarget = target
        self.addition: Add = addition

    def execute(self, frame: Frame) -> i64:
        addition = self.addition
        result = addition.at_hand(frame)
        if result is not None:
            self.target.store(frame, result)
            return NEXT
        left, right = evaluate_pair(frame, addition.left, addition.right)
        if isinstance(left, Str) and isinstance(right, Str) and left.refcount == 2:
            self._grow(frame, left, right)
        else:
            self.target.store(frame, addition.combine(frame, left, right))
        return NEXT

    def _grow(self, frame: Frame, left: Str, right: Str) -> None:
        """Store the longer string. The host joins in place what it has no second reference to."""
        text = left.value
        if frame.slots[self.target.slot].value is left:
            left.value = ""
        text += right.value
        result = make_str(frame.interpreter, text)
        release_pair(frame, left, right)
        self.target.store(frame, result)


class ChainedAssignment(Statement):
    """`a = b = value`, from left to right."""

    def __init__(self, position: i64, targets: list[Target], value: Expression) -> None:
        super().__init__(position)
        self.targets: list[Target] = targets
        self.value: Expression = value

    def execute(self, frame: Frame) -> i64:
        value = self.value.evaluate(frame)
        last = len(self.targets) - 1
        for index, target in enumerate(self.targets):
            if index == last:
                target.store(frame, value)
                break
            value.refcount += 1
            try:
                target.store(frame, value)
            except BaseException:
                frame.heap.release(value)
                raise
        return NEXT


class Walrus(Expression):
    """`(target := value)`."""

    def __init__(self, position: i64, target: Target, value: Expression) -> None:
        super().__init__(position)
        self.target: Target = target
        self.value: Expression = value

    def evaluate(self, frame: Frame) -> HeapObject:
        value = self.value.evaluate(frame)
        value.refcount += 1
        try:
            self.target.store(frame, value)
        except BaseException:
            frame.heap.release(value)
            raise
        return value


class Deletion(Statement):
    """`del target`."""

    def __init__(self, position: i64, target: Target) -> None:
        super().__init__(position)
        self.target: Target = target

    def execute(self, frame: Frame) -> i64:
        frame.position = self.target.position
        self.target.delete(frame)
        return NEXT


class Return(Statement):
    """`return value`."""

    def __init__(self, position: i64, value: Expression) -> None:
        super().__init__(position)
        self.value: Expression = value

    def execute(self, frame: Frame) -> i64:
        value = self.value.evaluate(frame)
        old, frame.result = frame.result, value
        if old is not None:
            frame.heap.release(old)
        return RETURN


class Pass(Statement):
    """`pass`, declarations, and whatever else has no effect."""

    def execute(self, frame: Frame) -> i64:
        return NEXT


class Break(Statement):
    """`break`."""

    def execute(self, frame: Frame) -> i64:
        return BREAK


class Continue(Statement):
    """`continue`."""

    def execute(self, frame: Frame) -> i64:
        return CONTINUE


# -- unpacking -----------------------------------------------------------------


class TargetList(Target):
    """`a, b = value`: one target for each item."""

    def __init__(self, position: i64, targets: list[Target]) -> None:
        super().__init__(position)
        self.targets: list[Target] = targets

    def store(self, frame: Frame, value: HeapObject) -> None:
        frame.position = self.position
        try:
            items = self._items(frame, value)
        finally:
            frame.heap.release(value)
        store_all(frame, self.targets, items)

    def _items(self, frame: Frame, value: HeapObject) -> list[HeapObject]:
        """The items of a borrowed value, as many as there are targets."""
        expected = len(self.targets)
        if isinstance(value, (Tuple, List)) and value.extension is None:
            items = value.items.copy()
            for item in items:
                item.refcount += 1
            self._check(frame, items, len(items) > expected)
            return items
        iterator = unpacking_iterator(frame, value)
        try:
            return self._take(frame, iterator, expected)
        finally:
            frame.heap.release(iterator)

    def _take(self, frame: Frame, iterator: HeapObject, expected: int) -> list[HeapObject]:
        items: list[HeapObject] = []
        try:
            while len(items) <= expected:
                item = advance(frame.interpreter, iterator)
                if item is None:
                    break
                items.append(item)
        except BaseException:
            frame.heap.release_all(items)
            raise
        self._check(frame, items, False)
        return items

    def _check(self, frame: Frame, items: list[HeapObject], sized: bool) -> None:
        expected, given = len(self.targets), len(items)
        if given == expected:
            return
        frame.heap.release_all(items)
        if given < expected:
            message = f"not enough values to unpack (expected {expected}, got {given})"
        else:
            message = f"too many values to unpack (expected {expected})"
        raise value_error(frame.interpreter, message)

    def delete(self, frame: Frame) -> None:
        for target in self.targets:
            target.delete(frame)


def unpacking_iterator(frame: Frame, value: HeapObject) -> HeapObject:
    """An iterator over what is to be unpacked; TypeError in the words of unpacking."""
    if not is_iterable(value):
        message = f"cannot unpack non-iterable {type_of(value).name} object"
        raise type_error(frame.interpreter, message)
    return iterate(frame.interpreter, value)


def store_all(frame: Frame, targets: list[Target], items: list[HeapObject]) -> None:
    """Store owned items one by one; the rest is released if one store raises."""
    index = 0
    try:
        for target in targets:
            index += 1
            target.store(frame, items[index - 1])
    except BaseException:
        frame.heap.release_all(items[index:])
        raise


class Exchange(Statement):
    """`a, b = b, a` with up to three values: no tuple is made of them, as in CPython."""

    def __init__(self, position: i64, targets: list[Target], values: list[Expression]) -> None:
        super().__init__(position)
        self.targets: list[Target] = targets
        self.values: list[Expression] = values

    def execute(self, frame: Frame) -> i64:
        store_all(frame, self.targets, evaluate_all(frame, self.values))
        return NEXT


class StarredTargets(Target):
    """`a, *b, c = value`: the star takes what the others leave, as a list."""

    def __init__(
        self, position: i64, before: list[Target], star: Target, after: list[Target]
    ) -> None:
        super().__init__(position)
        self.before: list[Target] = before
        self.star: Target = star
        self.after: list[Target] = after

    def store(self, frame: Frame, value: HeapObject) -> None:
        frame.position = self.position
        try:
            iterator = unpacking_iterator(frame, value)
            try:
                items = drain(frame.interpreter, iterator)
            finally:
                frame.heap.release(iterator)
        finally:
            frame.heap.release(value)
        needed = len(self.before) + len(self.after)
        if len(items) < needed:
            given = len(items)
            frame.heap.release_all(items)
            message = f"not enough values to unpack (expected at least {needed}, got {given})"
            raise value_error(frame.interpreter, message)
        end = len(items) - len(self.after)
        middle = make_list(frame.interpreter, items[len(self.before) : end])
        stored = [*items[: len(self.before)], middle, *items[end:]]
        store_all(frame, [*self.before, self.star, *self.after], stored)

    def delete(self, frame: Frame) -> None:
        raise NotImplementedError


# -- augmented assignment ------------------------------------------------------


class AugmentedAttribute(Statement):
    """`value.name += x`: the value is evaluated once."""

    def __init__(
        self, position: i64, owner: Expression, name: str, operation: BinaryOperation
    ) -> None:
        super().__init__(position)
        self.owner: Expression = owner
        self.operation: BinaryOperation = operation
        self.cache: SlotCache = SlotCache(name, for_storing=True)

    def execute(self, frame: Frame) -> i64:
        owner = self.owner.evaluate(frame)
        try:
            frame.position = self.position
            left = self.cache.read(frame.interpreter, owner)
            result = self.operation.with_left(frame, left)
            frame.position = self.position
            self.cache.write(frame.interpreter, owner, result)
        finally:
            frame.heap.release(owner)
        return NEXT


class AugmentedItem(Statement):
    """`container[key] += x`: container and key are evaluated once."""

    def __init__(
        self, position: i64, container: Expression, key: Expression, operation: BinaryOperation
    ) -> None:
        super().__init__(position)
        self.container: Expression = container
        self.key: Expression = key
        self.operation: BinaryOperation = operation

    def execute(self, frame: Frame) -> i64:
        container, key = evaluate_pair(frame, self.container, self.key)
        interpreter = frame.interpreter
        try:
            frame.position = self.position
            left = item_of(interpreter, container, key)
            result = self.operation.with_left(frame, left)
            frame.position = self.position
            store_item(interpreter, container, key, result)
        finally:
            release_pair(frame, container, key)
        return NEXT
