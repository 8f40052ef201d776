"""The inspector: looks at the values of expressions, and at the heap as a whole.

Looking changes nothing. The value of an expression is held for as long as the look takes, and this
one reference is neither counted nor shown; no collection starts because of it, and the collector's
counts stand afterwards where they stood before. Everything told is taken from a snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from toylang.facts.contents import totals_by_kind
from toylang.facts.recording import Timeline, timeline_of
from toylang.heap.census import Census, KindTotal
from toylang.heap.choice import choose_collector, chosen_collector
from toylang.heap.events import Collection
from toylang.heap.header import Container, HeapObject
from toylang.heap.numbering import Numbering
from toylang.heap.progress import Listener, Progress
from toylang.heap.snapshot import Node, Snapshot, take_snapshot
from toylang.interruption import Interruption
from toylang.session import Session

NUMBERED: Final = re.compile(r"#(\d+)")
"""What may stand for an expression: the number of an object shown before."""

LOOKED_AT: Final = "being looked at"
"""The root that holds the value of an expression during a look."""


class NoSuchObject(Exception):
    """No object of that number lives; the message says why."""


@dataclass(frozen=True)
class Sight:
    """What one look at the value of an expression showed; the look itself is left out."""

    text: str
    """The expression."""

    name: str
    """The object, in a word and its number: `list #9`."""

    address: int
    snapshot: Snapshot
    is_container: bool

    @property
    def node(self) -> Node:
        """The object as it was."""
        return self.snapshot.node(self.address)

    @property
    def places(self) -> list[str]:
        """Where the references to it are, one each; of very many only the first."""
        return self.snapshot.places(self.address)


@dataclass(frozen=True)
class Contents:
    """What is in a heap: the program's objects by type, largest first; all others are Toy's."""

    program: tuple[KindTotal, ...]
    census: Census


class Inspector:
    """Looks into one session; the numbers it gives objects stay theirs.

    A look at a large heap takes time. `listener` hears how far it has come; Ctrl-C stops it with
    KeyboardInterrupt, and the heap is as it was.
    """

    def __init__(self, session: Session, listener: Listener | None = None) -> None:
        self.session = session
        self.numbering = Numbering()
        self.progress = Progress(stoppable(session.interruption, listener))
        self.moments: dict[str, Snapshot] = {}
        """Snapshots somebody wants to keep, by name. They hold nothing in the heap."""

    def record(self) -> None:
        """Record what comes and goes from now on, unless that is being done already."""
        self.session.heap.record()

    def timeline(self) -> Timeline | None:
        """What has been recorded until now; None if nothing is being recorded."""
        recorder = self.session.heap.recorder
        return None if recorder is None else timeline_of(recorder)

    def census(self) -> Census:
        """The heap in numbers, now."""
        return Census(self.session.heap)

    def collect(self, generation: int) -> tuple[Collection, Census, Census]:
        """Collect; returns the record, and the heap's numbers before and after.

        A collection cannot be stopped: Ctrl-C is heard when it is over.
        """
        before = self.census()
        with self.session.interruption as interruption:
            collection = self.session.heap.collector.collect(generation)
            interruption.check()
        return collection, before, self.census()

    def collector(self) -> str:
        """The name of the collector in use."""
        return chosen_collector(self.session.heap)

    def choose_collector(self, name: str) -> None:
        """Let another of the COLLECTORS find the garbage from now on."""
        choose_collector(self.session.heap, name)

    def set_thresholds(self, thresholds: Sequence[int]) -> None:
        """Set the first thresholds, as gc.set_threshold does; the others stay."""
        generations = self.session.heap.collector.generations
        for generation, threshold in zip(generations, thresholds, strict=False):
            generation.threshold = threshold

    def look_at(self, text: str) -> Sight:
        """Look at the value of an expression, or at the object whose number it is: `#7`.

        Raises `ProgramError` if an expression has no value, `NoSuchObject` for a wrong number.
        """
        return self.look_at_all([text])[0]

    def look_at_all(self, texts: Sequence[str]) -> list[Sight]:
        """Look at the values of several expressions, in one snapshot."""
        with self._holding(texts) as values:
            return self._sights(texts, values)

    def tell(self, text: str) -> tuple[str, Sight]:
        """The repr of an expression's value, and a look at it. Raises `ProgramError`."""
        with self._holding([text]) as values:
            shown = self.session.shown(values[0])
            return shown, self._sights([text], values)[0]

    @contextmanager
    def _holding(self, texts: Sequence[str]) -> Iterator[list[HeapObject]]:
        """The values of expressions, held for a look that leaves nothing behind."""
        session = self.session
        held = session.roots.held
        with session.interruption, undisturbed(session), ExitStack() as afterwards:
            values: list[HeapObject] = []
            for text in texts:
                value = self._value_of(text)
                afterwards.callback(session.heap.release, value)
                values.append(value)
                name = f"{LOOKED_AT} {len(values)}"
                held[name] = value
                afterwards.callback(held.pop, name)
            yield values

    def _value_of(self, text: str) -> HeapObject:
        """What `text` stands for, a new reference."""
        numbered = NUMBERED.fullmatch(text.strip())
        if numbered is None:
            return self.session.evaluate(text)
        number = int(numbered[1])
        value = self.numbering.find(number)
        if value is None:
            given = 0 < number <= self.numbering.last
            raise NoSuchObject(
                f"#{number} has been freed." if given else f"No object is numbered #{number}."
            )
        value.refcount += 1
        return value

    def is_expression(self, text: str) -> bool:
        """Whether `text` is an expression of the program, or the number of an object."""
        return NUMBERED.fullmatch(text.strip()) is not None or self.session.is_expression(text)

    def _sights(self, texts: Sequence[str], values: list[HeapObject]) -> list[Sight]:
        snapshot = self.snapshot()
        snapshot.leave_out([f"{LOOKED_AT} {number + 1}" for number in range(len(values))])
        return [
            Sight(
                text=text,
                name=snapshot.name(value.address),
                address=value.address,
                snapshot=snapshot,
                is_container=isinstance(value, Container),
            )
            for text, value in zip(texts, values, strict=True)
        ]

    def snapshot(self) -> Snapshot:
        """The heap frozen as it is now."""
        with self.session.interruption:
            return take_snapshot(self.session.heap, self.numbering, self.progress)

    def contents(self) -> Contents:
        """The heap's objects by type."""
        return Contents(tuple(totals_by_kind(self.snapshot())), self.census())


def stoppable(interruption: Interruption, listener: Listener | None) -> Listener:
    """A listener that stops a walk when Ctrl-C has been pressed, and else lets `listener` hear."""

    def hear(what: str, done: int, total: int) -> None:
        interruption.check()
        if listener is not None:
            listener(what, done, total)

    return hear


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
