"""Whenever a program collects, marking from the roots finds what trial deletion finds."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.heap_checks import close_and_check
from tests.support.oracle import (
    Outcome,
    programs_in,
    quiet_session,
    run_on_toy,
)
from toylang.heap.choice import MARKER, NONE
from toylang.heap.events import Collection, Observer
from toylang.heap.header import Container
from toylang.heap.heap import Heap
from toylang.heap.marker import reachable

AUTOMATIC_COLLECTIONS = 100
"""So many are compared of each program; a program of a million objects has thousands."""

HERE = Path(__file__).parent
CYCLES = [pytest.param(path, id=path.stem) for path in programs_in(HERE / "cycles")]


class SecondOpinion(Observer):
    """Marks before each collection, and compares what the collection finds by counting."""

    def __init__(self, heap: Heap) -> None:
        self.heap = heap
        self.expected: set[Container] | None = None
        self.compared = 0

    def collection_started(self, collection: Collection) -> None:
        self.expected = None
        if collection.automatic and self.compared >= AUTOMATIC_COLLECTIONS:
            return
        examined: list[Container] = []
        for generation in self.heap.collector.generations[: collection.generation + 1]:
            examined.extend(generation.objects)
        self.expected = set(examined) - reachable(self.heap, examined)

    def phase(self, name: str, objects: list[Container]) -> None:
        if name == "unreachable" and self.expected is not None:
            assert set(objects) == self.expected
            self.compared += 1


def test_marking_finds_the_same_garbage_in_every_collection_of_a_program(
    program_here: Path,
) -> None:
    session = quiet_session(program_here)
    opinion = SecondOpinion(session.heap)
    session.heap.observer = opinion
    session.run_file(str(program_here))
    close_and_check(session)
    assert opinion.compared > 0


@pytest.mark.parametrize("path", CYCLES)
def test_a_program_sees_no_difference_in_what_a_collection_by_marking_finds(
    path: Path, ask_oracle: Callable[[Path], Outcome]
) -> None:
    expected, actual = ask_oracle(path), run_on_toy(path, collector=MARKER)
    assert sorted(actual.stdout.splitlines()) == sorted(expected.stdout.splitlines())
    assert (actual.status, actual.stderr) == (expected.status, expected.stderr)


@pytest.mark.parametrize("path", CYCLES)
def test_without_a_collector_a_program_ends_and_all_is_freed(path: Path) -> None:
    run_on_toy(path, collector=NONE)
