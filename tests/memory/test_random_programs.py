"""Random heap programs that collect when they say so do on Toy what they do on CPython.

Each is drawn from a fixed seed, so every run checks the same programs; the command in
`random_programs` draws others, also such that collect by themselves under small thresholds.
"""

import pytest

from tests.memory.random_programs import QUIET_PROGRAMS, text_of
from tests.support.oracle import ORACLE_IS_RUNNING
from tests.support.random_runs import run_chunk

CHUNKS = 10
PROGRAMS_IN_A_CHUNK = 50


@pytest.mark.skipif(not ORACLE_IS_RUNNING, reason="the oracle is CPython 3.11")
@pytest.mark.parametrize("number", range(CHUNKS))
def test_random_programs_print_what_python_prints(number: int) -> None:
    difference = run_chunk(QUIET_PROGRAMS, text_of, number, PROGRAMS_IN_A_CHUNK)
    assert difference is None, str(difference)
