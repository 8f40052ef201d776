"""Looking into a session's heap: what the commands of a prompt find out.

Looking changes nothing. The value of an expression is held for as long as the look takes, and this
one reference is neither counted nor shown; no collection starts because of it, and the collector's
counts stand afterwards where they stood before. Everything told is taken from a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from toylang.heap.census import Census, KindTotal
from toylang.heap.choice import COLLECTORS, choose_collector, chosen_collector
from toylang.heap.events import Collection
from toylang.heap.header import Container, HeapObject
from toylang.heap.numbering import Numbering
from toylang.heap.snapshot import Node, Snapshot, take_snapshot
from toylang.session import Session

__all__ = ["COLLECTORS", "Contents", "Inspector", "Sight"]

LOOKED_AT: Final = "being looked at"
"""The root that holds the value of an expression during a look."""

TOYS_ROOTS: Final = ("built-in names", "sys.modules")
"""The roots that are there before the program begins."""

LAST_VALUE: Final = "['_']"
"""The one built-in name whose value comes from the program."""


@dataclass(frozen=True)
class Sight:
    """What one look at the value of an expression showed."""

    text: str
    """The expression."""

    name: str
    """The object, in a word and its number: `list #9`."""

    node: Node
    count: int
    """References the program holds."""

    places: tuple[str, ...]
    """Where they are, one each."""

    is_container: bool


@dataclass(frozen=True)
class Contents:
    """What is in a heap: the program's objects by type, largest first; all others are Toy's."""

    program: tuple[KindTotal, ...]
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
        with self.session.interruption:
            collection = self.session.heap.collector.collect(generation)
        return collection, before, self.census()

    def collector(self) -> str:
        """The name of the collector in use."""
        return chosen_collector(self.session.heap)

    def choose_collector(self, name: str) -> None:
        """Let another of the COLLECTORS find the garbage from now on."""
        choose_collector(self.session.heap, name)

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
        snapshot = self.snapshot()
        snapshot.roots = [root for root in snapshot.roots if root.name != LOOKED_AT]
        address = value.address
        places = [snapshot.place_name(holder) for holder in snapshot.holders(address)]
        return Sight(
            text=text,
            name=snapshot.name(address),
            node=snapshot.nodes[address],
            count=value.refcount - 1,
            places=tuple(places),
            is_container=isinstance(value, Container),
        )

    def snapshot(self) -> Snapshot:
        """The heap frozen as it is now."""
        return take_snapshot(self.session.heap, self.numbering)

    def contents(self) -> Contents:
        """The heap's objects by type."""
        snapshot = self.snapshot()
        own = belonging_to_toy(snapshot)
        totals: dict[str, KindTotal] = {}
        for node in snapshot.nodes.values():
            if node.address not in own:
                totals.setdefault(node.kind, KindTotal(node.kind)).add(node.size)
        largest_first = sorted(totals.values(), key=lambda total: (-total.bytes, total.kind))
        return Contents(tuple(largest_first), self.census())


def belonging_to_toy(snapshot: Snapshot) -> set[int]:
    """The addresses of what would be there without a program.

    That is all that the built-in names and modules lead to, and what is immortal.
    """
    waiting = [root.target for root in snapshot.roots if root.name in TOYS_ROOTS]
    waiting += [node.address for node in snapshot.nodes.values() if node.immortal]
    program = {root.target for root in snapshot.roots if root.name not in TOYS_ROOTS}
    own: set[int] = set()
    while waiting:
        address = waiting.pop()
        if address in own or address in program:
            continue
        own.add(address)
        edges = snapshot.nodes[address].edges
        waiting.extend(target for label, target in edges if label != LAST_VALUE)
    return own


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
