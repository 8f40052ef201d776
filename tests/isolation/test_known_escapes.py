"""The ways by which programs have left Python's sandboxes end in errors, or in Toy."""

import io
from pathlib import Path

import pytest

from tests.support.heap_checks import close_and_check
from toylang.session import Session

SECRET = "hunter2"

ENDING_IN_AN_ERROR = {
    "a file": "open({path!r})",
    "a file by another name": "import io\nio.open({path!r})",
    "the system": "__import__('os')",
    "the system imported": "import os",
    "code that imports the system": "exec('import os')",
    "an expression that imports the system": "eval(\"__import__('os')\")",
    "code without built-in names": "eval('open', {{'__builtins__': {{}}}})",
    "pickle": "import pickle",
    "ctypes": "import ctypes",
    "importlib": "import importlib",
    "another process": "import subprocess",
    "inspect": "import inspect",
    "sys.modules": "import sys\nsys.modules['os']",
    "the loader": "__loader__.get_data({path!r})",
    "a module's spec": "import copy\ncopy.__spec__.loader.get_data({path!r})",
    "the globals of a built-in function": "print.__globals__",
    "the code of a built-in function": "print.__code__",
    "the code of a method": "[].append.__func__",
    "a code object of one's own": "def f(): pass\ntype(f.__code__)(0, 0, 0, 0)",
    "a function of one's own": "def f(): pass\ntype(f)(f.__code__, {{}})",
    "a generator's frame moved": "def g():\n    yield\ng().gi_frame.f_lineno = 1",
    "a trace": "import sys\nsys.settrace(print)",
    "a stream of one's own": "import sys\ntype(sys.stdin)({path!r})",
    "a stream's buffer": "import sys\nsys.stdin.buffer.raw",
    "a class of an odd base": "type('X', (type(print),), {{}})",
    "an object of an odd class": "import sys\nobject.__new__(type(sys.stdout))",
    "another class": "object().__class__ = type(print)",
    "a format to the globals of a slot": "'{{0.__init__.__globals__}}'.format(1)",
    "a format to the globals": "class A:\n    pass\n"
    "'{{0.__class__.__init__.__globals__}}'.format(A())",
    "a copy of a stream": "import copy, sys\ncopy.deepcopy(sys.stdout).buffer",
    "reduce": "(1).__reduce__()[0].__globals__['os']",
    "help": "help()",
    "the debugger": "breakpoint()",
    "a source line of a file": "exec(compile('1/0', {path!r}, 'exec'))",
    "an error about a file": "raise SyntaxError('no', ({path!r}, 1, 1, None))",
}

ENDING_IN_TOY = {
    "self of a function is the module": "print(print.__self__)",
    "subclasses": "names = [c.__name__ for c in ().__class__.__base__.__subclasses__()]\n"
    "print([n for n in names if n in ('Popen', 'FileLoader', '_wrap_close', 'catch_warnings')])",
    "all objects": "import gc\nprint([o for o in gc.get_objects() if 'posix' in str(type(o))])",
    "frames": "import sys\nf = sys._getframe()\nwhile f.f_back: f = f.f_back\n"
    "print(f.f_globals is globals(), f.f_builtins['open'] if 'open' in f.f_builtins else None)",
    "a traceback's frame": "try:\n    1/0\nexcept Exception as e:\n"
    "    print(e.__traceback__.tb_frame.f_back, 'os' in e.__traceback__.tb_frame.f_globals)",
    "the globals of the library": "import functools\nprint(sorted(n for n in "
    "functools.wraps.__globals__['__builtins__'] if n in ('open', 'os', 'posix')))",
    "modules": "import sys, gc, weakref, types, enum\nprint([m for m in sys.modules if m in "
    "('os', 'io', 'posix', '_io', 'nt', 'ctypes', 'importlib', 'site')])",
}


def run(text: str) -> tuple[int, str]:
    """The exit status of a program's text, and all it wrote."""
    output = io.StringIO()
    session = Session(["x"], io.StringIO(), output, output)
    status = session.run(text, "escape.toy")
    close_and_check(session)
    return status, output.getvalue()


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of a file with a secret, which is in the environment, too."""
    monkeypatch.setenv("TOY_SECRET", SECRET)
    path = tmp_path / "secret.txt"
    path.write_text(f"{SECRET}\n")
    return str(path)


@pytest.mark.parametrize("way", ENDING_IN_AN_ERROR)
def test_a_way_out_is_an_error(way: str, secret: str) -> None:
    status, output = run(ENDING_IN_AN_ERROR[way].format(path=secret) + "\n")
    assert status == 1, output
    assert SECRET not in output
    assert "toylang" not in output


@pytest.mark.parametrize("way", ENDING_IN_TOY)
def test_a_way_out_ends_in_toy(way: str) -> None:
    status, output = run(ENDING_IN_TOY[way] + "\n")
    assert status == 0, output
    assert output in (
        "<module 'builtins' (built-in)>\n", "[]\n", "True None\n", "None False\n",
    )  # fmt: skip
