"""The modules there are, made when a program first imports them; and the built-in names."""

from __future__ import annotations

from typing import Final

from toylang.evaluator.interpreter import Interpreter
from toylang.heap.header import HeapObject
from toylang.heap.heap import Roots
from toylang.modules import (
    builtins_module,
    collector_module,
    math_module,
    output,
    system_module,
    time_module,
    weakref_module,
)
from toylang.objects.builtins import MethodSpec, TypeSpec, make_builtin
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import Raised
from toylang.objects.exceptions import make_exception
from toylang.objects.modules import Module, make_module, make_module_around
from toylang.objects.text import name_str

MODULE_TYPES: Final[list[TypeSpec]] = [*output.TYPES, *system_module.TYPES]
"""The types that belong to modules."""

TABLES: Final[dict[str, list[MethodSpec]]] = {
    "builtins": builtins_module.FUNCTIONS,
    "gc": collector_module.FUNCTIONS,
    "math": math_module.FUNCTIONS,
    "sys": system_module.FUNCTIONS,
    "time": time_module.FUNCTIONS,
    "weakref": weakref_module.FUNCTIONS,
}
"""Each module's functions."""


class ModuleRegistry(Roots):
    """The modules of one session, by name: sys.modules."""

    def __init__(self, interpreter: Interpreter, arguments: list[str]) -> None:
        self.interpreter: Interpreter = interpreter
        self.arguments: list[str] = arguments
        self.table: Dict = make_dict(interpreter)
        """The modules by name, as the program sees them: sys.modules."""

        interpreter.heap.roots.append(self)
        interpreter.importer = self.find
        fill_builtin_names(interpreter)

    def find(self, name: str) -> HeapObject:
        """The module of that name, a new reference; ModuleNotFoundError if there is none."""
        entry = self.table.find_text(name)
        if entry is None or entry.value is None:
            if name not in TABLES:
                raise self._not_found(name)
            module: HeapObject = self._make(name)
        else:
            module = entry.value
        module.refcount += 1
        return module

    def add(self, module: Module) -> None:
        """Make a module (borrowed) known by its name."""
        module.refcount += 1
        self.table.set_text(module.name, module)
        self.interpreter.heap.untrack(self.table)

    def remove(self, module: Module) -> None:
        """Forget a module."""
        entry = self.table.find_text(module.name)
        if entry is not None and entry.value is module:
            self.interpreter.heap.release(self.table.remove(entry))

    def _not_found(self, name: str) -> Raised:
        message = f"No module named '{name}'"
        exception = make_exception(self.interpreter, "ModuleNotFoundError", message)
        known = name_str(self.interpreter, name)
        known.refcount += 1
        exception.fields["name"] = known
        return Raised(exception)

    def _make(self, name: str) -> Module:
        interpreter = self.interpreter
        if name == "builtins":
            interpreter.builtin_names.refcount += 1
            module = make_module_around(interpreter, name, interpreter.builtin_names)
        else:
            module = make_module(interpreter, name)
            add_functions(interpreter, module.namespace, TABLES[name], name)
        self.add(module)
        interpreter.heap.release(module)
        namespace = module.namespace
        if name == "gc":
            collector_module.fill(interpreter, namespace)
        elif name == "math":
            math_module.fill(interpreter, namespace)
        elif name == "sys":
            system_module.fill(interpreter, namespace, self.arguments)
            self.table.refcount += 1
            namespace.set_text("modules", self.table)
        elif name == "weakref":
            weakref_module.fill(interpreter, namespace)
        interpreter.heap.untrack(module)
        interpreter.heap.untrack(namespace)
        return module

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [("sys.modules", self.table)]

    def close(self) -> None:
        """Let go of all modules, in the reverse order of their import."""
        heap = self.interpreter.heap
        self.interpreter.importer = None
        for entry in self.table.live_entries()[::-1]:
            if isinstance(entry.value, Module):
                entry.value.namespace.clear(heap)
        self.table.clear(heap)
        heap.release(self.table)
        heap.collector.listener = None


def add_functions(
    interpreter: Interpreter, namespace: Dict, table: list[MethodSpec], module: str
) -> None:
    """Put a table's functions into a module's namespace."""
    for spec in table:
        function = make_builtin(interpreter, spec, None)
        function.module = module
        namespace.set_text(spec.name, function)


def fill_builtin_names(interpreter: Interpreter) -> None:
    """The names every program knows: functions, types, exceptions, constants."""
    names = interpreter.builtin_names
    add_functions(interpreter, names, builtins_module.FUNCTIONS, "")
    known = interpreter.types.by_name
    for name in [*builtins_module.TYPE_NAMES, *interpreter.types.exceptions]:
        known[name].refcount += 1
        names.set_text(name, known[name])
    os_error = interpreter.types.exceptions["OSError"]
    for name in ("IOError", "EnvironmentError"):
        os_error.refcount += 1
        names.set_text(name, os_error)
    exits = next(spec for spec in system_module.FUNCTIONS if spec.name == "exit")
    for name in ("exit", "quit"):
        names.set_text(name, make_builtin(interpreter, exits, None))
    _add_constants(interpreter, names)
    interpreter.heap.untrack(names)


def _add_constants(interpreter: Interpreter, names: Dict) -> None:
    constants: list[tuple[str, HeapObject]] = [
        ("None", interpreter.none),
        ("True", interpreter.true),
        ("False", interpreter.false),
        ("NotImplemented", interpreter.not_implemented),
        ("Ellipsis", interpreter.ellipsis),
        ("__debug__", interpreter.true),
    ]
    for name, value in constants:
        value.refcount += 1
        names.set_text(name, value)
