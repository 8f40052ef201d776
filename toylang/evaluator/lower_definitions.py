"""Lowering of functions and classes: a code object for the body, and the node that makes it."""

from __future__ import annotations

from mypy_extensions import i64

from toylang.evaluator.code import Code
from toylang.evaluator.definitions import (
    ClassDefinition,
    ClassDefinitionUnpacked,
    Decorated,
    FunctionDefinition,
)
from toylang.evaluator.displays import TupleDisplay
from toylang.evaluator.lower_annotations import (
    PrepareAnnotations,
    has_annotations,
    parameter_annotations,
    text_of,
)
from toylang.evaluator.lower_patterns import PatternLowering
from toylang.evaluator.names import CellItself, Global
from toylang.evaluator.nodes import Block, Expression, Statement
from toylang.evaluator.statements import Assignment
from toylang.syntax import tree


class DefinitionLowering(PatternLowering):
    """Lowers the functions and classes of one scope."""

    def block(self, nodes: tuple[tree.Statement, ...] | list[tree.Statement]) -> Statement:
        """Lower statements that follow one another."""
        raise NotImplementedError

    def inner(self, node: tree.Node) -> DefinitionLowering:
        """A lowering for a scope inside this one."""
        raise NotImplementedError

    # -- functions -------------------------------------------------------------

    def annotation(self, node: tree.Expression) -> Expression:
        """An annotation's value, or its text if the module wants that."""
        if self.unit.keeps_annotation_texts:
            return self.constant(self.place(node), text_of(self.unit.source, node.span))
        return self.expression(node)

    def comprehension_code(self, node: tree.Node) -> DefinitionLowering:
        inner = self.inner(node)
        inner.code.positional = 1
        inner.code.plain = True
        return inner

    def function_code(
        self, node: tree.Node, arguments: tree.arguments, body: list[tree.Statement]
    ) -> Code:
        inner = self.inner(node)
        _set_parameters(inner.code, arguments)
        inner.code.is_generator = inner.scope.is_generator
        inner.set_body(inner.block(body))
        return self.adopt(inner.code)

    def function_statement(self, node: tree.FunctionDef) -> Statement:
        """Lower a function definition."""
        position = self.place(node)
        doc = docstring(node.body)
        code = self.function_code(node, node.args, list(node.body))
        code.name = node.name
        definition = self.function_definition(position, code, node.args, doc)
        definition.annotations = self._parameter_annotations(position, node)
        target = self.variable_target(position, node.name)
        return Assignment(position, target, self._decorated(node, definition))

    def _parameter_annotations(self, position: i64, node: tree.FunctionDef) -> Expression | None:
        """What gives the tuple of a function's annotations, each after its name."""
        items: list[Expression] = []
        for name, annotation in parameter_annotations(node):
            if not isinstance(annotation, tree.Starred):
                items.append(self.constant(position, self.scope.mangle(name)))
                items.append(self.annotation(annotation))
        return TupleDisplay(position, items) if items else None

    def _decorated(
        self, node: tree.FunctionDef | tree.ClassDef, definition: Expression
    ) -> Expression:
        if not node.decorator_list:
            return definition
        decorators = self.expressions(node.decorator_list)
        places = [self.place(decorator) for decorator in node.decorator_list]
        return Decorated(self.place(node), decorators, places, definition)

    # -- classes ---------------------------------------------------------------

    def class_statement(self, node: tree.ClassDef) -> Statement:
        """Lower a class definition."""
        position = self.place(node)
        body = self._class_body(node)
        definition = self._class_definition(node, body)
        target = self.variable_target(position, node.name)
        return Assignment(position, target, self._decorated(node, definition))

    def _class_definition(self, node: tree.ClassDef, body: FunctionDefinition) -> ClassDefinition:
        position = self.place(node)
        starred = any(isinstance(base, tree.Starred) for base in node.bases)
        if starred or any(keyword.arg is None for keyword in node.keywords):
            arguments = self.unpacked(position, body, node.bases, node.keywords)
            return ClassDefinitionUnpacked(position, body, node.name, arguments)
        names = [keyword.arg or "" for keyword in node.keywords]
        values = [self.expression(keyword.value) for keyword in node.keywords]
        bases = self.expressions(node.bases)
        return ClassDefinition(position, body, node.name, bases, names, values)

    def _class_body(self, node: tree.ClassDef) -> FunctionDefinition:
        inner = self.inner(node)
        statements: list[Statement] = [inner.store_name("__module__", None)]
        statements.append(inner.store_name("__qualname__", inner.scope.qualname))
        doc = docstring(node.body)
        if doc is not None:
            statements.append(inner.store_name("__doc__", doc))
        if has_annotations(node.body):
            statements.append(PrepareAnnotations(self.place(node)))
        statements.append(inner.block(node.body))
        if inner.scope.needs_class_cell:
            statements.append(inner.store_class_cell())
        inner.set_body(Block(self.place(node), statements))
        code = self.adopt(inner.code)
        closure = self.closure_slots(code)
        return FunctionDefinition(self.place(node), code, None, [], [], closure, None)

    def store_name(self, name: str, value: str | None) -> Statement:
        """A binding every class body starts with; without a value, of the module's name."""
        position = self.place(self.scope.node)
        if value is None:
            source: Expression = Global(position, self.name("__name__"))
        else:
            source = self.constant(position, value)
        return Assignment(position, self.variable_target(position, name), source)

    def store_class_cell(self) -> Statement:
        """Leave the cell of `__class__` where the class will find and fill it."""
        position = self.place(self.scope.node)
        cell = CellItself(position, self.cell_slot("__class__"))
        return Assignment(position, self.variable_target(position, "__classcell__"), cell)


def docstring(body: tuple[tree.Statement, ...]) -> str | None:
    """The string a body starts with."""
    if body and isinstance(body[0], tree.Expr):
        value = body[0].value
        if isinstance(value, tree.Constant) and isinstance(value.value, str):
            return value.value
    return None


def _set_parameters(code: Code, arguments: tree.arguments) -> None:
    code.positional_only = len(arguments.posonlyargs)
    code.positional = len(arguments.posonlyargs) + len(arguments.args)
    code.keyword_only = len(arguments.kwonlyargs)
    code.takes_rest = arguments.vararg is not None
    code.takes_keywords = arguments.kwarg is not None
    code.plain = code.parameter_count == code.positional
