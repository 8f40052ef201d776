"""A recording as facts: hand-countable programs, and points joined without loss."""

import random

from toylang.facts.recording import Point, Timeline, in_columns
from toylang.inspection import Inspector
from toylang.session import Session


def recorded(session: Session, text: str, before: str = "") -> Timeline:
    """The course of one program; everything it takes to run `before` has been there already."""
    session.run(before)
    inspector = Inspector(session)
    inspector.record()
    assert session.run(text) == 0
    timeline = inspector.timeline()
    assert timeline is not None
    assert timeline.allocated - timeline.freed == timeline.objects
    assert timeline.objects == session.heap.objects - timeline.objects_before
    return timeline


def difference(longer: str, shorter: str) -> tuple[int, int]:
    """Objects allocated and freed that one program has more than another."""
    timelines = []
    for text in (longer, shorter):
        with Session() as session:
            timelines.append(recorded(session, text, before="a = b = range"))
    more, less = timelines
    return more.allocated - less.allocated, more.freed - less.freed


def test_a_list_that_stays() -> None:
    assert difference("a = []", "a = None") == (1, 0)


def test_three_lists_of_which_two_go() -> None:
    assert difference("a = []\na = []\na = []", "a = None\na = None\na = None") == (3, 2)


def test_numbers_count_too() -> None:
    assert difference("a = [b / 3 for b in range(9)]", "a = [None for b in range(9)]") == (9, 0)


def test_a_hundred_lists_one_after_the_other() -> None:
    loop = "for a in range(100):\n    b = {}"
    assert difference(loop.format("[a]"), loop.format("None")) == (100, 99)


def test_the_most_objects_are_those_of_a_list_that_is_gone(session: Session) -> None:
    timeline = recorded(session, "a = [[] for b in range(1000)]\na = None")
    assert 1001 <= timeline.most_objects < 1020
    assert timeline.objects < 20


def test_collections_and_what_they_find(session: Session) -> None:
    text = """
for i in range(3):
    a = []
    a.append(a)
    a = None
    gc.collect(i)
gc.collect()
"""
    timeline = recorded(session, text, before="import gc\ngc.disable()")
    assert [work.collections for work in timeline.work] == [1, 1, 2]
    assert [work.collected for work in timeline.work] == [1, 1, 1]
    assert (timeline.collections, timeline.collected) == (4, 3)
    assert 0 < timeline.longest_pause <= timeline.pauses <= timeline.seconds


def test_the_most_bytes_are_those_of_a_list_that_is_gone(session: Session) -> None:
    timeline = recorded(session, "a = [None] * 100000\na = None")
    assert 800_056 <= timeline.most_bytes < 810_000


def test_points_are_joined_without_loss() -> None:
    chance = random.Random(3)
    points = [
        Point(number, number / 10, chance.randrange(9), chance.randrange(99), [1, 0, 2], 0.5, 0.25)
        for number in range(1, 238)
    ]
    for columns in (1, 7, 60, 236, 237, 500):
        joined = in_columns(points, columns)
        assert len(joined) == min(columns, 237)
        assert max(point.highest for point in joined) == max(point.highest for point in points)
        assert [sum(point.collections[g] for point in joined) for g in range(3)] == [237, 0, 474]
        assert sum(point.pauses for point in joined) == 237 / 2
        assert joined[-1][:3] == points[-1][:3]
