"""What a recorder has recorded, as facts: the work of the collector, and the course of time.

Objects and bytes are those of the program: what was there when the recording began is taken off.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from toylang.heap.recorder import Recorder, Stretch


class GenerationWork(NamedTuple):
    """All collections of one generation together."""

    generation: int
    collections: int
    seconds: float
    longest: float
    """Seconds of the longest."""

    collected: int
    """The sum of what gc.collect() returns."""

    freed_objects: int


class Point(NamedTuple):
    """What happened between two moments, and how things stood at the second."""

    allocated: int
    """Objects allocated since the recording began."""

    seconds: float
    """Time since the recording began."""

    objects: int
    """Objects alive."""

    highest: int
    """The most objects alive at once since the point before."""

    collections: list[int]
    """Collections of each generation since the point before."""

    pauses: float
    """Seconds they took."""

    longest_pause: float


class Timeline(NamedTuple):
    """A recording's course."""

    points: list[Point]
    work: list[GenerationWork]
    allocated: int
    freed: int
    objects_before: int
    """Objects that were there when the recording began; the others do not count them."""

    objects: int
    """Objects alive at the end; below zero if more of the older ones died than came."""

    most_objects: int
    most_bytes: int
    seconds: float

    @property
    def collections(self) -> int:
        """Collections of all generations."""
        return sum(each.collections for each in self.work)

    @property
    def pauses(self) -> float:
        """Seconds all collections took."""
        return sum(each.seconds for each in self.work)

    @property
    def longest_pause(self) -> float:
        """Seconds the longest collection took."""
        return max(each.longest for each in self.work)

    @property
    def collected(self) -> int:
        """The garbage all collections found: the sum of what gc.collect() returns."""
        return sum(each.collected for each in self.work)


def timeline_of(recorder: Recorder) -> Timeline:
    """The course of a recording until now."""
    return Timeline(
        points=_points(recorder.stretches(), recorder.objects_before),
        work=_work(recorder),
        allocated=recorder.allocations,
        freed=recorder.frees,
        objects_before=recorder.objects_before,
        objects=recorder.objects - recorder.objects_before,
        most_objects=recorder.most_objects - recorder.objects_before,
        most_bytes=recorder.most_bytes - recorder.bytes_before,
        seconds=recorder.seconds,
    )


def _work(recorder: Recorder) -> list[GenerationWork]:
    return [
        GenerationWork(
            generation=index,
            collections=each.collections,
            seconds=each.seconds,
            longest=each.longest,
            collected=each.collected,
            freed_objects=each.freed_objects,
        )
        for index, each in enumerate(recorder.totals)
    ]


def _points(stretches: list[Stretch], before: int) -> list[Point]:
    points: list[Point] = []
    allocated: int = 0
    for stretch in stretches:
        allocated += stretch.allocations
        point = Point(
            allocated=allocated,
            seconds=stretch.ended,
            objects=stretch.objects - before,
            highest=stretch.highest - before,
            collections=list(stretch.collections),
            pauses=stretch.pauses,
            longest_pause=stretch.longest_pause,
        )
        points.append(point)
    return points


def in_columns(points: list[Point], columns: int) -> list[Point]:
    """The points joined so that there are at most `columns`, each of about as many points."""
    if len(points) <= columns:
        return points
    bounds = [len(points) * column // columns for column in range(columns + 1)]
    return [_joined(points[start:end]) for start, end in pairwise(bounds)]


def _joined(points: list[Point]) -> Point:
    """One point for several in a row."""
    last = points[-1]
    return Point(
        allocated=last.allocated,
        seconds=last.seconds,
        objects=last.objects,
        highest=max([point.highest for point in points]),
        collections=[
            sum([point.collections[index] for point in points])
            for index in range(len(last.collections))
        ],
        pauses=sum([point.pauses for point in points]),
        longest_pause=max([point.longest_pause for point in points]),
    )
