"""Leaks: what only cycles keep, cycle by cycle, with all that hangs from each.

Counting alone never frees these objects; a collection would, and finds exactly those this module
finds (programs read their number from `gc.collect()`), as long as no finalizer brings any back.
"""

from __future__ import annotations

from typing import NamedTuple

from mypy_extensions import i64

from toylang.facts.cycles import components, is_cyclic
from toylang.facts.graphs import NO_VERTEX, Graph, graph_of, vertices_of
from toylang.facts.reaching import Reach, find_garbage, frozen, kept_by_roots
from toylang.heap.frozen import NOWHERE, Node
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

    def __init__(self, snapshot: Snapshot, garbage: list[Node]) -> None:
        self.snapshot: Snapshot = snapshot
        self.garbage: list[Node] = garbage
        self.vertices: list[int] = vertices_of(snapshot, garbage)
        self.graph: Graph = graph_of(snapshot, garbage, self.vertices)
        self.parts: list[list[int]] = []
        """The strongly connected components, those that hold others first."""

        self.part_of: list[int] = [NONE] * len(garbage)
        self.generations: list[int] = []
        self.cycles: list[int] = []
        """Which parts are cycles."""

        self.is_cycle: list[bool] = []
        """The same, for each part."""

        self.held: dict[int, list[Node]] = {}
        """What hangs from each cycle, by its part."""

        self.hangs_from: dict[int, int] = {}
        """The part of a cycle that another cycle leads to, with that other's part."""

    def find_cycles(self) -> None:
        """Take the graph apart into its components."""
        self.parts = components(self.graph, self.snapshot.progress)[::-1]
        for number, part in enumerate(self.parts):
            for vertex in part:
                self.part_of[vertex] = number
            self.is_cycle.append(is_cyclic(self.graph, part))
            if self.is_cycle[number]:
                self.cycles.append(number)

    def find_generations(self) -> None:
        """A part goes with the oldest of all that lead to it: until then that is out of sight."""
        self.generations = [
            max([self.garbage[vertex].generation for vertex in part]) for part in self.parts
        ]
        for number, part in enumerate(self.parts):
            for vertex in part:
                for target in self.graph[vertex]:
                    held = self.part_of[target]
                    self.generations[held] = max(self.generations[held], self.generations[number])

    def hand_out_the_rest(self) -> None:
        """Give what hangs from the cycles to the first cycle that leads to it."""
        kept = kept_by_roots(self.snapshot)
        kept.extend(frozen(self.snapshot))
        progress = self.snapshot.progress
        progress.begin("Looking what hangs from the cycles", len(self.garbage))
        for number in self.cycles:
            self.held[number] = self._follow(number, kept)
        progress.end()

    def _follow(self, number: int, kept: Reach) -> list[Node]:
        """What a cycle leads to and nobody has yet; `kept` grows by it. Other cycles end it."""
        result: list[Node] = []
        waiting = [self.garbage[vertex] for vertex in self.parts[number]]
        while waiting:
            self.snapshot.progress.step()
            for edge in waiting.pop().edges:
                if edge.place == NOWHERE:
                    continue
                part = self._part_at(edge.place)
                if part != NONE and self.is_cycle[part]:
                    if part != number:
                        self.hangs_from.setdefault(part, number)
                    continue
                target = self.snapshot.order[edge.place]
                if kept.meet(target):
                    result.append(target)
                    waiting.append(target)
        return result

    def _part_at(self, place: i64) -> int:
        """The part of the object at a place of the snapshot; NONE if it is no garbage."""
        vertex = self.vertices[place]
        return NONE if vertex == NO_VERTEX else self.part_of[vertex]

    def leaks(self) -> list[Leak]:
        """The cycles with what has been found out about them."""
        place_of = {number: place for place, number in enumerate(self.cycles)}
        place_of[NONE] = NONE
        return [
            self._leak(number, place_of[self.hangs_from.get(number, NONE)])
            for number in self.cycles
        ]

    def _leak(self, number: int, hangs_from: int) -> Leak:
        cycle = [self.garbage[vertex] for vertex in sorted(self.parts[number])]
        hanging: list[int] = []
        others: list[int] = []
        for node in self.held[number]:
            watched = self.vertices[node.place] != NO_VERTEX
            (hanging if watched else others).append(node.address)
        return Leak(
            cycle=[node.address for node in cycle],
            hanging=hanging,
            others=others,
            bytes=sum([node.size for node in cycle + self.held[number]]),
            generation=self.generations[number],
            hangs_from=hangs_from,
        )
