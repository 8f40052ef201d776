"""What happened between two moments: who died and how, and which collections there were.

An `Episode` is what a witness of one statement has written down. How an object died is told from
three things: where its references were before, what was being let go of at the moment of its death,
and whether those places are still there afterwards.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from toylang.facts.differences import Differences, title
from toylang.heap.events import Collection
from toylang.heap.header import HeapObject
from toylang.heap.snapshot import Holder, Node, Snapshot

REBOUND: Final = "rebound"
"""The manners of a death. This one: the place that held the object holds another."""

DELETED: Final = "deleted"
"""The place that held it is no more."""

REMOVED: Final = "removed"
"""It was taken out of a list or another collection whose items have no names."""

HOLDER_FREED: Final = "holder freed"
"""What held it was freed itself."""

CYCLE: Final = "cycle"
"""The cycle collector found that nothing but garbage held it."""

RETURNED: Final = "returned"
"""The call whose variable held it last has ended."""

LET_GO: Final = "let go"
"""Several places let go of it in different ways, or one that came and went in the meantime."""

MODULE: Final = "<module>"
"""The place where a program's own statements run; no function."""


class Death(NamedTuple):
    """One object's death, written down at the moment it happened."""

    order: int
    """How many died before it."""

    dying: list[Holder]
    """Those of its earlier holders that were being freed at that moment, or cleared as garbage."""

    living: list[Holder]
    """Those that were not: places whose objects lived on, at that moment at least, and roots."""

    place: str
    """The function running."""

    leaving: str
    """The function whose variables were being let go of, or empty."""

    generation: int
    """The generation under collection, -1 outside of collections."""

    was_garbage: bool
    """Whether that collection had found it to be garbage."""


class Ending(NamedTuple):
    """How an object came to its end, for a person."""

    manner: str
    """One of the manners above."""

    places: list[str]
    """The places that held it and let go: `global x`, `b.next`; or what held it and was freed."""

    function: str
    """The function that returned, or in which it happened; empty for the program itself."""

    generation: int
    """The generation whose collection found it, else -1."""


class Fleeting(NamedTuple):
    """Objects of one type that were made and freed again between the two moments."""

    kind: str
    function: str
    """The function with whose end they went, or empty."""

    objects: int


class Episode:
    """What a witness saw between two moments."""

    def __init__(
        self,
        before: Snapshot,
        after: Snapshot,
        deaths: dict[HeapObject, Death],
        fleeting: list[Fleeting],
        collections: list[Collection],
        counts: list[tuple[int, int]],
    ) -> None:
        self.before: Snapshot = before
        self.after: Snapshot = after
        self.deaths: dict[HeapObject, Death] = deaths
        """How each object of the earlier moment died that did."""

        self.fleeting: list[Fleeting] = fleeting
        self.collections: list[Collection] = collections
        self.counts: list[tuple[int, int]] = counts
        """The generations' counts, before and after."""

        self.differences: Differences = Differences(before, after)

    def order_of(self, node: Node) -> int:
        """How many died before an object that did."""
        death = self.deaths.get(node.subject)
        return -1 if death is None else death.order

    def ending(self, node: Node) -> Ending:
        """How an object of the earlier moment that is gone came to its end."""
        death = self.deaths.get(node.subject)
        if death is None:
            return Ending(LET_GO, [], "", -1)
        function = "" if death.place == MODULE else death.place
        if death.was_garbage:
            return Ending(CYCLE, [], "", death.generation)
        if death.dying:
            return self._with_holder(death.dying[0], function)
        if death.leaving and death.leaving != MODULE:
            return Ending(RETURNED, [], death.leaving, -1)
        if death.living:
            return self._by_places(death.living, function)
        holders = self.before.holders(node.address)
        if holders:
            last = max(holders, key=self._order_of_source)
            return self._with_holder(last, function)
        return Ending(LET_GO, [], function, -1)

    def _with_holder(self, holder: Holder, function: str) -> Ending:
        return Ending(HOLDER_FREED, [self.before.name(_source(holder))], function, -1)

    def _by_places(self, holders: list[Holder], function: str) -> Ending:
        """The places let go of it themselves, while what they are in lives on."""
        manners = [self._manner_of(holder) for holder in holders]
        manner = manners[0] if manners.count(manners[0]) == len(manners) else LET_GO
        if manner == REMOVED:
            places = [title(self.before, _source(holder)) for holder in holders]
        else:
            places = [self.before.place_name(holder) for holder in holders]
        return Ending(manner, places, function, -1)

    def _manner_of(self, holder: Holder) -> str:
        """What became of the place of a reference."""
        if holder.source is None:
            names = [root.name for root in self.after.roots]
            return REBOUND if holder.label in names else DELETED
        source = self.before.nodes[holder.source]
        if is_item(holder.label) and source.kind != "dict":
            return REMOVED
        now = self.after.nodes.get(source.address)
        if now is None or now.subject is not source.subject or holder.label.startswith(" "):
            return LET_GO  # what it holds besides names and items has no word of its own
        labels = [edge.label for edge in now.edges]
        return REBOUND if holder.label in labels else DELETED

    def _order_of_source(self, holder: Holder) -> int:
        return self.order_of(self.before.nodes[_source(holder)])


def is_item(label: str) -> bool:
    """Whether the label of a reference is that of a numbered item, as in `[0]`."""
    return label.startswith("[") and label[1:-1].isdigit()


def _source(holder: Holder) -> int:
    assert holder.source is not None
    return holder.source
