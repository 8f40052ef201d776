"""The ways through a snapshot: backwards to whoever holds an object, forwards from the roots.

Both are worked out for all objects at once, in time proportional to the number of edges, the first
time somebody asks.
"""

from __future__ import annotations

from mypy_extensions import i64

from toylang.heap.frozen import NOWHERE, Edge, Holder, NamedEdge, Node
from toylang.heap.progress import Progress


class Incoming:
    """All edges sorted by their targets: a counting sort, for each node knows how many it has."""

    def __init__(self, order: list[Node], progress: Progress) -> None:
        total: i64 = 0
        for node in order:
            node.row = total
            total += node.held
        self._edges: list[Edge | None] = [None] * total
        self._sources: list[Node | None] = [None] * total
        progress.begin("Looking who holds whom", len(order))
        for source in order:
            for edge in source.edges:
                if edge.place != NOWHERE:
                    target = order[edge.place]
                    self._edges[target.row] = edge
                    self._sources[target.row] = source
                    target.row += 1
            progress.step()
        progress.end()

    def holders(self, node: Node, progress: Progress) -> list[Holder]:
        """The objects' references to the one of `node`, in the order of the snapshot."""
        result: list[Holder] = []
        progress.begin("Looking at the holders", node.held)
        row = node.row - node.held
        while row < node.row:
            source, edge = self._sources[row], self._edges[row]
            assert source is not None and edge is not None
            result.append(Holder(source.address, edge.label))
            row += 1
            progress.step()
        progress.end()
        return result

    def sources(self, node: Node) -> list[Node]:
        """The objects that hold the one of `node`, in the order of the snapshot."""
        result: list[Node] = []
        row = node.row - node.held
        while row < node.row:
            source = self._sources[row]
            assert source is not None
            result.append(source)
            row += 1
        return result


class Arrivals:
    """How each object is first reached from roots, walking breadth first."""

    def __init__(self, order: list[Node], progress: Progress) -> None:
        self._order: list[Node] = order
        self._progress: Progress = progress
        self._edges: list[Edge | None] = [None] * len(order)
        """The edge by which each object is reached, or one that stands for a root."""

        self._sources: list[Node | None] = [None] * len(order)
        self._waiting: list[Node] = []
        self._urgent: list[Node] = []
        """Namespaces: they are as near as whatever leads to them, so their turn comes at once."""

    def of(self, node: Node) -> Holder | None:
        """The reference by which the object is first reached; None if it is not."""
        edge, source = self._edges[node.place], self._sources[node.place]
        if edge is None:
            return None
        return Holder(None if source is None else source.address, edge.label)

    def begin_at(self, name: str, node: Node) -> None:
        """Note that a root leads to the object."""
        if self._edges[node.place] is None:
            self._edges[node.place] = NamedEdge(name, node.address, node.place)
            self._waiting.append(node)

    def walk(self) -> None:
        """Reach whatever can be reached from the roots noted, and has not been before."""
        self._progress.begin("Walking from the roots", len(self._order))
        done: i64 = 0
        while self._urgent or done < len(self._waiting):
            if self._urgent:
                self._leave(self._urgent.pop())
            else:
                self._leave(self._waiting[done])
                done += 1
            self._progress.step()
        self._waiting.clear()
        self._progress.end()

    def _leave(self, source: Node) -> None:
        """Go from an object to wherever nobody has been."""
        for edge in source.edges:
            if edge.place != NOWHERE and self._edges[edge.place] is None:
                target = self._order[edge.place]
                self._edges[edge.place] = edge
                self._sources[edge.place] = source
                if target.is_namespace:
                    self._urgent.append(target)
                else:
                    self._waiting.append(target)
