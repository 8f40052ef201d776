"""The lessons run on Toy as on CPython; what `id` printed is masked, since addresses differ."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.oracle import Outcome, program_name, programs_in, run_on_toy

HERE = Path(__file__).parent
PROGRAMS = [pytest.param(path, id=program_name(path, HERE)) for path in programs_in(HERE)]


def without_identities(outcome: Outcome) -> Outcome:
    """Return the outcome with every long number masked."""
    return replace(outcome, stdout=re.sub(r"\d{6,}", "<id>", outcome.stdout))


@pytest.mark.parametrize("path", PROGRAMS)
def test_lesson_prints_what_python_prints(
    path: Path, ask_oracle: Callable[[Path], Outcome]
) -> None:
    assert without_identities(run_on_toy(path)) == without_identities(ask_oracle(path))
