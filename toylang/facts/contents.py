"""What a heap consists of, kind by kind."""

from __future__ import annotations

from toylang.facts.ownership import belonging_to_toy
from toylang.heap.census import KindTotal
from toylang.heap.snapshot import Snapshot


def totals_by_kind(snapshot: Snapshot) -> list[KindTotal]:
    """The program's objects and their bytes by type, most bytes first; Toy's own are left out."""
    own = belonging_to_toy(snapshot)
    totals: dict[str, KindTotal] = {}
    snapshot.progress.begin("Counting objects", len(snapshot.order))
    for node in snapshot.order:
        snapshot.progress.step()
        if node.address in own:
            continue
        total = totals.get(node.kind)
        if total is None:
            total = KindTotal(node.kind)
            totals[node.kind] = total
        total.add(node.size)
    snapshot.progress.end()
    return sorted(totals.values(), key=_most_bytes_first)


def _most_bytes_first(total: KindTotal) -> tuple[int, str]:
    return -total.bytes, total.kind
