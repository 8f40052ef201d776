"""What is legal but hardly meant: the warnings CPython's compiler gives (`Python/compile.c`).

`suspicion` looks at one construct at a time; who walks over the tree asks it everywhere.
"""

from __future__ import annotations

from typing import Final

from toylang.syntax import tree

COMMA: Final = "perhaps you missed a comma?"
NAMES: Final = {
    tree.Tuple: "tuple",
    tree.List: "list",
    tree.ListComp: "list",
    tree.Dict: "dict",
    tree.DictComp: "dict",
    tree.Set: "set",
    tree.SetComp: "set",
    tree.GeneratorExp: "generator",
    tree.Lambda: "function",
    tree.JoinedStr: "str",
}
UNLIKELY_KEYS: Final = ("str", "bytes", "tuple", "list")
"""Types of displays and constants that take no index but an integer."""


def suspicion(node: tree.Node) -> str | None:
    """The warning for this construct, without regard to what it contains; None if there is none."""
    if isinstance(node, tree.Call):
        return _of_call(node)
    if isinstance(node, tree.Subscript):
        return _of_subscript(node)
    if isinstance(node, tree.Compare):
        return _of_comparison(node)
    if isinstance(node, tree.Assert) and isinstance(node.test, tree.Tuple) and node.test.elts:
        return "assertion is always true, perhaps remove parentheses?"
    return None


def _type_name(node: tree.Expression) -> str | None:
    """The type every value of the expression has, if its form tells."""
    if isinstance(node, tree.Constant):
        return type(node.value).__name__
    return NAMES.get(type(node))


def _of_call(node: tree.Call) -> str | None:
    name = _type_name(node.func)
    if name is None or name == "function":
        return None
    return f"'{name}' object is not callable; {COMMA}"


def _of_subscript(node: tree.Subscript) -> str | None:
    owner, key = _type_name(node.value), _type_name(node.slice)
    if owner is None or owner == "dict":
        return None
    if owner not in UNLIKELY_KEYS:
        return f"'{owner}' object is not subscriptable; {COMMA}"
    if key is None or key in ("int", "bool"):
        return None
    return f"{owner} indices must be integers or slices, not {key}; {COMMA}"


def _of_comparison(node: tree.Compare) -> str | None:
    operands = [node.left, *node.comparators]
    for place, operator in enumerate(node.ops):
        if operator not in ("is", "is not"):
            continue
        if _is_literal(operands[place]) or _is_literal(operands[place + 1]):
            better = "==" if operator == "is" else "!="
            return f'"{operator}" with a literal. Did you mean "{better}"?'
    return None


def _is_literal(node: tree.Expression) -> bool:
    """Whether it is a constant there may be several equal ones of."""
    if isinstance(node, tree.Constant):
        return node.value is not None and node.value is not ... and type(node.value) is not bool
    if isinstance(node, tree.UnaryOp):
        return node.op != "not" and _is_literal(node.operand)
    if isinstance(node, tree.Tuple):
        return all(_is_constant(item) for item in node.elts)
    return False


def _is_constant(node: tree.Expression) -> bool:
    return isinstance(node, tree.Constant) or _is_literal(node)
