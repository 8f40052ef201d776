"""The door for other programs: a `Session` runs Toy programs and tells of their memory.

    from toylang import Session

    with Session() as toy:
        toy.run("a = []; a.append(a); del a")
        print(toy.collect().collected)

Whatever comes out of a session is plain data of the host: texts and numbers. Nothing in it is an
object of the program, nothing keeps one alive, and no count is changed by asking. It prints itself
with `rich`, and as HTML or as a picture in a notebook.

Sessions do not meet: each has a heap of its own. One session is for one thread at a time.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, TextIO

from toylang import session as inner
from toylang.evaluator.limits import Limits
from toylang.facts.ownership import belonging_to_toy
from toylang.facts.pictures import program_graph
from toylang.inspection import COLLECTORS, Inspector
from toylang.session import ProgramError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from toylang.heap.snapshot import Snapshot

__all__ = [
    "Collected",
    "HeapObject",
    "HeapPicture",
    "ProgramError",
    "ProgramExit",
    "Session",
    "Value",
]

GENERATIONAL: Final = next(iter(COLLECTORS))
PROGRAM: Final = "<program>"
OLDEST: Final = 2


class ProgramExit(ProgramError):
    """The program asked to end (`sys.exit`); the session goes on."""

    def __init__(self, status: int) -> None:
        super().__init__(f"SystemExit: {status}\n", interrupted=False)
        self.status: Final = status
        """The exit status it asked for."""


class Shown:
    """What shows itself in a terminal, by rich, and in a notebook."""

    def __rich__(self) -> RenderableType:
        raise NotImplementedError

    def _repr_html_(self) -> str:
        from toylang.views.notebook import as_html

        return as_html(self.__rich__())


@dataclass(frozen=True)
class Value(Shown):
    """The value of an expression, described."""

    expression: str
    text: str
    """Its `repr`."""

    name: str
    """The object in a word and its number, which stays its own: `list #9`."""

    type: str
    address: int
    """What `id` says."""

    size: int
    """Bytes."""

    count: int | None
    """References that the program holds; None for what is immortal."""

    holders: tuple[str, ...]
    """Where these references are, one each: `global a`, `b.next`."""

    generation: int
    """0 to 2, 3 for what is frozen, -1 for what the collector does not watch."""

    def __rich__(self) -> RenderableType:
        from toylang.views.counts import count_view

        immortal = self.count is None
        return count_view(self.expression, self.name, immortal, self.count or 0, self.holders)


@dataclass(frozen=True)
class Collected(Shown):
    """What one collection did."""

    generation: int
    """It and all younger ones were collected."""

    examined: int
    """Containers looked at."""

    unreachable: int
    """Containers found to be held only by one another."""

    finalizers_called: int
    weak_references_cleared: int
    callbacks_called: int
    resurrected: int
    """Unreachable containers that finalizers made reachable again."""

    collected: int
    """What `gc.collect()` returns."""

    freed_objects: int
    """Objects of every kind that went away."""

    freed_bytes: int
    seconds: float
    view: RenderableType = field(repr=False, compare=False)

    def __rich__(self) -> RenderableType:
        return self.view


@dataclass(frozen=True)
class HeapObject:
    """An object of the program, as it was in a snapshot."""

    name: str
    """What it is in a few words, and its number: `list #9`."""

    type: str
    address: int
    size: int
    """Bytes."""

    count: int
    """References to it."""

    generation: int
    """0 to 2, 3 for what is frozen, -1 for what the collector does not watch."""


class HeapPicture:
    """The heap as it was when it was taken; what the program does later changes nothing in it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot: Final = snapshot

    @cached_property
    def objects(self) -> tuple[HeapObject, ...]:
        """The program's objects, those that wait for a collection included, and none of Toy's."""
        snapshot = self._snapshot
        own = belonging_to_toy(snapshot)
        return tuple(
            HeapObject(
                snapshot.name(node.address),
                node.kind,
                node.address,
                node.size,
                node.refcount,
                node.generation,
            )
            for node in snapshot.nodes.values()
            if node.address not in own
        )

    def holders(self, address: int) -> tuple[str, ...]:
        """The places that hold an object, as many as its count. KeyError if there is none."""
        snapshot = self._snapshot
        return tuple(snapshot.places(snapshot.nodes[address].address, most=None))

    def __repr__(self) -> str:
        return f"<{len(self.objects):,} objects in a heap>"

    def __rich__(self) -> RenderableType:
        from toylang.views.graph_tree import GraphTree

        return GraphTree(program_graph(self._snapshot))

    def _repr_svg_(self) -> str:
        from toylang.views.graph_svg import svg_text

        return svg_text(program_graph(self._snapshot))


