"""The report on leaks: cycles of one shape together, described by one of them."""

from __future__ import annotations

from typing import Final, NamedTuple

from toylang.facts.described import PathFacts, describe_path
from toylang.facts.leaks import Leak, find_leaks
from toylang.facts.paths import Path, shortest_path, shortest_path_from
from toylang.facts.reaching import Reach
from toylang.facts.remedies import Remedy, find_remedy, has_class, without_place
from toylang.heap.snapshot import Snapshot, Step

MOST_SHAPES: Final = 20
"""How many shapes are described."""


class RemedyFacts(NamedTuple):
    """What would break a cycle; see `Remedy`."""

    kind: str
    type: str
    label: str
    target: str
    references: int
    holders: int
    leads_back: bool
    weak: str
    enough: bool


class Shape(NamedTuple):
    """Cycles of the same types, with references of the same names."""

    times: int
    cycle: int
    """The objects in one of the cycles."""

    hanging: int
    """What a collection would find besides in all of them together."""

    others: int
    """What goes with them all though the collector does not watch it."""

    bytes: int
    generation: int
    """The youngest generation whose collection would free them all."""

    hangs_from_another: bool
    """Whether another leak holds the cycle, too."""

    has_class: bool
    example: PathFacts
    """The shortest way round one of the cycles that its remedy would break."""

    remedy: RemedyFacts | None


class LeakReport(NamedTuple):
    """All that only cycles keep."""

    cycles: int
    found: int
    """The objects a full collection would find."""

    others: int
    """The objects that would be freed with them."""

    bytes: int
    shapes: list[Shape]
    more_shapes: int
    """Shapes not described."""


def report_leaks(snapshot: Snapshot) -> LeakReport:
    """The leaks of a snapshot, those of one shape as one; in the order of the first of each."""
    leaks = find_leaks(snapshot)
    shapes: dict[object, list[Leak]] = {}
    progress = snapshot.progress
    progress.begin("Comparing the cycles", sum([len(leak.cycle) for leak in leaks]))
    for leak in leaks:
        shapes.setdefault(_shape_of(snapshot, leak), []).append(leak)
    progress.end()
    described = list(shapes.values())[:MOST_SHAPES]
    return LeakReport(
        cycles=len(leaks),
        found=sum(leak.found for leak in leaks),
        others=sum(len(leak.others) for leak in leaks),
        bytes=sum(leak.bytes for leak in leaks),
        shapes=[_describe(snapshot, alike) for alike in described],
        more_shapes=len(shapes) - len(described),
    )


def _shape_of(snapshot: Snapshot, leak: Leak) -> object:
    """What leaks of one shape have in common: types, and the names of the references."""
    members = set(leak.cycle)
    names: set[tuple[str, str, str]] = set()
    kinds: list[str] = []
    for address in leak.cycle:
        snapshot.progress.step()
        node = snapshot.node(address)
        kinds.append(node.kind)
        for edge in node.edges:
            if edge.target in members:
                kind = snapshot.order[edge.place].kind
                names.add((node.kind, without_place(edge.label), kind))
    kinds.sort()
    return tuple(kinds), frozenset(names), leak.hangs_from < 0


def _describe(snapshot: Snapshot, leaks: list[Leak]) -> Shape:
    first = leaks[0]
    remedy = find_remedy(snapshot, first.cycle)
    return Shape(
        times=len(leaks),
        cycle=len(first.cycle),
        hanging=sum(len(leak.hanging) for leak in leaks),
        others=sum(len(leak.others) for leak in leaks),
        bytes=sum(leak.bytes for leak in leaks),
        generation=max(leak.generation for leak in leaks),
        hangs_from_another=first.hangs_from >= 0,
        has_class=has_class(snapshot, first.cycle),
        example=describe_path(snapshot, _way_round(snapshot, first, remedy)),
        remedy=_describe_remedy(snapshot, remedy),
    )


def _describe_remedy(snapshot: Snapshot, remedy: Remedy | None) -> RemedyFacts | None:
    if remedy is None:
        return None
    return RemedyFacts(
        kind=remedy.kind,
        type=remedy.type,
        label=remedy.label.strip(),
        target=snapshot.name(remedy.target),
        references=remedy.references,
        holders=remedy.holders,
        leads_back=remedy.leads_back,
        weak=remedy.weak,
        enough=remedy.enough,
    )


def _way_round(snapshot: Snapshot, leak: Leak, remedy: Remedy | None) -> Path:
    """The shortest way round a cycle, by the reference that its remedy would take away."""
    if remedy is None:
        path = shortest_path(snapshot, leak.cycle[0], leak.cycle[0])
        assert path is not None, "a cycle leads round"
        return path
    closing = Step(remedy.reference, remedy.target)
    if remedy.target == remedy.holder:
        return Path(remedy.target, [closing])
    cycle = Reach(snapshot, [])
    for address in leak.cycle:
        cycle.meet(snapshot.node(address))
    start, end = snapshot.node(remedy.target), snapshot.node(remedy.holder)
    path = shortest_path_from(snapshot, [start], end, cycle)
    assert path is not None, "each object of a cycle leads to all others"
    return Path(remedy.target, [*path.steps, closing])
