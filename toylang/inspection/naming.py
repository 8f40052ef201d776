"""Which objects are shown of many, and how they are called, while there is no snapshot of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from toylang.facts.steps import MOST_ROWS, Others
from toylang.heap.header import HeapObject
from toylang.heap.numbering import Numbering
from toylang.heap.wording import printable

Each = TypeVar("Each", bound=HeapObject)


class Names:
    """Knows which objects are Toy's own; all others are the program's."""

    def __init__(self, numbering: Numbering, of_toy: Collection[HeapObject] = ()) -> None:
        self._numbering = numbering
        self._of_toy = set(of_toy)
        self._given: dict[HeapObject, str] = {}

    def name(self, value: HeapObject) -> str:
        """The object in a few words with its number, as it was when it was first named."""
        name = self._given.get(value)
        if name is None:
            name = f"{printable(value.describe())} #{self._numbering.number_of(value)}"
            self._given[value] = name
        return name

    def choose(self, objects: Iterable[Each], youngest: bool = False) -> tuple[list[Each], Others]:
        """Who of some objects is shown: the program's; of too many the first, or the last."""
        candidates = list(objects)
        program = [each for each in candidates if each not in self._of_toy]
        shown = program[-MOST_ROWS:] if youngest else program[:MOST_ROWS]
        return shown, Others(len(program) - len(shown), len(candidates) - len(program))
