"""How a snapshot is taken: one walk over the heap, breadth first, that counts references, too.

Each object gets its node, and a place in the order, when it is first met; its edges follow when its
turn comes. The list of all nodes is thus the queue of those that wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.frozen import (
    NOWHERE,
    AttributeEdge,
    Edge,
    ItemEdge,
    NamedEdge,
    Node,
    QuotedEdge,
    Root,
)
from toylang.heap.header import Container, HeapObject, Labeller
from toylang.heap.node_table import NodeTable
from toylang.heap.progress import Progress
from toylang.heap.wording import printable

if TYPE_CHECKING:
    from toylang.heap.heap import Heap


class Taking(Labeller):
    """The walk, and what it has found so far."""

    def __init__(self, heap: Heap, progress: Progress) -> None:
        self.order: list[Node] = []
        """A node of every object, in the order in which they were met."""

        self.roots: list[Root] = []
        self.table: NodeTable = NodeTable()
        """The same nodes by their addresses."""

        self._no_edges: list[Edge] = []
        """Shared by all that refer to nothing."""

        self._edges: list[Edge] = self._no_edges
        """Those of the object whose turn it is."""

        progress.begin("Looking at the heap", heap.objects)
        self._meet_roots(heap)
        for value in heap.collector.permanent.to_list():
            self._meet(value)
        for value in heap.collector.tracked_objects():
            self._meet(value)
        done: i64 = 0
        while done < len(self.order):
            self._look_at(self.order[done])
            done += 1
            progress.step()
        progress.end()

    def _meet_roots(self, heap: Heap) -> None:
        for roots in heap.roots[::-1]:
            for name, value in roots.edges():
                self.roots.append(Root(printable(name.strip()), value.address))
                self._meet(value)

    def _look_at(self, node: Node) -> None:
        """Complete a node with its edges."""
        self._edges = self._no_edges
        node.subject.tell_all_edges(self)
        node.edges = self._edges

    # -- meeting objects -------------------------------------------------------

    def _meet(self, value: HeapObject) -> Node | None:
        """The node of an object, from now on if it has not been met before; None if it is freed."""
        node = self.table.find(value.address)
        if node is None and value.address != 0:
            node = _node(value, self._no_edges)
            node.place = len(self.order)
            self.table.add(node)
            self.order.append(node)
        return node

    def _refer_to(self, value: HeapObject) -> i64:
        """The place of an object that one more edge leads to."""
        node = self._meet(value)
        if node is None:
            return NOWHERE
        node.held += 1
        return node.place

    def _add(self, edge: Edge) -> None:
        if self._edges is self._no_edges:
            self._edges = []
        self._edges.append(edge)

    # -- what objects tell -----------------------------------------------------

    def reference(self, label: str, referent: HeapObject) -> None:
        self._add(NamedEdge(label, referent.address, self._refer_to(referent)))

    def item(self, index: i64, referent: HeapObject) -> None:
        self._add(ItemEdge(index, referent.address, self._refer_to(referent)))

    def attribute(self, name: str, referent: HeapObject) -> None:
        self._add(AttributeEdge(name, referent.address, self._refer_to(referent)))

    def quoted(self, before: str, text: str, after: str, referent: HeapObject) -> None:
        self._add(QuotedEdge(before, text, after, referent.address, self._refer_to(referent)))


def _node(value: HeapObject, edges: list[Edge]) -> Node:
    size: int = value.size
    for _, more in value.extra_blocks():
        size += more
    generation, finalized = -1, False
    if isinstance(value, Container):
        generation, finalized = value.generation, value.finalized
    return Node(
        value.address,
        value.kind_name(),
        printable(value.describe()),
        size,
        value.refcount,
        value.immortal,
        generation,
        generation >= 0,
        finalized,
        edges,
        value,
    )
