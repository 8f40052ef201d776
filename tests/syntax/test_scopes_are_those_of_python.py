"""Locals, cells and free variables are those of the code Python compiles, in its order."""
# ruff: noqa: E501

import sys
from pathlib import Path

import pytest

from tests.syntax import cpython
from toylang.source import Source
from toylang.syntax.parser import parse
from toylang.syntax.scopes import analyse

SOURCES = [
    "def f(a, *b, c=1, **d): e = a",
    "def f():\n x = 1\n def g(): return x\n return g",
    "def f(a, b):\n c = 1\n return lambda: (c, b)",
    "def f():\n def g():\n  def h(): return x\n  return h\n x = 1",
    "class A:\n def f(self): super().f()\n def g(self): return __class__",
    "class A:\n __x = 1\n def f(self, __y): __z = self.__x; return [__w for __w in __y]",
    "def f(x):\n class A:\n  x = x\n  def g(self): return x",
    "def f(x):\n class A:\n  y = x\n return A",
    "def f(a):\n return [b + a for b in a for c in b if c]",
    "def f(a):\n [x := y for y in a]\n return x",
    "[x := y for y in z]",
    "def f():\n global x\n [x := y for y in z]",
    "def f():\n global g\n def g(): pass\n class h: pass",
    "def f():\n x = 1\n def g():\n  nonlocal x\n  x = 2",
    "def f():\n global x\n x = 1\n def g(): return x",
    "def f():\n try: return a\n finally: b = 1\n c = 2",
    "def f():\n for a in b:\n  try:\n   if a: break\n   c = 1\n  finally: d = 2",
    "def f():\n try: a = 1\n except E as b: c = 1\n else: d = 1\n finally: e = 1",
    "def f():\n with a as b, c as d: e = 1",
    "def f():\n for a in (b := c): pass\n else: d = 1",
    "def f(s):\n match s:\n  case [a, *b] | {'x': a, **b}: c = a\n  case C(x=d) as e if (g := d): pass",
    "def f():\n import a.b, c as d\n from e import g as h",
    "def f():\n x: int\n y: z = 1",
    "def f():\n a.b: c = d\n (e): g = h",
    "def f():\n (a, b), *c = d = e\n a[b := 1] += g\n del a",
    "def f(): yield",
    "def f(): return (yield from x)",
    "lambda x: (yield)",
    "def f():\n return (x for x in (y for y in z))",
    "def f():\n l = lambda x=1, *, y=2: [x for x in y]\n @d\n def g(a: b = c) -> e: pass",
    "class A:\n class B:\n  def f(self):\n   class C: x = __class__",
    "def f(x, y):\n return lambda y, x: lambda: (x, y)",
]  # fmt: skip


@pytest.mark.parametrize("text", SOURCES)
@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="3.11 is the judge")
def test_a_program(text: str) -> None:
    assert cpython.our_scopes(analyse(parse(Source(text)))) == cpython.code_scopes(text)


@pytest.mark.parametrize("path", cpython.standard_modules(), ids=lambda path: path.stem)
@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="3.11 is the judge")
def test_a_library_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if cpython.parse(text) is None or "import annotations" in text:
        pytest.skip("uses what Toy leaves out")
    assert cpython.our_scopes(analyse(parse(Source(text)))) == cpython.code_scopes(text)


def test_how_a_name_is_reached() -> None:
    text = "m = 1\ndef f(p):\n a = 1\n def g(): return a, len, m\n class C:\n  b = a\n return p"
    by_name = {scope.name: scope for scope in analyse(parse(Source(text))).values()}
    assert by_name["<module>"].kind_of("m") == "name"
    assert by_name["f"].kind_of("p") == "local"
    assert by_name["f"].kind_of("a") == "cell"
    assert by_name["g"].kind_of("a") == "free"
    assert by_name["g"].kind_of("len") == "global"
    assert by_name["C"].kind_of("a") == "free"
    assert by_name["C"].kind_of("b") == "name"
    assert by_name["C"].kind_of("len") == "name"


def test_cells_that_are_parameters() -> None:
    text = "def f(a, b):\n c = 1\n return lambda: (c, b)"
    scope = next(s for s in analyse(parse(Source(text))).values() if s.name == "f")
    assert scope.cells == ("b", "c")
    assert scope.cell_parameters == ("b",)
