"""The cycle collector: generational trial deletion, pass by pass as CPython 3.11 does it.

The claim: of the containers under collection, those that stay at `gc_refs` 0 after every internal
reference has been subtracted, and that no other container leads to, are referred to only by one
another. No root needs to be known for that: a count higher than the references found inside is
proof of a holder outside.

`Collector.collect` reads as the list of passes (`Modules/gcmodule.c`, gc_collect_main):

1. merge the younger generations into the one under collection;
2. `update_refs` copies each count into `gc_refs`, `subtract_refs` takes off the references
   found inside: what is left comes from outside (this and 3 are a `Search`);
3. `move_unreachable` sets objects without outside references aside, *tentatively*, and brings
   back whatever a reachable object leads to, to the end of the list: afterwards the list stands
   in traversal order, which programs can see as the order of their finalizers;
4. tuples, and in a full collection dicts, that can be in no cycle are no longer watched;
   survivors move up a generation;
5. `_handle_weak_references` clears the references to the trash and calls the callbacks of those
   that are not trash themselves;
6. `_finalize` runs each finalizer once; `_handle_resurrected` repeats 2 and 3 on the trash alone,
   for a finalizer may have shown an object to the living;
7. `_delete_garbage` breaks the cycles by clearing; counting does the rest.

Invariants between collections: `collecting` and `unreachable` are false everywhere; each tracked
container is in the list of its generation. During one: objects with `collecting` set are exactly
those not yet known to be reachable.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mypy_extensions import i16, i64

from toylang.heap.events import (
    CANDIDATES,
    FINALIZED,
    GARBAGE,
    RESURRECTED,
    UNREACHABLE,
    WEAK_REFERENCES,
    Collection,
    tell_phase,
)
from toylang.heap.generations import GENERATIONS, OLDEST, Generation
from toylang.heap.header import PERMANENT, Container
from toylang.heap.object_list import ObjectList
from toylang.heap.search import Search, TrialDeletion
from toylang.heap.weak_references import WeakReference

if TYPE_CHECKING:
    from toylang.heap.heap import Heap


class CollectionListener:
    """Hears of each step of a collection that the program may want to hear of, in this order."""

    def started(self, collection: Collection) -> None:
        """A collection is about to begin."""

    def examining(self, collection: Collection) -> None:
        """Its passes begin; the generations are as they were."""

    def found(self, unreachable: ObjectList) -> None:
        """These containers are tentatively unreachable; nothing has happened to them yet."""

    def saved(self, container: Container) -> None:
        """A garbage container to be retained instead of freed (DEBUG_SAVEALL)."""

    def examined(self, collection: Collection) -> None:
        """The garbage is gone; the record knows how much and how long that took."""

    def stopped(self, collection: Collection) -> None:
        """A collection is over."""

    def program_ended(self) -> None:
        """The last collection of the program's objects is over."""


