"""The benchmarks' programs compute the same on both; how fast is nothing that a test asserts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import PROGRAMS, timed
from tests.support.oracle import Outcome, programs_in, run_on_toy

ALL = [pytest.param(path, id=path.stem) for path in programs_in(PROGRAMS)]


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
    assert len(ALL) == 12
