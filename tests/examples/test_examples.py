"""The examples tell on Toy the story that they tell on CPython."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.oracle import EXAMPLES, Outcome, program_name, programs_in, run_on_toy

PROGRAMS = [pytest.param(path, id=program_name(path, EXAMPLES)) for path in programs_in(EXAMPLES)]


@pytest.mark.parametrize("path", PROGRAMS)
def test_example_prints_what_python_prints(
    path: Path, ask_oracle: Callable[[Path], Outcome]
) -> None:
    assert run_on_toy(path) == ask_oracle(path)
