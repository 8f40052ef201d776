"""A heap with values to fill it, held by hand: no program runs on it."""

from __future__ import annotations

import io
from collections.abc import Callable

from toylang.evaluator.interpreter import Interpreter
from toylang.heap.header import HeapObject
from toylang.heap.heap import Heap, NamedRoots
from toylang.heap.numbering import Numbering
from toylang.heap.snapshot import Snapshot, take_snapshot
from toylang.objects.builtins import Builtin, make_builtin
from toylang.objects.builtins import method as method_spec
from toylang.objects.class_making import make_class
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.instances import Instance, make_instance
from toylang.objects.lists import List, make_list
from toylang.objects.text import make_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import Type
from toylang.objects.weak import Reference, make_reference


class World:
    """A heap, what it takes to make values, and the hand that holds them.

    Makers borrow the values they are given and return an owned reference.
    """

    def __init__(self) -> None:
        self.heap = Heap()
        self.interpreter = Interpreter(self.heap, io.StringIO(), io.StringIO(), io.StringIO(), [])
        self.roots = NamedRoots()
        self.heap.roots.append(self.roots)
        self.collector = self.heap.collector
        self.collector.reset_counts()
        self.numbering = Numbering()

    # -- values ----------------------------------------------------------------

    def new_list(self, *items: HeapObject) -> List:
        return make_list(self.interpreter, retained(items))

    def new_tuple(self, *items: HeapObject) -> Tuple:
        return make_tuple(self.interpreter, retained(items))

    def new_dict(self, **values: HeapObject) -> Dict:
        result = make_dict(self.interpreter)
        for name, value in zip(values, retained(tuple(values.values())), strict=True):
            result.set_text(name, value)
        return result

    def text(self, value: str) -> HeapObject:
        return make_str(self.interpreter, value)

    def function(self, called: Callable[[list[HeapObject]], None]) -> Builtin:
        """A function of the heap that calls one of the test with its borrowed arguments."""

        def implementation(_: object, arguments: list[HeapObject]) -> HeapObject:
            called(arguments)
            self.interpreter.none.refcount += 1
            return self.interpreter.none

        spec = method_spec("function", implementation, 0, 9)
        return make_builtin(self.interpreter, spec, None)

    def hold_class(self, name: str, finalizer: Callable[[Instance], None] | None = None) -> Type:
        """A class (borrowed: the world holds it) whose instances' finalizer is `finalizer`."""
        content = self.new_dict()
        method: Builtin | None = None
        if finalizer is not None:
            method = self.function(lambda given: finalizer(_instance(given[0])))
            content.set_text("__del__", method)
        types = self.interpreter.types
        bases = make_tuple(self.interpreter, [])
        cls = make_class(self.interpreter, types.type, name, bases, content, {})
        self.heap.release(bases)
        if method is not None:
            method.owner = cls
        self.heap.release(content)
        self.hold(f"class {name}", cls)
        return cls

    def instance(self, cls: Type, **attributes: HeapObject) -> Instance:
        result = make_instance(self.interpreter, cls)
        for name, value in zip(attributes, retained(tuple(attributes.values())), strict=True):
            result.set_attribute(name, value)
        return result

    def weak_reference(
        self, referent: HeapObject, callback: Callable[[list[HeapObject]], None] | None = None
    ) -> Reference:
        function = self.interpreter.none if callback is None else self.function(callback)
        result = make_reference(self.interpreter, referent, function)
        if callback is not None:
            self.heap.release(function)
        return result

    def cycle(self, length: int) -> List:
        """A ring of lists; returns the first of them, whose one reference the last one owns."""
        first = ring = self.new_list()
        for _ in range(length - 1):
            following = self.new_list()
            ring.append(following)
            ring = following
        ring.append(first)
        return first

    # -- the hand --------------------------------------------------------------

    def hold(self, name: str, value: HeapObject) -> None:
        """Keep an owned reference under a name."""
        self.roots.held[name] = value

    def drop(self, name: str) -> None:
        """Let go of what is kept under a name."""
        self.heap.release(self.roots.held.pop(name))

    def release(self, *values: HeapObject) -> None:
        for value in values:
            self.heap.release(value)

    def snapshot(self) -> Snapshot:
        return take_snapshot(self.heap, self.numbering)

    def assert_sound(self) -> None:
        violations = self.heap.verify()
        assert not violations, "\n".join(violations)

    def close(self) -> None:
        """Let go of everything; see that the heap was sound and is empty then."""
        self.assert_sound()
        for name in list(self.roots.held):
            self.drop(name)
        self.collector.unfreeze()
        self.collector.collect()
        self.assert_sound()
        self.heap.roots.clear()
        self.interpreter.close()
        assert self.heap.allocator.blocks_in_use == 0
        assert self.heap.allocator.bytes_in_use == 0


def retained(values: tuple[HeapObject, ...]) -> list[HeapObject]:
    for value in values:
        value.refcount += 1
    return list(values)


def _instance(value: HeapObject) -> Instance:
    assert isinstance(value, Instance)
    return value


def is_alive(value: HeapObject) -> bool:
    return value.address != 0
