"""Verification: everything that must hold in a heap between two steps of a program.

1. Each object's count equals the references to it that can be found. (While a program runs, an
   evaluation under way may hold more; then the count may be higher, never lower.)
2. Nobody refers to a freed object, and each object shows the collector what it says it refers to.
3. Each watched container is in exactly the list of its generation, linked in both directions, and
   bears no mark of a collection.
4. A weak reference and its referent know each other.
5. Every block belongs to exactly one object or free list, lies in a pool of its size, and the
   allocator's sums are the sums of what was found.

Each violation is a sentence that names the object and who holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.header import PERMANENT, UNTRACKED, Container, HeapObject, Kind, Visitor
from toylang.heap.numbering import Numbering
from toylang.heap.object_list import ObjectList
from toylang.heap.references import References
from toylang.heap.snapshot import EVALUATED, Snapshot
from toylang.heap.verify_blocks import verify_blocks
from toylang.heap.weak_references import WeakReference
from toylang.heap.wording import printable

if TYPE_CHECKING:
    from toylang.heap.heap import Heap


def verify(heap: Heap, exact: bool = True, numbering: Numbering | None = None) -> list[str]:
    """Everything in `heap` that is not as it must be; objects are called by their `numbering`."""
    verifier = _Verifier(heap, Numbering() if numbering is None else numbering)
    verifier.check_generations()
    if verifier.violations:
        return verifier.violations  # whoever walks along broken lists gets lost
    references = References(heap, complete=True)
    references.follow()
    found = list(references.found)
    verifier.check_counts(references, exact)
    verifier.check_referents(found)
    verifier.check_unlisted(found)
    verifier.check_weak_references(found)
    return verifier.violations + verify_blocks(heap, found, exact, verifier.numbering)


class _Verifier:
    """Looks at one heap and writes down what is wrong."""

    def __init__(self, heap: Heap, numbering: Numbering) -> None:
        self.heap: Heap = heap
        self.violations: list[str] = []
        self._listed: set[HeapObject] = set()
        """What stands in some generation's list."""

        self.numbering: Numbering = numbering
        self._snapshot: Snapshot | None = None

    # -- words -----------------------------------------------------------------

    def _snap(self) -> Snapshot:
        """The heap as a snapshot; taken only when there is something to tell."""
        if self._snapshot is None:
            self._snapshot = Snapshot(self.heap, self.numbering)
        return self._snapshot

    def _name(self, value: HeapObject) -> str:
        return f"{printable(value.describe())} #{self.numbering.number_of(value)}"

    def _holders(self, value: HeapObject) -> list[str]:
        """Where the references to `value` are."""
        snapshot = self._snap()
        return [
            snapshot.place_name(holder)
            for holder in snapshot.holders(value.address)
            if holder.source is not None or holder.label != EVALUATED
        ]

    def _report(self, sentence: str) -> None:
        self.violations.append(sentence)

    # -- counts and referents --------------------------------------------------

    def check_counts(self, references: References, exact: bool) -> None:
        """Counts equal the references found, or are not below them."""
        for value, found in references.found.items():
            if value.immortal or value.address == 0:
                continue
            if value.refcount < found or (exact and value.refcount > found):
                self._report(self._miscounted(value))

    def _miscounted(self, value: HeapObject) -> str:
        """The count and the holders that do not agree."""
        places = self._holders(value)
        noun = "holder" if len(places) == 1 else "holders"
        named = ": " + ", ".join(places) if places else ""
        return (
            f"{self._name(value)} counts {value.refcount}, "
            f"but {len(places) or 'no'} {noun} can be named{named}"
        )

    def check_referents(self, found: list[HeapObject]) -> None:
        """Nobody refers to the dead, and the collector is shown all there is to see."""
        for roots in self.heap.roots:
            for name, held in roots.edges():
                if _is_freed(held):
                    self._report(f"{name} refers to a freed {held.describe()}")
        for value in found:
            if not _is_freed(value):
                self._check_referents_of(value)

    def _check_referents_of(self, value: HeapObject) -> None:
        hidden = _Hidden()
        for label, referent in value.all_edges():
            hidden.referents.setdefault(referent, []).append(label)
            if _is_freed(referent):
                self._report(f"{self._name(value)}{label} refers to a freed {referent.describe()}")
        value.show_referents(hidden)
        for referent in hidden.unknown:
            words = referent.describe()
            self._report(f"{self._name(value)} shows the collector more references to {words}")
        for referent, labels in hidden.referents.items():
            if labels and not (isinstance(value, Kind) and referent in value.hidden_referents()):
                self._report(f"{self._name(value)} hides {labels[0].strip()} from the collector")

    # -- generations -----------------------------------------------------------

    def check_generations(self) -> None:
        """The lists are whole, and each object is in that of its generation."""
        for generation in self.heap.collector.generations:
            self._check_list(generation.objects, generation.index)
            if generation.count < 0:
                self._report(f"generation {generation.index} has a count of {generation.count}")
        self._check_list(self.heap.collector.permanent, i64(PERMANENT))

    def check_unlisted(self, found: list[HeapObject]) -> None:
        """Whoever is in no list does not claim to be watched; during a collection, some do."""
        if self.heap.collector.collecting:
            return
        for value in found:
            if isinstance(value, Container) and value not in self._listed and value.address != 0:
                if value.generation != UNTRACKED:
                    where = f"generation {value.generation}"
                    self._report(f"{self._name(value)} is in {where}, but not in its list")
                elif value.next is not None or value.previous is not None:
                    self._report(f"{self._name(value)} is untracked, but linked into a list")

    def _check_list(self, objects: ObjectList, index: i64) -> None:
        preceding = objects.head
        current = preceding.next
        while current is not None and current is not objects.head:
            if current in self._listed:
                self._report(f"{self._name(current)} is in the list of generation {index} twice")
                return
            self._listed.add(current)
            if current.previous is not preceding:
                self._report(f"{self._name(current)} does not know who stands before it")
            self._check_listed(current, index)
            preceding, current = current, current.next
        if current is None:
            self._report(f"the list of generation {index} breaks off after {self._name(preceding)}")
        elif objects.head.previous is not preceding:
            self._report(f"the list of generation {index} does not know its last object")

    def _check_listed(self, container: Container, index: i64) -> None:
        if self.heap.collector.collecting:
            return
        if container.generation != index:
            self._report(
                f"{self._name(container)} is in the list of generation {index}, "
                f"but says {container.generation}"
            )
        if container.collecting or container.unreachable:
            self._report(f"{self._name(container)} bears the mark of a collection")

    # -- weak references -------------------------------------------------------

    def check_weak_references(self, found: list[HeapObject]) -> None:
        """Each of the two ends knows the other."""
        for value in found:
            if isinstance(value, WeakReference) and value.referent is not None:
                self._check_referent(value, value.referent)
            if isinstance(value, Container) and value.weak_references is not None:
                self._check_known(value, value.weak_references)

    def _check_referent(self, reference: WeakReference, referent: Container) -> None:
        if _is_freed(referent):
            self._report(f"{self._name(reference)} still knows a freed {referent.describe()}")
        elif referent.weak_references is None or reference not in referent.weak_references:
            self._report(f"{self._name(referent)} does not know its {self._name(reference)}")

    def _check_known(self, value: Container, known: list[WeakReference]) -> None:
        if not known:
            self._report(f"{self._name(value)} has an empty list of weak references")
        for reference in known:
            if reference.address == 0:  # one that is dying is known until its attributes are gone
                self._report(f"{self._name(value)} still knows a freed weak reference")
            elif reference.referent is not value:
                self._report(f"{self._name(reference)} does not know its {self._name(value)}")


def _is_freed(value: HeapObject) -> bool:
    return value.address == 0 or value.refcount <= 0


class _Hidden(Visitor):
    """Crosses out the referents an object shows; what is left, it hides."""

    def __init__(self) -> None:
        self.referents: dict[HeapObject, list[str]] = {}
        """The labels of the references that an object says it holds."""

        self.unknown: list[HeapObject] = []
        """Referents shown more often than held."""

    def visit(self, referent: HeapObject) -> None:
        labels = self.referents.get(referent)
        if labels:
            labels.pop()
        else:
            self.unknown.append(referent)
