"""The tree of a program is the one Python's `ast` makes of it."""
# ruff: noqa: E501

import sys
from pathlib import Path

import pytest

from tests.syntax import cpython
from toylang.source import Source
from toylang.syntax.parser import parse

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="3.11 is the judge")

SOURCES = [
    "", "\n\n", "# only\n", "x", "x = y = 1", "(a), b = c", "a, *b = c", "x: int = 1", "(x): int",
    "a.b: int", "x += 1", "del a, (b, c)", "with (a, b): pass", "with (a as b, c as d,): pass",
    "with (a, b) as c: pass", "def f():\n with (yield): pass", "with a, b as c: pass", "with (a): pass",
    "with (a, *b): pass", "with ((a, b)): pass", "with (a, b as c): pass", "f(x for x in y)",
    "f((x for x in y))", "f(a, *b, c=1, **d)", "f(a := 1)", "x[1:2, ::3]", "x[*a]", "x[*a, 1]",
    "lambda a, /, b=1, *c, d, e=2, **f: 0", "def f(a: int = 1, *b: *c, d: 1) -> 2: pass",
    "f'{a!r:>{w}}{{}}{b=}' 'c'", "f'{a:x}' f'{b}'", "rb'\\n' b'a'", "'\\N{DIGIT ONE}\\x41\\101\\u1234'",
    "1j, 1.5J, 07j, .5e2j, 1_0j, -1j, 1 + 2j", "match x:\n  case 1 + 2j | -1 - 2J | {1-0j: 3j}: pass",
    "'a' 'b'", "not a in b", "a not in b is not c", "-1 ** -2", "a if b else c if d else e",
    "def f(): x = yield", "return_ = 1\nmatch = 2\ncase = match\nmatch[case]", "match (x)\nmatch -x\n",
    "match x, y:\n  case 1, *_: pass\n  case {'a': b, **c} | {'d': [b, c]} if e: pass\n  case A.b(1, c=D()) as f: pass",
    "match x:\n  case -1 | 'a' 'b' | None | a.b: pass\n  case (1): pass\n  case (): pass\n  case _: pass",
    "match x,:\n  case a, : pass\n", "@a\n@b.c\nclass D(E, metaclass=F): pass", "@a\ndef f(): pass\n",
    "try: a\nexcept: b\nelse: c\nfinally: d", "try:\n a\nexcept A as b:\n c\nexcept (B, C): d",
    "if a: b\nelif c: d\nelse: e", "while a:\n b\nelse: c", "for a, *b in c, d: e\nelse: f",
    "from . import a", "from ...a.b import (c as d, e,)", "from a import *", "import a.b as c, d.e",
    "raise A from b", "assert a, b", "global x, y", "a; b;\nc", "if a:\n\tb\n\tif c:\n\t\td\n",
    "x = (1,\n  2)\ny = \\\n 3", "print(1if 2else 3)", "0xff_0 + 0b1 + 0o7 + 1_0.0_1e-1_0 + .5 + 1.",
    "{**a, 'b': c}", "{a: b for c in d if e if f for g in h}", "{a, *b}", "[*a, b]", "(*a, b)", "()",
    "{}", "[x, y := 1]", "é = ª", "x = '''a\nb'''; y", "class A:\n  '''d'''\n  x = 1\n\n  def f(self): ...",
    "if a:\n  b\n # odd comment\n  c\n", "x\r\ny\rz", "def f():\n  return\n\n\n", "\f\nx",
    "async_ = 1", "a @ b @ c", "a = b, = c", "*a, = b", "for x in *a, b: pass", "return_", "x = *a, b",
    "\\\n\nx", "if a:\n  b\n\\\n  c", "if a:\n  b\n  \\\n    c\nd", "if a:\n  b\n  \\\nc\n", "\\\n \\\n# c\nx",
    "if a:\n\t\\\n  b\n        c", "c[*a]: p = 1", "c[[*a]]: p", "c[*a].x: p", "f'\\{a}' f'a\\\\{b}\\{c:\\{d}}'",
]  # fmt: skip


@pytest.mark.parametrize("text", SOURCES)
def test_a_construct(text: str) -> None:
    source = Source(text)
    theirs = cpython.parse(source.text)
    assert theirs is not None
    cpython.Comparison(source.text).same(theirs, parse(source))


@pytest.mark.parametrize("path", cpython.standard_modules(), ids=lambda path: path.stem)
def test_a_library_file(path: Path) -> None:
    source = Source(path.read_text(encoding="utf-8"), str(path))
    theirs = cpython.parse(source.text)
    if theirs is None:
        pytest.skip("uses what Toy leaves out")
    cpython.Comparison(source.text).same(theirs, parse(source))
