"""A heap frozen into plain data: who is there, who refers to whom, and who holds it all.

Every view draws from a snapshot; taking one changes nothing in the heap. It holds what can be found
from the roots and from all containers the collector watches, so garbage that waits for a collection
is in it, too. References that nobody can be found for belong to an evaluation under way: they are
the roots named `being evaluated`.

A *holder* is one counted reference: the object it comes from and the label it has there. Its place
has a name a person understands: `global a`, `c[0]`, `b.next`, `local x in f`. Such names come from
the shortest path from a root, and from the roots themselves, which tell which dicts are namespaces
of the program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.frozen import Edge, Holder, Node, Root, Step
from toylang.heap.node_table import NodeTable
from toylang.heap.numbering import Numbering
from toylang.heap.progress import Progress
from toylang.heap.taking import Taking
from toylang.heap.ways import Arrivals, Incoming
from toylang.heap.weak_references import WeakReference

if TYPE_CHECKING:
    from toylang.heap.heap import Heap

__all__ = ["EVALUATED", "Edge", "Holder", "Node", "Root", "Snapshot", "Step", "take_snapshot"]

LONGEST_PATH: Final = 3
"""Steps from a named place after which an object is rather called by its number."""

MOST_PLACES: Final = 100
"""How many places are named; nobody reads more, and each new name gives an object a number."""

EVALUATED: Final = "being evaluated"


class Snapshot:
    """A heap at one moment."""

    def __init__(self, heap: Heap, numbering: Numbering, progress: Progress | None = None) -> None:
        self.progress: Progress = Progress() if progress is None else progress
        """Told by everyone who walks over all objects."""

        taking = Taking(heap, self.progress)
        self.order: list[Node] = taking.order
        """Every object found, those that roots lead to first; an edge's `place` is one in here."""

        self._table: NodeTable = taking.table
        self._nodes: dict[int, Node] = {}
        self.roots: list[Root] = taking.roots
        """Those a person knows best come first."""

        self.namespaces: dict[int, str] = {}
        """The addresses of namespaces with the word for an entry."""

        self.known_weakly: dict[int, int] = {}
        """The address of each weak reference, with that of whom it knows; 0 if that is dead."""

        self._numbering: Numbering = numbering
        self._numbers: dict[int, int] = {
            value.address: number for value, number in numbering.living().items()
        }
        self._incoming: Incoming | None = None
        self._arrivals: Arrivals | None = None
        self._add_evaluation()
        self._mark_namespaces(heap)
        self._note_weak_references()

    @property
    def nodes(self) -> dict[int, Node]:
        """Every object found, by its address."""
        if not self._nodes:
            self._nodes = {node.address: node for node in self.order}
        return self._nodes

    def find(self, address: int) -> Node | None:
        """The object at an address, faster than in `nodes`; None if there is none."""
        return self._table.find(address)

    def node(self, address: int) -> Node:
        """The object at an address. KeyError if there is none."""
        node = self._table.find(address)
        if node is None:
            raise KeyError(address)
        return node

    def same(self, node: Node) -> Node | None:
        """The object of a node of another snapshot, if it is in this one, too."""
        found = self.find(node.address)
        return found if found is not None and found.subject is node.subject else None

    # -- taking it -------------------------------------------------------------

    def _add_evaluation(self) -> None:
        """What counts say beyond the references found is held by an evaluation under way."""
        held_by_roots: dict[int, int] = {}
        for root in self.roots:
            held_by_roots[root.target] = held_by_roots.get(root.target, 0) + 1
        for node in self.order:
            if node.refcount > node.held and not node.immortal:
                unexplained = node.refcount - node.held - held_by_roots.get(node.address, 0)
                for _ in range(unexplained):
                    self.roots.append(Root(EVALUATED, node.address))

    def _mark_namespaces(self, heap: Heap) -> None:
        for roots in heap.roots[::-1]:
            for value, word in roots.namespaces():
                self.namespaces[value.address] = word
        for address in self.namespaces:
            node = self.find(address)
            if node is not None:
                node.is_namespace = True

    def _note_weak_references(self) -> None:
        for node in self.order:
            if isinstance(node.subject, WeakReference):
                known = node.subject.referent
                self.known_weakly[node.address] = 0 if known is None else known.address

    def leave_out(self, names: list[str]) -> None:
        """Forget the roots of these names, as if the snapshot had been taken without them."""
        for root in self.roots:
            if root.name in names:
                node = self.node(root.target)
                if not node.immortal:
                    node.refcount -= 1
        self.roots = [root for root in self.roots if root.name not in names]
        self._arrivals = None

    # -- names -----------------------------------------------------------------

    def number(self, address: int) -> int:
        """The number of the object, which has one from now on."""
        number = self._numbers.get(address)
        if number is None:
            number = self._numbering.number_of(self.node(address).subject)
            self._numbers[address] = number
        return number

    def name(self, address: int) -> str:
        """The object in a few words, with its number: `list #9`."""
        return f"{self.node(address).words} #{self.number(address)}"

    def place_name(self, holder: Holder) -> str:
        """The place of a reference in words a person understands."""
        if holder.source is None:
            return holder.label
        entry = self._entry_of(holder)
        if entry:
            return self.namespaces[holder.source] + entry
        return self._name_along(holder.source, holder.label)

    def _entry_of(self, holder: Holder) -> str:
        """The name of the program a reference stands for; empty if it is no namespace's entry."""
        label = holder.label
        if holder.source in self.namespaces and label.startswith("['") and label.endswith("']"):
            return label[2:-2]
        return ""

    def _name_along(self, source: int, label: str) -> str:
        """A place by a short path from a named place; else by the number of what it is in."""
        labels = [label]
        current = source
        while len(labels) <= LONGEST_PATH + 1:
            arrival = self._arrival(current)
            if arrival is None:
                break
            if labels[-1][0] not in ".[ ":  # a variable is known by its function
                return _joined(self.node(current).words.removeprefix("frame of "), labels[::-1])
            entry = self._entry_of(arrival)
            if entry or arrival.source is None:
                return _joined(entry or arrival.label, labels[::-1])
            labels.append(arrival.label)
            current = arrival.source
        return _joined(self.name(source), [label])

    # -- who holds what --------------------------------------------------------

    def holders(self, address: int) -> list[Holder]:
        """Every counted reference to the object, those from places with a name first."""
        named = [Holder(None, root.name) for root in self.roots if root.target == address]
        node = self.find(address)
        if node is None:
            return named
        unnamed: list[Holder] = []
        for holder in self._all_incoming().holders(node, self.progress):
            if self._entry_of(holder):
                named.append(holder)
            else:
                unnamed.append(holder)
        return named + unnamed

    def places(self, address: int, most: int | None = MOST_PLACES) -> list[str]:
        """Where the references to the object are; of very many only the first. None: all."""
        return [self.place_name(holder) for holder in self.holders(address)[:most]]

    def sources(self, node: Node) -> list[Node]:
        """The objects that hold an object, once for each of their references to it."""
        return self._all_incoming().sources(node)

    def _all_incoming(self) -> Incoming:
        if self._incoming is None:
            self._incoming = Incoming(self.order, self.progress)
        return self._incoming

    def path_to(self, address: int) -> list[Step] | None:
        """A shortest way to the object from a named place, `global a` or a root; None if none.

        Weak references are no way.
        """
        steps: list[Step] = []
        current = address
        while True:
            arrival = self._arrival(current)
            if arrival is None:
                return None
            if arrival.source is None or self._entry_of(arrival):
                steps.append(Step(self.place_name(arrival), current))
                return steps[::-1]
            steps.append(Step(arrival.label, current))
            current = arrival.source

    def _arrival(self, address: int) -> Holder | None:
        """How the object is first reached, walking breadth first; evaluations come last."""
        if self._arrivals is None:
            arrivals = Arrivals(self.order, self.progress)
            for evaluated in (False, True):
                for root in self.roots:
                    node = self.find(root.target)
                    if node is not None and (root.name == EVALUATED) == evaluated:
                        arrivals.begin_at(root.name, node)
                arrivals.walk()
            self._arrivals = arrivals
        reached = self.find(address)
        return None if reached is None else self._arrivals.of(reached)


def take_snapshot(heap: Heap, numbering: Numbering, progress: Progress | None = None) -> Snapshot:
    """The heap as it is now."""
    return Snapshot(heap, numbering, progress)


def _joined(place: str, labels: list[str]) -> str:
    """A place inside a place: `b` and `.next` are `b.next`; `x in f` and `[0]` are `x[0] in f`."""
    inner, separator, where = place.partition(" in ")
    outer = separator + where
    for label in labels:
        if label[0] not in ".[ ":
            inner, outer = label, f" in {inner}{outer}"
        elif label.startswith("['") and inner.endswith(".__dict__"):
            inner = f"{inner.removesuffix('.__dict__')}.{label[2:-2]}"
        else:
            inner += label
    return inner + outer