class Collector:
    """Watches the containers of one heap and frees those only cycles keep."""

    enabled: bool = True
    collecting: bool = False
    debug_flags: i64 = 0
    """What the program asked to be told (gc.set_debug)."""

    save_all: bool = False
    """Hand what would be freed to the listener instead (gc.DEBUG_SAVEALL)."""

    stressed: bool = False
    """Whether every allocation of a container starts a full collection, to find errors of Toy."""

    long_lived_total: i64 = 0
    """Survivors of the last full collection."""

    long_lived_pending: i64 = 0
    """Survivors of collections of generation 1 since then."""

    last: Collection | None = None
    listener: CollectionListener | None = None

    def __init__(self, heap: Heap) -> None:
        self.heap: Heap = heap
        self.generations: list[Generation] = [
            Generation(0, 700),
            Generation(1, 10),
            Generation(2, 10),
        ]
        self.first: Generation = self.generations[0]
        self.youngest: ObjectList = self.generations[0].objects
        self.permanent: ObjectList = ObjectList()
        self.search: Search = TrialDeletion()

    # -- the trigger -----------------------------------------------------------

    def count_allocation(self) -> None:
        """A container was allocated: collect if that was one too many."""
        first = self.first
        first.count += 1
        if (first.count <= first.threshold and not self.stressed) or first.threshold == 0:
            return
        if self.enabled and not self.collecting:
            if self.stressed:
                self.collect(OLDEST, automatic=True)
            else:
                self._collect_what_is_due()

    def count_free(self) -> None:
        """A container was freed."""
        if self.first.count > 0:
            self.first.count -= 1

    def _collect_what_is_due(self) -> None:
        """Collect the oldest generation that is due, as the youngest is whenever this is asked."""
        for generation in self.generations[:0:-1]:
            if generation.due and (generation.index < OLDEST or self._full_is_worth_it()):
                self.collect(generation.index, automatic=True)
                return
        self.collect(self.first.index, automatic=True)

    def _full_is_worth_it(self) -> bool:
        """Full collections wait for a quarter more long-lived objects: linear work in total."""
        return self.long_lived_pending >= self.long_lived_total // 4

    # -- one collection --------------------------------------------------------

    def collect(self, index: i64 = OLDEST, automatic: bool = False) -> Collection:
        """Collect generation `index` and all younger ones; an empty record if already at it."""
        collection = Collection(index, automatic)
        if self.collecting:
            return collection
        self.collecting = True
        if self.listener is not None:
            self.listener.started(collection)
        if self.heap.observer is not None:
            self.heap.observer.collection_started(collection)
        self._run_passes(collection)
        self._note(collection)
        if self.listener is not None:
            self.listener.stopped(collection)
        self.collecting = False
        return collection

    def _run_passes(self, collection: Collection) -> None:
        if self.listener is not None:
            self.listener.examining(collection)
        started = time.perf_counter()
        young = self._merge_younger(collection.generation)
        unreachable = ObjectList()
        self._tell(CANDIDATES, young)
        collection.examined = self.search.deduce_unreachable(young, unreachable, self.heap.observer)
        watched = self._sift(young, collection)
        collection.unreachable = collection.examined - collection.untracked - watched
        old = self._promote(young, watched, collection)
        if self.listener is not None:
            self.listener.found(unreachable)
        self._tell(UNREACHABLE, unreachable)
        self._handle_weak_references(unreachable, old, collection)
        self._tell(WEAK_REFERENCES, unreachable)
        self._finalize(unreachable, collection)
        self._tell(FINALIZED, unreachable)
        garbage = ObjectList()
        collection.collected += self._handle_resurrected(unreachable, garbage, old, collection)
        self._tell(GARBAGE, garbage)
        objects_before, bytes_before = self.heap.objects, self.heap.bytes_of_objects()
        self._delete_garbage(garbage, old, collection.generation)
        collection.freed_objects = objects_before - self.heap.objects
        collection.freed_bytes = bytes_before - self.heap.bytes_of_objects()
        collection.seconds = time.perf_counter() - started
        if self.listener is not None:
            self.listener.examined(collection)
        if collection.generation == OLDEST:
            self.heap.clear_free_lists()
        for temporary in (unreachable, garbage):
            temporary.dissolve()

    def _tell(self, phase: str, objects: ObjectList) -> None:
        tell_phase(self.heap.observer, phase, objects)

    def _note(self, collection: Collection) -> None:
        generation = self.generations[collection.generation]
        generation.collections += 1
        generation.collected += collection.collected
        self.last = collection
        if self.heap.observer is not None:  # first: it may have kept the collection waiting
            self.heap.observer.collection_finished(collection)
        if self.heap.recorder is not None:
            self.heap.recorder.collected(collection)

    def _merge_younger(self, index: i64) -> ObjectList:
        """Start the counts anew and put younger objects behind those of the generation."""
        if index + 1 < GENERATIONS:
            self.generations[index + 1].count += 1
        young = self.generations[index].objects
        for younger in range(index + 1):
            self.generations[younger].count = 0
            if younger < index:
                young.absorb(self.generations[younger].objects)
        return young

    def _sift(self, young: ObjectList, collection: Collection) -> i64:
        """Stop watching survivors that can be in no cycle: tuples first, as dicts hold tuples.

        The others learn their new generation; returns how many they are.
        """
        generation = i16(min(collection.generation + 1, OLDEST))
        dicts: list[Container] = []
        watched: i64 = 0
        current = young.head.next
        while current is not None and current is not young.head:
            following = current.next
            untracked_from = current.untracked_from()
            if untracked_from == 0 and current.cannot_be_in_cycle():
                self.heap.untrack(current)
                collection.untracked += 1
            else:
                watched += 1
                if current.generation != generation:
                    current.generation = generation
                if 0 < untracked_from <= collection.generation:
                    dicts.append(current)
            current = following
        for each in dicts:
            if each.cannot_be_in_cycle():
                self.heap.untrack(each)
                collection.untracked += 1
                watched -= 1
        return watched

    def _promote(self, young: ObjectList, survivors: i64, collection: Collection) -> ObjectList:
        """Move survivors to the next generation; returns the list they are in now."""
        index = collection.generation
        if index == OLDEST:
            self.long_lived_pending = 0
            self.long_lived_total = survivors
            return young
        collection.promoted = survivors
        if index == OLDEST - 1:
            self.long_lived_pending += survivors
        old = self.generations[index + 1].objects
        old.absorb(young)
        return old

    def _handle_weak_references(
        self, unreachable: ObjectList, old: ObjectList, collection: Collection
    ) -> None:
        """Clear weak references to the trash; call the callbacks of those outside it."""
        waiting: list[WeakReference] = []
        container = unreachable.head.next
        while container is not None and container is not unreachable.head:
            if isinstance(container, WeakReference):
                self._detach(container)
            while container.weak_references is not None:
                reference = container.weak_references[0]
                self._detach(reference)
                collection.weak_references_cleared += 1
                if reference.callback is not None and not reference.collecting:
                    reference.refcount += 1
                    waiting.append(reference)
            container = container.next
        for reference in waiting:
            collection.callbacks_called += 1
            if self.heap.observer is not None:
                self.heap.observer.callback_called(reference)
            reference.notify(self.heap)
            if reference.refcount == 1:
                collection.collected += 1
            else:
                reference.generation = i16(min(collection.generation + 1, OLDEST))
                old.move_here(reference)
            self.heap.release(reference)

    def _detach(self, reference: WeakReference) -> None:
        """Let a weak reference forget its referent."""
        referent = reference.referent
        reference.detach()
        if self.heap.observer is not None and referent is not None:
            self.heap.observer.weak_reference_cleared(reference, referent)

    def _finalize(self, unreachable: ObjectList, collection: Collection) -> None:
        """Run the finalizers of the trash, in the order of the list, each once ever."""
        if not _has_finalizer(unreachable):
            return
        seen = ObjectList()
        container = unreachable.first()
        while container is not None:
            seen.move_here(container)
            if not container.finalized and container.has_finalizer():
                container.finalized = True
                container.refcount += 1
                collection.finalizers_called += 1
                if self.heap.observer is not None:
                    self.heap.observer.finalizing(container)
                container.finalize(self.heap)
                self.heap.release(container)
            container = unreachable.first()
        unreachable.absorb(seen)
        seen.dissolve()

    def _handle_resurrected(
        self,
        unreachable: ObjectList,
        garbage: ObjectList,
        old: ObjectList,
        collection: Collection,
    ) -> i64:
        """Repeat the search on the trash alone; who is reachable again lives on, and only they.

        As long as no code of the program has run, nobody can be. Returns how many are garbage.
        """
        ran = collection.finalizers_called + collection.callbacks_called
        if ran == 0 and self.heap.observer is None:
            garbage.absorb(unreachable)
            return collection.unreachable
        _clear_marks(unreachable)
        self.search.deduce_unreachable(unreachable, garbage, self.heap.observer)
        self._tell(RESURRECTED, unreachable)
        index = min(collection.generation + 1, OLDEST)
        collection.resurrected = _set_generation(unreachable, index)
        old.absorb(unreachable)
        return garbage.size()

    def _delete_garbage(self, garbage: ObjectList, old: ObjectList, index: i64) -> None:
        """Break the cycles; what survives being cleared may die later."""
        container = garbage.first()
        while container is not None:
            container.refcount += 1
            if self.save_all and self.listener is not None:
                self.listener.saved(container)
            else:
                if self.heap.observer is not None:
                    self.heap.observer.clearing(container)
                if container.extension is not None:
                    container.extension.release_referents(self.heap)
                container.clear(self.heap)
            self.heap.release(container)
            if garbage.first() is container:
                container.collecting = False
                container.unreachable = False
                container.generation = i16(min(index + 1, OLDEST))
                old.move_here(container)
            container = garbage.first()

    # -- beginnings ------------------------------------------------------------

    def settle(self, container: Container) -> None:
        """Put a watched container made before the program began among the oldest."""
        self.generations[OLDEST].objects.move_here(container)
        container.generation = i16(OLDEST)

    def reset_counts(self) -> None:
        """The program begins now: what was allocated and collected before does not count."""
        self.last = None
        for generation in self.generations:
            generation.count = 0

    # -- freezing --------------------------------------------------------------

    def freeze(self) -> None:
        """Move everything watched into the permanent generation (gc.freeze)."""
        for generation in self.generations:
            _set_generation(generation.objects, i64(PERMANENT))
            self.permanent.absorb(generation.objects)
            generation.count = 0

    def unfreeze(self) -> None:
        """Move the permanent generation into the oldest (gc.unfreeze)."""
        _set_generation(self.permanent, OLDEST)
        self.generations[OLDEST].objects.absorb(self.permanent)

    def forget_frozen(self) -> None:
        """The heap's world ends: what is frozen goes without its finalizers, as in CPython."""
        for container in self.permanent.to_list():
            container.finalized = True
        self.unfreeze()

    # -- looking ---------------------------------------------------------------

    def tracked_objects(self) -> list[Container]:
        """Every watched container, oldest generation's last, as gc.get_objects() lists them."""
        result: list[Container] = []
        for generation in self.generations:
            result.extend(generation.objects.to_list())
        return result


def _clear_marks(containers: ObjectList) -> None:
    """Forget a search's verdict before the next search."""
    current = containers.head.next
    while current is not None and current is not containers.head:
        current.collecting = False
        current.unreachable = False
        current = current.next


def _has_finalizer(containers: ObjectList) -> bool:
    """Whether any of the containers has a finalizer that has not run."""
    current = containers.head.next
    while current is not None and current is not containers.head:
        if not current.finalized and current.has_finalizer():
            return True
        current = current.next
    return False


def _set_generation(containers: ObjectList, index: i64) -> i64:
    """Tell each object which generation it is in; returns how many there are."""
    count: i64 = 0
    generation = i16(index)
    current = containers.head.next
    while current is not None and current is not containers.head:
        current.generation = generation
        count += 1
        current = current.next
    return count
