"""What is different between two moments: two snapshots of one heap, compared object by object.

An address may be given to another object after a death, so it is the object itself that tells
whether it is the same one. Toy's own objects are left out. Every question takes time in proportion
to the objects or the references it looks at.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from toylang.facts.ownership import belonging_to_toy
from toylang.heap.generations import OLDEST
from toylang.heap.header import HeapObject
from toylang.heap.snapshot import Holder, Node, Snapshot

NOBODY: Final = "no object"
"""Who holds what only an evaluation under way, or nothing that can be found, refers to."""


WIDELY_SHARED: Final = ("type", "int", "float", "complex", "str", "bytes")
"""Types of objects whose counts are mostly not what one is looking at."""


class Change(NamedTuple):
    """One object at both moments."""

    before: Node
    after: Node


class KindDifference(NamedTuple):
    """All objects of one type together. Bytes and sizes are those of all their blocks."""

    kind: str
    objects_before: int
    objects: int
    new: int
    gone: int
    grown: int
    bytes_before: int
    bytes: int


class Share(NamedTuple):
    """So many objects of one type in the hands of one holder."""

    holder: str
    among: bool
    """Whether the holders are among the objects themselves; then `holder` is their type."""

    kind: str
    objects: int
    bytes: int


class HolderChanges(NamedTuple):
    """The references to one object that came and went: one holder for each."""

    gained: list[Holder]
    """As they are at the later moment."""

    lost: list[Holder]
    """As they were at the earlier moment."""

    @property
    def only_instances(self) -> bool:
        """Whether a class is held by more or fewer instances, and all else is as it was."""
        labels = {holder.label for holder in self.gained + self.lost}
        return labels == {".__class__"}


class Promotion(NamedTuple):
    """So many objects of one type that a collection moved to one generation."""

    kind: str
    generation: int
    objects: int


class Newcomer(NamedTuple):
    """A new object that something older holds, with the new objects it brought along."""

    node: Node
    holders: list[Holder]
    """The older ones; empty if only other new objects hold it, which nothing holds."""

    inside: int
    """New objects that one gets to through it, if none of the newcomers before it led there."""


class Differences:
    """Everything that is not the same at a later moment."""

    def __init__(self, before: Snapshot, after: Snapshot) -> None:
        self.before: Snapshot = before
        self.after: Snapshot = after
        self.new: list[Node] = []
        """As they are at the later moment."""

        self.gone: list[Node] = []
        """As they were at the earlier moment."""

        self.kept: list[Change] = []
        """Who lived at both moments, changed or not."""

        earlier = program_nodes(before)
        later = program_nodes(after)
        self.objects_before: int = len(earlier)
        self.objects: int = len(later)
        self.bytes_before: int = _bytes_of(earlier)
        self.bytes: int = _bytes_of(later)
        self._compare(earlier, later)

    def _compare(self, earlier: list[Node], later: list[Node]) -> None:
        known: dict[HeapObject, Node] = {}
        for node in earlier:
            known[node.subject] = node
        progress = self.after.progress
        progress.begin("Comparing", len(later))
        for node in later:
            progress.step()
            old = known.pop(node.subject, None)
            if old is None:
                self.new.append(node)
            else:
                self.kept.append(Change(old, node))
        progress.end()
        self.gone = list(known.values())

    # -- questions -------------------------------------------------------------

    def resized(self) -> list[Change]:
        """Whose bytes are more or fewer; who changed most comes first."""
        found = [change for change in self.kept if change.before.size != change.after.size]
        found.sort(key=_size_change, reverse=True)
        return found

    def recounted(self) -> list[Change]:
        """Whose reference count is another; what is shared without anybody's doing comes last."""
        found = [change for change in self.kept if change.before.refcount != change.after.refcount]
        found.sort(key=_is_widely_shared)
        return found

    def handed_over(self) -> list[Change]:
        """Whose count is as it was, but some of whose holders are others."""
        touched: set[HeapObject] = set()
        progress = self.after.progress
        progress.begin("Comparing references", len(self.before.order) + len(self.after.order))
        for node in self.before.order:
            progress.step()
            self._add_retargeted(node, self.after.same(node), touched)
        for node in self.after.order:
            progress.step()
            if self.before.same(node) is None:
                self._add_retargeted(None, node, touched)
        progress.end()
        if not touched:
            return []
        return [
            change
            for change in self.kept
            if change.before.refcount == change.after.refcount
            and change.after.subject in touched
            and self.holder_changes(change).gained
        ]

    def _add_retargeted(
        self, before: Node | None, after: Node | None, result: set[HeapObject]
    ) -> None:
        """Note those whom an object refers to more often, or less, than before.

        It may have come or gone in between. In a namespace each name is a place of its own.
        """
        if before is not None and after is not None and _refer_alike(before, after):
            return
        balance: dict[tuple[HeapObject, str], int] = {}
        if before is not None:
            _count_targets(self.before, before, -1, balance)
        if after is not None:
            _count_targets(self.after, after, 1, balance)
        for key, surplus in balance.items():
            if surplus != 0:
                result.add(key[0])

    def change_of(self, subject: HeapObject) -> Change | None:
        """One object at both moments, None if it did not live at both."""
        for change in self.kept:
            if change.after.subject is subject:
                return change
        return None

    def promotions(self) -> list[Promotion]:
        """The promoted by type and by the generation they are in now."""
        found: dict[tuple[str, int], int] = {}
        for change in self.promoted():
            key = (change.after.kind, change.after.generation)
            found[key] = found.get(key, 0) + 1
        return [Promotion(kind, generation, found[kind, generation]) for kind, generation in found]

    def promoted(self) -> list[Change]:
        """Who is in an older generation; to be frozen (gc.freeze) is not to be promoted."""
        return [
            change
            for change in self.kept
            if 0 <= change.before.generation < change.after.generation <= OLDEST
        ]

    def newcomers(self) -> list[Newcomer]:
        """The new objects from outside in: those that older objects or roots hold come first."""
        among = _addresses(self.new)
        held: dict[int, list[Holder]] = {}
        progress = self.after.progress.around()
        progress.begin("Looking who holds what is new", len(self.new))
        for node in self.new:
            progress.step()
            older = [
                holder
                for holder in self.after.holders(node.address)
                if holder.source is None or holder.source not in among
            ]
            if older:
                held[node.address] = older
        progress.end()
        reached = set(held)
        result = [self._newcomer(address, held[address], among, reached) for address in held]
        for node in self.new:
            if node.address not in reached:
                reached.add(node.address)
                result.append(self._newcomer(node.address, [], among, reached))
        return result

    def _newcomer(
        self, address: int, holders: list[Holder], among: set[int], reached: set[int]
    ) -> Newcomer:
        """Follow the references from one new object to new ones not `reached` before."""
        waiting = [address]
        inside: int = 0
        while waiting:
            for edge in self.after.node(waiting.pop()).edges:
                if edge.target in among and edge.target not in reached:
                    reached.add(edge.target)
                    waiting.append(edge.target)
                    inside += 1
        return Newcomer(self.after.node(address), holders, inside)

    def kinds(self) -> list[KindDifference]:
        """The types whose objects came, went or grew; most new bytes first."""
        totals: dict[str, _Total] = {}
        for node in self.new:
            _total(totals, node.kind).add_new(node.size)
        for node in self.gone:
            _total(totals, node.kind).add_gone(node.size)
        for change in self.kept:
            _total(totals, change.after.kind).add_kept(change.before.size, change.after.size)
        result = [total.difference() for total in totals.values() if total.is_different()]
        result.sort(key=_bytes_gained)
        return result

    def holders_of_new(self) -> list[Share]:
        """Who holds the new objects; largest first."""
        return shares(self.after, self.new, _addresses(self.new))

    def holders_of_gone(self) -> list[Share]:
        """Who held those that are gone; largest first."""
        return shares(self.before, self.gone, _addresses(self.gone))

    def holder_changes(self, change: Change) -> HolderChanges:
        """Which references to an object of both moments came, and which went."""
        earlier = _by_source(self.before, self.before.holders(change.before.address))
        later = _by_source(self.after, self.after.holders(change.after.address))
        return HolderChanges(
            gained=_more_than(later, earlier),
            lost=_more_than(earlier, later),
        )


