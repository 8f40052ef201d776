"""What leads where in a frozen heap: what the roots keep, and what a collection would find.

An object can be dead to its program in two ways. *Unreachable* is what no root leads to. Of that,
the *garbage* is what a full collection would free: containers it watches, led to by nothing but
one another. The two differ by what the collector does not watch, which hangs from the garbage or,
if it has been frozen, keeps things alive that no name leads to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from toylang.heap.frozen import NOWHERE, Node
from toylang.heap.header import PERMANENT, Kind
from toylang.heap.snapshot import Snapshot

HIDDEN: Final = (" slots", " subclasses")
"""The labels of what a type holds without showing it to the collector (`Kind.hidden_referents`)."""


class Reach:
    """Everything that references lead to from some objects, these included.

    No way leads through the object that is `barred`, if one is.
    """

    def __init__(
        self, snapshot: Snapshot, beginnings: Iterable[Node], barred: Node | None = None
    ) -> None:
        self._snapshot: Snapshot = snapshot
        self._met: list[bool] = [False] * len(snapshot.order)
        """By the places of the nodes."""

        self._barred: Node | None = barred
        if barred is not None:
            self._met[barred.place] = True
        self.extend(beginnings)

    def extend(self, beginnings: Iterable[Node]) -> None:
        """Add some more objects, and all that they lead to."""
        order, progress = self._snapshot.order, self._snapshot.progress
        waiting = [node for node in beginnings if self.meet(node)]
        progress.begin("Looking for what is reachable", len(order))
        while waiting:
            progress.step()
            for edge in waiting.pop().edges:
                if edge.place != NOWHERE and not self._met[edge.place]:
                    self._met[edge.place] = True
                    waiting.append(order[edge.place])
        progress.end()

    def meet(self, node: Node) -> bool:
        """Add one object without what it leads to; returns whether it was not there before."""
        is_new = not self._met[node.place]
        self._met[node.place] = True
        return is_new

    def includes(self, node: Node) -> bool:
        """Whether the object is among them."""
        return self._met[node.place] and node is not self._barred

    def nodes(self) -> list[Node]:
        """All of them, in the order of the snapshot."""
        return [node for node in self._snapshot.order if self.includes(node)]

    def rest(self) -> list[Node]:
        """All other objects."""
        return [node for node in self._snapshot.order if not self.includes(node)]


def is_watched(node: Node) -> bool:
    """Whether a collection could find the object to be garbage."""
    return node.tracked and node.generation != PERMANENT


def held_by_roots(snapshot: Snapshot) -> list[Node]:
    """What the roots themselves hold, and what is immortal: neither goes away."""
    held = [snapshot.find(root.target) for root in snapshot.roots]
    result = [node for node in held if node is not None]
    return result + [node for node in snapshot.order if node.immortal]


def frozen(snapshot: Snapshot) -> list[Node]:
    """What gc.freeze has put out of the collector's reach."""
    return [node for node in snapshot.order if node.generation == PERMANENT]


def kept_by_roots(snapshot: Snapshot, barred: Node | None = None) -> Reach:
    """What a root leads to, and what immortal objects do: it stays if all garbage goes away."""
    return Reach(snapshot, held_by_roots(snapshot), barred)


def find_garbage(snapshot: Snapshot) -> list[Node]:
    """What a full collection would find unreachable: the collector's own answer, without counts.

    Whatever the collector does not watch keeps its referents alive, for it could never be found to
    be garbage itself; so does what a type hides from the collector.
    """
    order = snapshot.order
    beginnings = held_by_roots(snapshot)
    for node in order:
        if not is_watched(node):
            beginnings.append(node)
        elif isinstance(node.subject, Kind):
            beginnings += [
                order[edge.place]
                for edge in node.edges
                if edge.place != NOWHERE and edge.label in HIDDEN
            ]
    return Reach(snapshot, beginnings).rest()
