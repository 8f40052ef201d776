"""The benchmarks' programs compute the same everywhere; how fast is nothing that a test asserts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks import programs
from tests.benchmarks.children import output_of
from tests.benchmarks.contestants import peer
from tests.benchmarks.programs import PROGRAMS, WITHOUT_CLASSES, timed
from tests.support.oracle import Outcome, program_name, programs_in, run_on_toy

ALL = [pytest.param(path, id=program_name(path, PROGRAMS)) for path in programs_in(PROGRAMS)]
REWRITTEN = [pytest.param(path, id=path.stem) for path in programs_in(WITHOUT_CLASSES)]


@pytest.mark.parametrize("program", ALL)
def test_a_program_computes_what_python_computes(
    program: Path, ask_oracle: Callable[[Path], Outcome]
) -> None:
    assert run_on_toy(program) == ask_oracle(program)


@pytest.mark.parametrize("program", ALL)
def test_a_program_can_be_timed(program: Path) -> None:
    text = timed(program)
    assert "def main():" in text
    assert "__main__" not in text


def test_there_are_twelve() -> None:
    assert len(programs.rows()) == 12


@pytest.mark.parametrize("program", REWRITTEN)
def test_a_program_without_classes_computes_what_the_other_does(
    program: Path, ask_oracle: Callable[[Path], Outcome]
) -> None:
    assert "\nclass " not in program.read_text(encoding="utf-8")
    assert ask_oracle(program) == ask_oracle(PROGRAMS / program.name)


def test_every_program_with_classes_has_one_without() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in PROGRAMS.glob("*.toy")}
    with_classes = {path.name for path, text in texts.items() if "\nclass " in text}
    assert with_classes == {path.name for path in WITHOUT_CLASSES.glob("*.toy")}


@pytest.mark.parametrize("name", ["asteval", "smolagents"])
def test_a_peer_runs_a_timed_program(name: str, tmp_path: Path) -> None:
    pytest.importorskip(name)
    program = tmp_path / "program.toy"
    program.write_text("import gc\n\ndef main():\n    return gc.isenabled()\n" + programs.TIMING)
    times, answer = output_of(peer(name), program).split("\n", 1)
    assert times.startswith("[")
    assert answer.strip() == "True"


def test_a_failing_peer_is_told_of(tmp_path: Path) -> None:
    pytest.importorskip("asteval")
    program = tmp_path / "program.toy"
    program.write_text("class Unknown:\n    pass\n")
    with pytest.raises(Exception, match="asteval failed"):
        output_of(peer("asteval"), program)
