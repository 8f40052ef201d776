"""Attributes and items: `x.name`, `x[i]`, `x[a:b]`, read, stored and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.caches import SlotCache
from toylang.evaluator.nodes import Expression, Target, evaluate_pair, release_pair
from toylang.heap.header import HeapObject
from toylang.objects.attributes import delete_attribute
from toylang.objects.dicts import Dict
from toylang.objects.lists import List
from toylang.objects.numbers import Int
from toylang.objects.protocol import delete_item, get_item, none, set_item
from toylang.objects.slices import make_slice
from toylang.objects.text import Str
from toylang.objects.tuples import Tuple

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame
    from toylang.objects.runtime import Runtime


class AttributeAccess(Expression):
    """`value.name`."""

    def __init__(self, position: i64, value: Expression, name: str) -> None:
        super().__init__(position)
        self.value: Expression = value
        self.cache: SlotCache = SlotCache(name)

    def evaluate(self, frame: Frame) -> HeapObject:
        value = self.value.evaluate(frame)
        frame.position = self.position
        try:
            return self.cache.read(frame.interpreter, value)
        finally:
            frame.heap.release(value)


class AttributeTarget(Target):
    """`value.name = …`, `del value.name`."""

    def __init__(self, position: i64, value: Expression, name: str) -> None:
        super().__init__(position)
        self.value: Expression = value
        self.name: str = name
        self.cache: SlotCache = SlotCache(name, for_storing=True)

    def store(self, frame: Frame, value: HeapObject) -> None:
        try:
            owner = self.value.evaluate(frame)
        except BaseException:
            frame.heap.release(value)
            raise
        frame.position = self.position
        try:
            self.cache.write(frame.interpreter, owner, value)
        finally:
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
        frame.position = self.position
        try:
            return item_of(frame.interpreter, container, key)
        finally:
            release_pair(frame, container, key)


def item_of(runtime: Runtime, container: HeapObject, key: HeapObject) -> HeapObject:
    """`container[key]`, a new reference; quick for lists, tuples and dicts proper."""
    if isinstance(container, (List, Tuple)):
        if isinstance(key, Int) and container.extension is None:
            index = index_within(len(container.items), key)
            if index >= 0:
                found = container.items[index]
                found.refcount += 1
                return found
    elif isinstance(key, (Str, Int)):
        mapping = plain_dict(runtime, container)
        entry = None if mapping is None else mapping.find(key)
        value = None if entry is None else entry.value
        if value is not None:
            value.refcount += 1
            return value
    return get_item(runtime, container, key)


def plain_dict(runtime: Runtime, value: HeapObject) -> Dict | None:
    """The value as a dict proper; None if it is of a class derived from it, or no dict at all."""
    if value.kind is runtime.types.dict and isinstance(value, Dict):
        return value
    return None


def index_within(length: i64, key: Int) -> i64:
    """The position an index means in a sequence of that length; -1 if there is none."""
    index, size = key.value, int(length)  # an index may be larger than any i64
    if index < 0:
        index += size
    return index if 0 <= index < size else -1


def store_item(runtime: Runtime, container: HeapObject, key: HeapObject, value: HeapObject) -> None:
    """`container[key] = value`; `value` is taken over, also when this raises. Quick likewise."""
    if isinstance(container, List):
        if isinstance(key, Int) and container.extension is None:
            index = index_within(len(container.items), key)
            if index >= 0:
                old = container.items[index]
                container.items[index] = value
                runtime.heap.release(old)
                return
    elif isinstance(key, (Str, Int)):
        mapping = plain_dict(runtime, container)
        if mapping is not None:
            key.refcount += 1
            mapping.set(key, value)
            return
    try:
        set_item(runtime, container, key, value)
    finally:
        runtime.heap.release(value)


class ItemTarget(Target):
    """`container[key] = …`, `del container[key]`."""

    def __init__(self, position: i64, container: Expression, key: Expression) -> None:
        super().__init__(position)
        self.container: Expression = container
        self.key: Expression = key

    def store(self, frame: Frame, value: HeapObject) -> None:
        try:
            container, key = evaluate_pair(frame, self.container, self.key)
        except BaseException:
            frame.heap.release(value)
            raise
        frame.position = self.position
        try:
            store_item(frame.interpreter, container, key, value)
        finally:
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
