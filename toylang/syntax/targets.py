"""What may stand left of `=`, after `for`, `as` and `del`, and Python's names for the rest."""

from __future__ import annotations

from typing import Final

from toylang.syntax import tree

DESCRIPTIONS: Final[dict[type[tree.Expression], str]] = {
    tree.Attribute: "attribute",
    tree.Subscript: "subscript",
    tree.Starred: "starred",
    tree.Name: "name",
    tree.List: "list",
    tree.Tuple: "tuple",
    tree.Lambda: "lambda",
    tree.Call: "function call",
    tree.BoolOp: "expression",
    tree.BinOp: "expression",
    tree.UnaryOp: "expression",
    tree.GeneratorExp: "generator expression",
    tree.Yield: "yield expression",
    tree.YieldFrom: "yield expression",
    tree.ListComp: "list comprehension",
    tree.SetComp: "set comprehension",
    tree.DictComp: "dict comprehension",
    tree.Dict: "dict literal",
    tree.Set: "set display",
    tree.JoinedStr: "f-string expression",
    tree.FormattedValue: "f-string expression",
    tree.Compare: "comparison",
    tree.IfExp: "conditional expression",
    tree.NamedExpr: "named expression",
}


def describe(node: tree.Expression) -> str:
    """Name an expression the way Python's messages do."""
    if isinstance(node, tree.Constant):
        if node.value is Ellipsis:
            return "ellipsis"
        return (
            str(node.value)
            if node.value is None or node.value is True or node.value is False
            else "literal"
        )
    return DESCRIPTIONS[type(node)]


def invalid_target(node: tree.Expression, deleting: bool = False) -> tree.Expression | None:
    """Return the first part that cannot be assigned to (or deleted), None when all can."""
    if isinstance(node, tree.Name | tree.Attribute | tree.Subscript):
        return None
    if isinstance(node, tree.Tuple | tree.List):
        wrong = (invalid_target(element, deleting) for element in node.elts)
        return next((each for each in wrong if each is not None), None)
    if isinstance(node, tree.Starred) and not deleting:
        return invalid_target(node.value)
    return node


def leftmost(node: tree.Expression) -> tree.Expression:
    """Return the innermost expression that begins where this one does."""
    while True:
        inner = _left_part(node)
        if inner is None or inner.span[:2] != node.span[:2]:
            return node
        node = inner


def _left_part(node: tree.Expression) -> tree.Expression | None:
    match node:
        case tree.BinOp() | tree.Compare():
            return node.left
        case tree.BoolOp():
            return node.values[0]
        case tree.Attribute() | tree.Subscript():
            return node.value
        case tree.Call():
            return node.func
        case tree.IfExp():
            return node.body
        case tree.Tuple() if node.elts:
            return node.elts[0]
    return None
