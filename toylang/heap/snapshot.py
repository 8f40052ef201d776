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

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from toylang.heap.header import Container, HeapObject
from toylang.heap.numbering import Numbering

if TYPE_CHECKING:
    from toylang.heap.heap import Heap

LONGEST_PATH: Final = 3
"""Steps from a named place after which an object is rather called by its number."""

EVALUATED: Final = "being evaluated"


class Edge(NamedTuple):
    """One counted reference of an object to another."""

    label: str
    target: int
    """The address of the object referred to."""


class Root(NamedTuple):
    """One counted reference from outside the heap."""

    name: str
    target: int


class Holder(NamedTuple):
    """One counted reference as seen from its target; `source` is None if a root holds it."""

    source: int | None
    label: str


class Step(NamedTuple):
    """One step of a path from a root: how one gets there, and where that is."""

    label: str
    address: int


class Node(NamedTuple):
    """One object as it was."""

    address: int
    kind: str
    """The name of its type."""

    words: str
    """What it is in a few words, without its contents."""

    size: int
    """Bytes of all its blocks."""

    refcount: int
    immortal: bool
    generation: int
    """0, 1, 2, 3 (permanent), or -1 if the collector does not watch it."""

    tracked: bool
    finalized: bool
    edges: list[Edge]
    subject: HeapObject
    """The object itself: it is numbered when it is first shown, which may be later."""


