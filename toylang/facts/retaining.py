"""What an object retains: all that would go if it went, because nothing else leads there."""

from __future__ import annotations

from typing import NamedTuple

from toylang.facts.dominators import immediate_dominators
from toylang.facts.graphs import graph_of, vertices_of
from toylang.facts.reaching import Reach, kept_by_roots
from toylang.heap.frozen import NOWHERE, Node
from toylang.heap.snapshot import Snapshot


class Part(NamedTuple):
    """One object that goes with another, and all that goes with it in turn."""

    address: int
    label: str
    """The reference that leads there, if the other itself holds it; else empty."""

    bytes: int
    """Of the part as a whole."""

    objects: int
    """How many objects that is, the part's first one included."""


class PartFacts(NamedTuple):
    """A part by the name of its first object; see `Part`."""

    label: str
    object: str
    bytes: int
    objects: int


class Retained(NamedTuple):
    """What goes with one object."""

    own: int
    """Bytes of the object alone."""

    bytes: int
    """Bytes of all that would go, the object included."""

    dominated: int
    """How many others would go."""

    shared: int
    """How many references the object has to what others hold, too."""

    parts: list[Part]
    """The dominated objects that no other dominated one stands before; the largest first."""


def find_retained(snapshot: Snapshot, address: int) -> Retained:
    """What would go with the object.

    If no root leads to it anyway, what other garbage holds is thought to stay.
    """
    node = snapshot.node(address)
    gone = [node, *_dominated(snapshot, node)]
    vertices = vertices_of(snapshot, gone)
    parts = _parts(snapshot, gone, vertices)
    going = [edge for edge in node.edges if edge.place != NOWHERE and vertices[edge.place] >= 0]
    return Retained(
        own=node.size,
        bytes=node.size + sum([part.bytes for part in parts]),
        dominated=len(gone) - 1,
        shared=len(node.edges) - len(going),
        parts=parts,
    )


def _parts(snapshot: Snapshot, gone: list[Node], vertices: list[int]) -> list[Part]:
    """The parts of what goes with the first of `gone`, the largest first."""
    dominators = immediate_dominators(graph_of(snapshot, gone, vertices), 0, snapshot.progress)
    sizes = [each.size for each in gone]
    counts = [1] * len(gone)
    for place in _deepest_first(dominators):
        sizes[dominators[place]] += sizes[place]
        counts[dominators[place]] += counts[place]
    labels = {edge.target: edge.label for edge in gone[0].edges[::-1]}
    order = {target: place for place, target in enumerate(reversed(labels))}
    parts = [
        Part(gone[place].address, labels.get(gone[place].address, ""), sizes[place], counts[place])
        for place in range(1, len(gone))
        if dominators[place] == 0
    ]
    parts.sort(key=lambda part: (-part.bytes, order.get(part.address, len(order))))
    return parts


def _dominated(snapshot: Snapshot, node: Node) -> list[Node]:
    """All that can be reached only through the object, which is not among them."""
    below = Reach(snapshot, [node])
    kept = kept_by_roots(snapshot, barred=node)
    if snapshot.path_to(node.address) is None:
        kept.extend(below.rest())
    return [other for other in below.nodes() if other is not node and not kept.includes(other)]


def _deepest_first(dominators: list[int]) -> list[int]:
    """The vertices of a tree but its root, 0, each before the one above it."""
    children: list[list[int]] = [[] for _ in dominators]
    for vertex in range(1, len(dominators)):
        children[dominators[vertex]].append(vertex)
    order = [0]
    for vertex in order:
        order.extend(children[vertex])
    return order[:0:-1]


def describe_part(snapshot: Snapshot, part: Part) -> PartFacts:
    """A part in words."""
    return PartFacts(part.label.strip(), snapshot.name(part.address), part.bytes, part.objects)
