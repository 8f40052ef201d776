"""The heap is sound in the middle of a statement, too: whenever a collection ends."""

import io

import pytest

from tests.support.heap_checks import close_and_check
from toylang.heap.events import Collection, Observer
from toylang.session import Session

GENERATOR_IS_CLOSED = """
def drive(generator):
    next(generator)
drive(number for number in range(3))
"""


class Verifier(Observer):
    """Verifies the heap after each collection."""

    def __init__(self, session: Session) -> None:
        self.heap = session.heap
        self.checked = 0
        self.violations: list[str] = []

    def collection_finished(self, collection: Collection) -> None:
        self.checked += 1
        self.violations += self.heap.verify(exact=False)


@pytest.mark.parametrize("text", [GENERATOR_IS_CLOSED])
def test_every_collection_leaves_a_sound_heap(text: str) -> None:
    session = Session(stdout=io.StringIO(), stderr=io.StringIO(), stressed=True)
    verifier = Verifier(session)
    session.heap.observer = verifier
    assert session.run(text) == 0
    session.heap.observer = None
    close_and_check(session)
    assert verifier.violations == []
    assert verifier.checked > 3
