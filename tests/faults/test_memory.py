"""Memory is refused at each point of a program's run at which it can be: a short form.

Why the points, few as they are, stand for every request for memory there is: `injection`. All
faults of some hundred programs: `python -m tests.faults memory`.
"""

from pathlib import Path

import pytest

from tests.faults.injection import Fault, Injector, Points
from tests.faults.memory import HERE, TESTS, survey, try_fault
from tests.support.oracle import program_name, programs_in, quiet_session

FAULTS_OF_EACH = 9
"""Spread over its run; another program's lie elsewhere."""

EVERY_SO_MANY = 60
"""One of so many of the other tests' programs is tried, too."""

OTHERS = [path for folder in ("memory", "language") for path in programs_in(TESTS / folder)]
PROGRAMS = [*programs_in(HERE), *OTHERS[::EVERY_SO_MANY]]


def some_of(faults: list[Fault]) -> list[Fault]:
    """Some faults of a program, from its beginning to its end."""
    stride = max(1, len(faults) // FAULTS_OF_EACH)
    return faults[stride // 2 :: stride]


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in PROGRAMS])
def test_only_memory_error_reaches_the_program_and_nothing_is_lost(path: Path) -> None:
    known = survey(path)
    if known is None:
        pytest.skip(f"{program_name(path, TESTS)} does not run twice alike in one session")
    for fault in some_of(known.faults()):
        try_fault(known, fault)


def test_every_fault_of_sums_and_reductions() -> None:
    known = survey(HERE / "sums_and_reductions.toy")
    assert known is not None
    for fault in known.faults():
        try_fault(known, fault)


def test_every_poll_and_every_look_is_counted() -> None:
    session = quiet_session(HERE)
    injector = Injector(session)
    before = injector.points()
    session.run("for turn in range(3): pass")
    assert injector.points() == Points(before.polls + 4, before.looks)
    session.run("text = 'ab'; text = text * 3")
    assert injector.points() == Points(before.polls + 5, before.looks + 1)
    session.close()
