"""The command for the long runs, in short ones; always the same cases.

Programs against CPython are run by the tests of the language and of the memory, too; here it is
asked whether the quick oracle says what the slow one says.
"""

from pathlib import Path
from random import Random

import pytest

from tests.fuzz.__main__ import PARTS, main
from tests.fuzz.cases import Finding, Part
from tests.fuzz.drawing import KINDS, draw, reduced, without_unused
from tests.fuzz.python_server import PythonServer
from tests.fuzz.reduction import smallest
from tests.support.oracle import ORACLE_IS_RUNNING, ask_python

pytestmark = pytest.mark.skipif(not ORACLE_IS_RUNNING, reason="the judge is CPython 3.11")

COUNTS = {"programs": 8, "sources": 400, "stress": 5}


@pytest.mark.parametrize("part", COUNTS)
def test_nothing_is_found(part: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = [part, "--seed", "5", "--count", str(COUNTS[part]), "--keep", str(tmp_path)]
    assert main(given) == 0, [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    last = COUNTS[part] - 1
    assert capsys.readouterr().out.startswith(f"{part}: seed 5, cases 0 to {last}, ")


def test_the_python_that_forks_is_the_python_that_starts() -> None:
    texts = [draw(kind, Random(number)).text() for number, kind in enumerate(KINDS * 2)]
    texts += ["import os\nos.kill(os.getpid(), 9)", "import sys\nsys.exit(7)", "print(input())"]
    python = PythonServer()
    for text in texts:
        assert python.ask(text) == ask_python(python.file), text
    python.close()


class Nothing(Part):
    """Draws from the seed, and never finds anything."""

    name = "nothing"

    def check(self, number: int) -> None:
        return None


def test_a_case_is_the_same_whenever_it_is_drawn() -> None:
    drawn = draw("language", Nothing(8).choices(3))
    assert draw("language", Nothing(8).choices(3)) == drawn
    assert draw("language", Nothing(8).choices(4)) != drawn
    assert draw("language", Nothing(9).choices(3)) != drawn


def test_what_is_found_is_kept_and_decides_the_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Nothing, "check", lambda self, number: Finding("a\nb", f"problem {number}"))
    monkeypatch.setitem(PARTS, "nothing", Nothing)
    assert (
        main(["nothing", "--seed", "3", "--first", "7", "--count", "2", f"--keep={tmp_path}"]) == 1
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "nothing_3_7.txt",
        "nothing_3_8.txt",
    ]
    assert (tmp_path / "nothing_3_7.txt").read_text() == "problem 7\n--- text\na\nb"
    assert ", 2 found" in capsys.readouterr().out


def test_the_smallest_part_that_fails() -> None:
    assert smallest("....a...b....", lambda text: "a" in text and "b" in text) == "ab"
    drawn = draw("quiet memory", Random(1))
    [piece] = reduced(drawn, lambda less: drawn.pieces[5] in less.pieces).pieces
    assert piece == drawn.pieces[5]


def test_definitions_that_nothing_speaks_of_are_left_out() -> None:
    used = "class A:\n    x = 1\n\n    y = 2\n"
    unused = "class B(A): pass\ndef f(): f()\ndef g():\n    f()\n"
    assert without_unused(f"{used}{unused}A()\n") == f"{used}A()\n"
