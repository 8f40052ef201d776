"""References one by one: those to an object, and those of the roots."""

from __future__ import annotations

from typing import NamedTuple

from toylang.facts.ownership import LAST_VALUE, TOYS_ROOTS, belonging_to_toy
from toylang.heap.snapshot import EVALUATED, Holder, Snapshot


def referrers(snapshot: Snapshot, address: int) -> tuple[list[Holder], int]:
    """The references to an object that the program holds, and how many more are Toy's own."""
    own = belonging_to_toy(snapshot)
    holders = snapshot.holders(address)
    result = [holder for holder in holders if not _is_toys(holder, own)]
    return result, len(holders) - len(result)


def _is_toys(holder: Holder, own: set[int]) -> bool:
    if holder.source is None:
        return holder.label in TOYS_ROOTS
    return holder.source in own and holder.label != LAST_VALUE


class Holding(NamedTuple):
    """One name from which everything else hangs."""

    name: str
    address: int


class RootsFacts(NamedTuple):
    """All roots."""

    programs: list[Holding]
    """What the program has named, and what the session keeps for it."""

    evaluated: int
    """References of an evaluation under way."""

    toys: list[str]
    """Names that lead to Toy's own objects alone."""


def find_roots(snapshot: Snapshot) -> RootsFacts:
    """Every name that keeps something alive by itself; the entries of a namespace are names."""
    own = belonging_to_toy(snapshot)
    programs: list[Holding] = []
    toys: list[str] = []
    evaluated = 0
    for root in snapshot.roots:
        if root.name == EVALUATED:
            evaluated += 1
        elif root.name in TOYS_ROOTS:
            toys.append(root.name)
        else:
            programs.append(Holding(root.name, root.target))
    for namespace in snapshot.namespaces:
        programs += _names_in(snapshot, namespace, own)
    return RootsFacts(programs, evaluated, toys)


def _names_in(snapshot: Snapshot, namespace: int, own: set[int]) -> list[Holding]:
    """The entries of a namespace, but for those that every program has."""
    result: list[Holding] = []
    for edge in snapshot.node(namespace).edges:
        if namespace in own:
            is_programs = edge.label == LAST_VALUE
        else:
            is_programs = not (edge.label.startswith("['__") and edge.target in own)
        if edge.label.startswith("['") and is_programs:
            word = snapshot.namespaces[namespace]
            result.append(Holding(word + edge.label[2:-2], edge.target))
    return result
