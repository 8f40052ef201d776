"""The course of a recording: the plot at every width, and the picture."""

import xml.dom.minidom

import pytest

from tests.views.screen import fits, screen
from toylang.facts.recording import GenerationWork, Point, Timeline
from toylang.views.timeline import TimelineView
from toylang.views.timeline_svg import timeline_svg


def timeline(points: int = 120, collections: int = 3) -> Timeline:
    """A saw with as many teeth as collections."""
    tooth = points // max(collections, 1)
    return Timeline(
        points=[
            Point(
                allocated=10 * (number + 1),
                seconds=0.01 * number,
                objects=10 * (number % tooth),
                highest=10 * (number % tooth + 1),
                collections=[int(collections > 0 and number % tooth == 0), 0, 0],
                pauses=0.001 if collections and number % tooth == 0 else 0.0,
                longest_pause=0.001 if collections and number % tooth == 0 else 0.0,
            )
            for number in range(points)
        ],
        work=[
            GenerationWork(0, collections, 0.001 * collections, 0.001 * bool(collections), 5, 5),
            GenerationWork(1, 0, 0.0, 0.0, 0, 0),
            GenerationWork(2, 0, 0.0, 0.0, 0, 0),
        ],
        allocated=10 * points,
        freed=9 * points,
        objects_before=3000,
        objects=points,
        most_objects=10 * tooth,
        most_bytes=100 * tooth,
        seconds=1.2,
    )


def test_a_plot_at_eighty_columns() -> None:
    lines = screen(TimelineView(timeline()), 80)
    assert lines[0] == "Objects alive while 1,200 were allocated, from left to right."
    labels = [line[:7].strip() for line in lines[1:11]]
    assert labels == ["400", *[""] * 6, "0", "gen", "pauses"]
    assert lines[-2:] == [
        "At most 400 at once, now 120, besides the 3,000 there were at the beginning.",
        "3 collections: 3 of generation 0; 3.00 ms in all, the longest 1.00 ms.",
    ]
    assert lines[9].count("0") == 3


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("points", [1, 7, 500])
def test_it_fits_every_terminal(width: int, points: int) -> None:
    assert fits(TimelineView(timeline(points, 1)), width)


def test_without_collections_there_is_no_row_for_them() -> None:
    lines = screen(TimelineView(timeline(collections=0)))
    assert not any("gen" in line[:6] for line in lines)
    assert lines[-1] == "No collection has run."


def test_the_picture_is_svg_by_itself() -> None:
    text = timeline_svg(timeline(), "a <b> & c.toy")
    document = xml.dom.minidom.parseString(text)
    root = document.documentElement
    assert root is not None and root.tagName == "svg"
    assert "a &lt;b&gt; &amp; c.toy" in text
    assert "href" not in text and "<script" not in text
    strokes = root.getElementsByTagName("line")
    assert sum(line.getAttribute("class").startswith("pause") for line in strokes) == 3


def test_a_picture_of_nothing() -> None:
    nothing = timeline(1, 0)._replace(points=[], allocated=0, most_objects=0)
    xml.dom.minidom.parseString(timeline_svg(nothing, "nothing.toy"))
