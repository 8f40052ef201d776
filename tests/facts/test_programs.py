"""Programs: before each of their full collections, the leaks are what that collection finds."""

import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import HypothesisWarning

from tests.memory.random_programs import PROGRAMS, Program, text_of
from tests.support.oracle import TESTS, programs_in, quiet_session, runnable
from toylang.facts.leaks import find_leaks
from toylang.heap.events import Collection, Observer
from toylang.heap.generations import OLDEST
from toylang.heap.numbering import Numbering
from toylang.heap.snapshot import take_snapshot
from toylang.session import Session

WRITTEN = [
    path for name in ("cycles", "resurrection") for path in programs_in(TESTS / "memory" / name)
]


class Watcher(Observer):
    """Predicts each full collection of a session."""

    def __init__(self, session: Session) -> None:
        self.heap = session.heap
        self.heap.observer = self
        self.predicted = -1
        self.errors: list[str] = []

    def collection_started(self, collection: Collection) -> None:
        self.predicted = -1
        if collection.generation == OLDEST:
            leaks = find_leaks(take_snapshot(self.heap, Numbering()))
            self.predicted = sum(leak.found for leak in leaks)

    def collection_finished(self, collection: Collection) -> None:
        if self.predicted not in (-1, collection.unreachable):
            self.errors.append(f"{self.predicted} predicted, {collection.unreachable} found")


def errors_of(path: Path) -> list[str]:
    session = quiet_session(path)
    watcher = Watcher(session)
    with runnable(path) as (file, _):
        session.run_file(str(file))
    session.heap.observer = None
    session.close()
    return watcher.errors


@pytest.mark.parametrize("path", WRITTEN, ids=[path.stem for path in WRITTEN])
def test_the_leaks_of_a_program(path: Path) -> None:
    assert errors_of(path) == []


def test_the_leaks_of_random_programs(tmp_path: Path) -> None:
    path = tmp_path / "random.toy"

    @settings(
        max_examples=25,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(PROGRAMS)
    def predict(program: Program) -> None:
        path.write_text(text_of(program), encoding="utf-8")
        assert errors_of(path) == []

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)
        predict()
