"""Programs that CPython does not end, or does not survive: on Toy they end as they say themselves.

The first line of each tells how: at the `limit` of steps, quietly (`nothing`), or by an exception
that nobody catches. The heap is verified unless the limit has struck: then the world is left as it
is.
"""

import io
from pathlib import Path

import pytest

from tests.support.heap_checks import close_and_check
from tests.support.oracle import BEYOND_PYTHON, quiet_session
from toylang.evaluator.limits import Limits
from toylang.objects.errors import LimitReached

HERE = Path(__file__).parent / BEYOND_PYTHON
PROGRAMS = [pytest.param(path, id=path.stem) for path in sorted(HERE.glob("*.toy"))]
WORDS = "# ends: "

MOST_STEPS = 8_000
LARGEST_HEAP = 4 << 20


def end_of(path: Path) -> str:
    """How a program ends under the limits."""
    session = quiet_session(path)
    session.interpreter.limit(Limits(MOST_STEPS, None))
    session.interpreter.limit_heap(LARGEST_HEAP)
    try:
        status = session.run_file(str(path))
    except LimitReached:
        return "limit"
    session.interpreter.limit_heap(1 << 40)
    close_and_check(session)
    errors = session.interpreter.stderr
    assert isinstance(errors, io.StringIO)
    if status == 0:
        return "nothing"
    return errors.getvalue().rpartition("\n\n")[2].splitlines()[-1].partition(":")[0]


@pytest.mark.parametrize("path", PROGRAMS)
def test_program_ends_as_it_says(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert f"{WORDS}{end_of(path)}" == first
