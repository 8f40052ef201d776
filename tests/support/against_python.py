"""The two tests of a folder of programs: on Toy as on CPython, and its recordings true.

A test module imports them and thereby has them for every program below its own folder.
"""

from collections.abc import Callable
from pathlib import Path

from tests.support.oracle import Outcome, recorded, run_on_toy


def test_program_does_what_it_does_on_python(
    program_here: Path, ask_oracle: Callable[[Path], Outcome]
) -> None:
    assert run_on_toy(program_here) == ask_oracle(program_here)


def test_recording_is_what_python_prints(
    program_here: Path, ask_oracle: Callable[[Path], Outcome]
) -> None:
    assert recorded(program_here) == ask_oracle(program_here)