def program_nodes(snapshot: Snapshot) -> list[Node]:
    """The objects of the program, without Toy's own and without its modules' namespaces."""
    own = belonging_to_toy(snapshot)
    return [
        node
        for node in snapshot.order
        if node.address not in own and node.address not in snapshot.namespaces
    ]


# -- by type ---------------------------------------------------------------------------------------


class _Total:
    """The objects of one type, counted."""

    def __init__(self, kind: str) -> None:
        self.kind: str = kind
        self.new: int = 0
        self.gone: int = 0
        self.kept: int = 0
        self.grown: int = 0
        self.bytes_before: int = 0
        self.bytes: int = 0

    def add_new(self, size: int) -> None:
        self.new += 1
        self.bytes += size

    def add_gone(self, size: int) -> None:
        self.gone += 1
        self.bytes_before += size

    def add_kept(self, size_before: int, size: int) -> None:
        self.kept += 1
        self.bytes_before += size_before
        self.bytes += size
        if size > size_before:
            self.grown += 1

    def is_different(self) -> bool:
        return self.new > 0 or self.gone > 0 or self.bytes != self.bytes_before

    def difference(self) -> KindDifference:
        return KindDifference(
            kind=self.kind,
            objects_before=self.kept + self.gone,
            objects=self.kept + self.new,
            new=self.new,
            gone=self.gone,
            grown=self.grown,
            bytes_before=self.bytes_before,
            bytes=self.bytes,
        )


def _total(totals: dict[str, _Total], kind: str) -> _Total:
    total = totals.get(kind)
    if total is None:
        total = _Total(kind)
        totals[kind] = total
    return total


def _addresses(nodes: list[Node]) -> set[int]:
    result: set[int] = set()
    for node in nodes:
        result.add(node.address)
    return result


