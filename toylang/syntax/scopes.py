"""The walk that finds the scopes: it visits a tree in the order in which Python's code runs it.

That order decides the order of a function's locals, so it is kept to the letter: a value before
its target, `else` of a `try` before its handlers, and a `finally` as soon as something leaves it.
The walk keeps its own stack of work, so that no depth of nesting is too deep for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn

from toylang.source import Source, Span, ToySyntaxError
from toylang.syntax import tree
from toylang.syntax.checks import check, check_target
from toylang.syntax.errors import error_at, fail
from toylang.syntax.scope import CLASS_CELL, ITERATOR, Scope, ScopeKind, Scopes, resolve

__all__ = ["Scope", "Scopes", "analyse"]

Block = tuple[tree.Statement, ...] | None
MAXIMUM_BLOCKS: Final = 20
Work = tuple[Callable[[Any], None], Any]
COMPREHENSION_NAMES: Final = {
    tree.ListComp: "<listcomp>",
    tree.SetComp: "<setcomp>",
    tree.DictComp: "<dictcomp>",
    tree.GeneratorExp: "<genexpr>",
}


def analyse(root: tree.Node, source: Source | None = None) -> Scopes:
    """Return the scope of every module, function, class and comprehension below a node.

    Declarations that contradict each other raise a ToySyntaxError.
    """
    return Analysis(root, source or Source("")).run()


class Analysis:
    """One walk over one tree."""

    def __init__(self, root: tree.Node, source: Source) -> None:
        self.source = source
        self.root = root
        self.statement = root
        self.scope = Scope("module", "<module>", root, None)
        self.module = self.scope
        self.scopes: Scopes = {root: self.scope}
        self.work: list[Work] = []
        self.silent = 0  # inside of an annotation that no code evaluates
        # The `finally` bodies around the current statement, None for a loop, innermost last.
        # An empty one is any other block that Python counts.
        self.leaving: list[Block] = []
        self.leaving_outside: list[list[Block]] = []
        self.declared: dict[tuple[Scope, str], Span] = {}
        self.nonlocal_places: list[tuple[Scope, str, Span]] = []
        self.in_iterable = 0  # inside of what a comprehension runs over
        self.objection: ToySyntaxError | None = None

    def run(self) -> Scopes:
        self.visit(self.root)
        while self.work:
            action, argument = self.work.pop()
            action(argument)
        resolve(self.module)
        self.check_nonlocals()
        if self.objection is not None:
            raise self.objection
        return self.scopes

    def refuse(self, message: str, node: tree.Node) -> NoReturn:
        """Reject the program: Python finds this while it looks for the scopes."""
        fail(self.source, message, node.span)

    def object(self, message: str, node: tree.Node) -> None:
        """Remember the first thing that Python finds only when all scopes are known."""
        self.object_to(message, node.span)

    def object_to(self, message: str, span: Span) -> None:
        """Do the same for a stretch of the source."""
        if self.objection is None:
            self.objection = error_at(self.source, message, span)

    def in_loop(self) -> bool:
        """Say whether a loop of this function is around."""
        return None in self.leaving

    def check_nonlocals(self) -> None:
        """Look for the variable that each nonlocal declaration means."""
        for scope, name, place in self.nonlocal_places:
            around = scope.parent
            while around is not None and not _offers(around, name):
                around = around.parent
            if around is None:
                fail(self.source, f"no binding for nonlocal '{name}' found", place)

    # ------------------------------------------------------------ work to do

    def then(self, *steps: Work) -> None:
        """Do these steps next, in this order."""
        self.work.extend(reversed(steps))

    def each(self, nodes: Iterable[tree.Node | None]) -> list[Work]:
        return [(self.visit, node) for node in nodes if node is not None]

    def stores(self, nodes: Iterable[tree.Node | None]) -> list[Work]:
        return [(self.store, node) for node in nodes if node is not None]

    def visit(self, node: tree.Node) -> None:
        """Meet a node for its value or its effect."""
        if isinstance(node, tree.Statement):
            self.statement = node
        check(self, node)
        handler = HANDLERS.get(type(node))
        if handler is None:
            self.work.extend([(self.visit, child) for child in reversed(tree.children(node))])
        else:
            handler(self, node)

    def store(self, node: tree.Node) -> None:
        """Meet a node as the target of an assignment."""
        check_target(self, node)
        if isinstance(node, tree.Name):
            self.bind(node.id)
        elif isinstance(node, tree.Tuple | tree.List):
            parts = (each.value if isinstance(each, tree.Starred) else each for each in node.elts)
            self.then(*self.stores(parts))
        elif isinstance(node, tree.Starred):
            self.then((self.store, node.value))
        else:
            self.visit(node)

    # ------------------------------------------------------------------ names

    def use(self, name: str) -> None:
        name = self.scope.mangle(name)
        self.scope.used.add(name)
        if not self.silent:
            self.scope.emitted.setdefault(name)
        if name == "super" and self.scope.is_function:
            self.scope.used.add(CLASS_CELL)

    def bind(self, name: str) -> None:
        name = self.scope.mangle(name)
        self.scope.bound.add(name)
        self.scope.emitted.setdefault(name)

    def name(self, node: tree.Name) -> None:
        self.use(node.id)

    def global_(self, node: tree.Global) -> None:
        self.declare(node, "global", self.scope.globals)
        module = self.scope
        while module.parent is not None:
            module = module.parent
        # A name declared global anywhere in the text is so at its top level too, as in CPython.
        module.globals.update(self.scope.mangle(name) for name in node.names)

    def nonlocal_(self, node: tree.Nonlocal) -> None:
        if self.scope.kind == "module":
            fail(self.source, "nonlocal declaration not allowed at module level", node.span)
        self.declare(node, "nonlocal", self.scope.nonlocals)
        for name in node.names:
            self.nonlocal_places.append((self.scope, self.scope.mangle(name), node.span))

    def declare(self, node: tree.Global | tree.Nonlocal, word: str, declared: set[str]) -> None:
        """Take a declaration; it must come before everything else about the name."""
        scope = self.scope
        for original in node.names:
            name = scope.mangle(original)
            problem = None
            if name in scope.parameters:
                problem = f"name '{original}' is parameter and {word}"
            elif name in scope.annotated:
                problem = f"annotated name '{original}' can't be {word}"
            elif name in scope.bound:
                problem = f"name '{original}' is assigned to before {word} declaration"
            elif name in scope.used:
                problem = f"name '{original}' is used prior to {word} declaration"
            if problem is not None:
                fail(self.source, problem, node.span)
            declared.add(name)
            first = self.declared.setdefault((scope, name), node.span)
            if name in scope.globals and name in scope.nonlocals:
                fail(self.source, f"name '{original}' is nonlocal and global", first)

    # ------------------------------------------------------------- statements

    def assign(self, node: tree.Assign) -> None:
        self.then((self.visit, node.value), *self.stores(node.targets))

    def augmented_assign(self, node: tree.AugAssign) -> None:
        self.then(
            (self.visit, node.target), (self.visit, node.value), (self.store_again, node.target)
        )

    def store_again(self, target: tree.Expression) -> None:
        if isinstance(target, tree.Name):
            self.bind(target.id)

    def annotated_assign(self, node: tree.AnnAssign) -> None:
        target = node.target
        annotation = [(self.quietly if self.scope.is_function else self.visit, node.annotation)]
        if isinstance(target, tree.Name):
            name = self.scope.mangle(target.id)
            for declared, word in (
                (self.scope.globals, "global"),
                (self.scope.nonlocals, "nonlocal"),
            ):
                if name in declared and node.simple and self.scope.kind != "module":
                    fail(self.source, f"annotated name '{target.id}' can't be {word}", node.span)
            if node.simple or node.value is not None:
                self.scope.bound.add(name)
                if node.simple:
                    self.scope.annotated.add(name)
            else:
                self.scope.used.add(name)
        if node.value is not None:
            self.then((self.visit, node.value), (self.store, target), *annotation)
        elif isinstance(target, tree.Name):
            if target.id == "__debug__":
                self.object("cannot assign to __debug__", node)
            self.then(*annotation)
        else:
            self.then((self.store, target), (self.no_stars, target), *annotation)

    def no_stars(self, target: tree.Node) -> None:
        """Object to `c[*a]: x`: a subscript that nothing is stored to takes no stars."""
        waiting = [target.slice] if isinstance(target, tree.Subscript) else []
        while waiting:
            index = waiting.pop()
            if isinstance(index, tree.Starred):
                self.object("can't use starred expression here", index)
            elif isinstance(index, tree.Tuple):
                waiting.extend(reversed(index.elts))

    def quietly(self, node: tree.Node) -> None:
        """Meet names that are looked at but never evaluated."""
        self.silent += 1
        self.then((self.visit, node), (self.aloud, None))

    def aloud(self, _: None) -> None:
        self.silent -= 1

    def for_(self, node: tree.For) -> None:
        self.then(
            (self.visit, node.iter), (self.enter_block, None), (self.store, node.target),
            *self.each(node.body), (self.leave_block, None), *self.each(node.orelse),
        )  # fmt: skip

    def while_(self, node: tree.While) -> None:
        self.then(
            (self.enter_block, None), (self.visit, node.test), *self.each(node.body),
            (self.leave_block, None), *self.each(node.orelse),
        )  # fmt: skip

    def with_(self, node: tree.With) -> None:
        steps: list[Work] = []
        for item in node.items:
            steps += [(self.visit, item.context_expr), (self.enter_block, ())]
            steps += self.stores([item.optional_vars])
        steps += self.each(node.body)
        self.then(*steps, *[(self.leave_block, None)] * len(node.items))

    def try_(self, node: tree.Try) -> None:
        steps = self.each(node.body)
        if node.handlers:
            steps = self.blocked(steps, ()) + self.each(node.orelse)
            steps += self.blocked(self.blocked(self.each(node.handlers), ()), ())
        if node.finalbody:
            steps = self.blocked(steps, node.finalbody)
        self.then(*steps, *self.blocked(self.each(node.finalbody), ()))

    def blocked(self, steps: list[Work], block: Block) -> list[Work]:
        """Put steps into a block of their own."""
        return [(self.enter_block, block), *steps, (self.leave_block, None)]

    def handler(self, node: tree.ExceptHandler) -> None:
        bind: list[Work] = [(self.bind, node.name)] if node.name is not None else []
        self.then(*self.each([node.type]), *bind, *self.each(node.body))

    def enter_block(self, block: Block) -> None:
        if len(self.leaving) >= MAXIMUM_BLOCKS:
            self.object("too many statically nested blocks", self.statement)
        self.leaving.append(block)

    def leave_block(self, _: None) -> None:
        self.leaving.pop()

    def return_(self, node: tree.Return) -> None:
        self.then(*self.each([node.value]), (self.leave_early, True))

    def jump(self, node: tree.Break | tree.Continue) -> None:
        self.leave_early(False)

    def leave_early(self, whole_function: bool) -> None:
        """Run the `finally` bodies between here and the loop's or function's end."""
        kept, steps = list(self.leaving), list[Work]()
        for depth in range(len(kept) - 1, -1, -1):
            body = kept[depth]
            if body is None and not whole_function:
                break
            if body:
                steps += [(self.set_leaving, self.leaving[:depth]), *self.each(body)]
                kept[depth] = ()  # a second run would meet no new name
        self.then(*steps, (self.set_leaving, kept))

    def set_leaving(self, leaving: list[Block]) -> None:
        self.leaving = list(leaving)

    def delete(self, node: tree.Delete) -> None:
        self.then(*self.stores(node.targets))

    def import_(self, node: tree.Import) -> None:
        for each in node.names:
            self.bind(each.asname or each.name.partition(".")[0])

    def import_from(self, node: tree.ImportFrom) -> None:
        for each in node.names:
            if each.name != "*":
                self.bind(each.asname or each.name)
            elif self.scope.kind != "module":
                fail(self.source, "import * only allowed at module level", each.span)

    # --------------------------------------------------------------- patterns

    def case(self, node: tree.match_case) -> None:
        captured: list[str] = []
        self.then(
            (self.pattern, (node.pattern, captured)), (self.bind_all, captured),
            *self.each([node.guard]), *self.each(node.body),
        )  # fmt: skip

    def bind_all(self, names: list[str]) -> None:
        for name in names:
            self.bind(name)

    def pattern(self, work: tuple[tree.Pattern, list[str]]) -> None:
        """Visit a pattern's values now; its names are bound once the whole pattern fits."""
        node, captured = work
        inner: Iterable[tree.Pattern] = ()
        own: str | None = None
        if isinstance(node, tree.MatchValue):
            self.visit(node.value)
        elif isinstance(node, tree.MatchSequence | tree.MatchOr):
            inner = node.patterns
        elif isinstance(node, tree.MatchMapping):
            for key in node.keys:
                self.visit(key)
            inner, own = node.patterns, node.rest
        elif isinstance(node, tree.MatchClass):
            self.visit(node.cls)
            inner = (*node.patterns, *node.kwd_patterns)
        elif isinstance(node, tree.MatchAs):
            inner, own = (node.pattern,) if node.pattern is not None else (), node.name
        elif isinstance(node, tree.MatchStar):
            own = node.name
        steps: list[Work] = [(self.pattern, (each, captured)) for each in inner]
        if own is not None:
            steps.append((captured.append, own))
        self.then(*steps)

    # ----------------------------------------------------------------- scopes

    def enter(self, work: tuple[ScopeKind, str, tree.Node, tuple[str, ...]]) -> None:
        kind, name, node, parameters = work
        scope = Scope(kind, name, node, self.scope)
        if isinstance(node, tree.ClassDef):
            scope.class_name = name
        self.scopes[node] = self.scope = scope
        scope.parameters = tuple(scope.mangle(each) for each in parameters)
        scope.bound.update(scope.parameters)
        self.leaving_outside.append(self.leaving)
        self.leaving = []

    def leave(self, _: None) -> None:
        assert self.scope.parent is not None
        self.scope = self.scope.parent
        self.leaving = self.leaving_outside.pop()

    def function(self, node: tree.FunctionDef) -> None:
        annotations = _annotations(node)
        self.then(
            *self.each(node.decorator_list), *self.each(node.args.defaults),
            *self.each(node.args.kw_defaults), *self.each(annotations),
            (self.check_parameters, node.args),
            (self.enter, ("function", node.name, node, _parameter_names(node.args))),
            *self.each(node.body), (self.leave, None), (self.bind, node.name),
        )  # fmt: skip

    def lambda_(self, node: tree.Lambda) -> None:
        self.then(
            *self.each(node.args.defaults), *self.each(node.args.kw_defaults),
            (self.check_parameters, node.args),
            (self.enter, ("lambda", "<lambda>", node, _parameter_names(node.args))),
            (self.visit, node.body), (self.leave, None),
        )  # fmt: skip

    def check_parameters(self, parameters: tree.arguments) -> None:
        seen: set[str] = set()
        for each in _parameters(parameters):
            if each.arg == "__debug__":
                self.object("cannot assign to __debug__", self.statement)
            if each.arg in seen:
                message = f"duplicate argument '{each.arg}' in function definition"
                fail(self.source, message, each.span)
            seen.add(each.arg)

    def class_(self, node: tree.ClassDef) -> None:
        self.then(
            *self.each(node.decorator_list),
            (self.enter, ("class", node.name, node, ())),
            *self.each(node.body), (self.leave, None),
            *self.each(node.bases), *self.each(node.keywords), (self.bind, node.name),
        )  # fmt: skip

    def comprehension(
        self, node: tree.ListComp | tree.SetComp | tree.DictComp | tree.GeneratorExp
    ) -> None:
        """The first iterable belongs to the scope outside, everything else to the inner one."""
        first, *others = node.generators
        results = [node.key, node.value] if isinstance(node, tree.DictComp) else [node.elt]
        inner: list[Work] = [(self.iterate, first.target), *self.each(first.ifs)]
        for each in others:
            inner += [*self.iterable(each.iter), (self.iterate, each.target), *self.each(each.ifs)]
        self.then(
            *self.iterable(first.iter),
            (self.enter, ("comprehension", COMPREHENSION_NAMES[type(node)], node, (ITERATOR,))),
            *inner, *self.each(results), (self.leave, None),
        )  # fmt: skip

    def iterable(self, node: tree.Expression) -> list[Work]:
        """Visit what a comprehension runs over, where no name may be bound."""
        return [(self.count_iterable, 1), (self.visit, node), (self.count_iterable, -1)]

    def count_iterable(self, change: int) -> None:
        self.in_iterable += change

    def iterate(self, target: tree.Expression) -> None:
        before = set(self.scope.bound)
        self.store(target)
        self.then((self.note_iteration, before))

    def note_iteration(self, before: set[str]) -> None:
        self.scope.iteration_names |= self.scope.bound - before

    def named_expression(self, node: tree.NamedExpr) -> None:
        self.then((self.visit, node.value), (self.walrus, node))

    def walrus(self, node: tree.NamedExpr) -> None:
        """Bind the name outside of the comprehensions that it stands in."""
        assert isinstance(node.target, tree.Name)
        check_target(self, node.target)
        if self.in_iterable:
            message = "assignment expression cannot be used in a comprehension iterable expression"
            self.refuse(message, node)
        name = self.scope.mangle(node.target.id)
        inside: list[Scope] = []
        scope = self.scope
        while scope.kind == "comprehension" and scope.parent is not None:
            if name in scope.iteration_names:
                message = (
                    "assignment expression cannot rebind comprehension iteration variable "
                    f"'{node.target.id}'"
                )
                self.refuse(message, node.target)
            inside.append(scope)
            scope = scope.parent
        if inside and scope.kind == "class":
            message = "assignment expression within a comprehension cannot be used in a class body"
            self.refuse(message, node.target)
        if not inside:
            self.bind(node.target.id)
            return
        scope.bound.add(name)
        outside_is_global = scope.kind == "module" or name in scope.globals
        for each in inside:
            (each.globals if outside_is_global else each.nonlocals).add(name)
        if scope.kind == "module":
            scope.globals.add(name)

    def yield_(self, node: tree.Yield | tree.YieldFrom) -> None:
        self.scope.is_generator = True
        self.then(*self.each([node.value]))


