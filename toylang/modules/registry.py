"""The modules there are, made when a program first imports them; and the built-in names."""

from __future__ import annotations

from typing import Final

from toylang.evaluator.interpreter import Interpreter
from toylang.heap.header import HeapObject
from toylang.heap.heap import Roots
from toylang.modules import (
    bisect_module,
    builtins_module,
    collector_module,
    containers_module,
    exit_module,
    functools_module,
    heap_queue_module,
    importing,
    itertools_module,
    math_module,
    operator_module,
    output,
    quitters,
    random_module,
    system_module,
    time_module,
    weak_module,
)
from toylang.modules.importing import ModuleImporter
from toylang.objects.builtins import MethodSpec, TypeSpec, make_builtin
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import key_error
from toylang.objects.lists import List, make_list
from toylang.objects.modules import Module, make_module, make_module_around
from toylang.objects.text import Str, make_str, name_str

MODULE_TYPES: Final[list[TypeSpec]] = [
    *containers_module.TYPES,
    *importing.TYPES,
    *functools_module.TYPES,
    *itertools_module.TYPES,
    *operator_module.TYPES,
    *output.TYPES,
    *quitters.TYPES,
    *random_module.TYPES,
    *system_module.TYPES,
]
"""The types that belong to modules."""

TABLES: Final[dict[str, list[MethodSpec]]] = {
    "atexit": exit_module.FUNCTIONS,
    "bisect": bisect_module.FUNCTIONS,
    "builtins": builtins_module.FUNCTIONS,
    "gc": collector_module.FUNCTIONS,
    "itertools": itertools_module.FUNCTIONS,
    "math": math_module.FUNCTIONS,
    "sys": system_module.FUNCTIONS,
    "time": time_module.FUNCTIONS,
    "_collections": containers_module.FUNCTIONS,
    "_heapq": heap_queue_module.FUNCTIONS,
    "_random": random_module.FUNCTIONS,
    "_functools": functools_module.FUNCTIONS,
    "_operator": operator_module.FUNCTIONS,
    "_weakref": weak_module.FUNCTIONS,
}
"""Each module's functions."""

TYPE_TABLES: Final[dict[str, list[TypeSpec]]] = {
    "_functools": functools_module.TYPES,
    "_operator": operator_module.TYPES,
    "itertools": itertools_module.TYPES,
}
"""The types of modules whose types are named after them."""


BUILT_IN: Final = frozenset(
    {
        "_collections",
        "_functools",
        "_operator",
        "_weakref",
        "atexit",
        "builtins",
        "gc",
        "itertools",
        "sys",
        "time",
    }
)
"""The modules that are built into CPython: no file goes before them."""


