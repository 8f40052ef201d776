"""Why an object is alive: what keeps it, and what would make it go."""

from __future__ import annotations

from typing import Final, NamedTuple

from toylang.facts.leaks import Leak, find_leaks
from toylang.facts.paths import Path, shortest_path_from
from toylang.facts.reaching import Reach, frozen, kept_by_roots
from toylang.heap.header import PERMANENT, Container
from toylang.heap.snapshot import EVALUATED, Node, Snapshot

IMMORTAL: Final = "immortal"
TEMPORARY: Final = "temporary"
REACHABLE: Final = "reachable"
BEING_EVALUATED: Final = "being evaluated"
FROZEN: Final = "frozen"
IN_CYCLE: Final = "in a cycle"
HANGING: Final = "hangs from a cycle"
UNSEEN: Final = "out of the collector's sight"


class Standing(NamedTuple):
    """Why one object is alive."""

    verdict: str
    """One of the words above."""

    path: Path | None
    """The shortest way to it: from a frozen object, or from and along the cycle that keeps it; or
    from a root, whose name is the first step, then the start is 0."""

    cycles: int
    """How many cycles of garbage keep it."""

    cycle_size: int
    """How many objects the nearest of these has."""

    generation: int
    """The youngest generation whose collection would free it; -1 if none would."""

    finalizers: int
    """How many finalizers that collection would run in those cycles first."""


def why_alive(snapshot: Snapshot, address: int) -> Standing:
    """What keeps the object: a root, the collector's rules, or only cycles."""
    node = snapshot.node(address)
    if node.immortal:
        return _without_cycle(IMMORTAL)
    if node.refcount == 0:
        return _without_cycle(TEMPORARY)
    steps = snapshot.path_to(address)
    if steps is not None:
        evaluated = steps[0].label == EVALUATED
        return _without_cycle(BEING_EVALUATED if evaluated else REACHABLE, Path(0, steps))
    if node.generation == PERMANENT:
        return _without_cycle(FROZEN)
    path = shortest_path_from(snapshot, frozen(snapshot), node)
    if path is not None:
        return _without_cycle(FROZEN, path)
    return _among_garbage(snapshot, node)


def _without_cycle(verdict: str, path: Path | None = None) -> Standing:
    return Standing(verdict, path, 0, 0, -1, 0)


def _among_garbage(snapshot: Snapshot, node: Node) -> Standing:
    """The object is unreachable: find the cycles that lead to it."""
    leads_here = _leading_to(snapshot, node)
    keeping = [
        leak for leak in find_leaks(snapshot) if leads_here.includes(snapshot.node(leak.cycle[0]))
    ]
    if not keeping:
        return _without_cycle(UNSEEN)
    own = [leak for leak in keeping if node.address in leak.cycle]
    nearest = own[0] if own else keeping[-1]
    sources = [node] if own else [snapshot.node(address) for address in nearest.cycle]
    return Standing(
        verdict=IN_CYCLE if own else HANGING,
        path=shortest_path_from(snapshot, sources, node, leads_here),
        cycles=len(keeping),
        cycle_size=len(nearest.cycle),
        generation=max(leak.generation for leak in keeping),
        finalizers=sum(_finalizers(snapshot, leak) for leak in keeping),
    )


def _leading_to(snapshot: Snapshot, node: Node) -> Reach:
    """Everything unreachable that leads to the object, itself included."""
    kept = kept_by_roots(snapshot)
    found = Reach(snapshot, [])
    found.meet(node)
    waiting = [node]
    progress = snapshot.progress.around()
    progress.begin("Looking what leads to it", len(snapshot.order))
    while waiting:
        progress.step()
        for source in snapshot.sources(waiting.pop()):
            if not kept.includes(source) and found.meet(source):
                waiting.append(source)
    progress.end()
    return found


def _finalizers(snapshot: Snapshot, leak: Leak) -> int:
    """How many objects of a leak have a finalizer that has not run."""
    nodes = [snapshot.node(address) for address in leak.cycle + leak.hanging]
    subjects = [node.subject for node in nodes if not node.finalized]
    return sum(isinstance(each, Container) and each.has_finalizer() for each in subjects)
