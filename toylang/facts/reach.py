"""What can be reached in a frozen heap."""

from __future__ import annotations

from collections.abc import Iterable

from toylang.heap.snapshot import Snapshot


def reachable(snapshot: Snapshot, beginnings: Iterable[int]) -> set[int]:
    """The addresses of all objects that counted references lead to, the beginnings included."""
    nodes = snapshot.nodes
    waiting = [address for address in beginnings if address in nodes]
    result = set(waiting)
    while waiting:
        for edge in nodes[waiting.pop()].edges:
            target = edge.target
            if target not in result and target in nodes:
                result.add(target)
                waiting.append(target)
    return result
