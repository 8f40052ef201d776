"""A compiled class with `__call__` derives only from classes with `__call__`.

mypyc gives the instances of such a class a field more; a base without it would look for its own
fields in the wrong places, and the process would crash at its end.
"""

import ast
from pathlib import Path

import toylang

ROOMS = ("heap", "facts", "objects", "evaluator", "modules")
PACKAGE = Path(toylang.__file__).parent


def compiled_classes() -> dict[str, ast.ClassDef]:
    """Return the classes of the compiled rooms by name."""
    files = [path for room in ROOMS for path in (PACKAGE / room).glob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    return {
        node.name: node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)
    }


def test_callable_classes_derive_from_callable_classes() -> None:
    classes = compiled_classes()

    def bases(name: str) -> list[str]:
        return [base.id for base in classes[name].bases if isinstance(base, ast.Name)]

    def defines_call(name: str) -> bool:
        return any(
            isinstance(node, ast.FunctionDef) and node.name == "__call__"
            for node in classes[name].body
        )

    def is_callable(name: str) -> bool:
        return name in classes and (defines_call(name) or any(map(is_callable, bases(name))))

    wrong = [
        f"{name}({base})"
        for name in classes
        for base in bases(name)
        if defines_call(name) and base in classes and not is_callable(base)
    ]
    assert not wrong
