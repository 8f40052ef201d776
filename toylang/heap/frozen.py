"""What a snapshot is made of: plain data about one object, one reference, one step of a path.

A heap of a million objects makes a million nodes and more edges, so these are small: an edge keeps
what its label is made of and puts the words together when somebody reads them. All of that is
frozen, too: an index, a name, the text of a key.
"""

# No annotation is put off (PEP 563): a named tuple would have each compiled as it is made.

from typing import Final, NamedTuple

from mypy_extensions import i64, mypyc_attr

from toylang.heap.header import HeapObject
from toylang.heap.wording import printable

NOWHERE: Final[i64] = -1
"""The place of what a snapshot does not have: an object freed before its time."""


@mypyc_attr(acyclic=True)
class Edge:
    """One counted reference of an object to another."""

    def __init__(self, target: int, place: i64) -> None:
        self.target: int = target
        """The address of the object referred to."""

        self.place: i64 = place
        """Where that stands in the snapshot's `order`; NOWHERE if it is freed."""

    @property
    def label(self) -> str:
        """What the reference is called in the object that holds it: `.next`, `[0]`."""
        raise NotImplementedError


@mypyc_attr(acyclic=True)
class NamedEdge(Edge):
    """A reference with a label of its own."""

    def __init__(self, label: str, target: int, place: i64) -> None:
        super().__init__(target, place)
        self._label: str = label

    @property
    def label(self) -> str:
        return printable(self._label)


@mypyc_attr(acyclic=True)
class ItemEdge(Edge):
    """The place in a sequence: `[7]`."""

    def __init__(self, index: i64, target: int, place: i64) -> None:
        super().__init__(target, place)
        self._index: i64 = index

    @property
    def label(self) -> str:
        return f"[{self._index}]"


@mypyc_attr(acyclic=True)
class AttributeEdge(Edge):
    """An attribute: `.next`."""

    def __init__(self, name: str, target: int, place: i64) -> None:
        super().__init__(target, place)
        self._name: str = name

    @property
    def label(self) -> str:
        return "." + printable(self._name)


@mypyc_attr(acyclic=True)
class QuotedEdge(Edge):
    """A place known by a string: `['a']` for the value, ` key 'a'` for the key."""

    def __init__(self, before: str, text: str, after: str, target: int, place: i64) -> None:
        super().__init__(target, place)
        self._before: str = before
        self._text: str = text
        self._after: str = after

    @property
    def label(self) -> str:
        return f"{self._before}{self._text!r}{self._after}"


class Root(NamedTuple):
    """One counted reference from outside the heap."""

    name: str
    target: int


class Holder(NamedTuple):
    """One counted reference as seen from its target; `source` is None if a root holds it."""

    source: int | None
    label: str


class Step(NamedTuple):
    """One step of a path from a root: how one gets there, and where that is."""

    label: str
    address: int


@mypyc_attr(acyclic=True)
class Node:
    """One object as it was."""

    place: i64 = NOWHERE
    """Where it stands in the snapshot's `order`."""

    held: i64 = 0
    """How many edges lead to it."""

    row: i64 = 0
    """Where, in a list of all edges by their targets, those that lead to it end."""

    is_namespace: bool = False
    """Whether it is a dict whose keys are names of the program."""

    def __init__(
        self,
        address: int,
        kind: str,
        words: str,
        size: int,
        refcount: int,
        immortal: bool,
        generation: int,
        tracked: bool,
        finalized: bool,
        edges: list[Edge],
        subject: HeapObject,
    ) -> None:
        self.address: int = address
        self.kind: str = kind
        """The name of its type."""

        self.words: str = words
        """What it is in a few words, without its contents."""

        self.size: int = size
        """Bytes of all its blocks."""

        self.refcount: int = refcount
        self.immortal: bool = immortal
        self.generation: int = generation
        """0, 1, 2, 3 (permanent), or -1 if the collector does not watch it."""

        self.tracked: bool = tracked
        self.finalized: bool = finalized
        self.edges: list[Edge] = edges
        self.subject: HeapObject = subject
        """The object itself: it is numbered when it is first shown, which may be later."""
