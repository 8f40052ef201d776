"""What a program hears of collections: gc.callbacks, gc.garbage, and the reports on stderr.

The reports are CPython's, switched on by `gc.set_debug` (`Modules/gcmodule.c`, gc_collect_main).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.collector import CollectionListener
from toylang.heap.events import Collection
from toylang.heap.header import Container
from toylang.heap.object_list import ObjectList
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import Raised
from toylang.objects.finalization import call_unraisable
from toylang.objects.lists import List
from toylang.objects.numbers import make_int
from toylang.objects.protocol import repr_text
from toylang.objects.text import name_str

if TYPE_CHECKING:
    from toylang.evaluator.interpreter import Interpreter

DEBUG_FLAGS: Final[dict[str, int]] = {
    "DEBUG_STATS": 1,
    "DEBUG_COLLECTABLE": 2,
    "DEBUG_UNCOLLECTABLE": 4,
    "DEBUG_SAVEALL": 32,
    "DEBUG_LEAK": 38,
}


class ProgramListener(CollectionListener):
    """Tells the program of its collections, as far as it wants to know."""

    def __init__(self, interpreter: Interpreter, callbacks: List, garbage: List) -> None:
        self.interpreter: Interpreter = interpreter
        self.callbacks: List = callbacks
        self.garbage: List = garbage

    # -- gc.callbacks and gc.garbage -------------------------------------------

    def started(self, collection: Collection) -> None:
        self._call("start", collection)

    def stopped(self, collection: Collection) -> None:
        self._call("stop", collection)

    def saved(self, container: Container) -> None:
        container.refcount += 1
        self.garbage.append(container)

    def _call(self, phase: str, collection: Collection) -> None:
        if not self.callbacks.items:
            return
        runtime = self.interpreter
        facts = self._facts(collection)
        word = name_str(runtime, phase)
        index: i64 = 0
        while index < len(self.callbacks.items):
            call_unraisable(runtime, self.callbacks.items[index], [word, facts])
            index += 1
        runtime.heap.release(facts)

    def _facts(self, collection: Collection) -> Dict:
        runtime = self.interpreter
        facts = make_dict(runtime)
        facts.set_text("generation", make_int(runtime, collection.generation))
        facts.set_text("collected", make_int(runtime, collection.collected))
        facts.set_text("uncollectable", make_int(runtime, 0))
        return facts

    # -- reports ---------------------------------------------------------------

    def examining(self, collection: Collection) -> None:
        if not self._wants("DEBUG_STATS"):
            return
        collector = self.interpreter.heap.collector
        sizes = [str(generation.objects.size()) for generation in collector.generations]
        self._write(f"collecting generation {collection.generation}...")
        self._write(f"objects in each generation: {' '.join(sizes)}")
        self._write(f"objects in permanent generation: {collector.permanent.size()}")

    def found(self, unreachable: ObjectList) -> None:
        if self._wants("DEBUG_COLLECTABLE"):
            for container in unreachable.to_list():
                kind = "object" if container.kind is None else container.kind.name
                self._write(f"collectable <{kind} {hex(container.address)}>")

    def examined(self, collection: Collection) -> None:
        if self._wants("DEBUG_STATS"):
            found = f"{collection.collected} unreachable, 0 uncollectable"
            self._write(f"done, {found}, {collection.seconds:.4f}s elapsed")

    def program_ended(self) -> None:
        """List gc.garbage if the program wanted to hear of it (_PyGC_DumpShutdownStats)."""
        if not self.garbage.items or self._wants("DEBUG_SAVEALL"):
            return
        if self._wants("DEBUG_UNCOLLECTABLE"):
            try:
                shown = repr_text(self.interpreter, self.garbage)
            except Raised as raised:
                self.interpreter.report_unraisable(raised, self.garbage)
            else:
                self.interpreter.tell(f"      {shown}\n")

    def _wants(self, flag: str) -> bool:
        return self.interpreter.heap.collector.debug_flags & DEBUG_FLAGS[flag] != 0

    def _write(self, words: str) -> None:
        self.interpreter.tell(f"gc: {words}\n")
