"""Attributes and items: `x.name`, `x[i]`, `x[a:b]`, read, stored and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.nodes import Expression, Target, evaluate_pair
from toylang.heap.header import HeapObject
from toylang.objects.attributes import delete_attribute, get_attribute, set_attribute
from toylang.objects.lists import List
from toylang.objects.numbers import Int
from toylang.objects.protocol import delete_item, get_item, none, set_item
from toylang.objects.slices import make_slice
from toylang.objects.tuples import Tuple

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class AttributeAccess(Expression):
    """`value.name`."""

    def __init__(self, position: i64, value: Expression, name: str) -> None:
        super().__init__(position)
        self.value: Expression = value
        self.name: str = name

    def evaluate(self, frame: Frame) -> HeapObject:
        value = self.value.evaluate(frame)
        frame.position = self.position
        try:
            return get_attribute(frame.interpreter, value, self.name)
        finally:
            frame.heap.release(value)


class AttributeTarget(Target):
    """`value.name = …`, `del value.name`."""

    def __init__(self, position: i64, value: Expression, name: str) -> None:
        super().__init__(position)
        self.value: Expression = value
        self.name: str = name

    def store(self, frame: Frame, value: HeapObject) -> None:
        try:
            owner = self.value.evaluate(frame)
        except BaseException:
            frame.heap.release(value)
            raise
        frame.position = self.position
        try:
            set_attribute(frame.interpreter, owner, self.name, value)
        finally:
            frame.heap.release(value)
            frame.heap.release(owner)

    def delete(self, frame: Frame) -> None:
        owner = self.value.evaluate(frame)
        frame.position = self.position
        try:
            delete_attribute(frame.interpreter, owner, self.name)
        finally:
            frame.heap.release(owner)


class Item(Expression):
    """`container[key]`."""

    def __init__(self, position: i64, container: Expression, key: Expression) -> None:
        super().__init__(position)
        self.container: Expression = container
        self.key: Expression = key

    def evaluate(self, frame: Frame) -> HeapObject:
        container, key = evaluate_pair(frame, self.container, self.key)
        result = quick_item(container, key)
        if result is not None:
            frame.heap.release(key)
            frame.heap.release(container)
            return result
        frame.position = self.position
        try:
            return get_item(frame.interpreter, container, key)
        finally:
            frame.heap.release(key)
            frame.heap.release(container)


def quick_item(container: HeapObject, key: HeapObject) -> HeapObject | None:
    """A list's or tuple's item at an index in range (a new reference), None for all else."""
    if not isinstance(key, Int):
        return None
    if isinstance(container, (List, Tuple)) and container.extension is None:
        items = container.items
    else:
        return None
    index = key.value
    if index < 0:
        index += len(items)
    if 0 <= index < len(items):
        result = items[index]
        result.refcount += 1
        return result
    return None


class ItemTarget(Target):
    """`container[key] = …`, `del container[key]`."""

    def __init__(self, position: i64, container: Expression, key: Expression) -> None:
        super().__init__(position)
        self.container: Expression = container
        self.key: Expression = key

    def store(self, frame: Frame, value: HeapObject) -> None:
        container: HeapObject | None = None
        try:
            container = self.container.evaluate(frame)
            key = self.key.evaluate(frame)
        except BaseException:
            frame.heap.release(value)
            if container is not None:
                frame.heap.release(container)
            raise
        frame.position = self.position
        try:
            set_item(frame.interpreter, container, key, value)
        finally:
            frame.heap.release(value)
            frame.heap.release(container)
            frame.heap.release(key)

    def delete(self, frame: Frame) -> None:
        container, key = evaluate_pair(frame, self.container, self.key)
        frame.position = self.position
        try:
            delete_item(frame.interpreter, container, key)
        finally:
            frame.heap.release(container)
            frame.heap.release(key)


class SliceExpression(Expression):
    """`a:b:c` between brackets."""

    def __init__(
        self,
        position: i64,
        start: Expression | None,
        stop: Expression | None,
        step: Expression | None,
    ) -> None:
        super().__init__(position)
        self.parts: list[Expression | None] = [start, stop, step]

    def evaluate(self, frame: Frame) -> HeapObject:
        values: list[HeapObject] = []
        try:
            for part in self.parts:
                values.append(none(frame.interpreter) if part is None else part.evaluate(frame))
        except BaseException:
            frame.heap.release_all(values)
            raise
        return make_slice(frame.interpreter, values[0], values[1], values[2])
