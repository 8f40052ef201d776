"""Module objects: a name and a namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.text import name_str

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

MODULE_SIZE: Final[i64] = 72


class Module(Container):
    """What `import` binds."""

    initializing: bool = False
    """Whether its text is still running."""

    def __init__(self, name: str, namespace: Dict) -> None:
        self.name: str = name
        self.namespace: Dict = namespace

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.namespace)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(".__dict__", self.namespace)]

    def clear(self, heap: Heap) -> None:
        self.namespace.clear(heap)

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.namespace)

    def describe(self) -> str:
        return "module " + self.name


def make_module(runtime: Runtime, name: str) -> Module:
    """A module with a namespace of its own, which knows its name."""
    namespace = make_dict(runtime)
    return make_module_around(runtime, name, namespace)


def make_module_around(runtime: Runtime, name: str, namespace: Dict) -> Module:
    """A module that takes over the reference to its namespace and writes its name into it."""
    title = name_str(runtime, name)
    title.refcount += 1
    namespace.set_text("__name__", title)
    result = Module(name, namespace)
    result.kind = runtime.types.module
    runtime.heap.allocate_container(result, MODULE_SIZE)
    runtime.heap.track(result)
    return result
