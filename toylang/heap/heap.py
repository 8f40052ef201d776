"""The heap: where every value of a program lives, dies, and can be found.

The claim: an object is freed at the moment its last reference goes away; objects that only refer
to one another are found by the collector; and everything a program holds is counted, so that the
count of an object is the number of holders one can name.

How a life goes:

1. `allocate` gives a new object its block and a count of one, owned by whoever asked.
   `allocate_container` also counts the object towards generation 0, which may start a collection
   before the object itself is watched; `track` then puts it into generation 0.
2. Whoever stores a reference adds one to the count; `release` takes one off.
3. At zero `deallocate` runs: out of its generation, finalizer, weak references, referents, block.
   The finalizer may store a new reference to the object: then it lives on.
4. Letting go of a referent may free it in turn. A chain of a million objects would need a stack
   as deep, so from the fiftieth level on the dying wait in the trash, and the last one thrown in
   is the first one destroyed (CPython's trashcan, `Objects/object.c`).

Nothing here knows what the objects mean. The roots are named by whoever registers them.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from toylang.heap.allocator import Allocator
from toylang.heap.collector import Collector
from toylang.heap.events import Observer
from toylang.heap.header import UNTRACKED, Container, HeapObject
from toylang.heap.object_list import unlink
from toylang.heap.recorder import Recorder
from toylang.heap.verify import verify
from toylang.heap.weak_references import clear_weak_references

TRASH_DEPTH: Final[i64] = 50
"""Nested deallocations before the dying are put aside."""

IMPATIENT_DEPTH: Final[i64] = 200
"""The same of those that CPython never puts aside: a long chain of generators overflows its stack.
"""


class Roots:
    """Somebody outside the heap who holds references into it, each with a name."""

    def edges(self) -> list[tuple[str, HeapObject]]:
        """Every reference held, with the name a person would give the place."""
        raise NotImplementedError

    def namespaces(self) -> list[tuple[HeapObject, str]]:
        """Dicts whose keys are names of the program, each with the word for one: `global `."""
        return []

    def residents(self) -> list[HeapObject]:
        """Objects that live as long as the heap, held by nobody in particular."""
        return []


class NamedRoots(Roots):
    """References held under names, one each: what a session or a test keeps by hand."""

    def __init__(self) -> None:
        self.held: dict[str, HeapObject] = {}
        """Counted references."""

        self.named_namespaces: list[tuple[HeapObject, str]] = []

    def edges(self) -> list[tuple[str, HeapObject]]:
        return list(self.held.items())

    def namespaces(self) -> list[tuple[HeapObject, str]]:
        return self.named_namespaces


class FreeList:
    """Blocks of dead containers of one family, kept for the next of that family.

    A container taken from here is not counted as allocated, one put here not as freed, so a
    program that makes and drops lists in turn never comes closer to a collection. A full
    collection gives the blocks back.
    """

    count: i64 = 0
    """Blocks kept."""

    _latest: i64 = 0
    """Address of the block that came last, 0 if it is in use again; the others are in a list."""

    def __init__(self, size: i64, limit: i64) -> None:
        self.size: i64 = size
        self.limit: i64 = limit
        self._earlier: list[int] = []

    def take(self) -> i64:
        """The address of the block that came last; there must be one."""
        self.count -= 1
        latest = self._latest
        if latest == 0:
            return self._earlier.pop()
        self._latest = 0
        return latest

    def keep(self, address: i64) -> None:
        """Keep a block."""
        self.count += 1
        if self._latest != 0:
            self._earlier.append(self._latest)
        self._latest = address

    def addresses(self) -> list[int]:
        """Where the blocks are."""
        return [*self._earlier, self._latest] if self._latest != 0 else self._earlier.copy()


class Heap:
    """One world's memory. Two heaps never meet."""

    objects: i64 = 0
    """Objects alive."""

    observer: Observer | None = None
    """Who hears of everything."""

    recorder: Recorder | None = None
    """Who keeps the numbers; see `record`."""

    _trash_depth: i64 = 0
    _impatient_depth: i64 = 0

    def __init__(self) -> None:
        self.allocator: Allocator = Allocator()
        self.collector: Collector = Collector(self)
        self.roots: list[Roots] = []
        self.free_lists: list[FreeList] = []
        self._trash: list[Container] = []

    # -- birth -----------------------------------------------------------------

    def allocate(self, value: HeapObject, size: i64) -> None:
        """Give `value` a block of `size` bytes."""
        value.size = size
        value.address = self.allocator.allocate(size)
        self.objects += 1
        if self.recorder is not None:
            self.recorder.allocated()
        if self.observer is not None:
            self.observer.allocated(value)

    def allocate_container(self, value: Container, size: i64) -> None:
        """Give a container its block and count it; a collection may run. Does not track it."""
        self.allocate(value, size)
        self.collector.count_allocation()

    def allocate_from(self, free_list: FreeList, value: Container) -> None:
        """Like `allocate_container`, from a dead container's block where one is kept."""
        if free_list.count > 0:
            value.size = free_list.size
            value.address = free_list.take()
            self.objects += 1
            if self.recorder is not None:
                self.recorder.allocated()
            if self.observer is not None:
                self.observer.allocated(value)
        else:
            self.allocate_container(value, free_list.size)

    def new_free_list(self, size: i64, limit: i64) -> FreeList:
        """A free list for containers of `size` bytes that keeps up to `limit` blocks."""
        free_list = FreeList(size, limit)
        self.free_lists.append(free_list)
        return free_list

    def track(self, container: Container) -> None:
        """Put a container into the youngest generation."""
        container.generation = 0
        self.collector.youngest.append(container)

    def untrack(self, container: Container) -> None:
        """Take a container out of the collector's sight, if it is in it."""
        if container.generation != UNTRACKED:
            unlink(container)
            container.generation = UNTRACKED
            container.collecting = False
            container.unreachable = False

    # -- looking ---------------------------------------------------------------

    def record(self) -> Recorder:
        """Record what comes and goes from now on, or since when that is being done already."""
        if self.recorder is None:
            self.recorder = Recorder(self.objects, self.allocator)
        return self.recorder

    def known_objects(self) -> list[HeapObject]:
        """Every object one can find without following references, roots aside (borrowed)."""
        result: list[HeapObject] = []
        for roots in self.roots:
            result.extend(roots.residents())
        result.extend(self.collector.permanent.to_list())
        result.extend(self.collector.tracked_objects())
        return result

    def verify(self, exact: bool = True) -> list[str]:
        """Everything in the heap that is not as it must be, a sentence each.

        While the program runs, an evaluation holds references nobody can find: then not `exact`.
        """
        return verify(self, exact)

    # -- counting --------------------------------------------------------------

    def release(self, value: HeapObject) -> None:
        """Let go of one reference; the object dies if it was the last."""
        value.refcount -= 1
        if value.refcount == 0:
            value.deallocate(self)

    def release_all(self, values: list[HeapObject]) -> None:
        """Let go of one reference to each of `values`, in order."""
        for value in values:
            value.refcount -= 1
            if value.refcount == 0:
                value.deallocate(self)

    # -- death -----------------------------------------------------------------

    def free(self, value: HeapObject) -> None:
        """Give the block of a dead object back."""
        if self.observer is not None:
            self.observer.freed(value)
        self.objects -= 1
        if self.recorder is not None:
            self.recorder.freed()
        self.allocator.free(value.address, value.size)
        value.address = 0

    def free_container(self, container: Container) -> None:
        """Give the block of a dead container back and take it off generation 0's count."""
        self.collector.count_free()
        self.free(container)

    def free_to(self, free_list: FreeList, container: Container) -> None:
        """Like `free_container`, keeping the block for the next of its family if there is room."""
        if free_list.count < free_list.limit and container.size == free_list.size:
            if self.observer is not None:
                self.observer.freed(container)
            self.objects -= 1
            if self.recorder is not None:
                self.recorder.freed()
            free_list.keep(container.address)
            container.address = 0
        else:
            self.free_container(container)

    def bytes_of_objects(self) -> i64:
        """Bytes in use, but for the kept blocks of dead containers."""
        kept: i64 = 0
        for free_list in self.free_lists:
            kept += free_list.count * free_list.size
        return self.allocator.bytes_in_use - kept

    def clear_free_lists(self) -> None:
        """Give all kept blocks back; a full collection does this."""
        for free_list in self.free_lists:
            while free_list.count > 0:
                self.collector.count_free()
                self.allocator.free(free_list.take(), free_list.size)

    def deallocate_container(self, container: Container) -> None:
        """The container's count is zero: destroy it now, or soon if this goes too deep."""
        self.untrack(container)
        if self._impatient_depth < IMPATIENT_DEPTH and not container.may_wait_in_trash():
            self._impatient_depth += 1
            self._destroy(container)
            self._impatient_depth -= 1
            return
        if self._trash_depth >= TRASH_DEPTH:
            self._trash.append(container)
            return
        self._trash_depth += 1
        self._destroy(container)
        self._trash_depth -= 1
        if self._trash_depth == 0 and self._trash:
            self._empty_trash()

    def _empty_trash(self) -> None:
        self._trash_depth += 1
        while self._trash:
            self.deallocate_container(self._trash.pop())
        self._trash_depth -= 1

    def _destroy(self, container: Container) -> None:
        wants_finalizer = not container.finalized and container.has_finalizer()
        if wants_finalizer and self._revived_by_finalizer(container):
            return
        if container.weak_references is not None:
            clear_weak_references(self, container)
        extension = container.extension
        if extension is None:
            container.release_referents(self)
            container.give_back(self)
            return
        extension.release_referents(self)
        container.release_referents(self)
        self.free_container(container)
        extension.leave_class(self)

    def _revived_by_finalizer(self, container: Container) -> bool:
        """Run the finalizer on a dying container; True if it found a new holder (PEP 442)."""
        container.refcount = 1
        self.track(container)
        container.finalize(self)
        container.finalized = True
        container.refcount -= 1
        if container.refcount > 0:
            return True
        self.untrack(container)
        return False
