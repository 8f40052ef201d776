"""What a collection did, phase by phase, as plain facts.

Objects are given by name, `list #9`. A table names at most `MOST_ROWS` objects of the program, the
youngest ones while all are candidates; how many more there are, and how many of Toy's own, it says
in numbers.
"""

from __future__ import annotations

from typing import Final, NamedTuple

MOST_ROWS: Final = 30
"""So many objects of a phase are shown."""


class Others(NamedTuple):
    """The objects of a table that are not shown in it."""

    more: int
    """Objects of the program."""

    of_toy: int


class Candidate(NamedTuple):
    """An object under collection."""

    object: str
    generation: int
    refcount: int


class Candidates(NamedTuple):
    """Who is under collection."""

    generation: int
    total: int
    rows: list[Candidate]
    others: Others


class Copy(NamedTuple):
    """An object's count, and the number the collector works with."""

    object: str
    refcount: int
    gc_refs: int


class Copies(NamedTuple):
    """The counts are copied."""

    total: int
    rows: list[Copy]
    others: Others


class Subtraction(NamedTuple):
    """How much of a count the objects under collection account for."""

    object: str
    refcount: int
    inside: int
    left: int
    """The `gc_refs`: references from outside."""

    sources: list[str]
    """Who the references inside come from, one each."""

    holders: list[str]
    """The places of the references from outside, as far as they can be named."""


class Subtractions(NamedTuple):
    """The references inside are taken off."""

    total: int
    references: int
    suspects: int
    """Objects with nothing left."""

    rows: list[Subtraction]
    others: Others


class Mark(NamedTuple):
    """An object the marker has found alive at once."""

    object: str
    held_by: str
    """The root, or the place in an object that is not under collection, that led to it first."""


class Marks(NamedTuple):
    """The marker has marked what is held from outside."""

    total: int
    rows: list[Mark]
    others: Others


class Rescue(NamedTuple):
    """An object with nothing left that a reachable one refers to."""

    object: str
    by: str
    """The object that refers to it, and where: `Node #3.next`."""

    set_aside: bool
    """Whether it had been set aside as unreachable already."""


class Reachable(NamedTuple):
    """Who is found alive."""

    total: int
    rescued: int
    """Those among them only other objects under collection lead to."""

    rows: list[Rescue]
    others: Others


class Suspect(NamedTuple):
    """A tentatively unreachable object."""

    object: str
    refcount: int
    finalizer: bool
    """Whether it has one that has not run."""


class Unreachable(NamedTuple):
    """Who is tentatively unreachable, and where the others are now."""

    total: int
    survivors: int
    generation: int
    """The generation the survivors are in now."""

    untracked: int
    """Survivors that are no longer watched, as they can be in no cycle."""

    rows: list[Suspect]
    others: Others


class Clearing(NamedTuple):
    """A weak reference that was cleared."""

    reference: str
    referent: str
    callback: str
    """`called`, `none`, or `silent` if the reference is trash itself."""


class WeakReferences(NamedTuple):
    """The weak references to the trash, and what became of them."""

    total: int
    called: int
    rows: list[Clearing]
    others: Others


class Finalizers(NamedTuple):
    """The objects whose finalizers ran, in order."""

    total: int
    rows: list[str]
    others: Others


class Verdict(NamedTuple):
    """An object of the trash after the finalizers, looked at once more."""

    object: str
    refcount: int
    left: int | None
    """References from outside the trash; None if they were not counted."""

    held_by: str
    """The place of a reference that keeps it alive; empty if nothing does."""

    alive: bool


class Verdicts(NamedTuple):
    """The search once more, on the trash alone."""

    resurrected: int
    garbage: int
    rows: list[Verdict]
    others: Others


class Death(NamedTuple):
    """An object that is gone."""

    object: str
    cleared: bool
    """Whether the collector broke it up; else its count fell to zero when others were."""


class Deaths(NamedTuple):
    """What is freed, in order."""

    total: int
    cleared: int
    rows: list[Death]
    others: Others


Phase = (
    Candidates
    | Copies
    | Subtractions
    | Marks
    | Reachable
    | Unreachable
    | WeakReferences
    | Finalizers
    | Verdicts
    | Deaths
)
"""The facts of one phase."""


def is_last(phase: Phase) -> bool:
    """Whether the collection has nothing more to do."""
    if isinstance(phase, Unreachable):
        return phase.total == 0
    if isinstance(phase, Verdicts):
        return phase.garbage == 0
    return isinstance(phase, Deaths)
