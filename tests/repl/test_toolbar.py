"""The line at the bottom: true figures, at no cost, on a terminal of any width."""

import time

import pytest

from toylang.heap.events import Collection
from toylang.inspection import Gauge, read_gauge
from toylang.repl.toolbar import Toolbar
from toylang.session import Session


def gauge(objects: int = 3147, automatic: bool = True, last: Collection | None = None) -> Gauge:
    return Gauge(objects, (12, 0, 3), (700, 10, 10), automatic, last)


def collection(generation: int, freed: int, seconds: float) -> Collection:
    result = Collection(generation, automatic=True)
    result.freed_objects = freed
    result.seconds = seconds
    return result


def test_before_the_first_collection() -> None:
    assert Toolbar(gauge()).text(80) == (
        "3,147 objects | gen 0: 12/700 | 1: 0/10 | 2: 3/10 | last collection: none"
    )


def test_what_the_last_statement_changed() -> None:
    toolbar = Toolbar(gauge(3147))
    toolbar.update(gauge(3150))
    assert toolbar.text(80).startswith("3,150 objects (+3) |")
    toolbar.update(gauge(3000))
    assert toolbar.text(80).startswith("3,000 objects (-150) |")
    toolbar.update(gauge(3000))
    assert toolbar.text(80).startswith("3,000 objects |")


def test_the_last_collection() -> None:
    assert (
        Toolbar(gauge(last=collection(1, 1234, 0.0123)))
        .text(99)
        .endswith("| last collection: gen 1 freed 1,234, 12.3 ms")
    )
    assert (
        Toolbar(gauge(last=collection(0, 0, 0.00001)))
        .text(99)
        .endswith("| last collection: gen 0 freed 0")
    )


def test_without_automatic_collection() -> None:
    assert Toolbar(gauge(automatic=False)).text(70).endswith("| 2: 3/10 | automatic: off")
    assert Toolbar(gauge(automatic=False)).text(25).endswith("12/700 0/10 3/10 off")


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (79, "3,147 objects | gen 0: 12/700 | 1: 0/10 | 2: 3/10 | last: gen 2 freed 5, 2.0 ms"),
        (78, "3,147 objects | gen 0: 12/700 | 1: 0/10 | 2: 3/10 | last: gen 2 freed 5"),
        (60, "3,147 objects | gen 0: 12/700 | 1: 0/10 | 2: 3/10"),
        (40, "3,147 objects | 12/700 0/10 3/10"),
        (30, "3,147 | 12/700 0/10 3/10"),
        (20, "12/700 0/10 3/10"),
        (10, "12/700"),
        (3, "12/"),
    ],
)
def test_a_narrow_terminal(width: int, text: str) -> None:
    assert Toolbar(gauge(last=collection(2, 5, 0.002))).text(width) == text


def test_the_figures_are_the_heaps(session: Session) -> None:
    session.interact("import gc\ngc.collect()\na = []\nb = []\n")
    found = read_gauge(session)
    assert found.objects == session.heap.objects
    assert f"({', '.join(map(str, found.counts))})" == session.interact("gc.get_count()")
    assert str(found.thresholds) == session.interact("gc.get_threshold()")
    assert found.automatic
    assert found.last is not None
    assert found.last.generation == 2
    session.interact("gc.disable()")
    assert not read_gauge(session).automatic
    session.interact("gc.enable(); gc.set_threshold(0)")
    assert not read_gauge(session).automatic


def test_a_program_begins_without_a_last_collection(session: Session) -> None:
    assert read_gauge(session).last is None


def test_a_large_heap_costs_no_more_than_a_small_one(session: Session) -> None:
    def cost() -> float:
        started = time.perf_counter()
        for _ in range(100):
            Toolbar(read_gauge(session)).text(80)
        return time.perf_counter() - started

    small = min(cost() for _ in range(5))
    session.interact("import gc\ngc.disable()\nmany = [[] for _ in range(100000)]")
    assert min(cost() for _ in range(5)) < 5 * small
