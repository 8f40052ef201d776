"""A collection phase by phase: an observer that gathers what happens, and waits after each phase.

All that is told was seen to happen; nothing is computed again. While a phase is looked at the
collection stands still, so the observer only reads: names come from a snapshot taken before the
first count was touched, and from the numbers objects have.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from toylang.facts import steps
from toylang.facts.ownership import belonging_to_toy
from toylang.facts.steps import Phase
from toylang.heap import events
from toylang.heap.census import Census
from toylang.heap.events import Collection, Observer, joined
from toylang.heap.header import Container, HeapObject
from toylang.heap.progress import Progress
from toylang.heap.snapshot import EVALUATED, Holder, Snapshot, take_snapshot
from toylang.heap.weak_references import WeakReference
from toylang.inspection.inspector import Inspector
from toylang.inspection.naming import Names
from toylang.modules.collection_listener import ProgramListener

OLDEST: Final = 2

Pause = Callable[[Phase], bool]
"""Looks at a phase; returns whether the next one is to be looked at, too."""


@dataclass(frozen=True)
class SteppedCollection:
    """A collection that was watched."""

    phases: tuple[Phase, ...]
    record: Collection
    before: Census
    after: Census


def collect_in_steps(inspector: Inspector, generation: int, pause: Pause) -> SteppedCollection:
    """Collect, and let `pause` look at each phase as it ends.

    Whatever `pause` raises comes out when the collection is over: it cannot end in the middle.
    Ctrl-C is heard at once while the heap is looked at before, and then nothing is collected.
    """
    heap = inspector.session.heap
    stepping = Stepping(inspector, pause)
    stepping.prepare(inspector.progress)
    usual = heap.observer
    heap.observer = joined(stepping, usual)
    try:
        record, before, after = inspector.collect(generation)
    finally:
        heap.observer = usual
    if stepping.problem is not None:
        raise stepping.problem
    return SteppedCollection(tuple(stepping.phases), record, before, after)


class Stepping(Observer):
    """Follows one collection."""

    def __init__(self, inspector: Inspector, pause: Pause) -> None:
        self.phases: list[Phase] = []
        self.problem: BaseException | None = None
        """What went wrong while a phase was looked at."""

        self._inspector = inspector
        self._heap = inspector.session.heap
        self._pause: Pause | None = pause
        self._waited = 0.0
        self._trash: list[Container] | None = None
        """Who is unreachable when the finalizers have run; None before that."""

        self._left: dict[Container, int] = {}
        """Their references from outside, if that is how the collector decides."""

        self._forget_search()
        self._cleared: dict[WeakReference, tuple[Container, str]] = {}
        self._called: set[WeakReference] = set()
        self._finalized: list[Container] = []
        self._revived: list[Container] = []
        self._broken: set[HeapObject] = set()
        self._dead: list[HeapObject] | None = None

    # -- what happens ----------------------------------------------------------

    def collection_started(self, collection: Collection) -> None:
        self._collection = collection
        listener = self._heap.collector.listener
        if isinstance(listener, ProgramListener) and listener.callbacks.items:
            self._end_phase(self._prepare_again)

    def _prepare_again(self) -> Phase | None:
        """The program's gc.callbacks may have changed anything."""
        self.prepare(Progress())  # nobody may stop a collection
        return None

    def prepare(self, progress: Progress) -> None:
        """Learn the names of everything, as long as no count has been touched."""
        snapshot = self._snapshot = self._take_snapshot(progress)
        of_toy = [snapshot.node(address).subject for address in belonging_to_toy(snapshot)]
        self._names = Names(self._inspector.numbering, of_toy)

    def subtracted(self, target: Container, source: Container) -> None:
        self._sources.setdefault(target, []).append(source)

    def rooted(self, target: Container, root: str) -> None:
        self._roots[target] = root

    def reached(self, target: Container, source: HeapObject) -> None:
        self._reached[target] = source
        if target.unreachable:
            self._set_aside.add(target)

    def weak_reference_cleared(self, reference: WeakReference, referent: Container) -> None:
        callback = "none" if reference.callback is None else "silent"
        self._cleared[reference] = (referent, callback)

    def callback_called(self, reference: WeakReference) -> None:
        self._called.add(reference)

    def finalizing(self, container: Container) -> None:
        self._finalized.append(container)

    def clearing(self, container: Container) -> None:
        self._broken.add(container)

    def freed(self, value: HeapObject) -> None:
        if self._dead is not None:
            self._dead.append(value)

    def phase(self, name: str, objects: list[Container]) -> None:
        started = time.perf_counter()
        facts = self._facts if self._trash is None else self._facts_on_trash
        self._end_phase(lambda: facts(name, objects))
        self._waited += time.perf_counter() - started

    def collection_finished(self, collection: Collection) -> None:
        collection.seconds -= self._waited
        self._end_phase(self._deaths)

    def _take_snapshot(self, progress: Progress) -> Snapshot:
        with self._inspector.session.interruption:
            return take_snapshot(self._heap, self._inspector.numbering, progress)

    # -- the phases ------------------------------------------------------------

    def _end_phase(self, gather: Callable[[], Phase | None]) -> None:
        """Gather the facts of a phase and have them looked at, until nobody wants to any longer."""
        if self.problem is not None:
            return
        try:
            facts = gather()
            if facts is not None:
                self.phases.append(facts)
                if self._pause is not None and not self._pause(facts):
                    self._pause = None
        except BaseException as problem:  # the collection must not end in the middle
            self.problem = problem

    def _facts(self, name: str, objects: list[Container]) -> Phase | None:
        """The facts of a phase up to the finalizers; None if there is nothing to tell."""
        if name == events.CANDIDATES:
            self._candidates = objects
            return self._under_collection(objects)
        if name == events.COPIED:
            return self._copies(objects)
        if name == events.SUBTRACTED:
            return self._subtractions(objects)
        if name == events.ROOTED:
            return self._marks(objects)
        if name == events.REACHABLE:
            return self._reachable(objects)
        if name == events.UNREACHABLE:
            return self._unreachable(objects)
        if name == events.WEAK_REFERENCES:
            return self._weak_references() if self._cleared else None
        self._trash = objects
        self._forget_search()
        return self._finalizers() if self._finalized else None

    def _facts_on_trash(self, name: str, objects: list[Container]) -> Phase | None:
        """The search is repeated on the trash alone, which makes one phase with what it finds."""
        if name == events.SUBTRACTED:
            self._left = {each: int(each.gc_refs) for each in objects}
        elif name == events.RESURRECTED:
            self._revived = objects
        elif name == events.GARBAGE:
            self._dead = []
            return self._verdicts(objects) if self._trash else None
        return None

    def _forget_search(self) -> None:
        """Nothing is known of a search that is about to begin."""
        self._sources: dict[Container, list[Container]] = {}
        self._roots: dict[Container, str] = {}
        self._reached: dict[Container, HeapObject] = {}
        self._set_aside: set[Container] = set()

    # -- facts -----------------------------------------------------------------

    def _under_collection(self, objects: list[Container]) -> steps.Candidates:
        shown, others = self._names.choose(objects, youngest=True)
        rows = [
            steps.Candidate(self._names.name(each), each.generation, each.refcount)
            for each in shown
        ]
        return steps.Candidates(self._collection.generation, len(objects), rows, others)

    def _copies(self, objects: list[Container]) -> steps.Copies:
        shown, others = self._names.choose(objects, youngest=True)
        rows = [steps.Copy(self._names.name(each), each.refcount, each.gc_refs) for each in shown]
        return steps.Copies(len(objects), rows, others)

    def _subtractions(self, objects: list[Container]) -> steps.Subtractions:
        shown, others = self._names.choose(objects, youngest=True)
        rows = [
            steps.Subtraction(
                self._names.name(each),
                each.refcount,
                each.refcount - each.gc_refs,
                each.gc_refs,
                [self._names.name(source) for source in self._sources.get(each, [])],
                self._outside(each),
            )
            for each in shown
        ]
        references = sum(len(sources) for sources in self._sources.values())
        suspects = sum(each.gc_refs == 0 for each in objects)
        return steps.Subtractions(len(objects), references, suspects, rows, others)

    def _outside(self, container: Container) -> list[str]:
        """The places of the references that were not subtracted.

        They are outside the objects under collection, or hidden from the collector by one of them.
        """
        subtracted = Counter(source.address for source in self._sources.get(container, []))
        places: list[str] = []
        for holder in self._snapshot.holders(container.address):
            if holder.source is not None and subtracted[holder.source] > 0:
                subtracted[holder.source] -= 1
            else:
                places.append(self._snapshot.place_name(holder))
        return places

    def _marks(self, objects: list[Container]) -> steps.Marks:
        shown, others = self._names.choose(objects)
        rows = [
            steps.Mark(self._names.name(each), self._holder(self._snapshot, each)) for each in shown
        ]
        self._reached = {}  # from now on they lead to one another
        return steps.Marks(len(objects), rows, others)

    def _holder(self, snapshot: Snapshot, container: Container) -> str:
        """The place of the reference through which a search came to a container."""
        source = self._reached.get(container)
        if source is None:
            return self._roots.get(container, "")
        return self._place(snapshot, container, source)

    def _place(self, snapshot: Snapshot, container: Container, source: HeapObject) -> str:
        """The place in `source` of a reference to the container, by a name if it has one."""
        holder = _holder_in(snapshot, container, source)
        return self._names.name(source) if holder is None else snapshot.place_name(holder)

    def _reachable(self, objects: list[Container]) -> steps.Reachable:
        shown, others = self._names.choose(list(self._reached))
        rows = []
        for each in shown:
            source = self._reached[each]
            holder = _holder_in(self._snapshot, each, source)
            by = self._names.name(source) + ("" if holder is None else holder.label)
            rows.append(steps.Rescue(self._names.name(each), by, each in self._set_aside))
        return steps.Reachable(len(objects), len(self._reached), rows, others)

    def _unreachable(self, objects: list[Container]) -> steps.Unreachable:
        shown, others = self._names.choose(objects)
        rows = [
            steps.Suspect(
                self._names.name(each), each.refcount, each.has_finalizer() and not each.finalized
            )
            for each in shown
        ]
        collection = self._collection
        survivors = collection.examined - len(objects) - collection.untracked
        generation = min(collection.generation + 1, OLDEST)
        return steps.Unreachable(
            len(objects), survivors, generation, collection.untracked, rows, others
        )

    def _weak_references(self) -> steps.WeakReferences:
        shown, others = self._names.choose(self._cleared)
        rows = []
        for each in shown:
            referent, callback = self._cleared[each]
            callback = "called" if each in self._called else callback
            rows.append(
                steps.Clearing(self._names.name(each), self._names.name(referent), callback)
            )
        return steps.WeakReferences(len(self._cleared), len(self._called), rows, others)

    def _finalizers(self) -> steps.Finalizers:
        shown, others = self._names.choose(self._finalized)
        return steps.Finalizers(
            len(self._finalized), [self._names.name(each) for each in shown], others
        )

    def _verdicts(self, garbage: list[Container]) -> steps.Verdicts:
        shown, others = self._names.choose([*self._revived, *garbage])
        alive = set(self._revived)
        snapshot = self._take_snapshot(self._inspector.progress) if alive else self._snapshot
        rows = [
            steps.Verdict(
                self._names.name(each),
                each.refcount,
                self._left.get(each),
                self._reviver(snapshot, each) if each in alive else "",
                each in alive,
            )
            for each in shown
        ]
        return steps.Verdicts(len(self._revived), len(garbage), rows, others)

    def _reviver(self, snapshot: Snapshot, container: Container) -> str:
        """The place that keeps a container of the trash alive."""
        if container in self._reached or container in self._roots:
            return self._holder(snapshot, container)
        trash = {each.address for each in self._trash or []}
        for holder in snapshot.holders(container.address):
            if holder.source not in trash and holder.label != EVALUATED:
                return snapshot.place_name(holder)
        return EVALUATED

    def _deaths(self) -> steps.Deaths | None:
        dead = self._dead
        if not dead:
            return None
        shown, others = self._names.choose(dead)
        rows = [steps.Death(self._names.name(each), each in self._broken) for each in shown]
        return steps.Deaths(len(dead), sum(each in self._broken for each in dead), rows, others)


def _holder_in(snapshot: Snapshot, container: Container, source: HeapObject) -> Holder | None:
    """A reference of `source` to the container."""
    for holder in snapshot.holders(container.address):
        if holder.source == source.address:
            return holder
    return None
