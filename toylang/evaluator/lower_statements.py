"""Lowering of statements, functions, classes and whole modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.evaluator.access import AttributeAccess, Item, ItemTarget
from toylang.evaluator.arithmetic import Add
from toylang.evaluator.blame import attribute_span, blame_condition, last_pattern
from toylang.evaluator.code import Code
from toylang.evaluator.handlers import Assert, Handler, Raise, TryExcept, TryFinally, With
from toylang.evaluator.imports import Import, ImportAll, ImportFrom
from toylang.evaluator.loops import While
from toylang.evaluator.lower_annotations import (
    PrepareAnnotations,
    has_annotations,
    is_future_import,
    keeps_texts,
)
from toylang.evaluator.lower_definitions import DefinitionLowering, docstring
from toylang.evaluator.lower_expressions import NOT_CONSTANT, binary_operation, constant_of
from toylang.evaluator.lower_yields import operands_of
from toylang.evaluator.lowering import Unit
from toylang.evaluator.matching import Case, Match
from toylang.evaluator.names import Global, Local, LocalTarget, NamespaceName
from toylang.evaluator.nodes import Block, Expression, Statement, Target
from toylang.evaluator.resumable import (
    ResumableMatch,
    ResumableTryExcept,
    ResumableTryFinally,
    ResumableWhile,
    ResumableWith,
)
from toylang.evaluator.statements import (
    Assignment,
    AugmentedAttribute,
    AugmentedItem,
    Break,
    ChainedAssignment,
    Continue,
    Deletion,
    Exchange,
    ExpressionStatement,
    LocalAddition,
    Pass,
    Return,
    ShownExpression,
)
from toylang.evaluator.stress import Verified
from toylang.evaluator.yields import Temporary, TemporaryLook, TemporaryTarget
from toylang.source import Source, Span
from toylang.syntax import tree
from toylang.syntax.scopes import Scopes

if TYPE_CHECKING:
    from toylang.evaluator.interpreter import Interpreter


COMPOUND: Final = (
    tree.If,
    tree.While,
    tree.For,
    tree.Try,
    tree.With,
    tree.Match,
)
"""Statements that contain statements, and look after the yields in their own expressions."""

LARGEST_EXCHANGE: Final = 3
"""Values that are assigned to as many targets without a tuple."""


class StatementLowering(DefinitionLowering):
    """Lowers the statements of one scope."""

    def block(self, nodes: tuple[tree.Statement, ...] | list[tree.Statement]) -> Statement:
        """Lower statements that follow one another."""
        statements = [self.statement(node) for node in nodes]
        statements = [each for each in statements if not isinstance(each, Pass)]
        position = self.place(nodes[0]) if nodes else 0
        return self.block_node(position, statements, self.any_stops(nodes))

    def optional_block(self, nodes: tuple[tree.Statement, ...]) -> Statement | None:
        """Lower statements that may be missing."""
        return self.block(nodes) if nodes else None

    def statement(self, node: tree.Statement) -> Statement:
        """Lower one statement."""
        self.descend()
        if self.stops(node) and not isinstance(node, COMPOUND):
            parts = self._around_yield(node)
            result = self.block_node(self.place(node), parts, True)
        else:
            result = self._statement(node)
        self.ascend()
        if self.unit.interpreter.heap.collector.stressed and not isinstance(result, Pass):
            return Verified(result)
        return result

    def _statement(self, node: tree.Statement) -> Statement:
        position = self.place(node)
        if isinstance(node, tree.Expr):
            return self._expression_statement(node)
        if isinstance(node, (tree.Assign, tree.AnnAssign, tree.AugAssign, tree.Delete)):
            return self._binding(node)
        if isinstance(node, (tree.If, tree.While, tree.For)):
            return self._branch_or_loop(node)
        if isinstance(node, tree.Return):
            return Return(position, self._optional_value(node))
        if isinstance(node, tree.FunctionDef):
            return self.function_statement(node)
        if isinstance(node, tree.ClassDef):
            return self.class_statement(node)
        if isinstance(node, (tree.Try, tree.Raise, tree.Assert, tree.With)):
            return self._exceptional(node)
        if isinstance(node, (tree.Import, tree.ImportFrom)):
            return self._import(node)
        if isinstance(node, tree.Match):
            return self._match(node)
        if isinstance(node, tree.Break):
            return Break(position)
        if isinstance(node, tree.Continue):
            return Continue(position)
        if isinstance(node, (tree.Pass, tree.Global, tree.Nonlocal)):
            return Pass(position)
        raise self.unsupported(node, f"'{type(node).__name__.lower()}' is not part of Toy")

    def _around_yield(self, node: tree.Statement) -> list[Statement]:
        """Lower a simple statement with a yield inside: what comes first, and what is left."""
        if isinstance(node, tree.Expr) and isinstance(node.value, (tree.Yield, tree.YieldFrom)):
            return self.yield_statements(node.value, None)
        if isinstance(node, tree.Assign):
            return self._assignment_around_yield(node)
        if isinstance(node, tree.AugAssign):
            return self._augmented_around_yield(node)
        operands = [each for each in tree.children(node) if isinstance(each, tree.Expression)]
        if isinstance(node, tree.AnnAssign) and node.value is not None:
            operands = [node.value]
        return [*self.prelude(operands), self._statement(node)]

    def _assignment_around_yield(self, node: tree.Assign) -> list[Statement]:
        """The value first, then what stands in the targets."""
        in_targets = [target for target in node.targets if self.stops(target)]
        plain = len(node.targets) == 1 and not in_targets
        if plain and isinstance(node.value, (tree.Yield, tree.YieldFrom)):
            return self.yield_statements(node.value, self.target(node.targets[0]))
        statements = self.prelude([node.value])
        if in_targets:
            if node.value not in self.waiting:
                statements.append(self.set_aside(node.value))
            for target in in_targets:
                statements.extend(self.prelude(operands_of(target)))
        statements.append(self._statement(node))
        return statements

    def _augmented_around_yield(self, node: tree.AugAssign) -> list[Statement]:
        """`place += … yield …`: the old value is read before the yield."""
        position = self.place(node)
        target = node.target
        statements: list[Statement] = []
        if isinstance(target, (tree.Attribute, tree.Subscript)):
            for operand in operands_of(target):
                statements.extend(self.prelude([operand]))
                if operand not in self.waiting:
                    statements.append(self.set_aside(operand))
        old, slot = self.look_aside(target)
        statements.append(old)
        statements.extend(self.prelude([node.value]))
        right = self.expression(node.value)
        operation = binary_operation(position, node.op, Temporary(position, slot), right, True)
        statements.append(Assignment(position, self.target(target), operation))
        return statements

    def look_aside(self, target: tree.Expression) -> tuple[Statement, i64]:
        """Read a place into a slot; what it is read through stays where it waits."""
        position = self.place(target)
        slot = self.reserve("old value")
        parts = [
            TemporaryLook(self.place(each), self.waiting[each])
            for each in (operands_of(target) if not isinstance(target, tree.Name) else [])
        ]
        if isinstance(target, tree.Attribute):
            name = self.scope.mangle(target.attr)
            value: Expression = AttributeAccess(position, parts[0], name)
        elif isinstance(target, tree.Subscript):
            value = Item(position, parts[0], parts[1])
        else:
            value = self.expression(target)
        return Assignment(position, TemporaryTarget(position, slot), value), slot

    def _expression_statement(self, node: tree.Expr) -> Statement:
        position = self.place(node)
        if self.unit.interactive and self.scope.kind == "module":
            return ShownExpression(position, self.expression(node.value))
        if isinstance(node.value, tree.Constant):
            return Pass(position)
        return ExpressionStatement(position, self.expression(node.value))

    def _optional_value(self, node: tree.Return) -> Expression:
        if node.value is None:
            return self.constant(self.place(node), None)
        return self.expression(node.value)

    # -- binding ---------------------------------------------------------------

    def _is_exchange(self, node: tree.Assign) -> bool:
        """Whether up to three values go into as many targets without becoming a tuple."""
        target, value = node.targets[0], node.value
        if len(node.targets) != 1 or not isinstance(target, (tree.Tuple, tree.List)):
            return False
        if not isinstance(value, tree.Tuple) or constant_of(value) is not NOT_CONSTANT:
            return False
        starred = any(isinstance(item, tree.Starred) for item in [*target.elts, *value.elts])
        return not starred and len(target.elts) == len(value.elts) <= LARGEST_EXCHANGE

    def _exchange(self, position: i64, node: tree.Assign) -> Statement:
        target, value = node.targets[0], node.value
        assert isinstance(target, (tree.Tuple, tree.List)) and isinstance(value, tree.Tuple)
        values = self.expressions(value.elts)
        return Exchange(position, [self.target(item) for item in target.elts], values)

    def _binding(
        self, node: tree.Assign | tree.AnnAssign | tree.AugAssign | tree.Delete
    ) -> Statement:
        position = self.place(node)
        if isinstance(node, tree.Assign):
            if self._is_exchange(node):
                return self._exchange(position, node)
            value = self.expression(node.value)
            if len(node.targets) == 1:
                return _assignment(position, self.target(node.targets[0]), value)
            targets = [self.target(target) for target in node.targets]
            return ChainedAssignment(position, targets, value)
        if isinstance(node, tree.AnnAssign):
            return self._annotated(node)
        if isinstance(node, tree.Delete):
            deletions: list[Statement] = [self._deletion(target) for target in node.targets]
            return deletions[0] if len(deletions) == 1 else Block(position, deletions)
        return self._augmented(node)

    def _annotated(self, node: tree.AnnAssign) -> Statement:
        """The value first; then, outside of functions, the annotation."""
        position = self.place(node)
        steps: list[Statement] = []
        if node.value is not None:
            value = self.expression(node.value)
            steps.append(Assignment(position, self.target(node.target), value))
        if not self.scope.is_function:
            annotation = self.annotation(node.annotation)
            if node.simple and isinstance(node.target, tree.Name):
                target = self._annotation_target(node, node.target.id)
                steps.append(Assignment(position, target, annotation))
            else:
                steps.append(ExpressionStatement(position, annotation))
        if not steps:
            return Pass(position)
        return steps[0] if len(steps) == 1 else Block(position, steps)

    def _annotation_target(self, node: tree.AnnAssign, name: str) -> Target:
        """Where a variable's annotation goes: `__annotations__[name]`."""
        position = self.place(node)
        container: Expression = Global(position, self.name("__annotations__"))
        if self.scope.kind == "class":
            container = NamespaceName(position, self.name("__annotations__"), container)
        return ItemTarget(position, container, self.constant(position, self.scope.mangle(name)))

    def _deletion(self, node: tree.Expression) -> Statement:
        return Deletion(self.place(node), self.target(node))

    def _augmented(self, node: tree.AugAssign) -> Statement:
        position = self.place(node)
        target = node.target
        right = self.expression(node.value)
        if isinstance(target, tree.Attribute):
            owner = self.expression(target.value)
            operation = binary_operation(position, node.op, owner, right, True)
            name = self.scope.mangle(target.attr)
            position = self.place_of(attribute_span(target))
            return AugmentedAttribute(position, owner, name, operation)
        if isinstance(target, tree.Subscript):
            container = self.expression(target.value)
            key = self.expression(target.slice)
            operation = binary_operation(position, node.op, container, right, True)
            place = self.anchored(target, target.value, None)
            return AugmentedItem(place, container, key, operation)
        left = self.expression(target)
        operation = binary_operation(position, node.op, left, right, True)
        return _assignment(position, self.target(target), operation)

    # -- branches and loops ----------------------------------------------------

    def _branch_or_loop(self, node: tree.If | tree.While | tree.For) -> Statement:
        position = self.place(node)
        stops = self.stops(node)
        if isinstance(node, tree.While):
            return self._while(node)
        if isinstance(node, tree.If):
            blame_condition(node.test, node, self.blame)
            before = self.prelude([node.test])
            condition = self.expression(node.test)
            then = self.block(node.body)
            otherwise = self.optional_block(node.orelse)
            branch = self.if_node(position, condition, then, otherwise, stops)
            return self.block_node(position, [*before, branch], stops)
        before = self.prelude([node.iter])
        iterable = self.iterated(node.iter)
        target = self.target(node.target)
        slot = self.reserve("iterator of the loop")
        body = self.block(node.body)
        otherwise = self.optional_block(node.orelse)
        head = self.place_of(node.span._replace(end_line=node.span.line + 1, end_column=0))
        loop = self.for_node(head, slot, target, iterable, body, otherwise, stops)
        return self.block_node(position, [*before, loop], stops)

    def _while(self, node: tree.While) -> Statement:
        position = self.place(node)
        blame_condition(node.test, node, self.blame)
        before = self.prelude([node.test])
        condition = self.expression(node.test)
        body = self.block(node.body)
        otherwise = self.optional_block(node.orelse)
        if not self.stops(node):
            return While(position, condition, body, otherwise)
        prelude = self.block_node(position, before, True) if before else None
        place = self.resume_place()
        return ResumableWhile(position, prelude, condition, body, otherwise, place)

    # -- exceptions and contexts -----------------------------------------------

    def _exceptional(self, node: tree.Try | tree.Raise | tree.Assert | tree.With) -> Statement:
        position = self.place(node)
        if isinstance(node, tree.Raise):
            exception = None if node.exc is None else self.expression(node.exc)
            cause = None if node.cause is None else self.expression(node.cause)
            return Raise(position, exception, cause)
        if isinstance(node, tree.Assert):
            self.unit.warn(node)
            message = None if node.msg is None else self.expression(node.msg)
            blamed = blame_condition(node.test, node, self.blame)
            return Assert(self.place(blamed), self.expression(node.test), message)
        if isinstance(node, tree.With):
            return self._with(node, 0)
        return self._try(node)

    def _try(self, node: tree.Try) -> Statement:
        position = self.place(node)
        body = self.block(node.body)
        if node.handlers:
            handlers = [self._handler(handler) for handler in node.handlers]
            otherwise = self.optional_block(node.orelse)
            if self.stops(node):
                place = self.resume_place()
                body = ResumableTryExcept(position, body, handlers, otherwise, place)
            else:
                body = TryExcept(position, body, handlers, otherwise)
        if node.finalbody:
            final = self.block(node.finalbody)
            if self.stops(node):
                return ResumableTryFinally(position, body, final, self.resume_place())
            return TryFinally(position, body, final)
        return body

    def _handler(self, node: tree.ExceptHandler) -> Handler:
        types = None if node.type is None else self.expression(node.type)
        position = self.place(node)
        target = None if node.name is None else self.variable_target(position, node.name)
        return Handler(position, types, target, self.block(node.body))

    def _with(self, node: tree.With, index: int) -> Statement:
        """One of the managers, around the next ones, around the body."""
        item = node.items[index]
        before = self.prelude([item.context_expr])
        manager = self.expression(item.context_expr)
        target = None if item.optional_vars is None else self.target(item.optional_vars)
        slot = self.reserve("way out of the with")
        body = self._with(node, index + 1) if index + 1 < len(node.items) else self.block(node.body)
        position = self.place(node)
        if not self.stops(node):
            return With(position, slot, manager, target, body)
        inner = ResumableWith(position, slot, manager, target, body, self.resume_place())
        return self.block_node(position, [*before, inner], True)

    # -- match -----------------------------------------------------------------

    def _match(self, node: tree.Match) -> Statement:
        position = self.place(node)
        stops = self.stops(node)
        before = self.prelude([node.subject])
        subject = self.expression(node.subject)
        slot = self.reserve("subject of the match")
        cases = [self._case(case) for case in node.cases]
        if not stops:
            return Match(position, slot, subject, cases)
        match = ResumableMatch(position, slot, subject, cases, self.resume_place())
        return self.block_node(position, [*before, match], True)

    def _case(self, node: tree.match_case) -> Case:
        pattern = self.pattern(node.pattern)
        if node.guard is None:
            return Case(pattern, None, self.block(node.body))
        blame_condition(node.guard, last_pattern(node.pattern), self.blame)
        before = self.prelude([node.guard])
        prelude = self.block_node(self.place(node.guard), before, True) if before else None
        guard = self.expression(node.guard)
        return Case(pattern, guard, self.block(node.body), prelude)

    # -- imports ---------------------------------------------------------------

    def _import(self, node: tree.Import | tree.ImportFrom) -> Statement:
        position = self.place(node)
        if isinstance(node, tree.Import):
            imports: list[Statement] = []
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                target = self.variable_target(position, bound)
                imports.append(Import(position, alias.name, target, alias.asname is not None))
            return imports[0] if len(imports) == 1 else Block(position, imports)
        if is_future_import(node):
            return Pass(position)
        level, module = node.level, node.module or ""
        if node.names[0].name == "*":
            return ImportAll(position, level, module)
        targets = [
            self.variable_target(position, alias.asname or alias.name) for alias in node.names
        ]
        names = [alias.name for alias in node.names]
        return ImportFrom(position, level, module, names, targets)

    # -- scopes ----------------------------------------------------------------

    def inner(self, node: tree.Node) -> StatementLowering:
        """A lowering for a scope inside this one."""
        return StatementLowering(self.unit, self.unit.scopes[node], node.span)

    # -- modules ---------------------------------------------------------------

    def module(self, node: tree.Module) -> Code:
        """The code of a whole text."""
        doc = docstring(node.body)
        statements: list[Statement] = []
        if doc is not None and not self.unit.interactive:
            statements.append(self.store_name("__doc__", doc))
        self.unit.keeps_annotation_texts = keeps_texts(node)
        if has_annotations(node.body):
            statements.append(PrepareAnnotations(0))
        statements.append(self.block(node.body))
        self.code.name = self.code.qualname = "<module>"
        self.set_body(Block(0, statements))
        return self.code

    def alone(self, node: tree.Expression) -> Code:
        """The code of an expression that stands alone."""
        self.code.name = self.code.qualname = "<module>"
        self.set_body(Return(self.place(node), self.expression(node)))
        return self.code


def _assignment(position: i64, target: Target, value: Expression) -> Statement:
    """`target = value`."""
    if isinstance(target, LocalTarget) and isinstance(value, Add):
        left = value.left
        if isinstance(left, Local) and left.slot == target.slot:
            return LocalAddition(position, target, value)
    return Assignment(position, target, value)


def lower_module(
    interpreter: Interpreter,
    source: Source,
    module: tree.Module,
    scopes: Scopes,
    interactive: bool = False,
    own_names: bool = False,
) -> Code:
    """The code of a whole text, a new reference; `Unit` says what the options mean."""
    unit = Unit(interpreter, source, scopes, interactive, own_names)
    try:
        return StatementLowering(unit, scopes[module], Span(1, 0, 1, 0)).module(module)
    except BaseException:
        unit.abandon()
        raise


def lower_expression(
    interpreter: Interpreter, source: Source, expression: tree.Expression, scopes: Scopes
) -> Code:
    """The code of a text that is one expression, a new reference; it returns the value."""
    unit = Unit(interpreter, source, scopes, own_names=True)
    try:
        return StatementLowering(unit, scopes[expression], expression.span).alone(expression)
    except BaseException:
        unit.abandon()
        raise
