"""The phases of a collection, in words and numbers."""

import pytest

from tests.views.screen import fits, screen
from toylang.facts.comparison import Comparison, Opinion
from toylang.facts.steps import (
    Candidate,
    Candidates,
    Clearing,
    Copies,
    Copy,
    Death,
    Deaths,
    Finalizers,
    Mark,
    Marks,
    Others,
    Phase,
    Reachable,
    Rescue,
    Subtraction,
    Subtractions,
    Suspect,
    Unreachable,
    Verdict,
    Verdicts,
    WeakReferences,
)
from toylang.views.comparison import comparison_view
from toylang.views.steps import phase_view
from toylang.views.table import records

NAME = "function outer.<locals>.inner #12345"
NONE = Others(0, 0)
PHASES: list[Phase] = [
    Candidates(2, 5000, [Candidate(NAME, 2, 1234)], Others(4000, 999)),
    Copies(1, [Copy(NAME, 1234, 1234)], NONE),
    Subtractions(1, 3, 0, [Subtraction(NAME, 4, 3, 1, [NAME, NAME, NAME], ["global x"])], NONE),
    Marks(1, [Mark(NAME, "global x")], NONE),
    Reachable(2, 1, [Rescue(NAME, "dict #1['a long name']", True)], NONE),
    Unreachable(1, 3, 2, 4, [Suspect(NAME, 1, True)], NONE),
    WeakReferences(1, 0, [Clearing("weakref #7", NAME, "silent")], NONE),
    Finalizers(1, [NAME], NONE),
    Verdicts(1, 0, [Verdict(NAME, 2, None, "global saved", True)], NONE),
    Deaths(1, 0, [Death(NAME, False)], Others(2, 0)),
]


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: type(phase).__name__)
def test_every_phase_fits_every_terminal(phase: Phase) -> None:
    for width in (20, 40, 80, 120):
        assert fits(phase_view(1, phase), width)


def test_what_a_table_leaves_out_is_told_in_numbers() -> None:
    assert screen(phase_view(1, PHASES[0]))[-1] == "  +4,000 more, and 999 of Toy's own"
    assert screen(phase_view(1, PHASES[-1]))[-1] == "  +2 more"


def test_one_holder_of_several_references_is_named_once() -> None:
    lines = screen(phase_view(3, PHASES[2]), 160)
    assert lines[-1].endswith(f"{NAME} (3x); outside: global x")


def test_of_many_holders_three_are_named() -> None:
    row = Subtraction("list #1", 5, 5, 0, [f"list #{number}" for number in range(2, 7)], [])
    lines = screen(phase_view(3, Subtractions(1, 5, 1, [row], NONE)))
    assert lines[-1].endswith("list #2, list #3, list #4, +2 more")


def test_survivors_no_longer_watched_are_mentioned() -> None:
    assert screen(phase_view(5, PHASES[5]), 120)[2] == (
        "Held only by one another. 4 can be in no cycle: no longer watched. "
        "3 survivors now in generation 2."
    )


def test_a_column_without_content_is_left_out() -> None:
    table = records(("object", ">count", ""), [("list #1", "2", "")])
    assert screen(table, 80) == ["object    count", "list #1       2"]


def test_collectors_that_disagree_would_be_an_error_of_toy() -> None:
    opinions = [Opinion("generational", 1, 2, 3, 0.1), Opinion("marker", 0, 2, 3, 0.1)]
    comparison = Comparison(2, 4, opinions, False, ["list #1"], NONE)
    assert screen(comparison_view(comparison))[-1] == "They disagree: this is an error of Toy."
    assert fits(comparison_view(comparison), 20)
