"""Hostile programs: each does on Toy what it does on CPython, and leaves the heap sound."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.oracle import Outcome, program_name, programs_in, recording_of, run_on_toy

HERE = Path(__file__).parent
PROGRAMS = [pytest.param(path, id=program_name(path, HERE)) for path in programs_in(HERE)]


@pytest.mark.parametrize("path", PROGRAMS)
def test_program_does_what_it_does_on_python(
    path: Path, ask_oracle: Callable[[Path], Outcome]
) -> None:
    assert run_on_toy(path) == ask_oracle(path)


@pytest.mark.parametrize("path", PROGRAMS)
def test_recording_is_what_python_prints(path: Path, ask_oracle: Callable[[Path], Outcome]) -> None:
    assert Outcome.from_text(recording_of(path).read_text(encoding="utf-8")) == ask_oracle(path)
