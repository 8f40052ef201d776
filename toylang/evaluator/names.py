"""Names: constants, locals, cells, globals, and the names of a class body.

A global is found once: the node keeps the dict's entry, which holds each later value too, until
the name is deleted. A name found among the built-ins is kept as long as the globals get no new key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.nodes import Expression, Target
from toylang.heap.header import HeapObject
from toylang.objects.dicts import Dict, Entry
from toylang.objects.errors import Raised
from toylang.objects.exceptions import is_instance_of, name_error
from toylang.objects.functions import Cell
from toylang.objects.numbers import Int
from toylang.objects.protocol import get_item, set_item
from toylang.objects.text import Str

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class Constant(Expression):
    """A value written in the text; the code holds it."""

    def __init__(self, position: i64, value: HeapObject) -> None:
        super().__init__(position)
        self.value: HeapObject = value

    def evaluate(self, frame: Frame) -> HeapObject:
        value = self.value
        value.refcount += 1
        return value


# -- locals --------------------------------------------------------------------


class Local(Expression):
    """A local variable of a function."""

    def __init__(self, position: i64, slot: i64, name: str) -> None:
        super().__init__(position)
        self.slot: i64 = slot
        self.name: str = name

    def evaluate(self, frame: Frame) -> HeapObject:
        value = frame.slots[self.slot].value
        if value is None:
            frame.position = self.position
            raise unbound_local(frame, self.name)
        value.refcount += 1
        return value


def unbound_local(frame: Frame, name: str) -> Raised:
    """UnboundLocalError for a local that has no value (yet, or any more)."""
    message = f"cannot access local variable '{name}' where it is not associated with a value"
    return Raised(name_error(frame.interpreter, "UnboundLocalError", name, message))


class LocalTarget(Target):
    """A local variable, stored or deleted."""

    def __init__(self, position: i64, slot: i64, name: str) -> None:
        super().__init__(position)
        self.slot: i64 = slot
        self.name: str = name

    def store(self, frame: Frame, value: HeapObject) -> None:
        slot = frame.slots[self.slot]
        old = slot.value
        slot.value = value
        if old is not None:
            frame.heap.release(old)

    def delete(self, frame: Frame) -> None:
        old = frame.slots[self.slot].value
        if old is None:
            frame.position = self.position
            raise unbound_local(frame, self.name)
        frame.slots[self.slot].value = None
        frame.heap.release(old)


class IntOperand:
    """An operand that may be had without evaluating it: an int in the text or in a local."""

    def __init__(self, node: Expression) -> None:
        self.constant: Int | None = None
        self.slot: i64 = -1
        if isinstance(node, Constant) and isinstance(node.value, Int):
            self.constant = node.value
        elif isinstance(node, Local):
            self.slot = node.slot
        self.possible: bool = self.slot >= 0 or self.constant is not None

    def at_hand(self, frame: Frame) -> Int | None:
        """The int (borrowed); None if the operand is something else or must be evaluated."""
        if self.slot >= 0:
            value = frame.slots[self.slot].value
            return value if isinstance(value, Int) else None
        return self.constant


# -- cells ---------------------------------------------------------------------


class CellVariable(Expression):
    """A variable shared with an inner or outer function."""

    def __init__(self, position: i64, slot: i64, name: str, free: bool) -> None:
        super().__init__(position)
        self.slot: i64 = slot
        self.name: str = name
        self.free: bool = free
        """Whether it belongs to an outer function."""

    def evaluate(self, frame: Frame) -> HeapObject:
        value = cell_in(frame, self.slot).value
        if value is None:
            frame.position = self.position
            raise self.unbound(frame)
        value.refcount += 1
        return value

    def unbound(self, frame: Frame) -> Raised:
        """The NameError for a cell without value."""
        if not self.free:
            return unbound_local(frame, self.name)
        message = (
            f"cannot access free variable '{self.name}' where it is not associated with a value"
            " in enclosing scope"
        )
        return Raised(name_error(frame.interpreter, "NameError", self.name, message))


def cell_in(frame: Frame, slot: i64) -> Cell:
    """The cell in a slot (borrowed)."""
    cell = frame.slots[slot].value
    assert isinstance(cell, Cell)
    return cell


class CellItself(Expression):
    """The cell in a slot, not its value: what a class body leaves for the class to fill."""

    def __init__(self, position: i64, slot: i64) -> None:
        super().__init__(position)
        self.slot: i64 = slot

    def evaluate(self, frame: Frame) -> HeapObject:
        cell = cell_in(frame, self.slot)
        cell.refcount += 1
        return cell


class CellTarget(Target):
    """A shared variable, stored or deleted."""

    def __init__(self, position: i64, variable: CellVariable) -> None:
        super().__init__(position)
        self.variable: CellVariable = variable

    def store(self, frame: Frame, value: HeapObject) -> None:
        cell = cell_in(frame, self.variable.slot)
        old, cell.value = cell.value, value
        if old is not None:
            frame.heap.release(old)

    def delete(self, frame: Frame) -> None:
        cell = cell_in(frame, self.variable.slot)
        old, cell.value = cell.value, None
        if old is None:
            frame.position = self.position
            raise self.variable.unbound(frame)
        frame.heap.release(old)


# -- globals and built-ins -----------------------------------------------------


class Global(Expression):
    """A name of the module, or a built-in."""

    entry: Entry | None = None
    found_in: Dict | None = None
    built_in: Entry | None = None
    changes: i64 = -1

    def __init__(self, position: i64, name: Str) -> None:
        super().__init__(position)
        self.name: Str = name

    def evaluate(self, frame: Frame) -> HeapObject:
        if self.found_in is frame.globals:
            entry = self.entry
            if entry is not None:
                value = entry.value
                if value is not None:
                    value.refcount += 1
                    return value
            elif self.changes == frame.globals.changes:
                entry = self.built_in
                if entry is not None:
                    value = entry.value
                    if value is not None:
                        value.refcount += 1
                        return value
        return self._find(frame)

    def _find(self, frame: Frame) -> HeapObject:
        names = frame.globals
        self.found_in = names
        self.entry = names.find(self.name)
        found = self.entry
        if found is None:
            found = self.built_in = frame.interpreter.builtin_names.find(self.name)
            self.changes = names.changes
        value = None if found is None else found.value
        if value is None:
            frame.position = self.position
            raise undefined(frame, self.name.value)
        value.refcount += 1
        return value


def undefined(frame: Frame, name: str) -> Raised:
    """NameError for a name nobody defined."""
    message = f"name '{name}' is not defined"
    return Raised(name_error(frame.interpreter, "NameError", name, message))


class GlobalTarget(Target):
    """A name of the module, stored or deleted."""

    entry: Entry | None = None
    found_in: Dict | None = None

    def __init__(self, position: i64, name: Str) -> None:
        super().__init__(position)
        self.name: Str = name

    def store(self, frame: Frame, value: HeapObject) -> None:
        names = frame.globals
        entry = self.entry
        if entry is not None and self.found_in is names and names.tracked:
            old = entry.value
            if old is not None:
                entry.value = value
                frame.heap.release(old)
                return
        self.name.refcount += 1
        names.set(self.name, value)
        self.found_in = names
        self.entry = names.find(self.name)

    def delete(self, frame: Frame) -> None:
        delete_name(frame, self.position, frame.globals, self.name)


def delete_name(frame: Frame, position: i64, names: Dict, name: Str) -> None:
    """Remove a name from a namespace; NameError if it is not there."""
    entry = names.find(name)
    if entry is None:
        frame.position = position
        raise undefined(frame, name.value)
    frame.heap.release(names.remove(entry))


# -- names of a class body -----------------------------------------------------


class NamespaceName(Expression):
    """A name in a class body: the body's own, else the fallback's (a global or a shared one)."""

    def __init__(self, position: i64, name: Str, fallback: Expression) -> None:
        super().__init__(position)
        self.name: Str = name
        self.fallback: Expression = fallback

    def evaluate(self, frame: Frame) -> HeapObject:
        names = frame.names
        if names is not None and names.extension is not None:
            value = self._item(frame, names)
            if value is not None:
                return value
        elif names is not None:
            entry = names.find(self.name)
            if entry is not None and entry.value is not None:
                entry.value.refcount += 1
                return entry.value
        return self.fallback.evaluate(frame)

    def _item(self, frame: Frame, names: Dict) -> HeapObject | None:
        """The name's value in a namespace whose class is derived from dict; None for KeyError."""
        interpreter = frame.interpreter
        try:
            return get_item(interpreter, names, self.name)
        except Raised as raised:
            if not is_instance_of(interpreter, raised.exception, "KeyError"):
                raise
            frame.heap.release(raised.exception)
            return None


class NamespaceTarget(Target):
    """A name in a class body, stored or deleted."""

    def __init__(self, position: i64, name: Str) -> None:
        super().__init__(position)
        self.name: Str = name

    def store(self, frame: Frame, value: HeapObject) -> None:
        names = frame.names
        assert names is not None
        if names.extension is None:
            self.name.refcount += 1
            names.set(self.name, value)
            return
        try:
            set_item(frame.interpreter, names, self.name, value)
        finally:
            frame.heap.release(value)

    def delete(self, frame: Frame) -> None:
        names = frame.names
        assert names is not None
        delete_name(frame, self.position, names, self.name)
