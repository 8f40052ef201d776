"""Lowering of what stands around a yield.

A statement with a yield inside becomes one that can be resumed. An expression with a yield inside
is taken apart: the yield becomes a statement before it, and what CPython would have on the frame's
stack at that moment goes to slots of the frame:

    f(a, (yield b), c)      first = f; second = a; third = yield b; first(second, third, c)

`prelude` gives the statements that come first, and notes the slots in `waiting`, where lowering
what is left of the expression finds them.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from toylang.evaluator.logic import Not
from toylang.evaluator.loops import For, If
from toylang.evaluator.lowering import ScopeBuilder
from toylang.evaluator.nodes import Block, Expression, Statement, Target
from toylang.evaluator.resumable import ResumableBlock, ResumableFor, ResumableIf
from toylang.evaluator.statements import Assignment
from toylang.evaluator.yields import TemporaryLook, TemporaryTarget, Yield, YieldFrom
from toylang.syntax import tree

OTHER_SCOPES: Final = (
    tree.Lambda,
    tree.FunctionDef,
    tree.ClassDef,
    tree.ListComp,
    tree.SetComp,
    tree.DictComp,
    tree.GeneratorExp,
)

WAITING: Final = "value of an unfinished expression"


class YieldLowering(ScopeBuilder):
    """Knows which statements stop at a yield, and takes expressions apart around one."""

    _stops: dict[tree.Node, bool] | None = None

    def expression(self, node: tree.Expression) -> Expression:
        """Lower one expression."""
        raise NotImplementedError

    # -- where yields are ------------------------------------------------------

    def stops(self, node: tree.Node) -> bool:
        """Whether there is a yield of this scope in the node."""
        if not self.scope.is_generator:
            return False
        if self._stops is None:
            self._stops = {}
        known = self._stops.get(node)
        if known is None:
            known = isinstance(node, (tree.Yield, tree.YieldFrom)) or any(
                self.stops(child) for child in _inside(node)
            )
            self._stops[node] = known
        return known

    def any_stops(self, nodes: tuple[tree.Statement, ...] | list[tree.Statement]) -> bool:
        """Whether there is a yield of this scope in one of the statements."""
        return any(self.stops(node) for node in nodes)

    def resume_place(self) -> i64:
        """A place for a statement to note where it stopped."""
        self.code.resume_places += 1
        return self.code.resume_places - 1

    # -- statements that may have to be resumed --------------------------------

    def block_node(self, position: i64, statements: list[Statement], stops: bool) -> Statement:
        """Statements one after another; just the one if there is only one."""
        if len(statements) == 1:
            return statements[0]
        if stops:
            return ResumableBlock(position, statements, self.resume_place())
        return Block(position, statements)

    def if_node(
        self,
        position: i64,
        condition: Expression,
        then: Statement,
        otherwise: Statement | None,
        stops: bool,
    ) -> Statement:
        """A branch."""
        if stops:
            return ResumableIf(position, condition, then, otherwise, self.resume_place())
        return If(position, condition, then, otherwise)

    def for_node(
        self,
        position: i64,
        slot: i64,
        target: Target,
        iterable: Expression,
        body: Statement,
        otherwise: Statement | None,
        stops: bool,
    ) -> Statement:
        """A loop over an iterator."""
        if stops:
            place = self.resume_place()
            return ResumableFor(position, slot, target, iterable, body, otherwise, place)
        return For(position, slot, target, iterable, body, otherwise)

    # -- taking expressions apart ----------------------------------------------

    def prelude(self, nodes: list[tree.Expression]) -> list[Statement]:
        """What must be done before these expressions, evaluated in this order, can be lowered."""
        last = -1
        for index, node in enumerate(nodes):
            if self.stops(node):
                last = index
        result: list[Statement] = []
        for node in nodes[:last]:
            result.extend(self._taken_apart(node))
            if not isinstance(node, tree.Constant) and node not in self.waiting:
                result.append(self.set_aside(node))
        if last >= 0:
            result.extend(self._taken_apart(nodes[last]))
        return result

    def set_aside(self, node: tree.Expression) -> Statement:
        """Compute the value now and keep it in a slot until it is asked for."""
        position = self.place(node)
        value = self.expression(node)
        return Assignment(position, self._waiting_target(node), value)

    def _waiting_target(self, node: tree.Expression) -> Target:
        slot = self.reserve(WAITING)
        self.waiting[node] = slot
        return TemporaryTarget(self.place(node), slot)

    def _taken_apart(self, node: tree.Expression) -> list[Statement]:
        """The statements that leave no yield in the expression."""
        if not self.stops(node):
            return []
        if isinstance(node, (tree.Yield, tree.YieldFrom)):
            statements = self.yield_statements(node, None)
            last = statements[-1]
            assert isinstance(last, (Yield, YieldFrom))
            last.target = self._waiting_target(node)
            return statements
        if isinstance(node, tree.BoolOp):
            return self._choices(node)
        if isinstance(node, tree.IfExp):
            return self._branches(node)
        return self.prelude(operands_of(node))

    def yield_statements(
        self, node: tree.Yield | tree.YieldFrom, target: Target | None
    ) -> list[Statement]:
        """A yield whose value goes to `target`, after what its operand needs."""
        position = self.place(node)
        if node.value is None:
            return [Yield(position, self.constant(position, None), target)]
        statements = self.prelude([node.value])
        value = self.expression(node.value)
        if isinstance(node, tree.Yield):
            statements.append(Yield(position, value, target))
        else:
            slot = self.reserve("iterator of the yield from")
            statements.append(YieldFrom(position, slot, value, target))
        return statements

    def _choices(self, node: tree.BoolOp) -> list[Statement]:
        """`a and b`, `a or b`: the next operand only if the last one does not decide."""
        position = self.place(node)
        statements = [*self.prelude([node.values[0]])]
        value = self.expression(node.values[0])
        target = self._waiting_target(node)
        statements.append(Assignment(position, target, value))
        remaining: Statement | None = None
        for operand in node.values[:0:-1]:
            inner = [*self.prelude([operand])]
            inner.append(Assignment(position, target, self.expression(operand)))
            if remaining is not None:
                inner.append(remaining)
            undecided: Expression = TemporaryLook(position, self.waiting[node])
            if node.op == "or":
                undecided = Not(position, undecided)
            body = self.block_node(position, inner, True)
            remaining = self.if_node(position, undecided, body, None, True)
        if remaining is not None:
            statements.append(remaining)
        return statements

    def _branches(self, node: tree.IfExp) -> list[Statement]:
        """`a if condition else b`."""
        position = self.place(node)
        statements = self.prelude([node.test])
        condition = self.expression(node.test)
        then = self.prelude([node.body])
        then_value = self.expression(node.body)
        otherwise = self.prelude([node.orelse])
        otherwise_value = self.expression(node.orelse)
        target = self._waiting_target(node)
        then.append(Assignment(position, target, then_value))
        otherwise.append(Assignment(position, target, otherwise_value))
        first = self.block_node(position, then, True)
        second = self.block_node(position, otherwise, True)
        statements.append(self.if_node(position, condition, first, second, True))
        return statements


def _inside(node: tree.Node) -> list[tree.Node]:
    """The nodes below that belong to the same scope."""
    if isinstance(node, (tree.ListComp, tree.SetComp, tree.DictComp, tree.GeneratorExp)):
        return [node.generators[0].iter]
    if isinstance(node, OTHER_SCOPES):
        return []
    return tree.children(node)


def operands_of(node: tree.Expression) -> list[tree.Expression]:
    """The expressions an expression evaluates first, in their order."""
    if isinstance(node, tree.Dict):
        result: list[tree.Expression] = []
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None:
                result.append(key)
            result.append(value)
        return result
    if isinstance(node, tree.NamedExpr):
        return [node.value]
    operands: list[tree.Expression] = []
    for child in _inside(node):
        if isinstance(child, (tree.Starred, tree.keyword)):
            operands.append(child.value)
        elif isinstance(child, tree.Expression):
            operands.append(child)
    return operands
