"""Whose name is it: every scope of a program, and what each name in it means.

The answers are those of Python's compiler: which names of a function are locals, in the order in
which its code first meets them, which of them live in cells because an inner scope uses them, and
which are free, that is, somebody else's cells.
"""

from __future__ import annotations

from typing import Final, Literal

from toylang.syntax import tree

ScopeKind = Literal["module", "function", "lambda", "class", "comprehension"]
NameKind = Literal["local", "cell", "free", "global", "name"]

CLASS_CELL: Final = "__class__"
ITERATOR: Final = ".0"  # the hidden parameter of a comprehension


class Scope:
    """One namespace of the program text.

    `locals` are a function's fast variables, parameters first; `cells` its variables that inner
    scopes share (parameters first, then by name), `free` the ones it shares with an outer scope.
    The names in a module or class body live in a namespace instead and are none of these.
    """

    __slots__ = (
        "kind",
        "name",
        "node",
        "parent",
        "qualname",
        "parameters",
        "locals",
        "cells",
        "free",
        "is_generator",
        "needs_class_cell",
        "class_name",
        "bound",
        "used",
        "globals",
        "nonlocals",
        "annotated",
        "emitted",
        "kinds",
        "iteration_names",
        "children",
    )

    def __init__(self, kind: ScopeKind, name: str, node: tree.Node, parent: Scope | None) -> None:
        self.kind: Final = kind
        self.name: Final = name
        self.node: Final = node
        self.parent: Final = parent
        self.qualname = name
        self.parameters: tuple[str, ...] = ()
        self.locals: tuple[str, ...] = ()
        self.cells: tuple[str, ...] = ()
        self.free: tuple[str, ...] = ()
        self.is_generator = False
        self.needs_class_cell = False
        # The class whose private names are mangled here.
        self.class_name: str | None = parent.class_name if parent is not None else None
        # What the text says about names, gathered in one walk.
        self.bound: set[str] = set()
        self.used: set[str] = set()
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.annotated: set[str] = set()
        self.iteration_names: set[str] = set()
        self.emitted: dict[str, None] = {}  # in the order of the code
        # What follows from it.
        self.kinds: dict[str, NameKind] = {}
        self.children: list[Scope] = []
        if parent is not None:
            parent.children.append(self)

    @property
    def is_function(self) -> bool:
        """Whether its variables are fast locals, not entries of a namespace."""
        return self.kind not in ("module", "class")

    def mangle(self, name: str) -> str:
        """Return a private name as the class around this scope sees it."""
        if self.class_name is None or not name.startswith("__"):
            return name
        owner = self.class_name.lstrip("_")
        if not owner or name.endswith("__") or "." in name:
            return name
        return f"_{owner}{name}"

    def kind_of(self, name: str) -> NameKind:
        """Tell how a (mangled) name is reached from here.

        "local", "cell" and "free" are a function's; "global" is the module's, straight; "name" is
        looked up in the body's own namespace first. In a class, "free" too looks there first.
        """
        kind = self.kinds.get(name)
        if kind is not None:
            return kind
        return "global" if self.is_function else "name"

    @property
    def cell_parameters(self) -> tuple[str, ...]:
        """The parameters that live in cells."""
        return tuple(name for name in self.parameters if name in self.cells)


Scopes = dict[tree.Node, Scope]


def resolve(module: Scope) -> None:
    """Decide for every scope what its names mean; a scope comes before those inside it."""
    order: list[tuple[Scope, frozenset[str], frozenset[str]]] = []
    waiting = [(module, frozenset[str](), frozenset[str]())]
    while waiting:
        scope, outer, outer_globals = waiting.pop()
        order.append((scope, outer, outer_globals))
        _decide(scope, outer)
        visible, known_globals = _pass_down(scope, outer, outer_globals)
        waiting.extend((child, visible, known_globals) for child in reversed(scope.children))
    for scope, outer, _ in reversed(order):
        _share(scope, outer)
    for scope, _, _ in order:
        _finish(scope)


def _decide(scope: Scope, outer: frozenset[str]) -> None:
    """Settle the kinds that follow from the scope itself and those around it."""
    own: NameKind = "local" if scope.is_function else "name"
    for name in scope.used | scope.bound | scope.globals | scope.nonlocals:
        if name in scope.globals:
            scope.kinds[name] = "global"
        elif name in scope.nonlocals:
            scope.kinds[name] = "free"
        elif name in scope.bound:
            scope.kinds[name] = own
        elif name in outer:
            scope.kinds[name] = "free"


def _pass_down(
    scope: Scope, outer: frozenset[str], outer_globals: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the function variables that inner scopes can see, and what is known to be global."""
    if scope.kind == "module":
        return outer, outer_globals
    if scope.kind == "class":
        return outer | {CLASS_CELL}, outer_globals
    own = scope.bound - scope.globals - scope.nonlocals
    return (outer | own) - scope.globals, (outer_globals | scope.globals) - own


def _share(scope: Scope, outer: frozenset[str]) -> None:
    """Turn locals that inner scopes use into cells, and hand on what comes from further out."""
    wanted = {name for child in scope.children for name in child.free}
    free = {name for name, kind in scope.kinds.items() if kind == "free"}
    cells: set[str] = set()
    for name in wanted:
        kind = scope.kinds.get(name)
        if scope.kind == "class" and name == CLASS_CELL:
            scope.needs_class_cell = True
            cells.add(name)
        elif kind == "local":
            scope.kinds[name] = "cell"
            cells.add(name)
        elif name in outer:
            free.add(name)
            if kind is None:
                scope.kinds[name] = "free"
    of_parameters = [name for name in scope.parameters if name in cells]
    scope.cells = (*of_parameters, *sorted(cells.difference(of_parameters)))
    scope.free = tuple(sorted(free))


def _finish(scope: Scope) -> None:
    """Name the scope, and put its locals in order."""
    parent = scope.parent
    if parent is not None and parent.kind != "module":
        mangled = parent.mangle(scope.name)
        if not (scope.kind in ("function", "class") and mangled in parent.globals):
            within = ".<locals>" if parent.kind in ("function", "lambda") else ""
            scope.qualname = f"{parent.qualname}{within}.{scope.name}"
    if scope.is_function:
        others = (name for name in scope.emitted if scope.kinds.get(name) == "local")
        scope.locals = tuple(dict.fromkeys((*scope.parameters, *others)))
