"""The object graph in the language of Mermaid, which many pages with Markdown draw."""

from __future__ import annotations

from typing import Final

from toylang.facts.pictures import Box, Graph, Row
from toylang.views.graph_words import box_lines, left_out_words, name_words, unreachable_words

PLAIN: Final = frozenset(" .,:=_-+'()[]→…")
"""What stands for itself in a label, besides letters and digits."""


def mermaid_text(graph: Graph) -> str:
    """The picture as a flowchart."""
    numbers = {box.address: f"n{box.number}" for box in graph.boxes}
    lines = ["flowchart LR"]
    lines += [f"  {_box(box, numbers)}" for box in graph.boxes if not box.garbage]
    lines += [f"  {line}" for line in _names(graph, numbers)]
    dead = [box for box in graph.boxes if box.garbage]
    if dead:
        lines.append(f"  subgraph garbage [{quoted([unreachable_words(graph)])}]")
        lines += [f"    {_box(box, numbers)}" for box in dead]
        lines.append("  end")
    for box in graph.boxes:
        source = numbers[box.address]
        lines += [f"  {_arrow(source, row, numbers)}" for row in box.rows if row.target]
    lines += _looks(graph, numbers)
    lines += [f"  %% {words}" for words in left_out_words(graph)]
    return "\n".join(lines) + "\n"


def quoted(lines: list[str]) -> str:
    """A label of several lines; every letter in them stands for itself."""
    return '"' + "<br/>".join("".join(map(_letter, line)) for line in lines) + '"'


def _letter(letter: str) -> str:
    return letter if letter.isalnum() or letter in PLAIN else f"#{ord(letter)};"


def _box(box: Box, numbers: dict[int, str]) -> str:
    return f"{numbers[box.address]}[{quoted(box_lines(box))}]"


def _names(graph: Graph, numbers: dict[int, str]) -> list[str]:
    lines: list[str] = []
    for index, row in enumerate(graph.names):
        lines.append(f"name{index}([{quoted([name_words(row)])}])")
        if row.target:
            lines.append(f"name{index} --> {numbers[row.target]}")
    return lines


def _arrow(source: str, row: Row, numbers: dict[int, str]) -> str:
    return f"{source} -->|{quoted([row.label])}| {numbers[row.target]}"


def _looks(graph: Graph, numbers: dict[int, str]) -> list[str]:
    """Garbage is dashed, the object asked for has a broad frame."""
    lines = [
        f"  style {numbers[box.address]} stroke-dasharray: 5 4, opacity: 0.7"
        for box in graph.boxes
        if box.garbage
    ]
    if graph.focus:
        lines.append(f"  style {numbers[graph.focus]} stroke-width: 3px")
    return lines
