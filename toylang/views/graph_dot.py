"""The object graph in the language of Graphviz."""

from __future__ import annotations

from toylang.facts.pictures import Box, Graph, Row
from toylang.views.graph_words import box_lines, left_out_words, name_words, unreachable_words

LINE_END = "\\l"
"""Ends a line of a label that is aligned to the left."""


def dot_text(graph: Graph) -> str:
    """The picture as the text of a `.dot` file."""
    numbers = {box.address: f"n{box.number}" for box in graph.boxes}
    lines = [
        "digraph objects {",
        "  rankdir=LR;",
        '  node [shape=box, style=rounded, fontname="monospace", fontsize=11];',
        '  edge [fontname="monospace", fontsize=10];',
    ]
    lines += [f"  {_box(graph, box, numbers)}" for box in graph.boxes if not box.garbage]
    lines += [f"  {line}" for line in _names(graph, numbers)]
    dead = [box for box in graph.boxes if box.garbage]
    if dead:
        lines.append(f"  subgraph cluster_garbage {{ label={quoted(unreachable_words(graph))};")
        lines.append("    style=dashed; color=gray; fontname=monospace;")
        lines += [f"    {_box(graph, box, numbers)}" for box in dead]
        lines.append("  }")
    for box in graph.boxes:
        source = numbers[box.address]
        lines += [f"  {_arrow(source, row, numbers)}" for row in box.rows if row.target]
    lines += [f"  // {words}" for words in left_out_words(graph)]
    return "\n".join([*lines, "}"]) + "\n"


def quoted(text: str) -> str:
    """A string of the language; every letter in it stands for itself."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _box(graph: Graph, box: Box, numbers: dict[int, str]) -> str:
    label = "".join(quoted(line)[1:-1] + LINE_END for line in box_lines(box))
    look = ', style="rounded,dashed", color=gray, fontcolor=gray' if box.garbage else ""
    look += ", penwidth=2.5" if box.address == graph.focus else ""
    return f'{numbers[box.address]} [label="{label}"{look}];'


def _names(graph: Graph, numbers: dict[int, str]) -> list[str]:
    lines: list[str] = []
    for index, row in enumerate(graph.names):
        lines.append(
            f"name{index} [shape=plaintext, style=solid, label={quoted(name_words(row))}];"
        )
        if row.target:
            lines.append(f"name{index} -> {numbers[row.target]};")
    return lines


def _arrow(source: str, row: Row, numbers: dict[int, str]) -> str:
    return f"{source} -> {numbers[row.target]} [label={quoted(row.label)}];"
