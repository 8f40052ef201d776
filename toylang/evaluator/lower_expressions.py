"""Lowering of expressions and targets."""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from toylang.evaluator.access import (
    AttributeAccess,
    AttributeTarget,
    Item,
    ItemTarget,
    SliceExpression,
)
from toylang.evaluator.arithmetic import (
    Add,
    BinaryOperation,
    Divide,
    FloorDivide,
    Modulo,
    Multiply,
    Subtract,
    UnaryOperation,
)
from toylang.evaluator.blame import (
    Comprehended,
    attribute_span,
    blame_comprehension,
    blame_condition,
)
from toylang.evaluator.calls import (
    Argument,
    Call,
    CallUnpacked,
    CallWithKeywords,
    MethodCall,
    MethodCallWithKeywords,
)
from toylang.evaluator.code import Code
from toylang.evaluator.comparisons import (
    Comparison,
    ComparisonChain,
    Equal,
    Greater,
    GreaterOrEqual,
    Identity,
    Less,
    LessOrEqual,
    Membership,
    Unequal,
)
from toylang.evaluator.comprehensions import (
    AddToResult,
    ReturnResult,
    SetInResult,
    StartResult,
)
from toylang.evaluator.definitions import Comprehension, FunctionDefinition
from toylang.evaluator.displays import (
    LONGEST_RUN,
    DictDisplay,
    Field,
    JoinedString,
    ListDisplay,
    ListFromConstants,
    ListWithStars,
    MergedDict,
    SetDisplay,
    SetFromConstants,
    Starred,
    TupleDisplay,
    TupleWithStars,
)
from toylang.evaluator.logic import Conditional, Junction, Not
from toylang.evaluator.loops import AppendToResult, ForGiven
from toylang.evaluator.lower_yields import YieldLowering
from toylang.evaluator.nodes import FALSE, TRUE, Block, Expression, Statement, Target
from toylang.evaluator.percent_fields import as_fields
from toylang.evaluator.resumable import ResumableForGiven
from toylang.evaluator.statements import StarredTargets, TargetList, Walrus
from toylang.evaluator.yields import Temporary, Yield
from toylang.source import Span, ToySyntaxError
from toylang.syntax import tree

DictItem = tuple[tree.Expression | None, tree.Expression]
"""`key: value` in a dict display, or `**value` without a key."""

NOT_CONSTANT: Final = object()
"""What `constant_of` says of an expression that is none."""

OPERATIONS: Final[dict[str, type[BinaryOperation]]] = {
    "+": Add,
    "-": Subtract,
    "*": Multiply,
    "/": Divide,
    "//": FloorDivide,
    "%": Modulo,
}
"""The operators with nodes of their own."""

COMPARISONS: Final[dict[str, type[Comparison]]] = {
    "<": Less,
    "<=": LessOrEqual,
    ">": Greater,
    ">=": GreaterOrEqual,
    "==": Equal,
    "!=": Unequal,
    "is": Identity,
    "is not": Identity,
    "in": Membership,
    "not in": Membership,
}


def binary_operation(
    position: i64, operator: str, left: Expression, right: Expression, in_place: bool = False
) -> BinaryOperation:
    """The node for `left operator right`, or for the new value of `left operator= right`."""
    node = OPERATIONS.get(operator, BinaryOperation)
    return node(position, operator, left, right, in_place)


def runs_of(node: tree.Dict) -> list[list[DictItem]]:
    """The items of a dict display that are put into a dict together; a mapping is by itself."""
    runs: list[list[DictItem]] = []
    for item in zip(node.keys, node.values, strict=True):
        goes_on = bool(runs) and runs[-1][0][0] is not None and len(runs[-1]) < LONGEST_RUN
        if item[0] is None or not goes_on:
            runs.append([])
        runs[-1].append(item)
    return runs


