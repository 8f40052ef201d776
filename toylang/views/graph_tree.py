"""The object graph as trees in a terminal, as wide as it is.

A tree begins at a name and draws each object once, at the shortest way to it; everywhere else an
arrow names it and tells where it is drawn. Where the terminal gets too narrow for a tree, it goes
on below, at the margin. Garbage has trees of its own under a heading that says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.text import Text

from toylang.facts.pictures import Box, Graph, Row
from toylang.views.graph_words import (
    count_words,
    left_out_words,
    title_words,
    unreachable_words,
    value_words,
)

BETWEEN_VALUES: Final = "  "
NARROW: Final = 40
"""Terminals below this width have no room for long branches."""


@dataclass(frozen=True)
class GraphTree:
    """The graph as a terminal shows it."""

    graph: Graph
    text: str = ""
    """The expression asked for, if one was."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        is_plain = options.ascii_only or console.is_dumb_terminal
        yield from _Drawing(self, console, options.max_width, is_plain).lines()


class _Branches:
    """What the branches of a tree are drawn with."""

    def __init__(self, width: int, is_plain: bool) -> None:
        size = 2 if width < NARROW else 3
        self.tee = ("|-" if is_plain else "├─")[: size - 1] + " "
        self.corner = ("`-" if is_plain else "└─")[: size - 1] + " "
        self.bar = ("|" if is_plain else "│").ljust(size)
        self.blank = " " * size
        self.arrow = "->" if is_plain else "→"


class _Drawing:
    """The lines being drawn."""

    def __init__(self, view: GraphTree, console: Console, width: int, is_plain: bool) -> None:
        self.graph = view.graph
        self.text = " ".join(view.text.split())
        self.console = console
        self.width = width
        self.branches = _Branches(width, is_plain)
        self.boxes = {box.address: box for box in view.graph.boxes}
        self.finished: list[Text] = []
        self.drawn: set[int] = set()
        self.put_off: list[tuple[str, int]] = []
        """The trees that go on at the margin, and where they were left."""

    def lines(self) -> list[Text]:
        """Everything, from the first name to what was left out."""
        graph = self.graph
        if graph.focus:
            self._tree(Text.assemble((self.text, "bold"), " is "), graph.focus)
        for row in graph.names:
            if row.opens:
                self._tree(Text.assemble((row.label, "bold"), ": "), row.target)
            elif row.target:
                self._write(self._reference(row), "", "  ")
        values = [value_words(row) for row in graph.names if not row.target]
        if values:
            self._write_values(values, "", "  ")
        self._garbage()
        for words in [*left_out_words(graph), *self._remarks()]:
            self._write(Text(words, "dim"), "", "  ")
        return self.finished or [Text("The program has no objects yet.")]

    def _garbage(self) -> None:
        """The trees of the objects that nothing alive leads to."""
        dead = [box for box in self.graph.boxes if box.garbage and box.address not in self.drawn]
        if not dead:
            return
        if self.finished:
            self._write(Text(), "", "")
        self._write(Text(unreachable_words(self.graph), "bold"), "", "")
        first = len(self.finished)
        for box in dead:
            if box.address not in self.drawn:
                self._tree(Text(), box.address)
        for line in self.finished[first:]:
            line.stylize("dim")

    def _remarks(self) -> list[str]:
        """What is special about the object asked for."""
        asked = self.boxes.get(self.graph.focus)
        if asked is None or asked.immortal:
            return []
        if asked.garbage:
            return ["It is unreachable, and waits for a collection."]
        if asked.references == 0:
            return ["It was made for this command only, and is freed again now."]
        return []

    # -- one tree --------------------------------------------------------------

    def _tree(self, label: Text, address: int) -> None:
        """An object and what it leads to; then what found no room beside it."""
        self._box(label, self.boxes[address], "", "")
        while self.put_off:
            place, further = self.put_off.pop(0)
            self._box(Text(f"{place}: "), self.boxes[further], "", "")

    def _box(self, label: Text, box: Box, first: str, rest: str) -> None:
        """An object behind `first`, and its references behind `rest`."""
        self.drawn.add(box.address)
        entries = self._entries(box)
        value = f" = {box.value}" if box.value else ""
        words = label + Text.assemble((title_words(box), "bold"), f"{value}, {count_words(box)}")
        branches = self.branches
        self._write(words, first, rest + (branches.bar if entries else branches.blank))
        for index, entry in enumerate(entries):
            is_last = index == len(entries) - 1
            begin = rest + (branches.corner if is_last else branches.tee)
            further = rest + (branches.blank if is_last else branches.bar)
            if isinstance(entry, list):
                self._write_values(entry, begin, further)
            elif entry.opens and len(begin) < self.width // 2:
                self._box(Text(f"{entry.label}: "), self.boxes[entry.target], begin, further)
            else:
                self._write(self._reference(entry), begin, further)
                if entry.opens:
                    self.put_off.append((_place(box, entry), entry.target))

    def _entries(self, box: Box) -> list[Row | list[str]]:
        """The references of an object; values next to one another make one entry."""
        entries: list[Row | list[str]] = []
        values: list[str] = []
        for row in box.rows:
            if row.target:
                entries += [values, row] if values else [row]
                values = []
            else:
                values.append(value_words(row))
        if box.rows_left_out:
            values.append(f"+{box.rows_left_out:,} more")
        return [*entries, values] if values else entries

    def _reference(self, row: Row) -> Text:
        """An arrow to an object that is drawn elsewhere."""
        where = "above" if row.target in self.drawn else "below"
        name = title_words(self.boxes[row.target])
        label = Text(row.label, "" if row.label[:1] in ".[" else "bold")
        return label.append(f" {self.branches.arrow} {name} {where}")

    def _write_values(self, values: list[str], first: str, rest: str) -> None:
        """Values side by side, as many in a line as it has room for."""
        line = ""
        for value in values:
            if line and len(first) + cell_len(line + BETWEEN_VALUES + value) > self.width:
                self._write(Text(line), first, rest)
                line, first = "", rest
            line += BETWEEN_VALUES + value if line else value
        self._write(Text(line), first, rest)

    def _write(self, words: Text, first: str, rest: str) -> None:
        """Words behind `first`, and behind `rest` where they need more lines."""
        room = self.width - len(first)
        if words.cell_len > room:
            room = max(self.width - max(len(first), len(rest)), 1)
        for index, line in enumerate(words.wrap(self.console, room)):
            line.rstrip()
            self.finished.append(Text(rest if index else first, "dim") + line)


def _place(box: Box, row: Row) -> str:
    """Where a tree was left: `Node #7.next`."""
    gap = "" if row.label[:1] in (".", "[") else " "
    return f"{title_words(box)}{gap}{row.label}"
