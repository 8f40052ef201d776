"""Leaks: what only cycles keep, cycle by cycle, with all that hangs from each.

Counting alone never frees these objects; a collection would, and finds exactly those this module
finds (programs read their number from `gc.collect()`), as long as no finalizer brings any back.
"""

from __future__ import annotations

from typing import NamedTuple

from toylang.facts.cycles import components, is_cyclic
from toylang.facts.graphs import Graph, graph_of
from toylang.facts.reaching import find_garbage, frozen, kept_by_roots, reach
from toylang.heap.snapshot import Snapshot

NONE = -1


class Leak(NamedTuple):
    """One cycle that nothing but itself keeps, or several that share objects. All addresses."""

    cycle: list[int]
    """The objects that each lead to all the others, the oldest first."""

    hanging: list[int]
    """What else a collection would find here: held by the cycle and not part of it."""

    others: list[int]
    """What would be freed with them though the collector does not watch it: texts, numbers."""

    bytes: int
    """The size of all three."""

    generation: int
    """The youngest generation whose collection would free the cycle."""

    hangs_from: int
    """The place in the list of another leak that holds this one, too; -1 if there is none."""

    @property
    def found(self) -> int:
        """How many objects a collection would report."""
        return len(self.cycle) + len(self.hanging)


def find_leaks(snapshot: Snapshot) -> list[Leak]:
    """Every cycle of garbage; each comes before those that hang from it.

    Each object that only garbage holds belongs to exactly one leak, so the sums are true.
    """
    garbage = find_garbage(snapshot)
    if not garbage:
        return []
    search = _Search(snapshot, garbage)
    search.find_cycles()
    search.find_generations()
    search.hand_out_the_rest()
    return search.leaks()


class _Search:
    """The garbage of one snapshot, taken apart."""

    def __init__(self, snapshot: Snapshot, garbage: list[int]) -> None:
        self.snapshot = snapshot
        self.garbage = garbage
        self.graph: Graph = graph_of(snapshot, garbage)
        self.parts: list[list[int]] = []
        """The strongly connected components, those that hold others first."""

        self.part_of: list[int] = [NONE] * len(garbage)
        self.generations: list[int] = []
        self.cycles: list[int] = []
        """Which parts are cycles."""

        self.held: dict[int, list[int]] = {}
        """What hangs from each cycle: addresses, by its part."""

        self.hangs_from: dict[int, int] = {}
        """The part of a cycle that another cycle leads to, with that other's part."""

    def find_cycles(self) -> None:
        """Take the graph apart into its components."""
        self.parts = components(self.graph)[::-1]
        for number, part in enumerate(self.parts):
            for vertex in part:
                self.part_of[vertex] = number
            if is_cyclic(self.graph, part):
                self.cycles.append(number)

    def find_generations(self) -> None:
        """A part goes with the oldest of all that lead to it: until then that is out of sight."""
        nodes = self.snapshot.nodes
        self.generations = [
            max(nodes[self.garbage[vertex]].generation for vertex in part) for part in self.parts
        ]
        for number, part in enumerate(self.parts):
            for vertex in part:
                for target in self.graph[vertex]:
                    held = self.part_of[target]
                    self.generations[held] = max(self.generations[held], self.generations[number])

    def hand_out_the_rest(self) -> None:
        """Give what hangs from the cycles to the first cycle that leads to it."""
        kept = kept_by_roots(self.snapshot) | reach(self.snapshot, frozen(self.snapshot))
        part_at = {address: self.part_of[place] for place, address in enumerate(self.garbage)}
        in_cycle = set(self.cycles)
        for number in self.cycles:
            members = [self.garbage[vertex] for vertex in self.parts[number]]
            self.held[number] = self._follow(number, members, kept, part_at, in_cycle)

    def _follow(
        self,
        number: int,
        members: list[int],
        kept: set[int],
        part_at: dict[int, int],
        in_cycle: set[int],
    ) -> list[int]:
        """What a cycle leads to and nobody has yet; `kept` grows by it. Other cycles end it."""
        result: list[int] = []
        kept.update(members)
        waiting = list(members)
        while waiting:
            for edge in self.snapshot.nodes[waiting.pop()].edges:
                part = part_at.get(edge.target, NONE)
                if part in in_cycle:
                    if part != number:
                        self.hangs_from.setdefault(part, number)
                elif edge.target not in kept and edge.target in self.snapshot.nodes:
                    kept.add(edge.target)
                    result.append(edge.target)
                    waiting.append(edge.target)
        return result

    def leaks(self) -> list[Leak]:
        """The cycles with what has been found out about them."""
        watched = set(self.garbage)
        place_of = {number: place for place, number in enumerate(self.cycles)}
        place_of[NONE] = NONE
        return [
            self._leak(number, watched, place_of[self.hangs_from.get(number, NONE)])
            for number in self.cycles
        ]

    def _leak(self, number: int, watched: set[int], hangs_from: int) -> Leak:
        nodes = self.snapshot.nodes
        cycle = [self.garbage[vertex] for vertex in sorted(self.parts[number])]
        held = self.held[number]
        return Leak(
            cycle=cycle,
            hanging=[address for address in held if address in watched],
            others=[address for address in held if address not in watched],
            bytes=sum(nodes[address].size for address in cycle + held),
            generation=self.generations[number],
            hangs_from=hangs_from,
        )
