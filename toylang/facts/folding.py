"""What of a frozen heap has a box in a picture, and what is told in the boxes of others.

An atom is told by its value where it is used, and what makes a program work (its functions,
classes, modules) by its name, unless it holds objects the program works on. What every object of a
kind has, the class of an instance or the code of a function, is left out. A dict that only its
instance holds is a part of the instance.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from toylang.facts.ownership import belonging_to_toy
from toylang.facts.reaching import Reach
from toylang.heap.frozen import NOWHERE
from toylang.heap.header import Container, Kind
from toylang.heap.snapshot import Node, Snapshot

UNINTERESTING: Final = frozenset(
    [
        ".__class__",
        ".__code__",
        ".gi_code",
        ".f_code",
        ".f_globals",
        ".f_builtins",
        ".__globals__",
        ".__module__",
        ".__qualname__",
        ".__mro__",
        ".__bases__",
        ".__objclass__",
    ]
)
"""References that are the same for all objects of a kind."""

MACHINERY: Final = frozenset(
    [
        "code",
        "module",
        "getset_descriptor",
        "member_descriptor",
        "method_descriptor",
        "builtin_function_or_method",
        "property",
        "staticmethod",
        "classmethod",
    ]
)
"""Kinds of objects that make a program work and are not what it works on."""

KEEPING: Final = (".__defaults__", ".__kwdefaults__", ".__dict__")
"""References of a function to what may hold objects."""


class Reference(NamedTuple):
    """A reference that a picture may show."""

    label: str
    target: int


class Folding:
    """Decides for one snapshot; `focus` is the address of an object that has a box in any case."""

    def __init__(self, snapshot: Snapshot, focus: int, alive: Reach) -> None:
        self.snapshot: Snapshot = snapshot
        self.focus: int = focus
        self.alive: Reach = alive
        """What a root leads to."""

        self.own: set[int] = belonging_to_toy(snapshot)
        self._texts: list[str | None] = [None] * len(snapshot.order)
        """By the places of the nodes: how they are told, as far as that is known."""

        self.folded: set[int] = set()
        """The dicts found to be parts of what has a box."""

    def text(self, address: int) -> str:
        """How the object is told in place; empty if it has a box."""
        return self.text_of(self.snapshot.node(address))

    def text_of(self, node: Node) -> str:
        """The same of an object whose node is at hand."""
        text = self._texts[node.place]
        if text is None:
            text = "" if self._has_box(node) else node.subject.literal() or node.words
            self._texts[node.place] = text
        return text

    def _has_box(self, node: Node) -> bool:
        if node.address == self.focus:
            return True
        if node.address in self.own or node.address in self.snapshot.namespaces:
            return False
        if isinstance(node.subject, Kind):
            return not self.alive.includes(node) or self._keeps_data(node, (".__dict__",))
        if node.kind == "function":
            closed_over = [edge for edge in node.edges if edge.label == ".__closure__"]
            return bool(closed_over) or self._keeps_data(node, KEEPING)
        return node.kind not in MACHINERY and not is_atom(node)

    def _keeps_data(self, node: Node, labels: tuple[str, ...]) -> bool:
        """Whether what `node` refers to by `labels` holds objects the program works on."""
        snapshot = self.snapshot
        return any(
            self._is_data(snapshot.node(inner.target))
            for edge in node.edges
            if edge.label in labels
            for inner in snapshot.node(edge.target).edges
        )

    def _is_data(self, node: Node) -> bool:
        """Whether it is an object a program works on, neither an atom nor a part of itself."""
        return (
            node.address not in self.own
            and node.kind not in MACHINERY
            and node.kind != "function"
            and not isinstance(node.subject, Kind)
            and not is_atom(node)
        )

    def edges(self, node: Node) -> list[Reference]:
        """The references a box tells of; a dict that only the object holds is folded in."""
        result: list[Reference] = []
        for edge in node.edges:
            self.snapshot.progress.step()
            label = edge.label
            if edge.place == NOWHERE or label in UNINTERESTING:
                continue
            target = self.snapshot.order[edge.place]
            if label == ".__dict__" and (target.refcount == 1 or node.kind == "module"):
                self.folded.add(edge.target)
                result.extend(self._attributes(node, target))
            elif not label.startswith(" key ") or self.text_of(target) == "":
                result.append(Reference(label, edge.target))
        return result

    def _attributes(self, node: Node, dictionary: Node) -> list[Reference]:
        """The entries of an object's dict as attributes; what all classes have is left out."""
        is_special = isinstance(node.subject, Kind) or node.kind == "module"
        result: list[Reference] = []
        for edge in dictionary.edges:
            self.snapshot.progress.step()
            told = self.text(edge.target) != ""
            if edge.label.startswith(" key "):
                if not told:
                    result.append(Reference(edge.label, edge.target))
            elif not edge.label.startswith("['"):
                result.append(Reference(edge.label, edge.target))
            elif not is_special or is_plain_name(edge.label) or self._is_work(edge.target):
                result.append(Reference("." + edge.label[2:-2], edge.target))
        return result

    def _is_work(self, address: int) -> bool:
        """Whether the object is a function or has a box."""
        return self.snapshot.node(address).kind == "function" or self.text(address) == ""


def is_plain_name(label: str) -> bool:
    """Whether a dict's entry is a name a program chose, not one that every module has."""
    return label.startswith("['") and not (label.startswith("['__") and label.endswith("__']"))


def is_atom(node: Node) -> bool:
    """Whether the object is a value and nothing else."""
    return not isinstance(node.subject, Container) and node.subject.literal() != ""
