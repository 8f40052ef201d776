"""What a piece of program costs: time, objects, collections."""

from __future__ import annotations

import time

from toylang.facts.costs import Costs
from toylang.heap.events import joined
from toylang.heap.tally import Tally
from toylang.session import Session


class Measurement:
    """Measures what happens while it is entered, all times together."""

    def __init__(self, session: Session) -> None:
        self._heap = session.heap
        self._tally = Tally()
        self._seconds = 0.0

    def __enter__(self) -> Measurement:
        self._others = self._heap.observer
        self._heap.observer = joined(self._others, self._tally)
        self._began = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self._seconds += time.perf_counter() - self._began
        self._heap.observer = self._others

    @property
    def costs(self) -> Costs:
        """What was measured."""
        tally = self._tally
        return Costs(
            self._seconds,
            tally.allocated_objects,
            tally.freed_objects,
            tally.collections,
            tally.collecting,
        )
