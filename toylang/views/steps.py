"""The phases of a collection, one view each: what the phase does, and each object's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.facts.steps import (
    Candidates,
    Copies,
    Deaths,
    Finalizers,
    Marks,
    Others,
    Phase,
    Reachable,
    Subtraction,
    Subtractions,
    Unreachable,
    Verdicts,
    WeakReferences,
)
from toylang.views.table import counted, indented, inflected, records

SCOPE: Final = ("generation 0", "generations 0 and 1", "all three generations")

CALLBACKS: Final = {
    "called": "its callback was called",
    "none": "it has no callback",
    "silent": "trash itself: it is not told",
}

MOST_NAMES: Final = 3
"""So many holders of one object are named."""

QUESTION: Final = "Enter: next phase   q: let it finish "


def phase_view(number: int, phase: Phase) -> RenderableType:
    """A phase that has ended."""
    match phase:
        case Candidates():
            return _candidates(number, phase)
        case Copies():
            return _copies(number, phase)
        case Subtractions():
            return _subtractions(number, phase)
        case Marks():
            return _marks(number, phase)
        case Reachable():
            return _reachable(number, phase)
        case Unreachable():
            return _unreachable(number, phase)
        case WeakReferences():
            return _weak_references(number, phase)
        case Finalizers():
            return _finalizers(number, phase)
        case Verdicts():
            return _verdicts(number, phase)
        case Deaths():
            return _deaths(number, phase)


def _screen(
    number: int,
    title: str,
    explanation: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    others: Others,
) -> RenderableType:
    """The common form of all phases."""
    parts: list[RenderableType] = [
        Text(),
        Text.assemble((f"{number}  {title}", "bold")),
        Text(explanation, "dim"),
    ]
    if rows:
        parts.append(indented(records(columns, rows)))
    left_out = remainder(others)
    if left_out:
        parts.append(indented(Text(left_out, "dim")))
    return Group(*parts)


def remainder(others: Others) -> str:
    """How many objects a table leaves out; empty if none."""
    of_toy = f"{others.of_toy:,} of Toy's own"
    if others.more:
        return f"+{others.more:,} more" + (f", and {of_toy}" if others.of_toy else "")
    return f"and {of_toy}" if others.of_toy else ""


def _objects(number: int) -> str:
    return counted(number, "object")


def _some(names: Sequence[str]) -> str:
    """Each name once, the first few of them."""
    different = list(dict.fromkeys(names))
    shown = ", ".join(_times(name, list(names).count(name)) for name in different[:MOST_NAMES])
    more = len(different) - MOST_NAMES
    return f"{shown}, +{more} more" if more > 0 else shown


def _times(name: str, number: int) -> str:
    return name if number == 1 else f"{name} ({number}x)"


def _candidates(number: int, phase: Candidates) -> RenderableType:
    return _screen(
        number,
        f"Candidates: {_objects(phase.total)} in {SCOPE[phase.generation]}",
        "Containers only: what cannot hold a reference cannot be in a cycle.",
        ("object", ">generation", ">count"),
        [(row.object, str(row.generation), f"{row.refcount:,}") for row in phase.rows],
        phase.others,
    )


def _copies(number: int, phase: Copies) -> RenderableType:
    return _screen(
        number,
        "update_refs: each count is copied",
        "The collector calculates with the copy, gc_refs. The counts themselves stay as they are.",
        ("object", ">count", ">gc_refs"),
        [(row.object, f"{row.refcount:,}", f"{row.gc_refs:,}") for row in phase.rows],
        phase.others,
    )


def _subtractions(number: int, phase: Subtractions) -> RenderableType:
    rows = [
        (
            row.object,
            f"{row.refcount:,}",
            f"{-row.inside:,}" if row.inside else "0",
            f"{row.left:,}",
            _held_by(row),
        )
        for row in phase.rows
    ]
    taken = counted(phase.references, "reference")
    return _screen(
        number,
        f"subtract_refs: {taken} inside taken off",
        "A reference from one candidate to another proves nothing. What is left in gc_refs comes "
        f"from outside. {_objects(phase.suspects)} with nothing left.",
        ("object", ">count", ">inside", ">gc_refs", "held by"),
        rows,
        phase.others,
    )


def _held_by(row: Subtraction) -> str:
    """Who holds an object, those under collection first."""
    outside = f"outside: {_some(row.holders)}" if row.holders else ""
    return "; ".join(words for words in (_some(row.sources), outside) if words)


def _marks(number: int, phase: Marks) -> RenderableType:
    return _screen(
        number,
        f"The roots: {_objects(phase.total)} marked",
        "Held by a name, by an object that is not under collection, or by what runs now.",
        ("object", "held by"),
        [(row.object, row.held_by) for row in phase.rows],
        phase.others,
    )


def _reachable(number: int, phase: Reachable) -> RenderableType:
    rows = [(row.object, row.by, "brought back" if row.set_aside else "") for row in phase.rows]
    are = inflected(phase.total, "is", "are")
    return _screen(
        number,
        f"Rescued: {_objects(phase.rescued)}, so that {phase.total:,} {are} reachable",
        "Whatever a reachable object refers to is reachable, too.",
        ("object", "by", ""),
        rows,
        phase.others,
    )


def _unreachable(number: int, phase: Unreachable) -> RenderableType:
    unwatched = f"{phase.untracked:,} can be in no cycle: no longer watched. "
    return _screen(
        number,
        f"Unreachable, tentatively: {_objects(phase.total)}",
        ("Held only by one another. " if phase.total else "No garbage was found. ")
        + (unwatched if phase.untracked else "")
        + f"{counted(phase.survivors, 'survivor')} now in generation {phase.generation}.",
        ("object", ">count", ""),
        [
            (row.object, f"{row.refcount:,}", "has a finalizer" if row.finalizer else "")
            for row in phase.rows
        ],
        phase.others,
    )


def _weak_references(number: int, phase: WeakReferences) -> RenderableType:
    return _screen(
        number,
        f"Weak references cleared: {phase.total:,}",
        f"First all are cleared, then the callbacks called: {phase.called:,}.",
        ("weak reference", "to", ""),
        [(row.reference, row.referent, CALLBACKS[row.callback]) for row in phase.rows],
        phase.others,
    )


def _finalizers(number: int, phase: Finalizers) -> RenderableType:
    return _screen(
        number,
        f"Finalizers run: {phase.total:,}",
        "__del__ runs once in an object's life, while the whole cycle is still there.",
        ("in this order",),
        [(name,) for name in phase.rows],
        phase.others,
    )


def _verdicts(number: int, phase: Verdicts) -> RenderableType:
    rows = [
        (
            row.object,
            f"{row.refcount:,}",
            "-" if row.left is None else f"{row.left:,}",
            f"alive: {row.held_by}" if row.alive else "garbage",
        )
        for row in phase.rows
    ]
    return _screen(
        number,
        f"Once more, on the trash alone: {phase.resurrected:,} back to life",
        "The program may have shown an object to the living. Who is still held only by the "
        f"trash is garbage: {_objects(phase.garbage)}.",
        ("object", ">count", ">gc_refs", ""),
        rows,
        phase.others,
    )


def _deaths(number: int, phase: Deaths) -> RenderableType:
    rows = [
        (row.object, "cleared by the collector" if row.cleared else "its count fell to 0")
        for row in phase.rows
    ]
    return _screen(
        number,
        f"Freed: {_objects(phase.total)}",
        "The collector lets garbage let go of what it refers to; counting does the rest.",
        ("in this order", ""),
        rows,
        phase.others,
    )