class Snapshot:
    """A heap at one moment."""

    def __init__(self, heap: Heap, numbering: Numbering) -> None:
        self.nodes: dict[int, Node] = {}
        """Every object found, by its address."""

        self.roots: list[Root] = []
        """Those a person knows best come first."""

        self.namespaces: dict[int, str] = {}
        """The addresses of namespaces with the word for an entry."""

        self._numbering: Numbering = numbering
        self._numbers: dict[int, int] = {
            value.address: number for value, number in numbering.living().items()
        }
        self._holders: dict[int, list[Holder]] = {}
        self._arrivals: dict[int, Holder] = {}
        self._take(heap)

    # -- taking it -------------------------------------------------------------

    def _take(self, heap: Heap) -> None:
        waiting: deque[HeapObject] = deque()
        for roots in heap.roots[::-1]:
            for value, word in roots.namespaces():
                self.namespaces[value.address] = word
            for name, value in roots.edges():
                self.roots.append(Root(name.strip(), value.address))
                waiting.append(value)
        waiting.extend(heap.collector.permanent.to_list())
        waiting.extend(heap.collector.tracked_objects())
        references: dict[int, int] = {}
        for root in self.roots:
            references[root.target] = references.get(root.target, 0) + 1
        while waiting:
            value = waiting.popleft()
            if value.address != 0 and value.address not in self.nodes:
                self._add(value, waiting, references)
        self._add_evaluation(references)

    def _add(
        self, value: HeapObject, waiting: deque[HeapObject], references: dict[int, int]
    ) -> None:
        """Make a node of `value`, note whom it leads to, and count its references."""
        edges: list[Edge] = []
        for label, referent in value.all_edges():
            address: int = referent.address
            edges.append(Edge(label, address))
            references[address] = references.get(address, 0) + 1
            if address not in self.nodes:
                waiting.append(referent)
        self.nodes[value.address] = _node(value, edges)

    def _add_evaluation(self, references: dict[int, int]) -> None:
        """What counts say beyond the references found is held by an evaluation under way."""
        for address, node in self.nodes.items():
            if not node.immortal:
                for _ in range(node.refcount - references.get(address, 0)):
                    self.roots.append(Root(EVALUATED, address))

    def leave_out(self, names: list[str]) -> None:
        """Forget the roots of these names, as if the snapshot had been taken without them."""
        for root in self.roots:
            if root.name in names:
                node = self.nodes[root.target]
                if not node.immortal:
                    self.nodes[root.target] = node._replace(refcount=node.refcount - 1)
        self.roots = [root for root in self.roots if root.name not in names]
        self._holders.clear()
        self._arrivals.clear()

    # -- names -----------------------------------------------------------------

    def number(self, address: int) -> int:
        """The number of the object, which has one from now on."""
        number = self._numbers.get(address)
        if number is None:
            number = self._numbering.number_of(self.nodes[address].subject)
            self._numbers[address] = number
        return number

    def name(self, address: int) -> str:
        """The object in a few words, with its number: `list #9`."""
        return f"{self.nodes[address].words} #{self.number(address)}"

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
        while len(labels) <= LONGEST_PATH + 1 and current in self._arrivals_from_roots():
            if labels[-1][0] not in ".[ ":  # a variable is known by its function
                return _joined(self.nodes[current].words.removeprefix("frame of "), labels[::-1])
            arrival = self._arrivals[current]
            entry = self._entry_of(arrival)
            if entry or arrival.source is None:
                return _joined(entry or arrival.label, labels[::-1])
            labels.append(arrival.label)
            current = arrival.source
        return _joined(self.name(source), [label])

    # -- who holds what --------------------------------------------------------

    def holders(self, address: int) -> list[Holder]:
        """Every counted reference to the object, those from places with a name first."""
        if not self._holders:
            for root in self.roots:
                self._holders.setdefault(root.target, []).append(Holder(None, root.name))
            for node in self.nodes.values():
                for edge in node.edges:
                    holder = Holder(node.address, edge.label)
                    self._holders.setdefault(edge.target, []).append(holder)
        return sorted(self._holders.get(address, []), key=self._has_no_name)

    def _has_no_name(self, holder: Holder) -> bool:
        return holder.source is not None and not self._entry_of(holder)

    def path_to(self, address: int) -> list[Step] | None:
        """A shortest way to the object from a named place, `global a` or a root; None if none.

        Weak references are no way.
        """
        steps: list[Step] = []
        current: int | None = address
        while current is not None:
            arrival = self._arrivals_from_roots().get(current)
            if arrival is None:
                return None
            if arrival.source is None or self._entry_of(arrival):
                steps.append(Step(self.place_name(arrival), current))
                break
            steps.append(Step(arrival.label, current))
            current = arrival.source
        return steps[::-1]

    def _arrivals_from_roots(self) -> dict[int, Holder]:
        """How each reachable object is first reached, walking breadth first."""
        if not self._arrivals:
            evaluated = [root for root in self.roots if root.name == EVALUATED]
            self._walk([root for root in self.roots if root.name != EVALUATED])
            self._walk(evaluated)
        return self._arrivals

    def _walk(self, roots: list[Root]) -> None:
        waiting: deque[int] = deque()
        for root in roots:
            self._arrive(root.target, Holder(None, root.name), waiting)
        while waiting:
            source = waiting.popleft()
            for label, target in self.nodes[source].edges:
                self._arrive(target, Holder(source, label), waiting)

    def _arrive(self, address: int, holder: Holder, waiting: deque[int]) -> None:
        """Note how an object is reached first; namespaces are as near as what holds them."""
        if address in self._arrivals or address not in self.nodes:
            return
        self._arrivals[address] = holder
        if address in self.namespaces and holder.source is not None:
            waiting.appendleft(address)
        else:
            waiting.append(address)


def take_snapshot(heap: Heap, numbering: Numbering) -> Snapshot:
    """The heap as it is now."""
    return Snapshot(heap, numbering)


def _node(value: HeapObject, edges: list[Edge]) -> Node:
    size: int = value.size + sum(size for _, size in value.extra_blocks())
    container = value if isinstance(value, Container) else None
    return Node(
        address=value.address,
        kind=type(value).__name__ if value.kind is None else value.kind.name,
        words=value.describe(),
        size=size,
        refcount=value.refcount,
        immortal=value.immortal,
        generation=-1 if container is None else container.generation,
        tracked=container is not None and container.tracked,
        finalized=container is not None and container.finalized,
        edges=edges,
        subject=value,
    )


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
