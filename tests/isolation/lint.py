"""The rule that no value of a program is given to the host: `python -m tests.isolation.lint`.

In the rooms that hold and run a program, two things are looked for. Some functions of the host
lead out of the heap whatever they are given: attributes by name, code from text, files. Others do
so only when given a value of the program, for then the host would say what that value looks like,
equals or hashes to: which expressions are such values, mypy knows.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import GetSetDescriptorType
from typing import NamedTuple

from mypy import build
from mypy.find_sources import create_source_list
from mypy.nodes import (
    CallExpr,
    ComparisonExpr,
    Expression,
    MemberExpr,
    Node,
    OpExpr,
    RefExpr,
)
from mypy.options import Options
from mypy.types import AnyType, Instance, TupleType, Type, UnionType, get_proper_type

CHECKOUT = Path(__file__).parents[2]


def words_of(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


ROOMS = ("heap", "objects", "evaluator", "modules")

WAYS_OUT = words_of(
    "__import__ breakpoint compile delattr dir eval exec exit getattr globals hasattr input "
    "locals open print quit setattr vars"
)
"""Functions of the host that no room may call."""

OUTSIDE = words_of(
    "builtins code codecs copy ctypes dis gc importlib inspect io json linecache marshal mmap "
    "multiprocessing os pathlib pickle pkgutil platform runpy shelve shutil signal site "
    "socket subprocess sys sysconfig tempfile threading traceback types urllib weakref "
    "zipimport"
)
"""Modules of the host that lead to its objects, its files or its world."""

SPECIAL = words_of(
    "__bool__ __eq__ __format__ __ge__ __getattr__ __getattribute__ __gt__ __hash__ __le__ "
    "__lt__ __ne__ __reduce__ __repr__ __str__"
)
"""Methods by which the host would look into a value or compare it."""

SPEAKING = words_of("ascii bytes float format hash int max min repr sorted str sum")
"""Functions of the host that ask what they are given for special methods."""

ALLOWED = {
    ("evaluator/host_stack.py", "sys"): "how many frames the host's interpreter bears",
    ("evaluator/host_stack.py", "threading"): "only the main thread's stack can grow",
    ("modules/importing.py", "open"): "reads a module's text, which search.py has found",
    ("modules/search.py", "os"): "looks for the modules in the folders the program was given",
    ("objects/endless_iterators.py", "sys"): "sys.maxsize",
    ("objects/selecting_iterators.py", "sys"): "sys.maxsize",
}
"""What is used nevertheless, in one place each, and what for."""

COMPARISONS = frozenset(["==", "!=", "<", "<=", ">", ">="])
TEXTS = frozenset(["builtins.str", "builtins.bytes"])
REFERRING = frozenset(["node", "info", "names", "type", "analyzed", "original_def", "imports"])
"""Attributes by which a node of mypy's refers to what is elsewhere."""

HEAP_OBJECT = "toylang.heap.header.HeapObject"


