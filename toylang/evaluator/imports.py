"""`import name` and `from name import …` (CPython's `Python/import.c` and `Lib/importlib`).

The statements find out which module is meant and what of it is bound; where modules come from is
the business of the `Importer`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.importer import Importer
from toylang.evaluator.nodes import NEXT, Statement, Target
from toylang.heap.header import HeapObject
from toylang.objects.attributes import find_attribute, get_attribute
from toylang.objects.dicts import Dict
from toylang.objects.errors import Raised, error, type_error
from toylang.objects.exceptions import import_error, is_instance_of
from toylang.objects.modules import Module
from toylang.objects.protocol import items_of
from toylang.objects.text import Str
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame
    from toylang.objects.runtime import Runtime


class Import(Statement):
    """`import package.name as target`; without `as`, the first part of the name is bound."""

    def __init__(self, position: i64, name: str, target: Target, renamed: bool) -> None:
        super().__init__(position)
        self.name: str = name
        self.target: Target = target
        self.renamed: bool = renamed

    def execute(self, frame: Frame) -> i64:
        frame.position = self.position
        importer = importer_of(frame)
        module = importer.load(self.name)
        first, *rest = self.name.split(".")
        if rest:
            frame.heap.release(module)
            module = importer.load(first)
            if self.renamed:
                module = _descend(frame, module, rest)
        self.target.store(frame, module)
        return NEXT


def importer_of(frame: Frame) -> Importer:
    """Whoever knows the modules; ImportError when the program's world is ending."""
    importer = frame.interpreter.importer
    if importer is None:
        message = "sys.meta_path is None, Python is likely shutting down"
        raise error(frame.interpreter, "ImportError", message)
    return importer


def _descend(frame: Frame, module: HeapObject, names: list[str]) -> HeapObject:
    """The module reached from an owned one through the names, a new reference."""
    for name in names:
        try:
            following = imported_name(frame, module, name)
        finally:
            frame.heap.release(module)
        module = following
    return module


class ImportFrom(Statement):
    """`from module import a as x, b`."""

    def __init__(
        self, position: i64, level: i64, module: str, names: list[str], targets: list[Target]
    ) -> None:
        super().__init__(position)
        self.level: i64 = level
        """The dots in front of the name."""

        self.module: str = module
        self.names: list[str] = names
        self.targets: list[Target] = targets

    def execute(self, frame: Frame) -> i64:
        frame.position = self.position
        module = importer_of(frame).load(
            full_name(frame.interpreter, frame.globals, self.level, self.module)
        )
        try:
            load_submodules(frame, module, self.names)
            for index, name in enumerate(self.names):
                frame.position = self.position
                self.targets[index].store(frame, imported_name(frame, module, name))
        finally:
            frame.heap.release(module)
        return NEXT


class ImportAll(Statement):
    """`from module import *`."""

    def __init__(self, position: i64, level: i64, module: str) -> None:
        super().__init__(position)
        self.level: i64 = level
        self.module: str = module

    def execute(self, frame: Frame) -> i64:
        frame.position = self.position
        module = importer_of(frame).load(
            full_name(frame.interpreter, frame.globals, self.level, self.module)
        )
        names = frame.globals if frame.names is None else frame.names
        try:
            public = _public_names(frame, module)
            load_submodules(frame, module, public)
            for name in public:
                names.set_text(name, get_attribute(frame.interpreter, module, name))
        finally:
            frame.heap.release(module)
        return NEXT


def _public_names(frame: Frame, module: HeapObject) -> list[str]:
    """What `*` stands for: `__all__`, else every name without a leading underscore."""
    runtime = frame.interpreter
    listed = find_attribute(runtime, module, "__all__")
    if listed is None:
        if not isinstance(module, Module):
            message = "from-import-* object has no __dict__ and no __all__"
            raise error(runtime, "ImportError", message)
        keys = [entry.key for entry in module.namespace.live_entries()]
        return [key.value for key in keys if isinstance(key, Str) and key.value[:1] != "_"]
    try:
        items = items_of(runtime, listed)
    finally:
        runtime.heap.release(listed)
    names = [item.value for item in items if isinstance(item, Str)]
    wrong = [type_of(item).name for item in items if not isinstance(item, Str)]
    runtime.heap.release_all(items)
    if wrong:
        where = _text_attribute(frame, module, "__name__")
        raise type_error(runtime, f"Item in {where}.__all__ must be str, not {wrong[0]}")
    return names


