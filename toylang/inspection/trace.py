"""The trace: every birth, death and collection in a heap as it happens, a line of JSON each.

The first line tells how many objects there are when the trace begins, the last how many there are
when it ends; in between, each `allocate` makes one more and each `free` one less. An object's
number is its place in the order of allocation; one that was there before has none. `address` is
what id() says, `size` the bytes of the object's own block: a list's items and a dict's table lie in
others. `time` is in seconds since the trace began.

What is kept in memory is a number for each living object; what is written is forgotten.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping

from toylang.facts.records import collection_facts
from toylang.heap.events import Collection, Observer
from toylang.heap.header import HeapObject
from toylang.heap.heap import Heap


class Trace(Observer):
    """Writes down what happens in a heap, from now until `finish`.

    `write` takes a text. If it raises OSError, the trace ends there; `problem` is the error.
    """

    def __init__(self, heap: Heap, write: Callable[[str], object]) -> None:
        self.heap = heap
        self.write = write
        self.problem: OSError | None = None
        self._began = time.perf_counter()
        self._last_number = 0
        self._numbers: dict[int, int] = {}
        """The number of each living object, by its address."""

        self._types: dict[str, str] = {}
        """The names of types in JSON."""

        self._tell("start", self._population())
        heap.observer = self

    def finish(self) -> None:
        """The last line; nothing is written afterwards."""
        if self.problem is None:
            self._tell("end", self._population())
            self._leave()

    # -- what is heard -------------------------------------------------------------

    def allocated(self, value: HeapObject) -> None:
        self._last_number += 1
        self._numbers[value.address] = self._last_number
        self._tell_object("allocate", value, str(self._last_number))

    def freed(self, value: HeapObject) -> None:
        number = self._numbers.pop(value.address, None)
        self._tell_object("free", value, "null" if number is None else str(number))

    def collection_started(self, collection: Collection) -> None:
        facts = {"generation": collection.generation, "automatic": collection.automatic}
        self._tell("collect", facts)

    def collection_finished(self, collection: Collection) -> None:
        self._tell("collected", collection_facts(collection))

    # -- how it is written ---------------------------------------------------------

    def _population(self) -> dict[str, object]:
        return {"objects": self.heap.objects, "bytes": self.heap.allocator.bytes_in_use}

    def _tell_object(self, event: str, value: HeapObject, number: str) -> None:
        """Put the line together by hand, for there are millions of them."""
        name = "object" if value.kind is None else value.kind.name
        shown = self._types.get(name)
        if shown is None:
            shown = self._types[name] = json.dumps(name)
        self._write(
            f'{{"event": "{event}", "time": {self._now():.6f}, "object": {number}, '
            f'"type": {shown}, "address": {value.address}, "size": {value.size}}}\n'
        )

    def _tell(self, event: str, facts: Mapping[str, object]) -> None:
        line = {"event": event, "time": round(self._now(), 6), **facts}
        self._write(json.dumps(line) + "\n")

    def _now(self) -> float:
        return time.perf_counter() - self._began

    def _write(self, line: str) -> None:
        try:
            self.write(line)
        except OSError as problem:
            self.problem = problem
            self._leave()

    def _leave(self) -> None:
        if self.heap.observer is self:
            self.heap.observer = None
