"""What the grammar allows and Python's compiler does not, construct by construct.

`analysis` meets every node with the scope and the blocks around it, and asks here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from toylang.source import Span
from toylang.syntax import tree
from toylang.syntax.targets import describe

if TYPE_CHECKING:
    from toylang.syntax.scopes import Analysis

DEBUG: Final = "__debug__"
MAXIMUM_UNPACKED: Final = 1 << 8
# fmt: off
FEATURES: Final = frozenset([
    "nested_scopes", "generators", "division", "absolute_import", "with_statement",
    "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop", "annotations",
])
# fmt: on
COMPREHENSIONS: Final = {
    tree.ListComp: "list comprehension",
    tree.SetComp: "set comprehension",
    tree.DictComp: "dict comprehension",
    tree.GeneratorExp: "generator expression",
}


def check(walk: Analysis, node: tree.Node) -> None:
    """Look at one node where it stands; the walk keeps the first objection."""
    checker = CHECKS.get(type(node))
    if checker is not None:
        checker(walk, node)


def check_target(walk: Analysis, target: tree.Node) -> None:
    """Look at the target of an assignment, or a part of one."""
    if (isinstance(target, tree.Name) and target.id == DEBUG) or (
        isinstance(target, tree.Attribute) and target.attr == DEBUG
    ):
        walk.object("cannot assign to __debug__", target)
    elif isinstance(target, tree.Starred):
        walk.object("starred assignment target must be in a list or tuple", target)
    elif isinstance(target, tree.Tuple | tree.List):
        stars = [i for i, each in enumerate(target.elts) if isinstance(each, tree.Starred)]
        if len(stars) > 1:
            walk.object("multiple starred expressions in assignment", target)
        elif stars and stars[0] >= MAXIMUM_UNPACKED:
            walk.object("too many expressions in star-unpacking assignment", target)


def _no_star(field: str) -> Callable[[Analysis, Any], None]:
    """Make the check that a field is not `*something`, which only a display or a call takes."""

    def checker(walk: Analysis, node: tree.Node) -> None:
        value = getattr(node, field)
        if isinstance(value, tree.Starred):
            walk.object("can't use starred expression here", value)

    return checker


def _return(walk: Analysis, node: tree.Return) -> None:
    if walk.scope.kind not in ("function", "lambda"):
        walk.object("'return' outside function", node)
    _no_star("value")(walk, node)


def _yield(walk: Analysis, node: tree.Yield | tree.YieldFrom) -> None:
    scope = walk.scope
    if scope.kind == "comprehension":
        walk.refuse(f"'yield' inside {COMPREHENSIONS[type(scope.node)]}", node)
    if not scope.is_function:
        walk.object("'yield' outside function", node)
    _no_star("value")(walk, node)


def _break(walk: Analysis, node: tree.Break) -> None:
    if not walk.in_loop():
        walk.object("'break' outside loop", node)


def _continue(walk: Analysis, node: tree.Continue) -> None:
    if not walk.in_loop():
        walk.object("'continue' not properly in loop", node)


def _try(walk: Analysis, node: tree.Try) -> None:
    for handler in node.handlers[:-1]:
        if handler.type is None:
            walk.object("default 'except:' must be last", handler)


def _call(walk: Analysis, node: tree.Call | tree.ClassDef) -> None:
    seen: set[str] = set()
    for keyword in node.keywords:
        if keyword.arg is None:
            continue
        if keyword.arg == DEBUG:
            walk.object("cannot assign to __debug__", node)
        if keyword.arg in seen:
            walk.object(f"keyword argument repeated: {keyword.arg}", keyword)
        seen.add(keyword.arg)


def _definition(walk: Analysis, node: tree.FunctionDef | tree.ClassDef) -> None:
    if node.name == DEBUG:
        walk.object("cannot assign to __debug__", node)
    if isinstance(node, tree.ClassDef):
        _call(walk, node)


def _import(walk: Analysis, node: tree.Import | tree.ImportFrom) -> None:
    if any((each.asname or each.name) == DEBUG for each in node.names):
        walk.object("cannot assign to __debug__", node)


def _import_from(walk: Analysis, node: tree.ImportFrom) -> None:
    _import(walk, node)
    if node.module != "__future__":  # CPython does not ask for the dots
        return
    line, column, _, _ = node.span
    start = Span(line, column, line, column + 1)
    for each in node.names:
        if each.name == "braces":
            walk.object_to("not a chance", start)
        elif each.name not in FEATURES:
            walk.object_to(f"future feature {each.name} is not defined", start)
    if not _leads(walk.root, node):
        message = "from __future__ imports must occur at the beginning of the file"
        walk.object(message, node)


def _leads(module: tree.Node, node: tree.ImportFrom) -> bool:
    """Say whether only a docstring and other such imports come before."""
    for place, statement in enumerate(getattr(module, "body", ())):
        if statement is node:
            return True
        is_future = isinstance(statement, tree.ImportFrom) and statement.module == "__future__"
        is_text = isinstance(statement, tree.Expr) and isinstance(statement.value, tree.Constant)
        if not is_future and not (is_text and place == 0):
            return False
    return False


# -------------------------------------------------------------------- patterns


def _match(walk: Analysis, node: tree.Match) -> None:
    for case in node.cases[:-1]:
        if case.guard is None:
            _object_irrefutable(walk, case.pattern)
    for case in node.cases:
        _names(walk, case.pattern)


def _object_irrefutable(walk: Analysis, pattern: tree.Pattern) -> None:
    """Object to a pattern that fits everything while others come after it."""
    while isinstance(pattern, tree.MatchAs) and pattern.pattern is not None:
        pattern = pattern.pattern
    if isinstance(pattern, tree.MatchOr):
        _object_irrefutable(walk, pattern.patterns[-1])
    elif isinstance(pattern, tree.MatchAs):
        what = "wildcard" if pattern.name is None else f"name capture {pattern.name!r}"
        walk.object(f"{what} makes remaining patterns unreachable", pattern)


def _names(walk: Analysis, pattern: tree.Pattern) -> list[str]:
    """Return the names that a pattern binds, and object where they clash."""
    found: list[str] = []
    if isinstance(pattern, tree.MatchOr):
        return _alternatives(walk, pattern)
    for each in _inner(walk, pattern):
        _add(walk, found, _names(walk, each), each)
    own = pattern.rest if isinstance(pattern, tree.MatchMapping) else None
    if isinstance(pattern, tree.MatchAs | tree.MatchStar):
        own = pattern.name
    if own is not None:
        _add(walk, found, [own], pattern)
    return found


def _add(walk: Analysis, found: list[str], names: list[str], place: tree.Pattern) -> None:
    for name in names:
        if name in found:
            walk.object(f"multiple assignments to name {name!r} in pattern", place)
        if name == DEBUG:
            walk.object("cannot assign to __debug__", place)
        found.append(name)


def _alternatives(walk: Analysis, pattern: tree.MatchOr) -> list[str]:
    for each in pattern.patterns[:-1]:
        _object_irrefutable(walk, each)
    first, *others = [_names(walk, each) for each in pattern.patterns]
    for each, names in zip(pattern.patterns[1:], others, strict=True):
        if set(names) != set(first):
            walk.object("alternative patterns bind different names", each)
    return first


def _inner(walk: Analysis, pattern: tree.Pattern) -> Iterable[tree.Pattern]:
    match pattern:
        case tree.MatchSequence():
            stars = [each for each in pattern.patterns if isinstance(each, tree.MatchStar)]
            if len(stars) > 1:
                walk.object("multiple starred names in sequence pattern", pattern)
            return pattern.patterns
        case tree.MatchMapping():
            _check_keys(walk, pattern)
            return pattern.patterns
        case tree.MatchClass():
            _check_attributes(walk, pattern)
            return (*pattern.patterns, *pattern.kwd_patterns)
        case tree.MatchAs() if pattern.pattern is not None:
            return (pattern.pattern,)
    return ()


def _check_keys(walk: Analysis, pattern: tree.MatchMapping) -> None:
    seen: set[object] = set()
    for key in pattern.keys:
        if isinstance(key, tree.Constant):
            if key.value in seen:
                walk.object(f"mapping pattern checks duplicate key ({key.value!r})", pattern)
            seen.add(key.value)


def _check_attributes(walk: Analysis, pattern: tree.MatchClass) -> None:
    for place, name in enumerate(pattern.kwd_attrs):
        if name in pattern.kwd_attrs[:place]:
            again = pattern.kwd_patterns[place]
            walk.object(f"attribute name repeated in class pattern: {name}", again)


def _delete(walk: Analysis, node: tree.Delete) -> None:
    for target in node.targets:
        if isinstance(target, tree.Name) and target.id == DEBUG:
            walk.object(f"cannot delete {DEBUG}", target)


def _formatted(walk: Analysis, node: tree.FormattedValue) -> None:
    if isinstance(node.value, tree.Starred):
        walk.object(f"can't use {describe(node.value)} expression here", node.value)


CHECKS: Final[dict[type[tree.Node], Callable[[Analysis, Any], None]]] = {
    tree.Expr: _no_star("value"),
    tree.Assign: _no_star("value"),
    tree.AugAssign: _no_star("value"),
    tree.AnnAssign: _no_star("value"),
    tree.For: _no_star("iter"),
    tree.FormattedValue: _formatted,
    tree.Return: _return,
    tree.Yield: _yield,
    tree.YieldFrom: _yield,
    tree.Break: _break,
    tree.Continue: _continue,
    tree.Delete: _delete,
    tree.Try: _try,
    tree.Call: _call,
    tree.ClassDef: _definition,
    tree.FunctionDef: _definition,
    tree.Import: _import,
    tree.ImportFrom: _import_from,
    tree.Match: _match,
}
