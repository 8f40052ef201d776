"""Lowering: the syntax tree of one scope becomes executable nodes in one code object.

A `ScopeBuilder` knows the scope's names, the slots of its frame, its constants and the places of
its nodes in the text. Expressions, targets and statements are lowered by the classes that build on
it, in `lower_expressions` and `lower_statements`.

The frame's slots, in CPython's order: parameters, other locals, cells of its own, cells of outer
functions; behind them what statements under way hold (the iterator of a loop, the way out of a
`with`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.evaluator.blame import Blame
from toylang.evaluator.code import Code
from toylang.evaluator.host_stack import body_of_depth
from toylang.evaluator.names import (
    CellTarget,
    CellVariable,
    Constant,
    Global,
    GlobalTarget,
    Local,
    LocalTarget,
    NamespaceName,
    NamespaceTarget,
)
from toylang.evaluator.nodes import Expression, Statement, Target
from toylang.heap.header import HeapObject
from toylang.objects.byte_values import make_bytes
from toylang.objects.errors import error
from toylang.objects.functions import CODE_SIZE
from toylang.objects.numbers import make_bool, make_complex, make_float, make_int
from toylang.objects.set_object import FrozenSet, make_frozenset
from toylang.objects.text import Str, make_str, name_str
from toylang.objects.tuples import make_tuple
from toylang.source import Source, Span
from toylang.syntax import tree
from toylang.syntax.scopes import Scope, Scopes
from toylang.syntax.suspicions import suspicion

if TYPE_CHECKING:
    from toylang.evaluator.interpreter import Interpreter

DEEPEST_TREE: Final = 3000
"""Levels of nested statements and expressions that are compiled; CPython's limit is the same."""


class Unit:
    """What all scopes of one text share."""

    def __init__(
        self,
        interpreter: Interpreter,
        source: Source,
        scopes: Scopes,
        interactive: bool = False,
        own_names: bool = False,
    ) -> None:
        self.interpreter: Interpreter = interpreter
        self.source: Source = source
        self.scopes: Scopes = scopes
        self.interactive: bool = interactive
        """Whether the values of the module's expression statements are kept to be shown."""

        self.keeps_annotation_texts: bool = False
        """Whether annotations are kept as texts instead of being evaluated."""

        self.own_names: bool = own_names
        """Whether the module's names live in a namespace of its frame, not in the globals."""

        self.depth: int = 0
        self.codes: list[Code] = []
        """Every code begun."""

    def warn(self, node: tree.Node) -> None:
        """Tell stderr of a construct that is hardly meant; its line is shown if it is in a file."""
        message = suspicion(node)
        if message is None:
            return
        line, filename = node.span.line, self.source.filename
        text = f"{filename}:{line}: SyntaxWarning: {message}\n"
        if not filename.startswith("<"):
            text += f"  {self.source.line(line).strip()}\n"
        self.interpreter.tell(text)

    def abandon(self) -> None:
        """The text cannot be lowered after all: give back what was made of it."""
        heap = self.interpreter.heap
        for code in self.codes:
            heap.release_all([held for held in code.constants if not isinstance(held, Code)])
            code.constants = []
            heap.free(code)


