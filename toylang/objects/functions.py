"""What can be called: functions with their code and cells, and methods bound to a receiver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.dicts import Dict
    from toylang.objects.runtime import Runtime
    from toylang.objects.tuples import Tuple

FUNCTION_SIZE: Final[i64] = 152
CELL_SIZE: Final[i64] = 40
BOUND_METHOD_SIZE: Final[i64] = 64
CODE_SIZE: Final[i64] = 176


class CodeObject(HeapObject):
    """A compiled function body, class body or module: shared, and holder of its constants.

    The evaluator adds what it runs.
    """

    def __init__(self, name: str, qualname: str, filename: str) -> None:
        self.name: str = name
        self.qualname: str = qualname
        self.filename: str = filename
        self.constants: list[HeapObject] = []
        """Counted references."""

        self.positional_only: i64 = 0
        self.positional: i64 = 0
        """Parameters that can be given by position, positional-only ones included."""

        self.keyword_only: i64 = 0
        self.takes_rest: bool = False
        """Whether there is `*args`."""

        self.takes_keywords: bool = False
        """Whether there is `**kwargs`."""

        self.is_generator: bool = False
        self.first_line: i64 = 1
        self.cell_parameters: list[i64] = []
        """Slots of parameters that inner functions share."""

        self.own_cells: list[i64] = []
        """Slots of the other variables that inner functions share."""

        self.free_start: i64 = 0
        """The first slot of the cells that come from the function's closure."""

        self.variables: list[str] = []
        """The names of the slots: parameters, other locals, cells, free variables."""

    def traverse(self, visitor: Visitor) -> None:
        for constant in self.constants:
            visitor.visit(constant)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(f" constant {index}", held) for index, held in enumerate(self.constants)]

    def deallocate(self, heap: Heap) -> None:
        constants, self.constants = self.constants, []
        heap.release_all(constants)
        heap.free(self)

    def describe(self) -> str:
        return "code of " + self.qualname


class Cell(Container):
    """A variable shared between a function and the functions inside it."""

    def __init__(self, value: HeapObject | None) -> None:
        self.value: HeapObject | None = value

    def may_wait_in_trash(self) -> bool:
        return False

    def traverse(self, visitor: Visitor) -> None:
        if self.value is not None:
            visitor.visit(self.value)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [] if self.value is None else [(".cell_contents", self.value)]

    def release_referents(self, heap: Heap) -> None:
        value, self.value = self.value, None
        if value is not None:
            heap.release(value)


class Function(Container):
    """A function the program defined."""

    defaults: Tuple | None = None
    keyword_defaults: Dict | None = None
    closure: Tuple | None = None
    """The cells of its free variables, in the order of their names."""

    dictionary: Dict | None = None
    doc: HeapObject | None = None
    module: HeapObject | None = None
    annotations: HeapObject | None = None
    """A tuple of names and values in turn; a dict of them once that was asked for."""

    def __init__(self, code: CodeObject, global_names: Dict, name: str, qualname: str) -> None:
        self.code: CodeObject = code
        self.globals: Dict = global_names
        self.name: str = name
        self.qualname: str = qualname

    def may_wait_in_trash(self) -> bool:
        return False

    def traverse(self, visitor: Visitor) -> None:
        for _, held in self.edges():
            visitor.visit(held)

    def edges(self) -> list[tuple[str, HeapObject]]:
        result: list[tuple[str, HeapObject]] = [
            (".__code__", self.code),
            (".__globals__", self.globals),
        ]
        if self.module is not None:
            result.append((".__module__", self.module))
        if self.defaults is not None:
            result.append((".__defaults__", self.defaults))
        if self.keyword_defaults is not None:
            result.append((".__kwdefaults__", self.keyword_defaults))
        if self.doc is not None:
            result.append((".__doc__", self.doc))
        if self.dictionary is not None:
            result.append((".__dict__", self.dictionary))
        if self.closure is not None:
            result.append((".__closure__", self.closure))
        if self.annotations is not None:
            result.append((".__annotations__", self.annotations))
        return result

    def clear(self, heap: Heap) -> None:
        """As func_clear: everything but the code and the globals, which the name may outlive."""
        for held in self._take_optional():
            heap.release(held)

    def _take_optional(self) -> list[HeapObject]:
        held: list[HeapObject | None] = [
            self.module,
            self.defaults,
            self.keyword_defaults,
            self.doc,
            self.dictionary,
            self.closure,
            self.annotations,
        ]
        self.module = self.defaults = self.keyword_defaults = None
        self.doc = self.dictionary = self.closure = self.annotations = None
        return [value for value in held if value is not None]

    def release_referents(self, heap: Heap) -> None:
        optional = self._take_optional()
        heap.release(self.code)
        heap.release(self.globals)
        for held in optional:
            heap.release(held)

    def describe(self) -> str:
        return "function " + self.qualname


class BoundMethod(Container):
    """A function together with the object it was reached through."""

    def __init__(self, function: HeapObject, receiver: HeapObject) -> None:
        self.function: HeapObject = function
        self.receiver: HeapObject = receiver

    def may_wait_in_trash(self) -> bool:
        return False

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.function)
        visitor.visit(self.receiver)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(".__func__", self.function), (".__self__", self.receiver)]

    def clear(self, heap: Heap) -> None:
        """A bound method cannot be emptied: a cycle through it is broken elsewhere."""

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.function)
        heap.release(self.receiver)


def make_cell(runtime: Runtime, value: HeapObject | None) -> Cell:
    """A cell that takes over the reference to `value`."""
    result = Cell(value)
    result.kind = runtime.types.cell
    runtime.heap.allocate_container(result, CELL_SIZE)
    runtime.heap.track(result)
    return result


def make_function(
    runtime: Runtime, code: CodeObject, global_names: Dict, name: str, qualname: str
) -> Function:
    """A function over `code` and `global_names` (both borrowed)."""
    code.refcount += 1
    global_names.refcount += 1
    result = Function(code, global_names, name, qualname)
    result.kind = runtime.types.function
    runtime.heap.allocate_container(result, FUNCTION_SIZE)
    runtime.heap.track(result)
    return result


def make_bound_method(runtime: Runtime, function: HeapObject, receiver: HeapObject) -> BoundMethod:
    """A bound method holding `function` and `receiver` (both borrowed)."""
    function.refcount += 1
    receiver.refcount += 1
    result = BoundMethod(function, receiver)
    result.kind = runtime.types.method
    runtime.heap.allocate_container(result, BOUND_METHOD_SIZE)
    runtime.heap.track(result)
    return result
