"""Moments and their differences as plain data, for machines and for lists."""

from __future__ import annotations

from typing import Final, NamedTuple

from toylang.facts.differences import Change, Differences, program_nodes
from toylang.heap.snapshot import Snapshot

MOST: Final = 100
"""Single objects listed at most, and holders of each; the numbers by type count all objects."""


class Moment(NamedTuple):
    """A kept snapshot; the program's objects and their bytes."""

    name: str
    objects: int
    bytes: int


def moment_facts(name: str, snapshot: Snapshot) -> Moment:
    """How much of the program's is in a snapshot."""
    nodes = program_nodes(snapshot)
    return Moment(name, len(nodes), sum([node.size for node in nodes]))


def difference_facts(differences: Differences) -> dict[str, object]:
    """Everything that is different. Of single objects at most `MOST` are listed."""
    recounted, resized = differences.recounted(), differences.resized()
    return {
        "objects_before": differences.objects_before,
        "objects": differences.objects,
        "bytes_before": differences.bytes_before,
        "bytes": differences.bytes,
        "types": differences.kinds(),
        "new_by_holder": differences.holders_of_new(),
        "gone_by_holder": differences.holders_of_gone(),
        "promoted": differences.promotions(),
        "resized": len(resized),
        "resized_objects": [_resized(differences, change) for change in resized[:MOST]],
        "recounted": len(recounted),
        "recounted_objects": [_recounted(differences, change) for change in recounted[:MOST]],
    }


def _resized(differences: Differences, change: Change) -> dict[str, object]:
    return {
        "object": differences.after.name(change.after.address),
        "bytes_before": change.before.size,
        "bytes": change.after.size,
    }


def _recounted(differences: Differences, change: Change) -> dict[str, object]:
    moves = differences.holder_changes(change)
    return {
        "object": differences.after.name(change.after.address),
        "count_before": change.before.refcount,
        "count": change.after.refcount,
        "new_holders": [differences.after.place_name(each) for each in moves.gained[:MOST]],
        "lost_holders": [differences.before.place_name(each) for each in moves.lost[:MOST]],
    }