class ScopeBuilder:
    """One scope on its way to a code object."""

    def __init__(self, unit: Unit, scope: Scope, span: Span) -> None:
        self.unit: Unit = unit
        self.scope: Scope = scope
        code = Code(scope.name, scope.qualname, unit.source.filename)
        code.kind = unit.interpreter.types.code
        code.source = unit.source
        code.first_line = span.line
        unit.interpreter.heap.allocate(code, CODE_SIZE)
        unit.codes.append(code)
        self.code: Code = code
        self.waiting: dict[tree.Expression, i64] = {}
        """The slots of the values computed before a yield in the same expression."""

        self.blame: Blame = {}
        """What is blamed if the truth of a part of a condition cannot be told."""

        self._constants: dict[tuple[str, object], HeapObject] = {}
        self._positions: dict[Span, int] = {}
        self._level: int = 0
        self._deepest: int = 0
        self._lay_out_slots()

    def descend(self) -> None:
        """Go into a node of the tree; RecursionError if too many are nested in each other."""
        self.unit.depth += 1
        self._level += 1
        self._deepest = max(self._deepest, self._level)
        if self.unit.depth > DEEPEST_TREE:
            message = "maximum recursion depth exceeded during compilation"
            raise error(self.unit.interpreter, "RecursionError", message)

    def ascend(self) -> None:
        """The node has been lowered."""
        self.unit.depth -= 1
        self._level -= 1

    def set_body(self, body: Statement) -> None:
        """All of the scope has been lowered: this is what its code does."""
        self.code.body = body_of_depth(body, self._deepest)

    def _lay_out_slots(self) -> None:
        scope, code = self.scope, self.code
        own_cells = [name for name in scope.cells if name not in scope.parameters]
        names = [*scope.locals, *own_cells, *scope.free]
        code.variables = names
        code.slot_words = [f"local {name}" for name in names]
        code.parameter_count = len(scope.parameters)
        start = len(scope.locals)
        code.own_cells = list(range(start, start + len(own_cells)))
        code.free_start = start + len(own_cells)
        code.free_count = len(scope.free)
        code.cell_parameters = [names.index(name) for name in scope.cell_parameters]
        code.has_cells = bool(scope.cells or scope.free)

    def reserve(self, word: str) -> i64:
        """A slot for something a statement holds while it is under way."""
        self.code.slot_words.append(word)
        return len(self.code.slot_words) - 1

    # -- places ----------------------------------------------------------------

    def place(self, node: tree.Node) -> i64:
        """The position of a node's span in the code."""
        return self.place_of(node.span)

    def place_of(self, span: Span) -> i64:
        """The position of a span in the code."""
        known = self._positions.get(span)
        if known is None:
            known = len(self.code.spans)
            self.code.spans.append(span)
            self._positions[span] = known
        return known

    def anchored(self, node: tree.Node, left: tree.Node, right: tree.Node | None) -> i64:
        """The position of an operation, with the columns of its operator (or brackets) marked."""
        position = self.place(node)
        span = node.span
        if span.line == span.end_line:
            start = left.span.end_column
            end = span.end_column if right is None else right.span.column
            text = self.unit.source.line(span.line)[start:end]
            if right is None:
                start += text.find("[")
            else:
                stripped = text.strip(" ()\\")
                start += text.find(stripped)
                end = start + len(stripped)
            self.code.anchors[position] = (start, end)
        return position

    # -- constants -------------------------------------------------------------

    def constant(self, position: i64, value: object) -> Constant:
        """A node for a value written in the text; the code holds one object for equal values."""
        return Constant(position, self.constant_value(value))

    def constant_set(self, position: i64, items: object) -> Constant:
        """A node for a frozenset of constants, held by the code.

        CPython's compiler builds it twice, the second time in the order of the first; the order
        of the set made from it shows that.
        """
        assert isinstance(items, tuple)
        values = [self.constant_value(item) for item in items]
        first = self._frozen(values)
        result = self._frozen([entry.key for entry in first.live_entries()])
        self.unit.interpreter.heap.release(first)
        self.code.constants.append(result)
        return Constant(position, result)

    def _frozen(self, values: list[HeapObject]) -> FrozenSet:
        """A frozenset of borrowed values, put in one by one."""
        result = make_frozenset(self.unit.interpreter)
        for value in values:
            value.refcount += 1
            result.add(value)
        return result

    def constant_value(self, value: object) -> HeapObject:
        """The object (borrowed) for a constant of this code."""
        interpreter = self.unit.interpreter
        if value is None:
            return interpreter.none
        if value is ...:
            return interpreter.ellipsis
        key = (_constant_kind(value), value)
        known = self._constants.get(key)
        if known is None:
            known = self._make_constant(value)
            self._constants[key] = known
            self.code.constants.append(known)
        return known

    def _make_constant(self, value: object) -> HeapObject:
        interpreter = self.unit.interpreter
        if isinstance(value, bool):
            return make_bool(interpreter, value)
        if isinstance(value, int):
            return make_int(interpreter, value)
        if isinstance(value, float):
            return make_float(interpreter, value)
        if isinstance(value, complex):
            return make_complex(interpreter, value)
        if isinstance(value, str):
            return self._make_text(value)
        if isinstance(value, bytes):
            return make_bytes(interpreter, value)
        assert isinstance(value, tuple)
        items = [self.constant_value(item) for item in value]
        for item in items:
            item.refcount += 1
        return make_tuple(interpreter, items)

    def _make_text(self, value: str) -> HeapObject:
        """A string constant; one that looks like a name is the name's string (interned)."""
        interpreter = self.unit.interpreter
        if value.isascii() and value.replace("_", "a").isalnum():
            known = name_str(interpreter, value)
            known.refcount += 1
            return known
        return make_str(interpreter, value)

    # -- names -----------------------------------------------------------------

    @property
    def has_own_names(self) -> bool:
        """Whether the scope's names live in the namespace of its frame."""
        return self.scope.kind == "class" or (self.scope.kind == "module" and self.unit.own_names)

    def variable(self, position: i64, name: str) -> Expression:
        """A node that reads a name."""
        name = self.scope.mangle(name)
        kind = self.scope.kind_of(name)
        if kind == "local":
            return Local(position, self.slot_of(name), name)
        if kind in ("cell", "free"):
            variable = self.cell_variable(position, name)
            if self.scope.kind == "class" and kind == "free":
                return NamespaceName(position, self.name(name), variable)
            return variable
        if kind == "name" and self.has_own_names:
            return NamespaceName(position, self.name(name), Global(position, self.name(name)))
        return Global(position, self.name(name))

    def variable_target(self, position: i64, name: str) -> Target:
        """A node that stores a name."""
        name = self.scope.mangle(name)
        kind = self.scope.kind_of(name)
        if kind == "local":
            return LocalTarget(position, self.slot_of(name), name)
        if kind in ("cell", "free"):
            return CellTarget(position, self.cell_variable(position, name))
        if kind == "name" and self.has_own_names:
            return NamespaceTarget(position, self.name(name))
        return GlobalTarget(position, self.name(name))

    def cell_variable(self, position: i64, name: str) -> CellVariable:
        """A node that reads a cell."""
        return CellVariable(position, self.cell_slot(name), name, name in self.scope.free)

    def slot_of(self, name: str) -> i64:
        """The slot of a local."""
        return self.code.variables.index(name)

    def cell_slot(self, name: str) -> i64:
        """The slot of a cell, own or free; a name can be both a local and free in a class."""
        if name in self.scope.free:
            return self.code.free_start + self.scope.free.index(name)
        return self.code.variables.index(name)

    def name(self, text: str) -> Str:
        """The string object for a name."""
        return name_str(self.unit.interpreter, text)


def _constant_kind(value: object) -> str:
    """What keeps equal constants of different types apart: 1, 1.0 and True; 0.0 and -0.0."""
    if isinstance(value, tuple):
        return "(" + ",".join(_constant_kind(item) for item in value) + ")"
    if isinstance(value, (float, complex)):
        return f"{type(value).__name__} {value!r}"
    return type(value).__name__
