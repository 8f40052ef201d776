"""Weak references in words."""

from __future__ import annotations

from typing import NamedTuple

from toylang.facts.weak import WeakLink
from toylang.heap.snapshot import Snapshot


class WeakFacts(NamedTuple):
    """One weak reference."""

    reference: str
    places: list[str]
    """Where the references to the weak reference itself are."""

    referent: str | None
    """The object it knows; None if that is dead."""

    callback: str | None
    """What is called when the object dies; None if nothing."""


def describe_weak_link(snapshot: Snapshot, link: WeakLink) -> WeakFacts:
    """A weak reference by the names of all objects concerned."""
    return WeakFacts(
        reference=snapshot.name(link.reference),
        places=snapshot.places(link.reference, most=None),
        referent=snapshot.name(link.referent) if link.referent else None,
        callback=snapshot.name(link.callback) if link.callback else None,
    )
