"""Importing: `sys.modules`, then the modules that are part of Toy, then files, then the library.

The order is Python's: what CPython has built in cannot be replaced by a file, everything else can.
A module is known before its text runs, so that modules may import each other in a circle; if the
text raises, the module is forgotten (CPython's `Lib/importlib/_bootstrap.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.evaluator.importer import Importer
from toylang.evaluator.running import read_source, run_text
from toylang.heap.header import HeapObject
from toylang.modules.search import LIBRARY, Found, find, find_in_library
from toylang.objects.attributes import find_attribute, set_attribute
from toylang.objects.builtins import AttributeSpec, Getter, MethodSpec, TypeSpec, method
from toylang.objects.exceptions import import_error, os_error
from toylang.objects.lists import make_list
from toylang.objects.modules import Module, make_module
from toylang.objects.protocol import items_of, none
from toylang.objects.text import Str, make_str

if TYPE_CHECKING:
    from toylang.evaluator.interpreter import Interpreter
    from toylang.modules.registry import ModuleRegistry
    from toylang.objects.runtime import Runtime

SPEC_SIZE: Final = 48


class ModuleImporter(Importer):
    """Imports modules for one session."""

    def __init__(self, interpreter: Interpreter, registry: ModuleRegistry) -> None:
        self.interpreter: Interpreter = interpreter
        self.registry: ModuleRegistry = registry

    def load(self, name: str) -> HeapObject:
        known = self.loaded(name)
        if known is None:
            package, _, child = name.rpartition(".")
            if package:
                return self._load_below(package, child)
            return self._load(name, self._find(name))
        known.refcount += 1
        return known

    def loaded(self, name: str) -> HeapObject | None:
        entry = self.registry.table.find_text(name)
        if entry is None or entry.value is None:
            return None
        if entry.value is self.interpreter.none:
            message = f"import of {name} halted; None in sys.modules"
            raise import_error(self.interpreter, "ModuleNotFoundError", message, name)
        return entry.value

    # -- finding ---------------------------------------------------------------

    def _find(self, name: str) -> Found | None:
        """A module outside of packages; None if it is not a file's."""
        if self.registry.is_built_in(name):
            return None
        found = find(name, self.registry.current_directories(), self.registry.directories)
        if found is None and not self.registry.has(name):
            found = find_in_library(name)
        return found

    def _load_below(self, package: str, child: str) -> HeapObject:
        """A module of a package, which is imported first and gets it as an attribute."""
        name = f"{package}.{child}"
        owner = self.load(package)
        try:
            known = self.loaded(name)
            if known is not None:
                known.refcount += 1
                return known
            directories = self._directories(owner, name, package)
            found = find(child, directories, [*self.registry.directories, LIBRARY])
            module = self._load(name, found)
            set_attribute(self.interpreter, owner, child, module)
            return module
        finally:
            self.interpreter.heap.release(owner)

    def _directories(self, owner: HeapObject, name: str, package: str) -> list[str]:
        """Where the modules of a package are; ModuleNotFoundError if it is none."""
        path = find_attribute(self.interpreter, owner, "__path__")
        if path is None:
            why = f"No module named '{name}'; '{package}' is not a package"
            raise import_error(self.interpreter, "ModuleNotFoundError", why, name)
        items = items_of(self.interpreter, path)
        self.interpreter.heap.release(path)
        directories = [item.value for item in items if isinstance(item, Str)]
        self.interpreter.heap.release_all(items)
        return directories

    # -- loading ---------------------------------------------------------------

    def _load(self, name: str, found: Found | None) -> HeapObject:
        """The module of that name from where it was found, else Toy's own; a new reference."""
        if found is not None and found.is_library:
            module = self._from_library(name, found)
        elif found is not None:
            module = self._from_file(name, found)
        elif self.registry.has(name):
            module = self.registry.make(name)
        else:
            message = f"No module named '{name}'"
            raise import_error(self.interpreter, "ModuleNotFoundError", message, name)
        module.refcount += 1
        return module

    def _from_library(self, name: str, found: Found) -> HeapObject:
        """As `_from_file`, unnoticed by the collector.

        What a module of Toy's own allocates is old from the beginning, and brings the program no
        nearer to a collection: in CPython most of these modules are there when the program starts.
        Under stress it is the program's statements that are verified, not these.
        """
        collector = self.interpreter.heap.collector
        young = collector.youngest.size()
        counts = [generation.count for generation in collector.generations]
        enabled, collector.enabled = collector.enabled, False
        stressed, collector.stressed = collector.stressed, False
        try:
            return self._from_file(name, found)
        finally:
            collector.enabled, collector.stressed = enabled, stressed
            for container in collector.youngest.to_list()[young:]:
                collector.settle(container)
            for generation, count in zip(collector.generations, counts, strict=True):
                generation.count = count

    def _from_file(self, name: str, found: Found) -> HeapObject:
        """Make the module and run its text; returns what `sys.modules` has then (borrowed)."""
        interpreter, registry = self.interpreter, self.registry
        module = make_module(interpreter, name)
        module.initializing = True
        self._describe(module, found)
        registry.add(module)
        try:
            if found.path is not None:
                source = read_source(interpreter, self._read(found.path), found.shown_path)
                interpreter.heap.release(run_text(interpreter, source, module.namespace))
        except BaseException:
            registry.remove(name)
            raise
        finally:
            module.initializing = False
            interpreter.heap.release(module)
        return registry.put_last(name)

    def _read(self, path: str) -> bytes:
        """What is in a file; the program's PermissionError, say, if it cannot be read."""
        try:
            with open(path, "rb") as file:
                return file.read()
        except OSError as problem:
            raise os_error(self.interpreter, problem, path) from None

    def _describe(self, module: Module, found: Found) -> None:
        """What a module knows about itself before its text runs."""
        interpreter, names = self.interpreter, module.namespace
        package = module.name if found.directories is not None else module.name.rpartition(".")[0]
        names.set_text("__doc__", none(interpreter))
        names.set_text("__package__", make_str(interpreter, package))
        names.set_text("__loader__", none(interpreter))
        names.set_text("__spec__", make_spec(interpreter, module.name, package, found.shown_path))
        if found.directories is not None:
            directories = [make_str(interpreter, each) for each in found.directories]
            names.set_text("__path__", make_list(interpreter, [*directories]))
        path = none(interpreter) if found.path is None else make_str(interpreter, found.shown_path)
        names.set_text("__file__", path)
        interpreter.builtin_names.refcount += 1
        names.set_text("__builtins__", interpreter.builtin_names)


