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

HIDDEN: Final = (" slots", " subclasses", " subclass")
"""The labels of what a type holds without showing it to the collector (`Kind.hidden_referents`)."""

NOBODY: Final = -1


def is_watched(node: Node) -> bool:
    """Whether a collection could find the object to be garbage."""
    return node.tracked and node.generation != PERMANENT


def reach(snapshot: Snapshot, starts: Iterable[int], barred: int = NOBODY) -> set[int]:
    """The addresses of everything that references lead to from `starts`, these included.

    No way leads through the object at `barred`.
    """
    order = snapshot.order
    seen = [False] * len(order)
    waiting: list[Node] = []
    for address in starts:
        node = snapshot.find(address)
        if node is not None and not seen[node.place] and address != barred:
            seen[node.place] = True
            waiting.append(node)
    found: set[int] = set()
    while waiting:
        source = waiting.pop()
        found.add(source.address)
        for edge in source.edges:
            if edge.place != NOWHERE and not seen[edge.place] and edge.target != barred:
                seen[edge.place] = True
                waiting.append(order[edge.place])
    return found


def kept_by_roots(snapshot: Snapshot, barred: int = NOBODY) -> set[int]:
    """What a root leads to, and what is immortal: neither goes away if all garbage does."""
    starts = [root.target for root in snapshot.roots]
    starts += [node.address for node in snapshot.order if node.immortal]
    return reach(snapshot, starts, barred)


def frozen(snapshot: Snapshot) -> list[int]:
    """What gc.freeze has put out of the collector's reach."""
    return [each.address for each in snapshot.order if each.generation == PERMANENT]


def find_garbage(snapshot: Snapshot) -> list[int]:
    """What a full collection would find unreachable: the collector's own answer, without counts.

    Whatever the collector does not watch keeps its referents alive, for it could never be found to
    be garbage itself; so does what a type hides from the collector.
    """
    order = snapshot.order
    waiting = [root.target for root in snapshot.roots]
    for node in order:
        if not is_watched(node):
            waiting += [edge.target for edge in node.edges]
        elif node.immortal:
            waiting.append(node.address)
        elif isinstance(node.subject, Kind):
            waiting += [edge.target for edge in node.edges if edge.label in HIDDEN]
    alive = [not is_watched(node) for node in order]
    while waiting:
        found = snapshot.find(waiting.pop())
        if found is not None and not alive[found.place]:
            alive[found.place] = True
            waiting += [edge.target for edge in found.edges]
    return [node.address for node in order if not alive[node.place]]
