"""What happened between two moments: who died and how, and which collections there were.

An `Episode` is what a witness of one statement has written down. How an object died is told from
three things: where its references were before, what was being let go of at the moment of its death,
and whether those places are still there afterwards.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from toylang.facts.differences import WIDELY_SHARED, Change, Differences, Newcomer, title
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


INNER: Final = ("code", "frame", "traceback")
"""Types of objects that come and go with functions and errors; they are not told of."""


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


class Family(NamedTuple):
    """Objects that died because one object did."""

    holder: int
    """Its address at the earlier moment."""

    nodes: list[Node]


class Tellings(NamedTuple):
    """What there is to tell of an episode, object by object; what tells most comes first."""

    freed: list[Node]
    recounted: list[Change]
    """Whose count changed, or who was handed over."""

    newcomers: list[Newcomer]
    families: list[Family]
    resized: list[Change]
    shared: list[Change]
    """Those whose count changed, too, but who are used here and there: constants, classes."""

    @property
    def objects(self) -> int:
        """How many objects there is something to tell of."""
        followers = sum([len(family.nodes) for family in self.families])
        alone = len(self.freed) + len(self.newcomers) + len(self.resized)
        return alone + followers + len(self.recounted) + len(self.shared)


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

    def freed_holder(self, node: Node) -> int | None:
        """The address of the holder whose own death freed an object; None if it was no such."""
        death = self.deaths.get(node.subject)
        if death is None or death.was_garbage:
            return None
        if death.dying:
            return death.dying[0].source
        if death.living or (death.leaving and death.leaving != MODULE):
            return None
        holders = self.before.holders(node.address)
        return max(holders, key=self._order_of_source).source if holders else None

    def ending(self, node: Node) -> Ending:
        """How an object of the earlier moment that is gone came to its end."""
        death = self.deaths.get(node.subject)
        if death is None:
            return Ending(LET_GO, [], "", -1)
        function = "" if death.place == MODULE else death.place
        if death.was_garbage:
            return Ending(CYCLE, [], "", death.generation)
        holder = self.freed_holder(node)
        if holder is not None:
            return Ending(HOLDER_FREED, [self.before.name(holder)], function, -1)
        if death.leaving and death.leaving != MODULE:
            return Ending(RETURNED, [], death.leaving, -1)
        if death.living:
            return self._by_places(death.living, function)
        return Ending(LET_GO, [], function, -1)

    def tellings(self) -> Tellings:
        """What to tell of it, without what belongs to functions and errors only."""
        differences = self.differences
        gone = [node for node in differences.gone if node.kind not in INNER]
        shared: list[Change] = []
        recounted: list[Change] = []
        for change in differences.recounted() + differences.handed_over():
            if change.after.kind not in WIDELY_SHARED:
                recounted.append(change)
            elif not differences.holder_changes(change).only_instances:
                shared.append(change)
        return Tellings(
            freed=[node for node in gone if self.freed_holder(node) is None],
            recounted=[change for change in recounted if change.after.kind not in INNER],
            newcomers=[each for each in differences.newcomers() if each.node.kind not in INNER],
            families=self._families(gone),
            resized=differences.resized(),
            shared=shared,
        )

    def _families(self, gone: list[Node]) -> list[Family]:
        """Those that died of another's death, from outside in: who let go died after them."""
        families: dict[int, Family] = {}
        for node in sorted(gone, key=self.order_of, reverse=True):
            holder = self.freed_holder(node)
            if holder is not None:
                if holder not in families:
                    families[holder] = Family(holder, [])
                families[holder].nodes.append(node)
        return list(families.values())

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
        source = self.before.node(holder.source)
        if is_item(holder.label) and source.kind != "dict":
            return REMOVED
        now = self.after.same(source)
        if now is None or holder.label.startswith(" "):
            return LET_GO  # what it holds besides names and items has no word of its own
        labels = [edge.label for edge in now.edges]
        return REBOUND if holder.label in labels else DELETED

    def _order_of_source(self, holder: Holder) -> int:
        return self.order_of(self.before.node(_source(holder)))


def is_item(label: str) -> bool:
    """Whether the label of a reference is that of a numbered item, as in `[0]`."""
    return label.startswith("[") and label[1:-1].isdigit()


def _source(holder: Holder) -> int:
    assert holder.source is not None
    return holder.source