# -- what a module knows of its origin -----------------------------------------


class ModuleSpec(HeapObject):
    """A module's `__spec__`: the facts of its import, as far as Toy has them."""

    def __init__(self, name: str, parent: str, origin: str) -> None:
        self.facts: dict[str, str] = {"name": name, "parent": parent, "origin": origin}


def make_spec(runtime: Runtime, name: str, parent: str, origin: str) -> ModuleSpec:
    """The `__spec__` of a module in the package `parent` from the file `origin`."""
    result = ModuleSpec(name, parent, origin)
    result.kind = runtime.types.by_name["ModuleSpec"]
    runtime.heap.allocate(result, SPEC_SIZE)
    return result


class SpecFact:
    """Reads one fact of a `__spec__`."""

    def __init__(self, name: str) -> None:
        self.name: str = name

    def __call__(self, runtime: Runtime, value: HeapObject) -> HeapObject:
        """The fact as text, None if it is unknown."""
        assert isinstance(value, ModuleSpec)
        text = value.facts[self.name]
        return make_str(runtime, text) if text or self.name == "parent" else none(runtime)


def _repr_spec(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    spec = arguments[0]
    assert isinstance(spec, ModuleSpec)
    name, origin = spec.facts["name"], spec.facts["origin"]
    return make_str(runtime, f"ModuleSpec(name={name!r}, loader=None, origin={origin!r})")


SPEC_METHODS: Final[list[MethodSpec]] = [method("__repr__", _repr_spec)]
SPEC_FACTS: Final = ("name", "parent", "origin")


def _spec_attributes() -> list[AttributeSpec]:
    result: list[AttributeSpec] = []
    for name in SPEC_FACTS:
        getter: Getter = SpecFact(name)
        result.append(AttributeSpec(name, getter))
    return result


TYPES: Final[list[TypeSpec]] = [TypeSpec("ModuleSpec", SPEC_METHODS, _spec_attributes())]
