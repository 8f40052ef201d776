"""The course of a recording as a picture: SVG that needs nothing else.

Above, the objects alive; below, the collections, each as high as its pause was long. To the right
goes the work of the program: objects allocated, not seconds, so that waiting takes no room and two
runs of a program make the same picture. The seconds stand beside.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from toylang.facts.recording import Point, Timeline
from toylang.views.timeline import closing, heading, milliseconds, oldest_collected

WIDTH: Final = 900
HEIGHT: Final = 480
LEFT: Final = 80
RIGHT: Final = 850
TOP: Final = 64
GROUND: Final = 290
"""Where no object is alive."""

PAUSES_TOP: Final = 348
PAUSES_GROUND: Final = 408
MARKS: Final = 4
"""Parts an axis is divided into."""

STYLE: Final = """
text { font: 13px system-ui, sans-serif; fill: #333 }
.title { font-size: 17px; font-weight: 600 }
.number { text-anchor: end }
.below { text-anchor: middle }
.line { stroke: #ddd }
.objects { fill: #4c78a8; fill-opacity: .35; stroke: #4c78a8; stroke-width: 1.5 }
.pause { stroke-width: 2 }
.g0 { stroke: #2a7f62 } .g1 { stroke: #d9730d } .g2 { stroke: #b3261e }
.key { stroke-width: 6 }
"""


def timeline_svg(timeline: Timeline, title: str) -> str:
    """The whole picture."""
    summary = closing(timeline).plain.split("\n")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(' '.join(summary))}</desc>",
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        _text(LEFT, 26, title, "title"),
        _text(LEFT, 46, heading(timeline).plain),
        *_heights(timeline),
        *_moments(timeline),
        _area(timeline),
        *_pauses(timeline),
        *(_text(LEFT, 452 + 18 * row, line) for row, line in enumerate(summary)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    styled = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{styled}>{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str, note: str = "") -> str:
    line = f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"'
    return f"{line}><title>{escape(note)}</title></line>" if note else f"{line}/>"


def _across(timeline: Timeline, allocated: float) -> float:
    """How far to the right a moment is."""
    return LEFT + (RIGHT - LEFT) * allocated / max(timeline.allocated, 1)


def _up(timeline: Timeline, objects: float) -> float:
    """How far down a number of objects is."""
    return GROUND - (GROUND - TOP) * max(objects, 0) / max(timeline.most_objects, 1)


def _divided(total: int) -> list[int]:
    """A few whole numbers from 0 to `total`, evenly apart."""
    return sorted({total * part // MARKS for part in range(MARKS + 1)})


def _heights(timeline: Timeline) -> Iterable[str]:
    """The numbers of objects at the left, and a line for each."""
    for objects in _divided(timeline.most_objects):
        y = _up(timeline, objects)
        yield _line(LEFT, y, RIGHT, y, "line")
        yield _text(LEFT - 8, y + 4, f"{objects:,}", "number")


def _moments(timeline: Timeline) -> Iterable[str]:
    """The objects allocated until then, under the plot."""
    for allocated in _divided(timeline.allocated):
        x = _across(timeline, allocated)
        yield _text(x, GROUND + 17, f"{allocated:,}", "below")
        yield _text(x, PAUSES_GROUND + 17, _seconds_at(timeline, allocated), "below")
    yield _line(LEFT, PAUSES_GROUND, RIGHT, PAUSES_GROUND, "line")


def _seconds_at(timeline: Timeline, allocated: int) -> str:
    """When that many objects had been allocated."""
    seconds = 0.0
    for point in timeline.points:
        if point.allocated > allocated:
            break
        seconds = point.seconds
    return f"{seconds:.3g} s"


def _area(timeline: Timeline) -> str:
    """The objects alive, as a hill."""
    corners = [f"M{LEFT},{GROUND}"]
    for point in timeline.points:
        corners.append(
            f"L{_across(timeline, point.allocated):.1f},{_up(timeline, point.highest):.1f}"
        )
    corners.append(f"L{_across(timeline, timeline.allocated):.1f},{GROUND}Z")
    return f'<path class="objects" d="{"".join(corners)}"/>'


def _pauses(timeline: Timeline) -> Iterable[str]:
    """A stroke where there were collections, as high as the longest pause there."""
    if not timeline.collections:
        return
    yield _text(LEFT, PAUSES_TOP - 14, "Pauses for collections of generation")
    for index in range(len(timeline.work)):
        x = LEFT + 240 + 44 * index
        yield _text(x, PAUSES_TOP - 14, str(index))
        yield _line(x + 11, PAUSES_TOP - 18, x + 29, PAUSES_TOP - 18, f"key g{index}")
    yield _text(LEFT - 8, PAUSES_TOP + 4, milliseconds(timeline.longest_pause), "number")
    for point in timeline.points:
        if any(point.collections):
            yield _pause(timeline, point)


def _pause(timeline: Timeline, point: Point) -> str:
    x = _across(timeline, point.allocated)
    share = point.longest_pause / max(timeline.longest_pause, 1e-9)
    top = PAUSES_GROUND - max((PAUSES_GROUND - PAUSES_TOP) * share, 2)
    numbers = [
        f"{number} of generation {index}"
        for index, number in enumerate(point.collections)
        if number
    ]
    note = f"collected: {', '.join(numbers)}; longest pause {milliseconds(point.longest_pause)}"
    return _line(x, PAUSES_GROUND, x, top, f"pause g{oldest_collected(point)}", note)
