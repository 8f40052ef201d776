"""The words in a picture of the object graph, the same in a terminal and in every file."""

from __future__ import annotations

from rich.text import Text

from toylang.facts.pictures import Box, Graph, Row
from toylang.views.table import counted, inflected


def title_words(box: Box) -> str:
    """The object's name: `Node #7`."""
    return f"{box.name} #{box.number}"


def count_words(box: Box) -> str:
    """The object's count: `2 references`, and how many of them the picture does not show."""
    if box.immortal:
        return "immortal"
    words = counted(box.references, "reference")
    if box.holders_left_out:
        words += f", {box.holders_left_out:,} not shown"
    return words


def unreachable_words(graph: Graph) -> str:
    """The heading of the garbage; empty if there is none."""
    if not any(box.garbage for box in graph.boxes):
        return ""
    if graph.unreachable == 0:
        return "Unreachable:"
    waiting = inflected(graph.unreachable, "waits", "wait")
    return f"Unreachable: {counted(graph.unreachable, 'object')} {waiting} for a collection"


def left_out_words(graph: Graph) -> list[str]:
    """What there is besides, a line each."""
    words = []
    if graph.boxes_left_out:
        words.append(f"+{counted(graph.boxes_left_out, 'more object', 'more objects')}")
        if graph.garbage_left_out:
            words[0] += f", {graph.garbage_left_out:,} of them garbage"
    if graph.names_left_out:
        words.append(f"+{counted(graph.names_left_out, 'more name', 'more names')}")
    return words


def value_words(row: Row) -> str:
    """A reference with the value told in place: `.size = 5`."""
    return f"{row.label} = {row.text}"


def name_words(row: Row) -> str:
    """A name, with its value if it has no box: `global n = 5`."""
    return row.label if row.target else value_words(row)


def box_lines(box: Box) -> list[str]:
    """What is written in a box, but for the references that have arrows."""
    lines = [title_words(box), count_words(box)]
    if box.value:
        lines.append(box.value)
    lines += [value_words(row) for row in box.rows if not row.target]
    if box.rows_left_out:
        lines.append(f"+{box.rows_left_out:,} more")
    return lines


def written_view(file: str, objects: int) -> Text:
    """What has been written where."""
    return Text(f"wrote {file}, {counted(objects, 'object')}")
