"""Random heap programs do on Toy what they do on CPython 3.11, to the order of destruction."""

import pytest

from tests.memory.random_programs import run_chunk
from tests.support.oracle import ORACLE_IS_RUNNING

pytestmark = pytest.mark.skipif(not ORACLE_IS_RUNNING, reason="needs CPython 3.11 to ask")


@pytest.mark.parametrize("number", range(4))
def test_random_programs_do_what_they_do_on_python(number: int) -> None:
    difference = run_chunk(25, number)
    if difference is not None:
        raise difference
