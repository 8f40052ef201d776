"""A prompt asks for another line exactly when Python's own does."""

import codeop
import sys
import warnings

import pytest

from toylang.syntax.incomplete import incomplete

TEXTS = [
    "",
    "x",
    "x = 1",
    "x = 1\n",
    "if x:",
    "if x:\n",
    "if x:\n  pass",
    "if x:\n  pass\n",
    "if x:\n  pass\n\n",
    "if x: pass",
    "if x: pass\n",
    "if x:\n  pass\n  ",
    "if x:\n  pass\n# c",
    "if x:\n  pass\n  # c\n",
    "f(",
    "f(1,\n",
    "f(1,\n2)",
    "[1,\n\n",
    "x = '''abc",
    "x = '''abc\n",
    "x = '''abc\n\n'''",
    "x = 'abc",
    "x = 'abc\\",
    "x = 'abc\\\n",
    "x = 1 + \\",
    "x = 1 + \\\n",
    "x = 1 +",
    "@foo",
    "@foo\n",
    "@foo\ndef f(): pass",
    "@foo\ndef f(): pass\n",
    "def f():\n  return 1",
    "def f():\n  return 1\n",
    "def f():\n  if x:\n    y\n",
    "def f():\n  if x:\n    y",
    "try:\n  x",
    "try:\n  x\n",
    "try:\n  x\nexcept:",
    "try:\n  x\nexcept:\n  y",
    "try:\n  x\nexcept:\n  y\n",
    "class C:",
    "class C: pass",
    "class C:\n  pass\n\n  x",
    "if x:\n  pass\nelse:",
    "if x:\n  pass\nelse:\n  y\n",
    "# comment",
    "\n\n",
    "   ",
    "x y",
    "f(a b",
    "f(1))",
    "if x\n",
    "x = (1]",
    "1 = x",
    "return 1",
    "for x in y:",
    "while 1:\n  break",
    "with a:",
    "with (a",
    "match x:",
    "match x:\n  case 1:",
    "match x:\n  case 1:\n    pass",
    "match x:\n  case 1:\n    pass\n",
    "match x",
    "def f(",
    "def f():\n",
    "def f(): pass",
    "lambda",
    "lambda x",
    "a = [",
    "a = {1:",
    "x = f'{",
    "x = f'''{a",
    "x;",
    "x; y",
    "x\ny",
    "if x:\n  pass\ny",
    "if x:\n  pass\ny = 1\n",
    "if x:\ny",
    "  x",
    "if x:\n  a\n b",
    "def f():\n  '''doc",
    "def f():\n  x = [1,\n",
    "$",
    "x = $",
    "async",
    "import",
    "import a",
    "from a import (",
    "from a import (b",
    "del",
    "global",
    "raise",
    "assert",
    "not",
    "x.",
    "x[",
    "x =",
    "x +=",
    "(",
    "{",
    '"""',
    "'",
    "f(x for",
    "[x for x in",
    "if",
    "def",
    "class",
    "try",
    "else:",
    "\\",
    "if x:\\\n",
    "if x and \\\n  y:",
    "if x: # c",
    "if x: # c\n  y # d",
    "x # c",
    "if x:\n\n",
    "if x:\n  # c\n",
    "if x:\n  pass\n\t\n",
    "def f():\n  pass\n  ",
    "x = 1\n\n\n",
    "if x: pass\nelse: pass",
    "if x: pass\nelse: pass\n",
    "print(1)\nprint(2)",
    "try:\n  pass\nfinally:\n  pass",
    "try:\n  pass\nfinally:\n  pass\n",
]


def wants_more(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return codeop.compile_command(text, symbol="single") is None
        except SyntaxError:
            return False


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="3.11 is the judge")
@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_text(text: str) -> None:
    assert incomplete(text) == wants_more(text)


def test_several_statements_at_once() -> None:
    assert incomplete("x\nif y:")
    assert not incomplete("x\nif y: z\n")
