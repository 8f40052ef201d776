"""An exception of the program keeps nothing of the host's: no exception, no frame of it."""

import gc
import io
from types import FrameType, TracebackType

import pytest

from tests.support.heap_checks import close_and_check
from toylang.objects.errors import Raised
from toylang.session import ProgramError, Session

PROGRAMS = {
    "caught": "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    kept = error\n",
    "caught deep below": "def f(n):\n    if n == 0:\n        [][1]\n    f(n - 1)\n"
    "try:\n    f(50)\nexcept IndexError as error:\n    kept = error\n",
    "chained": "try:\n    try:\n        {}['a']\n    except KeyError:\n        None.b\n"
    "except AttributeError as error:\n    kept = error\n",
    "refused by the host": "kept = []\nfor text in ('x', '1' * 5000):\n    try:\n"
    "        int(text)\n    except ValueError as error:\n        kept.append(error)\n",
    "of a text that is no program": "try:\n    exec('(')\nexcept SyntaxError as e:\n    kept = e\n",
    "thrown into a generator": "def g():\n    try:\n        yield 1\n    except ValueError as e:\n"
    "        yield e\ng = g()\nnext(g)\nkept = g.throw(ValueError('in'))\n",
    "too deep": "def f():\n    f()\ntry:\n    f()\nexcept RecursionError as e:\n    kept = e\n",
    "of a finalizer": "class A:\n    def __del__(self):\n        1 / 0\nA()\nkept = A\n",
    "of an import": "try:\n    import nothing\nexcept ImportError as e:\n    kept = e\n",
    "compared": "class A:\n    def __eq__(self, other):\n        raise ValueError\nkept = []\n"
    "try:\n    [A()] == [A()]\nexcept ValueError as e:\n    kept.append(e)\n",
}


def host_objects() -> tuple[int, int]:
    """Exceptions under way in the host, and frames of the evaluator that a traceback holds."""
    gc.collect()
    objects = gc.get_objects()
    held = [each.tb_frame for each in objects if isinstance(each, TracebackType)]
    frames = [each for each in held if isinstance(each, FrameType)]
    toys = [each for each in frames if "toylang" in each.f_code.co_filename]
    return sum(isinstance(each, Raised) for each in objects), len(toys)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_kept_exception_keeps_nothing_of_the_host(program: str) -> None:
    session = Session(["x"], io.StringIO(), io.StringIO(), io.StringIO())
    session.run("1")
    before = host_objects()
    assert session.run(PROGRAMS[program]) == 0
    assert host_objects() == before
    session.run("del kept")
    close_and_check(session)


def test_what_a_session_raises_has_nothing_behind_it() -> None:
    session = Session(["x"], io.StringIO(), io.StringIO(), io.StringIO())
    with pytest.raises(ProgramError) as caught:
        session.evaluate("1 / 0")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    close_and_check(session)