class Finding(NamedTuple):
    """A place where the rule is broken."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"toylang/{self.file}:{self.line}: {self.what}"


# -- what leads out whatever it is given -----------------------------------------------------------


def ways_out(file: str, text: str) -> Iterator[Finding]:
    """Each use in a text of what no room may use; `file` is its path below `toylang`."""
    for node in ast.walk(ast.parse(text)):
        for name in _names_used(node):
            if (file, name) not in ALLOWED:
                yield Finding(file, getattr(node, "lineno", 0), f"{name} of the host")


def _names_used(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and node.id in WAYS_OUT:
        yield node.id
    elif isinstance(node, ast.Import):
        modules = [alias.name.partition(".")[0] for alias in node.names]
        yield from (module for module in modules if module in OUTSIDE)
    elif isinstance(node, ast.ImportFrom):
        module = (node.module or "").partition(".")[0]
        if module in OUTSIDE:
            yield module
    elif isinstance(node, ast.FunctionDef) and node.name in SPECIAL:
        yield node.name
    elif isinstance(node, ast.Attribute) and node.attr in ("__dict__", "__globals__", "__code__"):
        yield node.attr


# -- what the host would be asked of a value -------------------------------------------------------


def leads_to_value(kind: Type | None) -> bool:
    """Whether an expression of this type may be, or hold, a value of the program."""
    proper = get_proper_type(kind)
    if proper is None or isinstance(proper, AnyType):
        return True
    if isinstance(proper, UnionType):  # a group of a host's match is a `str | Any`
        known = [item for item in proper.items if not isinstance(get_proper_type(item), AnyType)]
        return any(leads_to_value(item) for item in known)
    if isinstance(proper, TupleType):
        return any(leads_to_value(item) for item in proper.items)
    if isinstance(proper, Instance):
        if proper.type.fullname == "builtins.object":
            return True
        if any(base.fullname == HEAP_OBJECT for base in proper.type.mro):
            return True
        return any(leads_to_value(argument) for argument in proper.args)
    return False


def nodes_below(top: Node) -> Iterator[Node]:
    """A tree's nodes. mypy's own visitors are compiled so that no class of ours can be one."""
    waiting: list[object] = [top]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if isinstance(current, (list, tuple)):
            waiting.extend(current)
        elif isinstance(current, Node) and id(current) not in seen:
            seen.add(id(current))
            yield current
            for part in _parts(type(current)):
                waiting.append(getattr(current, part, None))


@cache
def _parts(cls: type) -> list[str]:
    """The attributes in which a node may have others, and not only refer to them."""
    names = {
        name
        for base in cls.__mro__
        for name, attribute in vars(base).items()
        if isinstance(attribute, GetSetDescriptorType) and not name.startswith("_")
    }
    return sorted(names - REFERRING)


class Questions:
    """Finds in one file where the host is asked something of a value."""

    def __init__(self, file: str, types: dict[Expression, Type]) -> None:
        self.file = file
        self.types = types

    def asked(self, node: Node) -> str:
        """What the host is asked of a value by this node itself; empty if nothing."""
        if isinstance(node, CallExpr):
            return self._asked_by_call(node)
        if isinstance(node, OpExpr):
            return "%" if self._lays_out(node) else ""
        if isinstance(node, ComparisonExpr):
            for operator, left, right in node.pairwise():
                if operator in COMPARISONS and (self._is_value(left) or self._is_value(right)):
                    return operator
        return ""

    def _is_value(self, node: Expression) -> bool:
        return leads_to_value(self.types.get(node))

    def _asked_by_call(self, node: CallExpr) -> str:
        if "key" in node.arg_names or not any(self._is_value(each) for each in node.args):
            return ""
        callee = node.callee
        if isinstance(callee, RefExpr) and callee.fullname.startswith("builtins."):
            name = callee.fullname.removeprefix("builtins.")
            return f"{name}()" if name in SPEAKING else ""
        if isinstance(callee, MemberExpr) and callee.name in ("format", "format_map"):
            return "format"  # an f-string is one, too
        return ""

    def _lays_out(self, node: OpExpr) -> bool:
        left = get_proper_type(self.types.get(node.left))
        is_text = isinstance(left, Instance) and left.type.fullname in TEXTS
        return node.op == "%" and is_text and self._is_value(node.right)


def questions(sources: list[build.BuildSource]) -> list[Finding]:
    """Each place in the sources where the host is asked something of a value."""
    options = Options()
    options.export_types = options.preserve_asts = True
    options.incremental = False
    options.follow_imports = "silent"
    options.ignore_missing_imports = True
    result = build.build(sources, options)
    findings: list[Finding] = []
    for source in sources:
        tree = result.files[source.module]
        file = _place(tree.path)
        visitor = Questions(file, result.types)
        for node in nodes_below(tree):
            asked = visitor.asked(node)
            if asked:
                findings.append(Finding(file, node.line, f"{asked} of a value of the program"))
    return findings


def _place(path: str) -> str:
    """A file's path below `toylang`."""
    return path.replace("\\", "/").rpartition("toylang/")[2]


def findings_in_rooms() -> list[Finding]:
    """Everything found in the rooms."""
    folders = [CHECKOUT / "toylang" / room for room in ROOMS]
    found = questions(create_source_list([str(folder) for folder in folders], Options()))
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            file = path.relative_to(CHECKOUT / "toylang").as_posix()
            found.extend(ways_out(file, path.read_text(encoding="utf-8")))
    return found


def main() -> int:
    """Print what is found; returns the exit status."""
    found = findings_in_rooms()
    for finding in found:
        print(finding)
    print(f"{len(found)} places where the host is asked what it must not be")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
