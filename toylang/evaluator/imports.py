"""`import name` and `from name import …`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.nodes import NEXT, Statement, Target
from toylang.heap.header import HeapObject
from toylang.objects.attributes import find_attribute
from toylang.objects.errors import Raised, error
from toylang.objects.exceptions import make_exception
from toylang.objects.modules import Module
from toylang.objects.text import Str, name_str

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class Import(Statement):
    """`import name as target`."""

    def __init__(self, position: i64, name: str, target: Target) -> None:
        super().__init__(position)
        self.name: str = name
        self.target: Target = target

    def execute(self, frame: Frame) -> i64:
        self.target.store(frame, find_module(frame, self.position, self.name))
        return NEXT


def find_module(frame: Frame, position: i64, name: str) -> HeapObject:
    """The module of that name, a new reference."""
    frame.position = position
    importer = frame.interpreter.importer
    if importer is None:
        raise error(frame.interpreter, "ImportError", "there is nothing to import from here")
    return importer(name)


class ImportFrom(Statement):
    """`from module import a as x, b`."""

    def __init__(self, position: i64, module: str, names: list[str], targets: list[Target]) -> None:
        super().__init__(position)
        self.module: str = module
        self.names: list[str] = names
        self.targets: list[Target] = targets

    def execute(self, frame: Frame) -> i64:
        module = find_module(frame, self.position, self.module)
        try:
            for index, name in enumerate(self.names):
                frame.position = self.position
                value = find_attribute(frame.interpreter, module, name)
                if value is None:
                    raise self._missing(frame, module, name)
                self.targets[index].store(frame, value)
        finally:
            frame.heap.release(module)
        return NEXT

    def _missing(self, frame: Frame, module: HeapObject, name: str) -> Raised:
        where = "unknown location"
        if isinstance(module, Module):
            entry = module.namespace.find_text("__file__")
            if entry is not None and isinstance(entry.value, Str):
                where = entry.value.value
        message = f"cannot import name '{name}' from '{self.module}' ({where})"
        exception = make_exception(frame.interpreter, "ImportError", message)
        known = name_str(frame.interpreter, self.module)
        known.refcount += 1
        exception.fields["name"] = known
        return Raised(exception)


class ImportAll(Statement):
    """`from module import *`."""

    def __init__(self, position: i64, module: str) -> None:
        super().__init__(position)
        self.module: str = module

    def execute(self, frame: Frame) -> i64:
        module = find_module(frame, self.position, self.module)
        names = frame.globals if frame.names is None else frame.names
        if isinstance(module, Module):
            for entry in module.namespace.live_entries():
                key, value = entry.key, entry.value
                if isinstance(key, Str) and value is not None and not key.value.startswith("_"):
                    key.refcount += 1
                    value.refcount += 1
                    names.set(key, value)
        frame.heap.release(module)
        return NEXT
