"""The object graph as a picture: an SVG that needs nothing else, for pages and notebooks.

It follows the reader's colour scheme, light or dark, on a ground of its own. Garbage stands below
a heading that says so, dashed and paler, and the legend explains it.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

from rich.cells import cell_len

from toylang.facts.pictures import Box, Graph, Row
from toylang.views.graph_words import (
    count_words,
    left_out_words,
    title_words,
    unreachable_words,
    value_words,
)
from toylang.views.layout import Item, Link, Point, Stroke, lay_out

LETTER: Final = 7.4
"""Width of a letter; a little more than any common monospaced font of 12 pixels has."""

LINE: Final = 18.0
"""Height of a line."""

BASE: Final = 13.0
"""Where the letters of a line stand, from its top."""

PADDING: Final = 10.0
MARGIN: Final = 20.0

STYLE: Final = """
.toy-graph text { fill: #1f2328; white-space: pre; font-size: 12px;
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.toy-graph .ground { fill: #ffffff; }
.toy-graph .box { fill: #f6f8fa; stroke: #57606a; }
.toy-graph .focus { stroke: #bf3989; stroke-width: 2.5; }
.toy-graph .title { font-weight: bold; }
.toy-graph .pale { fill: #59636e; }
.toy-graph .arrow { fill: none; stroke: #0969da; stroke-width: 1.4; }
.toy-graph .head, .toy-graph .tail { fill: #0969da; }
.toy-graph .garbage { opacity: .7; }
.toy-graph .garbage .box, .toy-graph .garbage .arrow { stroke-dasharray: 5 4; }
@media (prefers-color-scheme: dark) {
.toy-graph text { fill: #e6edf3; }
.toy-graph .ground { fill: #0d1117; }
.toy-graph .box { fill: #161b22; stroke: #8b949e; }
.toy-graph .focus { stroke: #ff7bc8; }
.toy-graph .pale { fill: #9198a1; }
.toy-graph .arrow { stroke: #58a6ff; }
.toy-graph .head, .toy-graph .tail { fill: #58a6ff; }
}
"""
"""The names of its classes are found within the picture only, so that it may stand in a page."""


def svg_text(graph: Graph) -> str:
    """The picture as the text of an SVG document."""
    names = {box.address: title_words(box) for box in graph.boxes}
    top, width = MARGIN, 0.0
    parts: list[str] = []
    for garbage, heading in ((False, ""), (True, unreachable_words(graph))):
        cards = _cards(graph, garbage, names)
        if heading:
            parts.append(_text(MARGIN, top + BASE, heading, "title"))
            top += 2 * LINE
        drawn, right, bottom = _draw_cards(cards, top, "garbage" if garbage else "")
        parts += drawn
        top = bottom + 2 * LINE if cards else top
        width = max(width, right, _width(heading))
    for line in _legend(graph):
        parts.append(_text(MARGIN, top + BASE, line, "pale"))
        top += LINE
        width = max(width, _width(line))
    return _document(width + 2 * MARGIN, top + MARGIN, parts)


# -- what is to be placed --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Line:
    """A line in a card."""

    text: str
    target: int | None = None
    """The card that an arrow from the line enters."""

    look: str = ""


@dataclass(frozen=True)
class _Card:
    """A box, or a name in front of one, which has no frame."""

    key: int
    lines: list[_Line]
    remark: str = ""
    """What stands at the right of the first line."""

    frame: str = ""
    """The look of the frame."""

    @property
    def width(self) -> float:
        """Pixels from side to side."""
        remark = _width(self.remark) + 2 * LETTER if self.remark else 0.0
        widths = [_width(line.text) for line in self.lines]
        return max(widths[0] + remark, *widths) + 2 * PADDING

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return LINE * len(self.lines) + PADDING


def _cards(graph: Graph, garbage: bool, names: dict[int, str]) -> list[_Card]:
    """The living part of the graph with its names, or the garbage."""
    boxes = [box for box in graph.boxes if box.garbage == garbage]
    here = {box.address for box in boxes}
    cards: list[_Card] = []
    for index, row in enumerate(graph.names):
        if row.target in here or (row.target == 0 and not garbage):
            cards.append(_Card(-1 - index, [_row_line(row, here, names)]))
    return cards + [_box_card(graph, box, here, names) for box in boxes]


def _box_card(graph: Graph, box: Box, here: set[int], names: dict[int, str]) -> _Card:
    lines = [_Line(title_words(box), look="title")]
    if box.value:
        lines.append(_Line(box.value))
    lines += [_row_line(row, here, names) for row in box.rows]
    if box.rows_left_out:
        lines.append(_Line(f"+{box.rows_left_out:,} more", look="pale"))
    frame = "box focus" if box.address == graph.focus else "box"
    return _Card(box.address, lines, count_words(box), frame)


def _row_line(row: Row, here: set[int], names: dict[int, str]) -> _Line:
    """A reference; one that leads out of this part of the picture only says where to."""
    if row.target == 0:
        return _Line(value_words(row))
    if row.target in here:
        return _Line(row.label, row.target)
    return _Line(f"{row.label} → {names[row.target]}")


# -- drawing ---------------------------------------------------------------------------------------


def _draw_cards(cards: list[_Card], top: float, look: str) -> tuple[list[str], float, float]:
    """The cards and their arrows, below `top`; where they end at the right and at the bottom."""
    items = [Item(card.key, card.width, card.height) for card in cards]
    links = [
        Link(card.key, line.target, _middle(index), _middle(0))
        for card in cards
        for index, line in enumerate(card.lines)
        if line.target is not None
    ]
    layout = lay_out(items, links)
    parts = [f'<g class="{look}" transform="translate({MARGIN:g} {top:g})">']
    for card in cards:
        parts += _card(card, layout.places[card.key])
    for arrow in layout.arrows:
        parts += _arrow(arrow)
    return [*parts, "</g>"], layout.width, top + layout.height


def _card(card: _Card, corner: Point) -> list[str]:
    """The frame and the lines of a card."""
    parts: list[str] = []
    if card.frame:
        parts.append(
            f'<rect class="{card.frame}" x="{corner.x:g}" y="{corner.y:g}" rx="5" '
            f'width="{card.width:g}" height="{card.height:g}"/>'
        )
    for index, line in enumerate(card.lines):
        base = corner.y + PADDING / 2 + LINE * index + BASE
        parts.append(_text(corner.x + PADDING, base, line.text, line.look))
    if card.remark:
        right = corner.x + card.width - PADDING
        base = corner.y + PADDING / 2 + BASE
        parts.append(_text(right, base, card.remark, "pale", anchor="end"))
    return parts


def _middle(index: int) -> float:
    """The height of a line's middle below the top of its card."""
    return PADDING / 2 + LINE * (index + 0.5)


def _arrow(strokes: list[Stroke]) -> list[str]:
    """A line with a dot at its beginning and a head at its end, which points to the right."""
    start, end = strokes[0].start, strokes[-1].end
    path = f"M{start.x:.1f} {start.y:.1f}"
    for stroke in strokes:
        points = " ".join(f"{x:.1f} {y:.1f}" for x, y in stroke[1:])
        path += f"C{points}"
    head = f"M{end.x:.1f} {end.y:.1f}l-8 -4v8z"
    return [
        f'<path class="arrow" d="{path}"/>',
        f'<circle class="tail" cx="{start.x:.1f}" cy="{start.y:.1f}" r="2.5"/>',
        f'<path class="head" d="{head}"/>',
    ]


def _text(x: float, y: float, words: str, look: str = "", anchor: str = "") -> str:
    attributes = f' class="{look}"' if look else ""
    attributes += f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:g}" y="{y:g}"{attributes}>{escape(words)}</text>'


def _width(words: str) -> float:
    return cell_len(words) * LETTER


def _legend(graph: Graph) -> list[str]:
    """What is not in the picture, and how to read what is."""
    lines = left_out_words(graph)
    if any(box.garbage for box in graph.boxes):
        lines.append("dashed and pale: garbage, which nothing alive refers to")
    return lines


def _document(width: float, height: float, parts: list[str]) -> str:
    """The whole picture on its ground."""
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" class="toy-graph" role="img" {size}>'
    ground = '<rect class="ground" width="100%" height="100%"/>'
    lines = [opening, "<title>Objects in memory</title>", f"<style>{STYLE}</style>", ground]
    return "\n".join([*lines, *parts, "</svg>"]) + "\n"
