"""Remedies: which attribute to make weak, or to set to None, so that a cycle is none.

A person thinks of attributes, not of single references: in a tree whose nodes know their parents it
is `parent` that closes the cycles, in every node. So references are taken together that have the
same name in objects of the same type, and the first of them, in the order below, without which
nothing leads round is the remedy:

1. a name that says that it leads back, as `parent` does;
2. attributes; then variables, which functions and frames hold; then places in containers;
3. what may be known weakly;
4. what most objects of the cycle hold;
5. a way back from a younger object to an older one.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from toylang.facts.cycles import components, is_cyclic
from toylang.facts.graphs import Graph
from toylang.heap.header import Kind
from toylang.heap.snapshot import Node, Snapshot

BACKWARDS: Final = frozenset(
    ("parent", "prev", "previous", "owner", "back", "up", "outer", "predecessor", "container")
)
"""Names that say that they lead back. A leading underscore does not count."""

METHOD: Final = "method"
USELESS_TO_KNOW_WEAKLY: Final = ("function", "builtin_function_or_method", "generator")
"""Types whose objects have mostly no other holder, so that they would die at once."""

TRIALS: Final = 8
"""How many names are tried."""

ATTRIBUTE: Final = "attribute"
VARIABLE: Final = "variable"
PLACE: Final = "place"
_KINDS: Final = (ATTRIBUTE, VARIABLE, PLACE)


class Remedy(NamedTuple):
    """References of one name that close a cycle."""

    kind: str
    """`attribute`, `variable` (of a frame or of a function's cell), or `place` in a container."""

    holder: int
    """The address of an object that has such a reference."""

    type: str
    """The type of such objects; of a variable in a frame, its function."""

    label: str
    """The name: `.parent`, `[…]`, `x`."""

    reference: str
    """The label of the holder's reference: `.parent`, `[0]`, `['parent']`."""

    target: int
    """The address of what that leads to."""

    references: int
    """How many references of the cycle have that name."""

    holders: int
    """How many references of the cycle lead to the target."""

    leads_back: bool
    """Whether the name says so."""

    weak: str
    """What can stand for these references: `weakref.ref`, `weakref.WeakMethod`; else empty."""

    enough: bool
    """Whether nothing leads round without them."""


class _Name(NamedTuple):
    """What a person calls a reference."""

    kind: str
    type: str
    label: str


class _Candidate:
    """All references of one name within a cycle."""

    def __init__(self, name: _Name, reference: str) -> None:
        self.name = name
        self.reference = reference
        """The label of the first of them."""

        self.holders: list[int] = []
        """The place in the cycle of the holder of each."""

        self.targets: list[int] = []
        """The address each leads to."""

        self.positions: set[tuple[int, int]] = set()
        """The holder's place, and which of its references it is."""

        self.weak: list[str] = []
        """What could stand for each; empty if nothing."""

    def add(self, place: int, position: int, target: int, snapshot: Snapshot) -> None:
        """One more reference of that name."""
        self.holders.append(place)
        self.targets.append(target)
        self.positions.add((place, position))
        self.weak.append(_weak_form(snapshot.node(target)))


def find_remedy(snapshot: Snapshot, cycle: list[int]) -> Remedy | None:
    """What breaks a cycle, a strongly connected component; None if nothing can.

    A class leads to itself by its order of resolution; and some objects hold only what they must.
    """
    if has_class(snapshot, cycle):
        return None
    places = {address: place for place, address in enumerate(cycle)}
    candidates = _candidates(snapshot, cycle, places)
    if not candidates:
        return None
    held = _holders_within(snapshot, cycle)
    candidates.sort(key=lambda candidate: _rank(candidate, held, places))
    for candidate in candidates[:TRIALS]:
        if _breaks(snapshot, cycle, places, candidate):
            return _remedy(cycle, candidate, held, enough=True)
    return _remedy(cycle, candidates[0], held, enough=False)


def _holders_within(snapshot: Snapshot, cycle: list[int]) -> dict[int, int]:
    """How many references of the cycle lead to each object."""
    held: dict[int, int] = {}
    for address in cycle:
        for edge in snapshot.node(address).edges:
            held[edge.target] = held.get(edge.target, 0) + 1
    return held


def has_class(snapshot: Snapshot, cycle: list[int]) -> bool:
    """Whether a class is in the cycle: each is in one, by its own order of resolution."""
    return any(isinstance(snapshot.node(address).subject, Kind) for address in cycle)


def _candidates(snapshot: Snapshot, cycle: list[int], places: dict[int, int]) -> list[_Candidate]:
    """The references within the cycle that a program could change, by name."""
    owners = _owners_of_attribute_dicts(snapshot, cycle)
    found: dict[_Name, _Candidate] = {}
    snapshot.progress.begin("Looking for a remedy", len(cycle))
    for place, address in enumerate(cycle):
        snapshot.progress.step()
        node = snapshot.node(address)
        for position, edge in enumerate(node.edges):
            if edge.target not in places:
                continue
            name = _name_of(node, edge.label, owners.get(address, ""))
            if name.kind:
                if name not in found:
                    found[name] = _Candidate(name, edge.label)
                found[name].add(place, position, edge.target, snapshot)
    snapshot.progress.end()
    return list(found.values())


def _owners_of_attribute_dicts(snapshot: Snapshot, cycle: list[int]) -> dict[int, str]:
    """The dicts of the cycle that are an object's attributes, with the type of the object."""
    return {
        edge.target: snapshot.node(address).kind
        for address in cycle
        for edge in snapshot.node(address).edges
        if edge.label == ".__dict__"
    }


def _name_of(node: Node, label: str, owner: str) -> _Name:
    """The name of an object's reference; `owner` is the type whose attributes a dict holds."""
    if owner and label.startswith("['"):
        return _Name(ATTRIBUTE, owner, "." + label[2:-2])
    if label == ".cell_contents":
        return _Name(VARIABLE, node.kind, label)
    if label.startswith("."):
        own = any(edge.label == ".__class__" for edge in node.edges)
        return _Name(ATTRIBUTE if own and not label.startswith(".__") else "", node.kind, label)
    label = without_place(label)
    if label.startswith("[") or label in (" item", " key"):
        fixed = node.kind in ("tuple", "frozenset")
        return _Name("" if fixed else PLACE, node.kind, label)
    kind = "" if label.startswith(" ") else VARIABLE
    return _Name(kind, node.words.removeprefix("frame of "), label)


def without_place(label: str) -> str:
    """A label without what differs from place to place."""
    if label.startswith("[") and not label.startswith("['"):
        return "[…]"
    for word in (" item", " key"):
        if label.startswith(word):
            return word
    return label


def _weak_form(node: Node) -> str:
    """What knows the object weakly, if that is possible and of use; else empty."""
    if node.kind == METHOD:
        return "weakref.WeakMethod"
    kind = node.subject.kind
    possible = kind is not None and kind.supports_weak_references
    return "weakref.ref" if possible and node.kind not in USELESS_TO_KNOW_WEAKLY else ""


def _rank(
    candidate: _Candidate, held: dict[int, int], places: dict[int, int]
) -> tuple[bool, int, bool, int, bool, int]:
    """Its place in the order; the least comes first."""
    most = max(held[target] for target in candidate.targets)
    ends = zip(candidate.holders, candidate.targets, strict=True)
    goes_back = any(places[target] < holder for holder, target in ends)
    return (
        not _leads_back(candidate.name.label),
        _KINDS.index(candidate.name.kind),
        not all(candidate.weak),
        -most,
        not goes_back,
        candidate.holders[0],
    )


def _leads_back(label: str) -> bool:
    return label.strip(".[]'_") in BACKWARDS


def _breaks(
    snapshot: Snapshot, cycle: list[int], places: dict[int, int], candidate: _Candidate
) -> bool:
    """Whether nothing in the cycle leads round without these references."""
    graph: Graph = []
    snapshot.progress.begin("Trying a remedy", len(cycle))
    for place, address in enumerate(cycle):
        snapshot.progress.step()
        graph.append(
            [
                places[edge.target]
                for position, edge in enumerate(snapshot.node(address).edges)
                if edge.target in places and (place, position) not in candidate.positions
            ]
        )
    snapshot.progress.end()
    parts = components(graph, snapshot.progress)
    return not any(is_cyclic(graph, part) for part in parts)


def _remedy(cycle: list[int], candidate: _Candidate, held: dict[int, int], enough: bool) -> Remedy:
    target = candidate.targets[0]
    return Remedy(
        kind=candidate.name.kind,
        holder=cycle[candidate.holders[0]],
        type=candidate.name.type,
        label=candidate.name.label,
        reference=candidate.reference,
        target=target,
        references=len(candidate.targets),
        holders=held[target],
        leads_back=_leads_back(candidate.name.label),
        weak=candidate.weak[0] if all(candidate.weak) else "",
        enough=enough,
    )
