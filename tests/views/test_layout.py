"""Boxes never overlap, and no arrow crosses one."""

import random
from itertools import pairwise

import pytest

from toylang.views.layout import Item, Layout, Link, Stroke, lay_out


def random_graph(seed: int) -> tuple[list[Item], list[Link]]:
    chance = random.Random(seed)
    items = [
        Item(key, chance.uniform(40, 200), chance.choice([28.0, 64.0, 120.0]))
        for key in range(chance.randrange(1, 25))
    ]
    links = []
    for _ in range(chance.randrange(0, 2 * len(items))):
        source, target = chance.choice(items), chance.choice(items)
        links.append(Link(source.key, target.key, source.height - 10, 14))
    return items, links


def boxes(items: list[Item], layout: Layout) -> list[tuple[float, float, float, float]]:
    """The sides of each box: left, top, right, bottom."""
    result = []
    for item in items:
        left, top = layout.places[item.key]
        result.append((left, top, left + item.width, top + item.height))
    return result


def points(stroke: Stroke) -> list[tuple[float, float]]:
    """Points along a Bézier curve."""
    result = []
    for step in range(21):
        t = step / 20
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        x = sum(weight * point.x for weight, point in zip(weights, stroke, strict=True))
        y = sum(weight * point.y for weight, point in zip(weights, stroke, strict=True))
        result.append((x, y))
    return result


@pytest.mark.parametrize("seed", range(60))
def test_nothing_overlaps(seed: int) -> None:
    items, links = random_graph(seed)
    layout = lay_out(items, links)
    sides = boxes(items, layout)
    for index, (left, top, right, bottom) in enumerate(sides):
        assert left >= 0
        assert top >= 0
        assert right <= layout.width + 0.01
        assert bottom <= layout.height + 0.01
        for other in sides[index + 1 :]:
            beside = right < other[0] or other[2] < left
            assert beside or bottom < other[1] or other[3] < top


@pytest.mark.parametrize("seed", range(60))
def test_no_arrow_crosses_a_box(seed: int) -> None:
    items, links = random_graph(seed)
    layout = lay_out(items, links)
    sides = boxes(items, layout)
    for arrow in layout.arrows:
        for x, y in [point for stroke in arrow for point in points(stroke)]:
            assert 0 <= x <= layout.width + 0.01
            assert -0.01 <= y <= layout.height + 0.01
            for left, top, right, bottom in sides:
                within = left + 0.1 < x < right - 0.1 and top + 0.1 < y < bottom - 0.1
                assert not within


@pytest.mark.parametrize("seed", range(60))
def test_each_arrow_goes_from_its_source_to_its_target_in_one_line(seed: int) -> None:
    items, links = random_graph(seed)
    layout = lay_out(items, links)
    widths = {item.key: item.width for item in items}
    for link, arrow in zip(links, layout.arrows, strict=True):
        source, target = layout.places[link.source], layout.places[link.target]
        assert arrow[0].start == (source.x + widths[link.source], source.y + link.leaves)
        assert arrow[-1].end == (target.x, target.y + link.enters)
        assert arrow[-1].second.x < arrow[-1].end.x, "it enters from the left"
        for one, following in pairwise(arrow):
            assert one.end == following.start


def test_a_chain_goes_from_left_to_right() -> None:
    items = [Item(key, 100, 30) for key in range(4)]
    layout = lay_out(items, [Link(key, key + 1, 15, 15) for key in range(3)])
    assert [layout.places[key].x for key in range(4)] == [0, 156, 312, 468]
    assert len({layout.places[key].y for key in range(4)}) == 1


def test_a_chain_with_ways_back_is_still_a_chain() -> None:
    items = [Item(key, 100, 60) for key in range(4)]
    forward = [Link(key, key + 1, 20, 10) for key in range(3)]
    back = [Link(key + 1, key, 40, 10) for key in range(3)]
    layout = lay_out(items, [link for pair in zip(forward, back, strict=True) for link in pair])
    lefts = [layout.places[key].x for key in range(4)]
    assert lefts == sorted(lefts)
    assert len(set(lefts)) == 4


def test_parallel_lines_do_not_cross() -> None:
    items = [Item(key, 100, 30) for key in range(6)]
    layout = lay_out(items, [Link(0, 5, 15, 15), Link(1, 4, 15, 15), Link(2, 3, 15, 15)])
    order = [layout.places[key].y for key in (0, 1, 2)]
    other = [layout.places[key].y for key in (5, 4, 3)]
    assert sorted(range(3), key=order.__getitem__) == sorted(range(3), key=other.__getitem__)


def test_nothing_to_lay_out() -> None:
    assert lay_out([], []) == Layout({}, [], 0.0, 0.0)
