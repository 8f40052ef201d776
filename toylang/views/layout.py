"""Where the boxes and arrows of a picture go: boxes in columns, arrows from left to right.

The four steps are those of Sugiyama, Tagawa and Toda (1981): arrows that would close a cycle are
turned round; each box gets the column behind all that lead to it; the boxes of a column are put in
the order, then at the heights, of the mean of what they are connected with, in sweeps to and fro;
and arrows are drawn. An arrow leaves at the right of a box, and enters another at its left.

Columns hold boxes and *lanes*, side by side and never over one another. An arrow passes a column
in a lane; an arrow back to an earlier column turns round, behind its box, into a lane of its own
column, and turns once more in front of its target. So no arrow crosses a box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

COLUMN_GAP: Final = 56.0
BOX_GAP: Final = 18.0
LANE_GAP: Final = 9.0
TURN: Final = 32.0
"""How far to the side an arrow that turns round is pulled."""

SWEEPS: Final = 12


class Point(NamedTuple):
    """A place in the picture; y grows downwards."""

    x: float
    y: float


class Stroke(NamedTuple):
    """A piece of an arrow: a cubic Bézier curve."""

    start: Point
    first: Point
    second: Point
    end: Point


class Item(NamedTuple):
    """A box to place."""

    key: int
    width: float
    height: float


class Link(NamedTuple):
    """An arrow to draw: where it leaves its source and enters its target, from their tops."""

    source: int
    target: int
    leaves: float
    enters: float


@dataclass(frozen=True)
class Layout:
    """Where everything is."""

    places: dict[int, Point]
    """The left upper corner of each box."""

    arrows: list[list[Stroke]]
    """One for each link, in their order."""

    width: float
    height: float


@dataclass(eq=False)
class _Entry:
    """A box or a lane in its column."""

    column: int
    height: float
    gap: float
    top: float = 0.0
    ties: list[tuple[_Entry, float, float]] = field(default_factory=list)
    """What it is connected with: where there, and where here, from the tops."""

    def pull(self) -> float:
        """Where its top would be if it were at the mean of its neighbours."""
        if not self.ties:
            return self.top
        return sum(other.top + there - here for other, there, here in self.ties) / len(self.ties)


def lay_out(items: Sequence[Item], links: Sequence[Link]) -> Layout:
    """Place the items and draw the links."""
    columns = _assign_columns(items, links)
    boxes = {item.key: _Entry(columns[item.key], item.height, BOX_GAP) for item in items}
    lanes = [_lanes(boxes[link.source].column, boxes[link.target].column) for link in links]
    for link, passed in zip(links, lanes, strict=True):
        _tie(boxes, link, passed)
    filled: list[list[_Entry]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    for entry in [*boxes.values(), *(lane for passed in lanes for lane in passed)]:
        filled[entry.column].append(entry)
    _settle(filled)
    return _draw(items, links, boxes, lanes)


# -- columns ---------------------------------------------------------------------------------------


def _assign_columns(items: Sequence[Item], links: Sequence[Link]) -> dict[int, int]:
    """The column of each item: behind all that lead to it, as far as there is no cycle."""
    following: dict[int, list[int]] = {item.key: [] for item in items}
    for link in links:
        if link.source != link.target:
            following[link.source].append(link.target)
    order, backward = _without_cycles(following)
    columns = dict.fromkeys(following, 0)
    leading: dict[int, list[int]] = {key: [] for key in following}
    for key in order:
        for target in following[key]:
            first, last = (target, key) if (key, target) in backward else (key, target)
            leading[first].append(last)
    for key in order:
        for target in leading[key]:
            columns[target] = max(columns[target], columns[key] + 1)
    entered = {target for targets in leading.values() for target in targets}
    for key in order:
        if key not in entered and leading[key]:
            columns[key] = min(columns[target] for target in leading[key]) - 1
    return columns


def _without_cycles(following: dict[int, list[int]]) -> tuple[list[int], set[tuple[int, int]]]:
    """The keys, each before what it leads to, and the links that must be turned round for that."""
    finished: list[int] = []
    backward: set[tuple[int, int]] = set()
    begun: set[int] = set()
    on_path: set[int] = set()
    for start, first in following.items():
        waiting = [(start, iter(first))] if start not in begun else []
        begun.add(start)
        on_path.add(start)
        while waiting:
            key, targets = waiting[-1]
            for target in targets:
                if target in on_path:
                    backward.add((key, target))
                elif target not in begun:
                    begun.add(target)
                    on_path.add(target)
                    waiting.append((target, iter(following[target])))
                    break
            else:
                waiting.pop()
                on_path.discard(key)
                finished.append(key)
        on_path.discard(start)
    return finished[::-1], backward


# -- lanes, order and heights ----------------------------------------------------------------------


def _lanes(source: int, target: int) -> list[_Entry]:
    """The lanes an arrow needs from column to column, in its direction."""
    passed = range(source + 1, target) if source < target else range(source, target - 1, -1)
    return [_Entry(column, 0.0, LANE_GAP) for column in passed]


def _tie(boxes: dict[int, _Entry], link: Link, lanes: list[_Entry]) -> None:
    """Connect what an arrow passes, so that it stays short.

    Where an arrow turns round, its lane keeps near the box, and not the box near the lane.
    """
    source, target = boxes[link.source], boxes[link.target]
    stops = [(source, link.leaves), *((lane, 0.0) for lane in lanes), (target, link.enters)]
    for (one, here), (other, there) in pairwise(stops):
        turns = one.column == other.column
        if not turns or one is not source:
            one.ties.append((other, there, here))
        if not turns or other is not target:
            other.ties.append((one, here, there))


def _settle(columns: list[list[_Entry]]) -> None:
    """Order each column and find the heights, in sweeps; the best arrangement stays."""
    for column in columns:
        _place(column)
    best, least = [list(column) for column in columns], _cost(columns)
    heights = [[entry.top for entry in column] for column in columns]
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            pulls = {id(entry): entry.pull() for entry in column}
            column.sort(key=lambda entry: pulls[id(entry)] + entry.height / 2)
            for entry in column:
                entry.top = pulls[id(entry)]
            _place(column)
        cost = _cost(columns)
        if cost < least:
            best, least = [list(column) for column in columns], cost
            heights = [[entry.top for entry in column] for column in columns]
    for column, tops in zip(best, heights, strict=True):
        for entry, top in zip(column, tops, strict=True):
            entry.top = top


def _place(column: list[_Entry]) -> None:
    """Move the entries apart as little as possible, in their order.

    Without the heights and gaps this is isotonic regression, by pooling adjacent violators.
    """
    offsets = [0.0]
    for above, below in pairwise(column):
        offsets.append(offsets[-1] + above.height + max(above.gap, below.gap))
    pools: list[tuple[float, int]] = []
    for entry, offset in zip(column, offsets, strict=False):
        mean, size = entry.top - offset, 1
        while pools and pools[-1][0] >= mean:
            other, others = pools.pop()
            mean, size = (mean * size + other * others) / (size + others), size + others
        pools.append((mean, size))
    tops = [mean for mean, size in pools for _ in range(size)]
    for entry, offset, top in zip(column, offsets, tops, strict=False):
        entry.top = top + offset


def _cost(columns: list[list[_Entry]]) -> float:
    """How bad an arrangement is: crossings count most, then the heights arrows have to climb."""
    total = 0.0
    for column in columns:
        rising = [
            (entry.top + here, other.top + there)
            for entry in column
            for other, there, here in entry.ties
            if other.column == entry.column + 1
        ]
        rising.sort()
        for index, (start, end) in enumerate(rising):
            total += abs(end - start)
            total += 100 * sum(end > other for _, other in rising[index + 1 :])
        total += sum(
            abs(other.top + there - entry.top - here) / 2
            for entry in column
            for other, there, here in entry.ties
            if other.column == entry.column
        )
    return total


# -- drawing ---------------------------------------------------------------------------------------


def _draw(
    items: Sequence[Item],
    links: Sequence[Link],
    boxes: dict[int, _Entry],
    lanes: list[list[_Entry]],
) -> Layout:
    """Give everything its place; the picture begins at its left upper corner."""
    entries = [*boxes.values(), *(lane for passed in lanes for lane in passed)]
    highest = min((entry.top for entry in entries), default=0.0)
    for entry in entries:
        entry.top -= highest
    sides = _sides(items, links, boxes)
    widths = {item.key: item.width for item in items}
    places = {key: Point(sides[entry.column][0], entry.top) for key, entry in boxes.items()}
    for key in {link.source for link in links} - {link.target for link in links}:
        right = sides[boxes[key].column][1]
        places[key] = Point(right - widths[key], boxes[key].top)
    arrows = [
        _arrow(
            link, widths[link.source], places, passed, sides[boxes[link.source].column][1], sides
        )
        for link, passed in zip(links, lanes, strict=True)
    ]
    ends = [stroke_end for arrow in arrows for stroke in arrow for stroke_end in stroke]
    right = max([*(right for _, right in sides), *(point.x for point in ends)], default=0.0)
    bottom = max((entry.top + entry.height for entry in entries), default=0.0)
    return Layout(places, arrows, right, bottom)


def _sides(
    items: Sequence[Item], links: Sequence[Link], boxes: dict[int, _Entry]
) -> list[tuple[float, float]]:
    """The left and right side of each column; arrows may turn round in front of the first."""
    widths = [0.0] * (max((entry.column for entry in boxes.values()), default=-1) + 1)
    for item in items:
        column = boxes[item.key].column
        widths[column] = max(widths[column], item.width)
    is_turned_into = any(boxes[link.target].column == 0 for link in links)
    left = TURN if is_turned_into else 0.0
    result: list[tuple[float, float]] = []
    for width in widths:
        result.append((left, left + width))
        left += width + COLUMN_GAP
    return result


def _arrow(
    link: Link,
    width: float,
    places: dict[int, Point],
    lanes: list[_Entry],
    right: float,
    sides: list[tuple[float, float]],
) -> list[Stroke]:
    """The strokes of one arrow: straight lines through columns, curves between them."""
    corner, target = places[link.source], places[link.target]
    forward = target.x > corner.x
    here = Point(corner.x + width, corner.y + link.leaves)
    edge = Point(right, here.y)
    strokes = [_curve(here, edge, 1, 1)] if here != edge else []
    here, heading = edge, 1
    for lane in lanes:
        near, far = sides[lane.column] if forward else sides[lane.column][::-1]
        enter, leave = Point(near, lane.top), Point(far, lane.top)
        onward = 1 if forward else -1
        strokes += [_curve(here, enter, heading, onward), _curve(enter, leave, onward, onward)]
        here, heading = leave, onward
    strokes.append(_curve(here, Point(target.x, target.y + link.enters), heading, 1))
    return strokes


def _curve(start: Point, end: Point, leaving: int, arriving: int) -> Stroke:
    """A stroke that leaves and arrives level, to the right (1) or to the left (-1)."""
    reach = abs(end.x - start.x) / 2 if leaving == arriving else TURN
    return Stroke(
        start,
        Point(start.x + leaving * reach, start.y),
        Point(end.x - arriving * reach, end.y),
        end,
    )