class ExpressionLowering(YieldLowering):
    """Lowers the expressions of one scope."""

    def function_code(
        self, node: tree.Node, arguments: tree.arguments, body: list[tree.Statement]
    ) -> Code:
        """The code of a function or lambda inside this scope (statements lower it)."""
        raise NotImplementedError

    def expression(self, node: tree.Expression) -> Expression:
        """Lower one expression."""
        if node in self.waiting:
            return Temporary(self.place(node), self.waiting[node])
        if isinstance(node, (tree.Call, tree.Subscript, tree.Compare)):
            self.unit.warn(node)
        self.descend()
        result = self._expression(node)
        if node in self.blame:
            result.truth_position = self.place(self.blame[node])
        self.ascend()
        return result

    def expressions(self, nodes: tuple[tree.Expression, ...]) -> list[Expression]:
        """Lower several expressions."""
        return [self.expression(node) for node in nodes]

    def _expression(self, node: tree.Expression) -> Expression:
        if isinstance(node, tree.Constant):
            return self.constant(self.place(node), node.value)
        if isinstance(node, tree.Name):
            return self.variable(self.place(node), node.id)
        if isinstance(node, tree.Attribute):
            value = self.expression(node.value)
            position = self.place_of(attribute_span(node))
            return AttributeAccess(position, value, self.scope.mangle(node.attr))
        if isinstance(node, tree.Call):
            return self._call(node)
        if isinstance(node, tree.Subscript):
            return self._item(node)
        if isinstance(node, (tree.BinOp, tree.UnaryOp, tree.BoolOp, tree.Compare, tree.IfExp)):
            return self._operation(node)
        if isinstance(node, (tree.List, tree.Tuple, tree.Set, tree.Dict, tree.JoinedStr)):
            return self._display(node)
        return self._other(node)

    def _other(self, node: tree.Expression) -> Expression:
        position = self.place(node)
        if isinstance(node, tree.Slice):
            return self._slice(node)
        if isinstance(node, tree.Lambda):
            return self._lambda(node)
        if isinstance(node, (tree.ListComp, tree.SetComp, tree.DictComp, tree.GeneratorExp)):
            return self._comprehension(node)
        if isinstance(node, tree.NamedExpr):
            return Walrus(position, self.target(node.target), self.expression(node.value))
        if isinstance(node, tree.Starred):
            return Starred(position, self.expression(node.value))
        if isinstance(node, tree.FormattedValue):
            return self._field(node)
        raise self.unsupported(node, f"{type(node).__name__} is not part of Toy")

    def unsupported(self, node: tree.Node, message: str) -> ToySyntaxError:
        """The complaint about a construct Toy does not run."""
        source = self.unit.source
        span = node.span._replace(column=node.span.column + 1, end_column=node.span.end_column + 1)
        return ToySyntaxError(message, source.filename, span, source.line(span.line))

    # -- operators -------------------------------------------------------------

    def _operation(
        self, node: tree.BinOp | tree.UnaryOp | tree.BoolOp | tree.Compare | tree.IfExp
    ) -> Expression:
        if isinstance(node, tree.BinOp):
            return self._binary(node)
        if isinstance(node, tree.Compare):
            return self._compare(node)
        position = self.place(node)
        if isinstance(node, tree.BoolOp):
            operands = self.expressions(node.values)
            return Junction(position, operands, FALSE if node.op == "and" else TRUE)
        if isinstance(node, tree.IfExp):
            blame_condition(node.test, node, self.blame)
            condition = self.expression(node.test)
            then = self.expression(node.body)
            return Conditional(position, condition, then, self.expression(node.orelse))
        folded = constant_of(node)
        if folded is not NOT_CONSTANT:
            return self.constant(position, folded)
        operand = self.expression(node.operand)
        if node.op == "not":
            return Not(position, operand)
        return UnaryOperation(position, node.op, operand)

    def _binary(self, node: tree.BinOp) -> Expression:
        fields = None if self.stops(node) else as_fields(node)
        if fields is not None and constant_of(node.right) is NOT_CONSTANT:
            return self.expression(fields)
        left = self.expression(node.left)
        right = self.expression(node.right)
        position = self.anchored(node, node.left, node.right)
        return binary_operation(position, node.op, left, right)

    def _compare(self, node: tree.Compare) -> Expression:
        position = self.place(node)
        left = self.expression(node.left)
        others = [
            self._operand(op, each) for op, each in zip(node.ops, node.comparators, strict=True)
        ]
        if len(others) > 1:
            return ComparisonChain(position, left, list(node.ops), others)
        operator = node.ops[0]
        return COMPARISONS[operator](position, operator, left, others[0])

    def _operand(self, operator: str, node: tree.Expression) -> Expression:
        """A right operand."""
        return self.iterated(node) if operator in ("in", "not in") else self.expression(node)

    def iterated(self, node: tree.Expression) -> Expression:
        """What is only looked through: a list display there is a tuple, as in CPython."""
        starred = isinstance(node, tree.List) and any(
            isinstance(item, tree.Starred) for item in node.elts
        )
        if node in self.waiting:
            return self.expression(node)
        if isinstance(node, tree.List) and not starred:
            return self.expression(tree.Tuple(node.elts, span=node.span))
        if isinstance(node, tree.Set):
            constants = constant_of(node)
            if constants is not NOT_CONSTANT:
                return self.constant_set(self.place(node), constants)
        return self.expression(node)

    # -- calls -----------------------------------------------------------------

    def _call(self, node: tree.Call) -> Expression:
        position = self.place(node)
        starred = any(isinstance(argument, tree.Starred) for argument in node.args)
        if starred or any(keyword.arg is None for keyword in node.keywords):
            return self._call_unpacked(node)
        if self._is_plain_super(node):
            return self._super_call(node)
        names = [keyword.arg or "" for keyword in node.keywords]
        if isinstance(node.func, tree.Attribute) and node.func not in self.waiting:
            call = self._method_call(node, node.func)
            if not names:
                return call
            return MethodCallWithKeywords(position, call, names, self._named_values(node))
        function = self.expression(node.func)
        arguments = self.expressions(node.args)
        if not names:
            return Call(position, function, arguments)
        return CallWithKeywords(position, function, arguments, names, self._named_values(node))

    def _named_values(self, node: tree.Call) -> list[Expression]:
        return [self.expression(keyword.value) for keyword in node.keywords]

    def _method_call(self, node: tree.Call, function: tree.Attribute) -> MethodCall:
        """A call of an attribute with the arguments that have no names."""
        receiver = self.expression(function.value)
        arguments = self.expressions(node.args)
        lookup = attribute_span(function)
        place = self._method_call_place(node, lookup)
        call = MethodCall(place, receiver, self.scope.mangle(function.attr), arguments)
        call.lookup_position = self.place_of(lookup)
        return call

    def _method_call_place(self, node: tree.Call, lookup: Span) -> i64:
        """A call of a method that is looked up on a later line begins with the method's name."""
        if node.func.span.line == node.func.span.end_line:
            return self.place(node)
        return self.place_of(node.span._replace(line=lookup.line, column=lookup.column))

    def _is_plain_super(self, node: tree.Call) -> bool:
        """Whether this is `super()` in a method, which finds its class and receiver itself."""
        if node.args or node.keywords or not isinstance(node.func, tree.Name):
            return False
        return node.func.id == "super" and "__class__" in self.scope.free

    def _super_call(self, node: tree.Call) -> Expression:
        """`super()` as `super(__class__, first parameter)`."""
        position = self.place(node)
        function = self.expression(node.func)
        if not self.scope.parameters:
            return Call(position, function, [])
        receiver = self.variable(position, self.scope.parameters[0])
        return Call(position, function, [self.cell_variable(position, "__class__"), receiver])

    def _call_unpacked(self, node: tree.Call) -> Expression:
        function = self.expression(node.func)
        return self.unpacked(self.place(node), function, node.args, node.keywords)

    def unpacked(
        self,
        position: i64,
        function: Expression,
        arguments: tuple[tree.Expression, ...],
        keywords: tuple[tree.keyword, ...],
    ) -> CallUnpacked:
        """A call with stars; where all before them is constant, that is one tuple."""
        folded: object = NOT_CONSTANT
        if arguments:
            folded = constant_of(tree.Tuple(arguments, span=arguments[0].span))
        if folded is not NOT_CONSTANT:
            positional = [Argument(self.constant(position, folded), "", True)]
        else:
            positional = [self._positional(argument) for argument in arguments]
        named = [
            Argument(self.expression(keyword.value), keyword.arg or "", keyword.arg is None)
            for keyword in keywords
        ]
        return CallUnpacked(position, function, positional, named)

    def _positional(self, argument: tree.Expression) -> Argument:
        if isinstance(argument, tree.Starred):
            return Argument(self.expression(argument.value), "", True)
        return Argument(self.expression(argument), "", False)

    # -- items -----------------------------------------------------------------

    def _item(self, node: tree.Subscript) -> Expression:
        container = self.expression(node.value)
        key = self.expression(node.slice)
        return Item(self.anchored(node, node.value, None), container, key)

    def _slice(self, node: tree.Slice) -> Expression:
        parts = [
            None if part is None else self.expression(part)
            for part in (node.lower, node.upper, node.step)
        ]
        return SliceExpression(self.place(node), parts[0], parts[1], parts[2])

    # -- displays --------------------------------------------------------------

    def _dict_display(self, node: tree.Dict) -> Expression:
        """A dict made of the first run of items, to which the others and mappings are added."""
        position = self.place(node)
        parts = [self._part_of_dict(position, items) for items in runs_of(node)]
        first = DictDisplay(position, [], [])
        if parts and node.keys[0] is not None:
            run = parts.pop(0)
            assert isinstance(run, DictDisplay)
            first = run
        return MergedDict(position, first, parts) if parts else first

    def _part_of_dict(self, position: i64, items: list[DictItem]) -> Expression:
        """What is put into a dict together: a run of items, or a mapping."""
        keys = [self.expression(key) for key, _ in items if key is not None]
        values = [self.expression(value) for _, value in items]
        return DictDisplay(position, keys, values) if keys else values[0]

    def _display(
        self, node: tree.List | tree.Tuple | tree.Set | tree.Dict | tree.JoinedStr
    ) -> Expression:
        position = self.place(node)
        if isinstance(node, tree.JoinedStr):
            return JoinedString(position, self.expressions(node.values))
        if isinstance(node, tree.Dict):
            return self._dict_display(node)
        constants = constant_of(node)
        if constants is not NOT_CONSTANT and not isinstance(node, tree.Set):
            if isinstance(node, tree.Tuple):
                return self.constant(position, constants)
            if len(node.elts) > 2:
                return ListFromConstants(position, self.constant(position, constants))
        items = self.expressions(node.elts)
        starred = any(isinstance(item, tree.Starred) for item in node.elts)
        if isinstance(node, tree.Set):
            if constants is not NOT_CONSTANT and len(items) > 2:
                return SetFromConstants(position, self.constant_set(position, constants))
            return SetDisplay(position, items)
        if isinstance(node, tree.Tuple):
            return TupleWithStars(position, items) if starred else TupleDisplay(position, items)
        return ListWithStars(position, items) if starred else ListDisplay(position, items)

    def _field(self, node: tree.FormattedValue) -> Expression:
        value = self.expression(node.value)
        spec = None if node.format_spec is None else self.expression(node.format_spec)
        conversion = "" if node.conversion < 0 else chr(node.conversion)
        return Field(self.place(node), value, conversion, spec)

    # -- functions inside expressions ------------------------------------------

    def _lambda(self, node: tree.Lambda) -> Expression:
        body = [tree.Return(node.body, span=node.body.span)]
        code = self.function_code(node, node.args, list[tree.Statement](body))
        return self.function_definition(self.place(node), code, node.args, None)

    def function_definition(
        self, position: i64, code: Code, arguments: tree.arguments, doc: str | None
    ) -> FunctionDefinition:
        """The node that makes a function: defaults now, body later."""
        defaults: Expression | None = None
        if arguments.defaults:
            span = arguments.defaults[0].span
            defaults = self.expression(tree.Tuple(arguments.defaults, span=span))
        names: list[str] = []
        values: list[Expression] = []
        for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            if default is not None:
                names.append(self.scope.mangle(parameter.arg))
                values.append(self.expression(default))
        documented = None if doc is None else self.constant(position, doc)
        closure = self.closure_slots(code)
        return FunctionDefinition(position, code, defaults, names, values, closure, documented)

    def adopt(self, code: Code) -> Code:
        """Hold the code of an inner scope among this code's constants."""
        self.code.constants.append(code)
        return code

    def closure_slots(self, code: Code) -> list[i64]:
        """Where this frame has the cells an inner code wants, in the inner code's order."""
        end = code.free_start + code.free_count
        return [self.cell_slot(name) for name in code.variables[code.free_start : end]]

    def comprehension_code(self, node: tree.Node) -> ExpressionLowering:
        """A lowering for a comprehension's own scope (statements make it)."""
        raise NotImplementedError

    def _comprehension(self, node: Comprehended) -> Expression:
        inner = self.comprehension_code(node)
        if isinstance(node, tree.GeneratorExp):
            code = self.adopt(inner.generator_body(node))
        else:
            code = self.adopt(inner.comprehension_body(node))
        position = self.place(node)
        function = FunctionDefinition(position, code, None, [], [], self.closure_slots(code), None)
        return Comprehension(position, function, self.iterated(node.generators[0].iter))

    def comprehension_body(self, node: tree.ListComp | tree.SetComp | tree.DictComp) -> Code:
        """The code of this comprehension: an empty container, loops that fill it, return."""
        position = self.place(node)
        last = self.place(blame_comprehension(node, self.blame)[-1])
        slot = self.reserve("the comprehension's result")
        if isinstance(node, tree.ListComp):
            start: Expression = ListDisplay(position, [])
            end: Statement = AppendToResult(last, slot, self.expression(node.elt))
        elif isinstance(node, tree.SetComp):
            start = SetDisplay(position, [])
            end = AddToResult(last, slot, self.expression(node.elt))
        else:
            start = DictDisplay(position, [], [])
            key = self.expression(node.key)
            end = SetInResult(last, slot, key, self.expression(node.value))
        loops = self.comprehension_loops(node, end, False)
        steps = [StartResult(position, slot, start), loops, ReturnResult(position, slot)]
        self.set_body(Block(position, steps))
        return self.code

    def generator_body(self, node: tree.GeneratorExp) -> Code:
        """The code of this generator expression: loops around a yield."""
        self.code.is_generator = True
        last = self.place(blame_comprehension(node, self.blame)[-1])
        end = Yield(last, self.expression(node.elt), None)
        self.set_body(self.comprehension_loops(node, end, True))
        return self.code

    def comprehension_loops(
        self, node: Comprehended, innermost: Statement, stops: bool
    ) -> Statement:
        """The nested loops and conditions around what is done with each value."""
        body = innermost
        blamed = blame_comprehension(node, self.blame)
        for index in range(len(node.generators) - 1, -1, -1):
            generator = node.generators[index]
            position = self.place(blamed[index])
            for condition in generator.ifs[::-1]:
                body = self.if_node(position, self.expression(condition), body, None, stops)
            slot = self.reserve("iterator of the comprehension")
            target = self.target(generator.target)
            if index > 0:
                iterable = self.iterated(generator.iter)
                body = self.for_node(position, slot, target, iterable, body, None, stops)
                continue
            given = self.variable(self.place(generator.iter), ".0")
            if stops:
                place = self.resume_place()
                body = ResumableForGiven(position, slot, target, given, body, None, place)
            else:
                body = ForGiven(position, slot, target, given, body, None)
        return body

    # -- targets ---------------------------------------------------------------

    def target(self, node: tree.Expression) -> Target:
        """Lower a place that is assigned to or deleted."""
        position = self.place(node)
        if isinstance(node, tree.Name):
            return self.variable_target(position, node.id)
        if isinstance(node, tree.Attribute):
            name = self.scope.mangle(node.attr)
            position = self.place_of(attribute_span(node))
            return AttributeTarget(position, self.expression(node.value), name)
        if isinstance(node, tree.Subscript):
            position = self.anchored(node, node.value, None)
            container = self.expression(node.value)
            return ItemTarget(position, container, self.expression(node.slice))
        if isinstance(node, (tree.Tuple, tree.List)):
            return self._target_list(node)
        raise self.unsupported(node, "cannot assign here")

    def _target_list(self, node: tree.Tuple | tree.List) -> Target:
        position = self.place(node)
        stars = [i for i, item in enumerate(node.elts) if isinstance(item, tree.Starred)]
        if not stars:
            return TargetList(position, [self.target(item) for item in node.elts])
        before = [self.target(item) for item in node.elts[: stars[0]]]
        star = node.elts[stars[0]]
        assert isinstance(star, tree.Starred)
        middle = self.target(star.value)
        after = [self.target(item) for item in node.elts[stars[0] + 1 :]]
        return StarredTargets(position, before, middle, after)


def constant_of(node: tree.Expression) -> object:
    """The value of an expression made of constants alone, NOT_CONSTANT for any other."""
    if isinstance(node, tree.Constant):
        return node.value
    if isinstance(node, tree.UnaryOp) and node.op == "-":
        value = constant_of(node.operand)
        if isinstance(value, (int, float, complex)) and not isinstance(value, bool):
            return -value
    elif isinstance(node, (tree.Tuple, tree.List, tree.Set)):
        items = [constant_of(item) for item in node.elts]
        nested = any(isinstance(item, (tree.List, tree.Set)) for item in node.elts)
        if NOT_CONSTANT not in items and not nested:
            return tuple(items)
    return NOT_CONSTANT
