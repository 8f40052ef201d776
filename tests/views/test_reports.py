"""What `--stats`, `--leaks` and `toy tune` print: words and numbers at every width."""

import pytest

from tests.views.screen import fits, screen
from toylang.facts.leftovers import Leftovers
from toylang.facts.recording import timeline_of
from toylang.facts.tuning import TunedRun
from toylang.inspection import Inspector
from toylang.inspection.leftovers import look_for_leftovers
from toylang.session import Session
from toylang.views.leftovers import leftovers_view
from toylang.views.statistics import statistics_view
from toylang.views.tuning import TuningView

RUNS = [
    TunedRun("generational", 100, 0, 1_000, 120, 0.012, 1.0, []),
    TunedRun("generational", 5_000, 0, 4_000, 0, 0.0, 0.5, []),
    TunedRun("marker", 100, 1, 1_000, 60, 0.024, 2.0, []),
]


def test_runs_side_by_side() -> None:
    lines = screen(TuningView("x.toy", RUNS))
    cells = [line.split() for line in lines]
    assert cells[3] == ["100", "1,000", "█▌", "120", "██████", "12.0", "███", "1,000", "███"]
    assert cells[4] == ["5,000", "4,000", "██████", "0", "0.0", "500", "█▌"]
    assert cells[6][:2] == ["!", "100"]
    assert lines[-1] == "! the program did not end well: exit status 1"


def test_bars_begin_one_below_the_other() -> None:
    lines = screen(TuningView("x.toy", RUNS))
    assert len({line.rindex(" ", 0, len(line.rstrip())) for line in lines[3:5] + lines[6:7]}) == 1


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_runs_fit_every_terminal(width: int) -> None:
    assert fits(TuningView("x.toy", RUNS), width)


@pytest.mark.parametrize("width", [20, 40, 80])
def test_reports_fit_every_terminal(session: Session, width: int) -> None:
    recorder = session.heap.record()
    session.run("import gc\nclass N: pass\na = N(); a.me = a\ndel a\ngc.collect()\nb = [N()]\n")
    session.run("a = N(); a.me = a\ndel a")
    inspector = Inspector(session)
    contents = inspector.contents()
    statistics = statistics_view(timeline_of(recorder), contents.program, contents.census)
    assert fits(statistics, width)
    assert fits(leftovers_view(look_for_leftovers(inspector)), width)


def test_garbage_that_no_collection_frees(session: Session) -> None:
    waiting = look_for_leftovers(Inspector(session)).waiting
    kept = Leftovers(waiting, ["Node"] * 3 + ["list"], ["a", "b", "c", "d", "e", "f"])
    assert screen(leftovers_view(kept)) == [
        "What the program left as garbage:",
        "gc.garbage holds 4 objects: 3 Node, 1 list.",
        "gc.freeze() keeps 6 objects: 1 a, 1 b, 1 c, 1 d, 1 e, …; nothing else does.",
    ]
