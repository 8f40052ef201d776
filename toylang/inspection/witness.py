"""The witness of a statement: sees it from beginning to end, and tells what happened.

It listens to the heap: an object that dies is still whole when the witness hears of it, so one can
see at that moment which of its holders is dying, and which function is being left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.facts.episodes import MODULE, Death, Episode, Fleeting
from toylang.heap.census import Census
from toylang.heap.events import GARBAGE, Collection, Observer, joined
from toylang.heap.header import HeapObject
from toylang.heap.progress import Progress
from toylang.heap.snapshot import Holder

if TYPE_CHECKING:
    from toylang.heap.header import Container
    from toylang.inspection.inspector import Inspector


class Witness(Observer):
    """Sees what happens in a heap from its making until `tell`."""

    def __init__(self, inspector: Inspector) -> None:
        self.inspector = inspector
        self.heap = inspector.session.heap
        self.before = inspector.snapshot()
        self.before.progress = Progress()  # nobody may stop a witness in the midst of a death
        self.counts_before = self._counts()
        self.deaths: dict[HeapObject, Death] = {}
        self.fleeting: dict[tuple[str, str], int] = {}
        self.collections: list[Collection] = []
        self.garbage: set[HeapObject] = set()
        self.under_collection = -1
        self.left_functions: list[str] = []
        self.predecessor = self.heap.observer
        self.heap.observer = joined(self.predecessor, self)

    def leave(self) -> None:
        """Listen no longer."""
        self.heap.observer = self.predecessor

    def tell(self) -> Episode:
        """Everything that happened until now; the witness listens no longer."""
        self.leave()
        counts = list(zip(self.counts_before, self._counts(), strict=True))
        fleeting = [
            Fleeting(kind, function, objects) for (kind, function), objects in self.fleeting.items()
        ]
        after = self.inspector.snapshot()
        self.before.progress = after.progress
        return Episode(self.before, after, self.deaths, fleeting, self.collections, counts)

    def _counts(self) -> list[int]:
        return [generation.count for generation in Census(self.heap).generations]

    # -- what the heap tells ---------------------------------------------------

    def freed(self, value: HeapObject) -> None:
        leaving = self.left_functions[-1] if self.left_functions else ""
        node = self.before.find(value.address)
        if node is None or node.subject is not value:
            key = (value.kind_name(), "" if leaving == MODULE else leaving)
            self.fleeting[key] = self.fleeting.get(key, 0) + 1
            return
        holders = self.before.holders(node.address)
        frame = self.inspector.session.interpreter.frame
        self.deaths[value] = Death(
            order=len(self.deaths),
            dying=[holder for holder in holders if self._dies(holder)],
            living=[holder for holder in holders if self._lives(holder)],
            place=MODULE if frame is None else frame.code.name,
            leaving=leaving,
            generation=self.under_collection,
            was_garbage=value in self.garbage,
        )

    def _dies(self, holder: Holder) -> bool:
        """Whether a holder is being freed just now, or cleared as garbage."""
        if holder.source is None:
            return False
        source = self.before.node(holder.source).subject
        return (source.refcount == 0 and source.address != 0) or source in self.garbage

    def _lives(self, holder: Holder) -> bool:
        """Whether what a holder is in has not been freed, and is not about to be."""
        if holder.source is None:
            return True
        return self.before.node(holder.source).subject.refcount > 0

    def collection_started(self, collection: Collection) -> None:
        self.under_collection = collection.generation

    def phase(self, name: str, objects: list[Container]) -> None:
        if name == GARBAGE:
            self.garbage.update(objects)

    def collection_finished(self, collection: Collection) -> None:
        self.collections.append(collection)
        self.under_collection = -1
        self.garbage.clear()

    def leaving(self, place: str) -> None:
        self.left_functions.append(place)

    def left(self) -> None:
        self.left_functions.pop()
