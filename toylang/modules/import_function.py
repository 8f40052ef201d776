"""`__import__`: what the import statement does, as a function (CPython's `Python/import.c`).

The statement does not go through it: a program that puts another function in its place is not
asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.evaluator.imports import full_name, importer_of, load_submodules
from toylang.evaluator.interpreter import Interpreter
from toylang.heap.header import HeapObject
from toylang.objects.arguments import c_int_argument
from toylang.objects.atoms import plain
from toylang.objects.attributes import find_attribute
from toylang.objects.builtins import MethodSpec, bind_arguments, keyword_method
from toylang.objects.dicts import Dict
from toylang.objects.errors import error, type_error, value_error
from toylang.objects.protocol import items_of, truth
from toylang.objects.text import Str

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame
    from toylang.objects.runtime import Runtime


def _import(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """`__import__(name, globals=None, locals=None, fromlist=(), level=0)`.

    Without names to be taken from it, the module is only the way to the first of its packages.
    """
    assert isinstance(runtime, Interpreter)
    names = ["name", "globals", "locals", "fromlist", "level"]
    given = bind_arguments(runtime, "__import__", arguments, keywords, names, 5, 1)
    name, level = plain(given[0]) if given[0] is not None else None, 0
    if given[4] is not None:
        level = c_int_argument(runtime, given[4])
    if not isinstance(name, Str):
        raise type_error(runtime, "module name must be a string")
    full = _full_name(runtime, name.value, given[1], level)
    frame = runtime.frame
    assert frame is not None
    module = importer_of(frame).load(full)
    wanted = given[3]
    try:
        if wanted is not None and truth(runtime, wanted):
            _load_wanted(frame, module, wanted)
            module.refcount += 1
            return module
    finally:
        runtime.heap.release(module)
    return importer_of(frame).load(_outermost(full, name.value))


def _full_name(runtime: Runtime, name: str, names: HeapObject | None, level: int) -> str:
    """The whole name of the module, which may be relative to that with the globals `names`."""
    if level < 0:
        raise value_error(runtime, "level must be >= 0")
    if level == 0:
        if not name:
            raise value_error(runtime, "Empty module name")
        return name
    if names is None:
        raise error(runtime, "KeyError", "'__name__' not in globals")
    if not isinstance(names, Dict):
        raise type_error(runtime, "globals must be a dict")
    return full_name(runtime, names, level, name)


def _outermost(full: str, name: str) -> str:
    """The module that the first part of `name` means, where `full` is what all of it means."""
    rest = len(name) - len(name.partition(".")[0])
    return full[: len(full) - rest]


def _load_wanted(frame: Frame, module: HeapObject, wanted: HeapObject) -> None:
    """Import those of the names to be taken from a package that are submodules."""
    path = find_attribute(frame.interpreter, module, "__path__")
    if path is None:
        return
    frame.heap.release(path)
    items = items_of(frame.interpreter, wanted)
    try:
        load_submodules(frame, module, [item.value for item in items if isinstance(item, Str)])
    finally:
        frame.heap.release_all(items)


FUNCTIONS: Final[list[MethodSpec]] = [keyword_method("__import__", _import)]
