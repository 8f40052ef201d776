"""What a program has left behind that nobody can use any more, whatever will become of it."""

from __future__ import annotations

from typing import NamedTuple

from toylang.facts.leak_report import LeakReport, report_leaks
from toylang.facts.reaching import frozen, kept_by_roots
from toylang.heap.snapshot import Snapshot


class Leftovers(NamedTuple):
    """Garbage of every kind. What a name leads to is none."""

    waiting: LeakReport
    """What the next full collection would find."""

    retained: list[str]
    """The types of the objects in gc.garbage, which were found and kept."""

    frozen: list[str]
    """The types of the objects that gc.freeze keeps and nothing else does."""

    @property
    def anything(self) -> bool:
        """Whether there is any garbage."""
        return bool(self.waiting.cycles or self.retained or self.frozen)


def find_leftovers(snapshot: Snapshot, garbage: int | None) -> Leftovers:
    """The garbage in a snapshot; `garbage` is where the list gc.garbage is, if there is one."""
    kept = kept_by_roots(snapshot)
    found = None if garbage is None else snapshot.find(garbage)
    items = [] if found is None else found.edges
    return Leftovers(
        waiting=report_leaks(snapshot),
        retained=[snapshot.node(edge.target).kind for edge in items],
        frozen=[node.kind for node in frozen(snapshot) if not kept.includes(node)],
    )
