"""Weak references: who knows an object without keeping it."""

from __future__ import annotations

from typing import Final, NamedTuple

from toylang.facts.ownership import belonging_to_toy
from toylang.heap.snapshot import Snapshot

CALLBACK: Final = " callback"
TO_SUBCLASSES: Final = " subclasses"
"""How a class holds the dict of weak references by which it knows the classes derived from it."""

NOBODY: Final = 0


class WeakLink(NamedTuple):
    """One weak reference. All addresses."""

    reference: int
    referent: int
    """Whom it knows; 0 if that is dead."""

    callback: int
    """Who is called when the referent dies; 0 if nobody."""


def weak_references(snapshot: Snapshot, address: int = NOBODY) -> list[WeakLink]:
    """The weak references to an object; without one, all that the program has made."""
    if address != NOBODY:
        chosen = [each for each, known in snapshot.known_weakly.items() if known == address]
    else:
        chosen = _made_by_program(snapshot)
    return [
        WeakLink(each, snapshot.known_weakly[each], _callback(snapshot, each)) for each in chosen
    ]


def _made_by_program(snapshot: Snapshot) -> list[int]:
    own = belonging_to_toy(snapshot)
    result: list[int] = []
    progress = snapshot.progress.around()
    progress.begin("Looking for weak references", len(snapshot.known_weakly))
    for reference in snapshot.known_weakly:
        progress.step()
        if reference not in own and not _only_knows_a_subclass(snapshot, reference):
            result.append(reference)
    progress.end()
    return result


def _callback(snapshot: Snapshot, reference: int) -> int:
    for edge in snapshot.node(reference).edges:
        if edge.label == CALLBACK:
            return edge.target
    return NOBODY


def _only_knows_a_subclass(snapshot: Snapshot, reference: int) -> bool:
    """Whether nobody but a base class's dict holds it."""
    holders = snapshot.holders(reference)
    return bool(holders) and all(_is_of_subclasses(snapshot, each.source) for each in holders)


def _is_of_subclasses(snapshot: Snapshot, address: int | None) -> bool:
    """Whether it is the dict in which a class has those derived from it."""
    if address is None:
        return False
    return any(each.label == TO_SUBCLASSES for each in snapshot.holders(address))
