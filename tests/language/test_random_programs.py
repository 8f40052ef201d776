"""Some hundred random programs do on Toy what they do on CPython; always the same ones."""

import pytest

from tests.language.random_programs import PROGRAMS
from tests.language.writing.definitions import text_of
from tests.support.oracle import ORACLE_IS_RUNNING
from tests.support.random_runs import run_chunk

CHUNKS = 10
PROGRAMS_IN_A_CHUNK = 50


@pytest.mark.skipif(not ORACLE_IS_RUNNING, reason="there is no recording of random programs")
@pytest.mark.parametrize("number", range(CHUNKS))
def test_programs_print_what_python_prints(number: int) -> None:
    difference = run_chunk(PROGRAMS, text_of, number, PROGRAMS_IN_A_CHUNK)
    assert difference is None, str(difference)
