"""What a program did to its heap, in numbers: what `toy --stats` prints at the end."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from toylang.facts.recording import Timeline
from toylang.heap.census import Census, KindTotal
from toylang.views.memory import objects_view
from toylang.views.table import counted, indented, inflected, plain_table
from toylang.views.timeline import milliseconds


def statistics_view(
    timeline: Timeline, remaining: Sequence[KindTotal], census: Census
) -> RenderableType:
    """Objects and bytes, collections, and what the program left."""
    return Group(
        Text("What the program did in memory, until its end:", "bold"),
        indented(_objects(timeline)),
        Text(
            f"besides the {counted(timeline.objects_before, 'object')} that Toy itself began with",
            "dim",
        ),
        Text(),
        indented(_collections(timeline)),
        Text(),
        Text("What it left:", "bold"),
        indented(objects_view(remaining, census)),
    )


def _objects(timeline: Timeline) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right")
    table.add_row(f"{timeline.allocated:,}", f"{inflected(timeline.allocated, 'object')} allocated")
    table.add_row(f"{timeline.freed:,}", "freed")
    table.add_row(f"{timeline.objects:,}", inflected(timeline.objects, "remains", "remain"))
    table.add_row(f"{timeline.most_objects:,}", "alive at once, at most")
    table.add_row(
        f"{timeline.most_bytes:,}", f"{inflected(timeline.most_bytes, 'byte')} at once, at most"
    )
    return table


def _collections(timeline: Timeline) -> RenderableType:
    if not timeline.collections:
        return Text("No collection ran.")
    table = plain_table("generation", ">collections", ">garbage found", ">time", ">longest")
    for work in timeline.work:
        table.add_row(
            str(work.generation),
            f"{work.collections:,}",
            f"{work.collected:,}",
            milliseconds(work.seconds),
            milliseconds(work.longest),
        )
    heading = f"{counted(timeline.collections, 'collection')}, "
    heading += f"{milliseconds(timeline.pauses)} in all, {timeline.collected:,} found to be garbage"
    return Group(table, Text(heading))