# -- which module is meant -----------------------------------------------------


def full_name(runtime: Runtime, names: Dict, level: i64, module: str) -> str:
    """The name of the module that `level` dots and `module` mean where these are the globals."""
    if level == 0:
        return module
    package = package_of(names)
    if not package:
        message = "attempted relative import with no known parent package"
        raise error(runtime, "ImportError", message)
    parts = package.split(".")
    if level > len(parts):
        message = "attempted relative import beyond top-level package"
        raise error(runtime, "ImportError", message)
    base = ".".join(parts[: len(parts) - (level - 1)])
    return f"{base}.{module}" if module else base


def package_of(names: Dict) -> str:
    """The package a module with these globals belongs to, empty if to none."""
    package = names.find_text("__package__")
    if package is not None and isinstance(package.value, Str):
        return package.value.value
    own = names.find_text("__name__")
    if own is None or not isinstance(own.value, Str):
        return ""
    if names.find_text("__path__") is not None:
        return own.value.value
    return own.value.value.rpartition(".")[0]


# -- what of it is bound -------------------------------------------------------


def load_submodules(frame: Frame, module: HeapObject, names: list[str]) -> None:
    """Import those of the names that a package does not have as attributes, where it can."""
    runtime = frame.interpreter
    path = find_attribute(runtime, module, "__path__")
    if path is None:
        return
    runtime.heap.release(path)
    package = _text_attribute(frame, module, "__name__")
    for name in names:
        known = find_attribute(runtime, module, name)
        if known is None:
            known = _submodule(frame, f"{package}.{name}")
        if known is not None:
            runtime.heap.release(known)


def _submodule(frame: Frame, name: str) -> HeapObject | None:
    """The module of that name, None if just this one cannot be found."""
    runtime = frame.interpreter
    try:
        return importer_of(frame).load(name)
    except Raised as raised:
        exception = raised.exception
        missing = exception.fields.get("name")
        expected = isinstance(missing, Str) and missing.value == name
        if not expected or not is_instance_of(runtime, exception, "ModuleNotFoundError"):
            raise
        runtime.heap.release(exception)
        return None


def imported_name(frame: Frame, module: HeapObject, name: str) -> HeapObject:
    """`module.name` for a from-import, a new reference; a submodule will do. ImportError if none.

    A module that imports itself in a circle may not have got as far as binding its submodule.
    """
    runtime = frame.interpreter
    value = find_attribute(runtime, module, name)
    if value is not None:
        return value
    package = _text_attribute(frame, module, "__name__")
    known = importer_of(frame).loaded(f"{package}.{name}")
    if known is None:
        raise _cannot_import(frame, module, package, name)
    known.refcount += 1
    return known


def _cannot_import(frame: Frame, module: HeapObject, package: str, name: str) -> Raised:
    """The ImportError for a name that is not there."""
    path = _text_attribute(frame, module, "__file__")
    where = path or "unknown location"
    what, why = f"'{package}'", ""
    if not package:
        what = "'<unknown module name>'"
    elif isinstance(module, Module) and module.initializing:
        what = f"partially initialized module '{package}'"
        why = " (most likely due to a circular import)"
    message = f"cannot import name '{name}' from {what}{why} ({where})"
    return import_error(frame.interpreter, "ImportError", message, package, path)


def _text_attribute(frame: Frame, module: HeapObject, name: str) -> str:
    """An attribute of a module that ought to be text, empty if it is not."""
    value = find_attribute(frame.interpreter, module, name)
    if value is None:
        return ""
    text = value.value if isinstance(value, Str) else ""
    frame.heap.release(value)
    return text
