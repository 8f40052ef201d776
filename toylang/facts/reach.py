"""What can be reached in a frozen heap."""

from __future__ import annotations

from collections.abc import Iterable

from mypy_extensions import i64

from toylang.heap.snapshot import Snapshot


class Reach:
    """All objects that counted references lead to from some addresses, these included."""

    def __init__(self, snapshot: Snapshot, beginnings: Iterable[int]) -> None:
        self._snapshot: Snapshot = snapshot
        self._marks: bytearray = bytearray(len(snapshot.order))
        """By the places of the nodes: 1 for each object reached."""

        waiting: list[int] = []
        for address in beginnings:
            node = snapshot.find(address)
            if node is not None:
                self._mark(node.place, waiting)
        progress = snapshot.progress
        progress.begin("Looking for what is reachable", len(snapshot.order))
        while waiting:
            progress.step()
            for edge in snapshot.order[waiting.pop()].edges:
                if edge.place >= 0:
                    self._mark(edge.place, waiting)
        progress.end()

    def _mark(self, place: i64, waiting: list[int]) -> None:
        if self._marks[place] == 0:
            self._marks[place] = 1
            waiting.append(place)

    def includes(self, address: int) -> bool:
        """Whether the object at that address is among them."""
        node = self._snapshot.find(address)
        return node is not None and self._marks[node.place] != 0

    def rest(self) -> list[int]:
        """The addresses of all other objects."""
        return [node.address for node in self._snapshot.order if self._marks[node.place] == 0]
