"""Looking into a session's heap: what the commands of a prompt find out.

Looking changes nothing. The value of an expression is held for as long as the look takes, and this
one reference is neither counted nor shown; no collection starts because of it, and the collector's
counts stand afterwards where they stood before. Everything told is taken from a snapshot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from toylang.heap.census import Census
from toylang.heap.events import Collection
from toylang.heap.header import Container, HeapObject
from toylang.heap.snapshot import Node, Numbering, Snapshot, take_snapshot
from toylang.session import Session

LOOKED_AT: Final = "being looked at"
"""The root that holds the value of an expression during a look."""


@dataclass(frozen=True)
class Sight:
    """What one look at the value of an expression showed."""

    text: str
    """The expression."""

    node: Node
    count: int
    """References the program holds."""

    places: tuple[str, ...]
    """Where they are, one each."""

    is_container: bool


@dataclass(frozen=True)
class TypeTotal:
    """All objects of one type together."""

    kind: str
    objects: int
    bytes: int


@dataclass(frozen=True)
class Contents:
    """What is in a heap: the program's objects by type, largest first, and Toy's own together."""

    program: tuple[TypeTotal, ...]
    own: TypeTotal
    census: Census


class Inspector:
    """Looks into one session; the numbers it gives objects stay theirs."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.numbering = Numbering()

    def census(self) -> Census:
        """The heap in numbers, now."""
        return Census(self.session.heap)

    def collect(self, generation: int) -> tuple[Collection, Census, Census]:
        """Collect; returns the record, and the heap's numbers before and after."""
        before = self.census()
        collection = self.session.heap.collector.collect(generation)
        return collection, before, self.census()

    def look_at(self, text: str) -> Sight:
        """Look at an expression's value. Raises `ProgramError` if it has none."""
        session = self.session
        held = session.roots.held
        with undisturbed(session):
            value = held[LOOKED_AT] = session.evaluate(text)
            try:
                return self._sight(text, value)
            finally:
                del held[LOOKED_AT]
                session.heap.release(value)

    def _sight(self, text: str, value: HeapObject) -> Sight:
        snapshot = take_snapshot(self.session.heap, self.numbering)
        places = [snapshot.place_name(holder) for holder in snapshot.holders(value.address)]
        places.remove(LOOKED_AT)
        node = snapshot.nodes[value.address]
        return Sight(text, node, node.refcount - 1, tuple(places), isinstance(value, Container))

    def contents(self) -> Contents:
        """The heap's objects by type."""
        snapshot = take_snapshot(self.session.heap, self.numbering)
        raise NotImplementedError


@contextmanager
def undisturbed(session: Session) -> Iterator[None]:
    """Keep the collector still, and its counts as they are if no object comes or goes."""
    collector = session.heap.collector
    enabled, collector.enabled = collector.enabled, False
    counts = [generation.count for generation in collector.generations]
    before = population(session), collector.last
    try:
        yield
    finally:
        collector.enabled = collector.enabled or enabled
        if (population(session), collector.last) == before:
            for generation, count in zip(collector.generations, counts, strict=True):
                generation.count = count


def population(session: Session) -> int:
    """How many objects live, apart from names, which stay once they have been read."""
    return session.heap.objects - len(session.interpreter.names)
