"""What stepping tells of the collections of random heap programs is what happened in them.

The numbers are checked against a snapshot, which knows nothing of the search, and against the
collector's record; and the program must not notice that somebody watches.
"""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.memory.random_programs import PROGRAMS, Program, text_of
from tests.support.heap_checks import close_and_check
from toylang.facts import steps
from toylang.heap.choice import GENERATIONAL, MARKER
from toylang.heap.events import GARBAGE, Both, Collection, Observer
from toylang.heap.header import Container, HeapObject
from toylang.heap.heap import Heap
from toylang.heap.progress import Progress
from toylang.inspection import Inspector
from toylang.inspection.stepping import Stepping
from toylang.session import Session


class EveryCollection(Observer):
    """Steps through every collection of a session, and checks what was told of it."""

    def __init__(self, session: Session) -> None:
        self.inspector = Inspector(session)
        self.heap: Heap = session.heap
        self.checked = 0
        self.problems: list[str] = []
        self.garbage: set[HeapObject] | None = None
        self.freed_garbage = 0

    def collection_started(self, collection: Collection) -> None:
        self.garbage, self.freed_garbage = None, 0
        self.stepping = Stepping(self.inspector, lambda phase: True)
        self.stepping.prepare(Progress())
        self.heap.observer = Both(self.stepping, self)
        self.stepping.collection_started(collection)

    def phase(self, name: str, objects: list[Container]) -> None:
        if name == GARBAGE:
            self.garbage = set(objects)

    def freed(self, value: HeapObject) -> None:
        if self.garbage is not None and value in self.garbage:
            self.freed_garbage += 1

    def collection_finished(self, collection: Collection) -> None:
        self.heap.observer = self
        self.checked += 1
        if self.stepping.problem is not None:
            raise self.stepping.problem
        for phase in self.stepping.phases:
            self.check(phase, collection)

    def check(self, phase: steps.Phase, collection: Collection) -> None:
        """Compare the facts of a phase with what is known otherwise."""
        match phase:
            case steps.Candidates():
                assert phase.total == collection.examined
            case steps.Subtractions():
                for row in phase.rows:
                    assert row.refcount == row.inside + row.left
                    assert len(row.sources) == row.inside
                    assert len(row.holders) == row.left, row
            case steps.Reachable():
                assert phase.total == collection.examined - collection.unreachable
            case steps.Unreachable():
                assert phase.total == collection.unreachable
            case steps.WeakReferences():
                assert phase.called == collection.callbacks_called
            case steps.Finalizers():
                assert phase.total == collection.finalizers_called
            case steps.Verdicts():
                assert phase.resurrected == collection.resurrected
                assert all(row.held_by for row in phase.rows if row.alive)
                assert self.freed_garbage == phase.garbage <= collection.collected


def run(text: str, collector: str, watched: bool) -> tuple[str, str, int]:
    """What a program prints, and how many of its collections were watched."""
    session = Session(stdout=io.StringIO(), stderr=io.StringIO(), collector=collector)
    watcher = EveryCollection(session)
    if watched:
        session.heap.observer = watcher
    session.run(text)
    session.heap.observer = None
    close_and_check(session)
    output, errors = session.interpreter.stdout, session.interpreter.stderr
    return output.getvalue(), errors.getvalue(), watcher.checked  # type: ignore[attr-defined]


@pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")
@pytest.mark.parametrize("collector", [GENERATIONAL, MARKER])
def test_what_is_told_is_what_happened_and_the_program_does_not_notice(collector: str) -> None:
    checked = 0

    @seed(5)
    @settings(
        max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(PROGRAMS)
    def check(program: Program) -> None:
        nonlocal checked
        text = text_of(program)
        output, errors, collections = run(text, collector, watched=True)
        assert (output, errors) == run(text, collector, watched=False)[:2]
        checked += collections

    check()
    assert checked > 10


def test_programs_about_resurrection_do_not_notice_either() -> None:
    for path in sorted(Path(__file__).parent.joinpath("resurrection").glob("*.toy")):
        text = path.read_text(encoding="utf-8")
        output, errors, _ = run(text, GENERATIONAL, watched=True)
        assert (output, errors) == run(text, GENERATIONAL, watched=False)[:2], path.name
