"""Which objects are shown of many, and how they are called, while there is no snapshot of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from toylang.facts.ownership import belonging_to_toy
from toylang.facts.steps import MOST_ROWS, Others
from toylang.heap.header import HeapObject
from toylang.heap.numbering import Numbering
from toylang.heap.snapshot import Snapshot

Each = TypeVar("Each", bound=HeapObject)


class Names:
    """Knows since a snapshot which objects are Toy's own; later ones are the program's."""

    def __init__(self, snapshot: Snapshot, numbering: Numbering) -> None:
        nodes = snapshot.nodes
        self._of_toy = {nodes[address].subject for address in belonging_to_toy(snapshot)}
        self._numbering = numbering
        self._given: dict[HeapObject, str] = {}

    def name(self, value: HeapObject) -> str:
        """The object in a few words with its number, as it was when it was first named."""
        name = self._given.get(value)
        if name is None:
            name = f"{value.describe()} #{self._numbering.number_of(value)}"
            self._given[value] = name
        return name

    def choose(self, objects: Iterable[Each], youngest: bool = False) -> tuple[list[Each], Others]:
        """Who of some objects is shown: the program's; of too many the first, or the last."""
        candidates = list(objects)
        program = [each for each in candidates if each not in self._of_toy]
        shown = program[-MOST_ROWS:] if youngest else program[:MOST_ROWS]
        return shown, Others(len(program) - len(shown), len(candidates) - len(program))