def _bytes_of(nodes: list[Node]) -> int:
    total: int = 0
    for node in nodes:
        total += node.size
    return total


def _bytes_gained(difference: KindDifference) -> tuple[int, str]:
    """Sorts by bytes gained, most first."""
    return difference.bytes_before - difference.bytes, difference.kind


def _is_widely_shared(change: Change) -> bool:
    """Whether other objects come to share it as a class or a constant, whatever they are for."""
    return change.after.kind in WIDELY_SHARED


def _size_change(change: Change) -> int:
    return abs(change.after.size - change.before.size)


# -- by holder -------------------------------------------------------------------------------------


def shares(snapshot: Snapshot, nodes: list[Node], among: set[int]) -> list[Share]:
    """The objects by who holds them and by type, largest share first.

    Each counts once, for a holder that is not itself `among` them if there is one: a list that was
    there before is known by its name, a new object is known by its type alone.
    """
    found: dict[tuple[str, bool, str], list[int]] = {}
    titles: dict[int, str] = {}
    progress = snapshot.progress.around()
    progress.begin("Looking who holds them", len(nodes))
    for node in nodes:
        progress.step()
        holder = _best_holder(snapshot, node, among)
        is_among = holder is not None and holder.source is not None and holder.source in among
        key = (_holder_title(snapshot, holder, among, titles), is_among, node.kind)
        sizes = found.setdefault(key, [0, 0])
        sizes[0] += 1
        sizes[1] += node.size
    progress.end()
    result = [
        Share(holder=key[0], among=key[1], kind=key[2], objects=sizes[0], bytes=sizes[1])
        for key, sizes in found.items()
    ]
    result.sort(key=_share_order)
    return result


def _share_order(share: Share) -> tuple[int, str, str]:
    return -share.bytes, share.holder, share.kind


def _best_holder(snapshot: Snapshot, node: Node, among: set[int]) -> Holder | None:
    """The first holder that is not among the objects in question, else the first of all."""
    holders = snapshot.holders(node.address)
    for holder in holders:
        if holder.source is None or holder.source not in among:
            return holder
    return holders[0] if holders else None


def _holder_title(
    snapshot: Snapshot, holder: Holder | None, among: set[int], titles: dict[int, str]
) -> str:
    if holder is None:
        return NOBODY
    source = holder.source
    if source is None or source in snapshot.namespaces:
        return snapshot.place_name(holder)
    if source in among:
        return snapshot.node(source).kind
    if source not in titles:
        titles[source] = title(snapshot, source)
    return titles[source]


def title(snapshot: Snapshot, address: int) -> str:
    """An object with a place where it can be found: `list #9 (global a)`."""
    name = snapshot.name(address)
    holders = snapshot.holders(address)
    return f"{name} ({snapshot.place_name(holders[0])})" if holders else name


# -- references ------------------------------------------------------------------------------------


def _refer_alike(node: Node, other: Node) -> bool:
    """Whether the references of one object are the same at two moments."""
    if len(other.edges) != len(node.edges):
        return False
    for index in range(len(node.edges)):
        edge, counterpart = node.edges[index], other.edges[index]
        if edge.target != counterpart.target:
            return False
        if node.is_namespace and edge.label != counterpart.label:
            return False
    return True


def _count_targets(
    snapshot: Snapshot, node: Node, sign: int, balance: dict[tuple[HeapObject, str], int]
) -> None:
    for edge in node.edges:
        target = snapshot.find(edge.target)
        if target is not None:
            key = (target.subject, edge.label if node.is_namespace else "")
            balance[key] = balance.get(key, 0) + sign


# -- the holders of one object ---------------------------------------------------------------------


class _Hold:
    """The references of one source to the object in question."""

    def __init__(self) -> None:
        self.holders: list[Holder] = []
        self.labels: set[str] = set()

    def add(self, holder: Holder) -> None:
        self.holders.append(holder)
        self.labels.add(holder.label)


def _by_source(snapshot: Snapshot, holders: list[Holder]) -> dict[object, _Hold]:
    """The holders by the object they are in, which is the same at both moments; roots by name."""
    result: dict[object, _Hold] = {}
    for holder in holders:
        key: object = holder.label
        if holder.source is not None:
            key = snapshot.node(holder.source).subject
            if holder.source in snapshot.namespaces:
                key = (key, holder.label)  # each name is a place of its own
        hold = result.get(key)
        if hold is None:
            hold = _Hold()
            result[key] = hold
        hold.add(holder)
    return result


def _more_than(many: dict[object, _Hold], few: dict[object, _Hold]) -> list[Holder]:
    """The references which each source has more of on the first side.

    The items of a list move: which index is the new one is known by its label only if nothing did.
    """
    result: list[Holder] = []
    for key, hold in many.items():
        other = few.get(key)
        surplus = len(hold.holders) - (0 if other is None else len(other.holders))
        if surplus <= 0:
            continue
        candidates = [
            holder for holder in hold.holders if other is None or holder.label not in other.labels
        ]
        result += (candidates + hold.holders)[:surplus]
    return result