class Session:
    """A program's world: its namespace, its modules, its heap.

    `arguments` are the program's `sys.argv`; `collector` is how cycles are found: `generational`,
    `marker` or `none`. The program reads and writes what `sys.stdin`, `sys.stdout` and
    `sys.stderr` of the host are at that moment.
    """

    def __init__(self, arguments: Sequence[str] = ("",), collector: str = GENERATIONAL) -> None:
        if collector not in COLLECTORS:
            raise ValueError(f"no collector {collector!r}: they are {', '.join(COLLECTORS)}")
        self._session: Final = inner.Session(
            arguments,
            CurrentStream("stdin"),
            CurrentStream("stdout"),
            CurrentStream("stderr"),
            collector,
        )
        self._inspector: Final = Inspector(self._session)

    def limit(
        self,
        seconds: float | None = None,
        steps: int | None = None,
        heap: int | None = None,
        depth: int | None = None,
    ) -> None:
        """Limit what each `run` and `evaluate` from now on may use up; None is no limit.

        Out of its `seconds` or `steps` (turns of a loop, calls) a program is stopped, nothing of it
        hears of that, and `ProgramError` says so. With more than `heap` bytes in use it gets a
        MemoryError, with more than `depth` calls under way a RecursionError.
        """
        self._session.limit(Limits(steps, seconds), heap, depth)

    def run(self, text: str, filename: str = PROGRAM) -> None:
        """Run a program in the session's namespace, where later ones find what it defines.

        Raises `ProgramError` for an exception nobody caught and for a text that is no program,
        `ProgramExit` if the program calls `sys.exit`. ValueError if the session is closed.
        """
        self._check_open()
        try:
            self._session.execute(text, filename)
        except SystemExit as leaving:
            raise exit_of(leaving) from None

    def evaluate(self, expression: str) -> Value:
        """The value of an expression, described. Raises what `run` raises."""
        self._check_open()
        try:
            text, sight = self._inspector.tell(expression)
        except SystemExit as leaving:
            raise exit_of(leaving) from None
        node = sight.node
        return Value(
            expression,
            text,
            sight.name,
            node.kind,
            node.address,
            node.size,
            None if node.immortal else node.refcount,
            tuple(sight.places),
            node.generation,
        )

    def snapshot(self) -> HeapPicture:
        """The heap, frozen as it is now. ValueError if the session is closed."""
        self._check_open()
        return HeapPicture(self._inspector.snapshot())

    def collect(self, generation: int = OLDEST) -> Collected:
        """Collect a generation and all younger ones; tells what was found.

        ValueError if there is no such generation, or the session is closed.
        """
        self._check_open()
        if generation not in range(OLDEST + 1):
            raise ValueError(f"no generation {generation!r}: they are 0, 1 and 2")
        from toylang.views.collection import collection_view

        record, before, after = self._inspector.collect(generation)
        return Collected(
            record.generation,
            record.examined,
            record.unreachable,
            record.finalizers_called,
            record.weak_references_cleared,
            record.callbacks_called,
            record.resurrected,
            record.collected,
            record.freed_objects,
            record.freed_bytes,
            record.seconds,
            collection_view(record, before, after),
        )

    def close(self) -> None:
        """End the session as a program ends: finalizers run, everything is freed."""
        self._session.close()

    def _check_open(self) -> None:
        if self._session.main is None:
            raise ValueError("the session is closed")

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def exit_of(leaving: SystemExit) -> ProgramExit:
    """The program's wish to end, which is not the host's."""
    return ProgramExit(leaving.code if isinstance(leaving.code, int) else 0)


class CurrentStream(io.TextIOBase, TextIO):
    """Whatever a standard stream of the host is when it is used: a notebook changes it."""

    def __init__(self, name: str) -> None:
        self._name: Final = name

    @property
    def _stream(self) -> TextIO:
        stream: TextIO = getattr(sys, self._name)
        return stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._stream.encoding

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        return self._stream.readline(size)

    def write(self, text: str) -> int:
        return self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()