def _offers(scope: Scope, name: str) -> bool:
    if not scope.is_function:
        return scope.kind == "class" and name == CLASS_CELL
    return name in scope.bound and name not in scope.globals


def _parameters(parameters: tree.arguments) -> list[tree.arg]:
    """Return all parameters in the order of a function's variables."""
    found = [*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs]
    return found + [each for each in (parameters.vararg, parameters.kwarg) if each is not None]


def _parameter_names(parameters: tree.arguments) -> tuple[str, ...]:
    return tuple(each.arg for each in _parameters(parameters))


def _annotations(node: tree.FunctionDef) -> list[tree.Expression]:
    given = node.args
    ordered = [*given.args, *given.posonlyargs, given.vararg, *given.kwonlyargs, given.kwarg]
    found = [each.annotation for each in ordered if each is not None]
    return [each for each in [*found, node.returns] if each is not None]


def _ignore(_: Analysis, __: tree.Node) -> None:
    """Pass over a node without names."""


HANDLERS: Final[dict[type[tree.Node], Callable[[Analysis, Any], None]]] = {
    tree.Name: Analysis.name,
    tree.Constant: _ignore,
    tree.Global: Analysis.global_,
    tree.Nonlocal: Analysis.nonlocal_,
    tree.Assign: Analysis.assign,
    tree.AugAssign: Analysis.augmented_assign,
    tree.AnnAssign: Analysis.annotated_assign,
    tree.For: Analysis.for_,
    tree.While: Analysis.while_,
    tree.With: Analysis.with_,
    tree.Try: Analysis.try_,
    tree.ExceptHandler: Analysis.handler,
    tree.Return: Analysis.return_,
    tree.Break: Analysis.jump,
    tree.Continue: Analysis.jump,
    tree.Delete: Analysis.delete,
    tree.Import: Analysis.import_,
    tree.ImportFrom: Analysis.import_from,
    tree.match_case: Analysis.case,
    tree.FunctionDef: Analysis.function,
    tree.Lambda: Analysis.lambda_,
    tree.ClassDef: Analysis.class_,
    tree.ListComp: Analysis.comprehension,
    tree.SetComp: Analysis.comprehension,
    tree.DictComp: Analysis.comprehension,
    tree.GeneratorExp: Analysis.comprehension,
    tree.NamedExpr: Analysis.named_expression,
    tree.Yield: Analysis.yield_,
    tree.YieldFrom: Analysis.yield_,
}