class ModuleRegistry(Roots):
    """The modules of one session, by name: sys.modules."""

    def __init__(self, interpreter: Interpreter, arguments: list[str]) -> None:
        self.interpreter: Interpreter = interpreter
        self.arguments: list[str] = arguments
        self.table: Dict = make_dict(interpreter)
        """The modules by name, as the program sees them: sys.modules."""

        self.directories: list[str] = []
        """The directories in which modules are looked for, as they were at the beginning."""

        self.system_names: Dict | None = None
        """The names of the module sys once it is made: the program may change sys.path."""

        interpreter.heap.roots.append(self)
        interpreter.importer = ModuleImporter(interpreter, self)
        fill_builtin_names(interpreter)

    def is_built_in(self, name: str) -> bool:
        """Whether no file goes before this module."""
        return name in BUILT_IN and name in TABLES

    def has(self, name: str) -> bool:
        """Whether the module is part of Toy, and not written in Toy."""
        return name in TABLES

    def current_directories(self) -> list[str]:
        """The directories in which modules are looked for now."""
        if self.system_names is None:
            return self.directories
        entry = self.system_names.find_text("path")
        if entry is None or not isinstance(entry.value, List):
            return []
        return [item.value for item in entry.value.items if isinstance(item, Str)]

    def add(self, module: Module) -> None:
        """Make a module (borrowed) known by its name."""
        module.refcount += 1
        self.table.set_text(module.name, module)
        self.interpreter.heap.untrack(self.table)

    def remove(self, name: str) -> None:
        """Forget the module of that name, if it is known."""
        entry = self.table.find_text(name)
        if entry is not None:
            self.interpreter.heap.release(self.table.remove(entry))

    def put_last(self, name: str) -> HeapObject:
        """The module of that name (borrowed), which moves to the end of the table."""
        entry = self.table.find_text(name)
        if entry is None:
            raise key_error(self.interpreter, name_str(self.interpreter, name))
        module = self.table.remove(entry)
        self.table.set_text(name, module)
        self.interpreter.heap.untrack(self.table)
        return module

    def make(self, name: str) -> Module:
        """One of the modules that are part of Toy (borrowed: the table holds it)."""
        interpreter = self.interpreter
        if name == "builtins":
            interpreter.builtin_names.refcount += 1
            module = make_module_around(interpreter, name, interpreter.builtin_names)
        else:
            module = make_module(interpreter, name)
            add_functions(interpreter, module.namespace, TABLES[name], name)
        self.add(module)
        interpreter.heap.release(module)
        self._fill(name, module.namespace)
        interpreter.heap.collector.settle(module)
        interpreter.heap.untrack(module.namespace)
        return module

    def _fill(self, name: str, namespace: Dict) -> None:
        """Add what is no function."""
        interpreter = self.interpreter
        if name == "gc":
            collector_module.fill(interpreter, namespace)
        elif name == "math":
            math_module.fill(interpreter, namespace)
        elif name == "sys":
            system_module.fill(interpreter, namespace, self.arguments)
            self.table.refcount += 1
            namespace.set_text("modules", self.table)
            self._fill_search_path(namespace)
        elif name == "_collections":
            containers_module.fill(interpreter, namespace)
        elif name == "_random":
            random_module.fill(interpreter, namespace)
        elif name == "_weakref":
            weak_module.fill(interpreter, namespace)
        elif name in TYPE_TABLES:
            add_types(interpreter, namespace, TYPE_TABLES[name])

    def _fill_search_path(self, namespace: Dict) -> None:
        """Show the directories to the program, which may change them from now on."""
        interpreter = self.interpreter
        texts = [make_str(interpreter, directory) for directory in self.directories]
        path = make_list(interpreter, [*texts])
        interpreter.heap.untrack(path)
        namespace.set_text("path", path)
        namespace.refcount += 1
        self.system_names = namespace

    def edges(self) -> list[tuple[str, HeapObject]]:
        result: list[tuple[str, HeapObject]] = [("sys.modules", self.table)]
        if self.system_names is not None:
            result.append(("names of sys", self.system_names))
        return result

    def forget_programs(self) -> None:
        """Let go of the modules that are written in Toy, in the order of their import."""
        for entry in self.table.live_entries():
            if not isinstance(entry.value, Module) or entry.value.name not in TABLES:
                self.interpreter.heap.release(self.table.remove(entry))

    def close(self) -> None:
        """Let go of all modules, in the reverse order of their import."""
        heap = self.interpreter.heap
        self.interpreter.importer = None
        self.interpreter.system_names = None
        for entry in self.table.live_entries()[::-1]:
            if isinstance(entry.value, Module):
                entry.value.namespace.clear(heap)
        self.table.clear(heap)
        heap.release(self.table)
        if self.system_names is not None:
            heap.release(self.system_names)
        heap.collector.listener = None


def add_functions(
    interpreter: Interpreter, namespace: Dict, table: list[MethodSpec], module: str
) -> None:
    """Put a table's functions into a module's namespace."""
    for spec in table:
        function = make_builtin(interpreter, spec, None)
        function.module = module
        namespace.set_text(spec.name, function)


def add_types(interpreter: Interpreter, namespace: Dict, specs: list[TypeSpec]) -> None:
    """Put the types of a table into a module's namespace, under their names in it."""
    for spec in specs:
        kind = interpreter.types.by_name[spec.name]
        kind.refcount += 1
        namespace.set_text(spec.name.rpartition(".")[2], kind)


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
    for name in quitters.NAMES:
        names.set_text(name, quitters.make_quitter(interpreter, name))
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
