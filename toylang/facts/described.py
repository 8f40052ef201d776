"""Objects in words and numbers: what a view or a machine is told instead of an address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from toylang.facts.paths import Path
from toylang.heap.snapshot import Snapshot, Step

MOST: Final = 40
"""How many objects are told one by one."""

ROOT: Final = 0
"""What stands for a root where the address of an object would stand."""

FIRST: Final = 12
LAST: Final = 4
"""How many steps of a long path are told, at its beginning and at its end."""


class Reference(NamedTuple):
    """One reference, and the object at the other end of it."""

    place: str
    object: str | None
    """Its name; None if the other end is a root."""

    generation: int | None
    """0, 1, 2, 3 (frozen); None if the collector does not watch it."""

    bytes: int | None


class PathStep(NamedTuple):
    """One step of a path: the reference and where it leads."""

    label: str
    object: str


class PathFacts(NamedTuple):
    """A path, the middle of a long one left out."""

    start: str | None
    """The object where it begins; None if the first step is the name of a root."""

    length: int
    """Its references."""

    first: list[PathStep]
    last: list[PathStep]
    """Empty, unless steps between the two have been left out."""


def describe_reference(snapshot: Snapshot, place: str, address: int) -> Reference:
    """A reference whose other end is at `address`; ROOT for a root."""
    if address == ROOT:
        return Reference(place, None, None, None)
    node = snapshot.node(address)
    generation = None if node.generation < 0 else node.generation
    return Reference(place, snapshot.name(address), generation, node.size)


def describe_path(snapshot: Snapshot, path: Path) -> PathFacts:
    """A path by the names of its objects."""
    steps = path.steps
    start = snapshot.name(path.start) if path.start else None
    if len(steps) <= FIRST + LAST:
        return PathFacts(start, len(steps), _describe_steps(snapshot, steps), [])
    first = _describe_steps(snapshot, steps[:FIRST])
    return PathFacts(start, len(steps), first, _describe_steps(snapshot, steps[-LAST:]))


def _describe_steps(snapshot: Snapshot, steps: Sequence[Step]) -> list[PathStep]:
    return [PathStep(step.label.strip(), snapshot.name(step.address)) for step in steps]
