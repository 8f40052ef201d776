"""The graph of a heap's objects, small enough to be drawn.

A *box* is one object, a *row* in it one of its references. A row leads to another box, or tells a
value in place: a number, a string, a function of the program. What every object of a kind has (the
class of an instance, the code of a function) is left out, and a dict that only its instance holds
is part of the instance's box. A box that nobody can reach from a root is *garbage*: it waits for a
collection.

Boxes are found breadth first, so that those nearest to a name are drawn if not all can be; they
stand in the order in which a tree of them is read, and are numbered in this order.
"""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

from toylang.facts.ownership import LAST_VALUE, TOYS_ROOTS, belonging_to_toy
from toylang.facts.reach import reachable
from toylang.facts.wording import printable
from toylang.heap.header import Container, Kind
from toylang.heap.snapshot import Edge, Node, Snapshot

BOXES: Final = 40
"""Objects in one picture, if not asked otherwise."""

NAMES: Final = 40
"""Names in one picture."""

VALUES: Final = 8
"""Values told in one box."""

UNINTERESTING: Final = frozenset(
    [
        ".__class__",
        ".__code__",
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

PARTS: Final = (".__dict__", ".__mro__", ".__bases__")
"""References of a class to what is a part of it."""


class Row(NamedTuple):
    """One reference: of a box, or of a name."""

    label: str
    """`.next`, `[0]`, `global a`."""

    text: str
    """The value, if it is told in place."""

    target: int
    """The address of the box it leads to; 0 if the value is told in place."""

    opens: bool
    """Whether this is where a tree draws the box; elsewhere it is referred to."""


class Box(NamedTuple):
    """One object."""

    address: int
    number: int
    name: str
    """What it is, without its number."""

    value: str
    """Its value, if it has one besides its references."""

    references: int
    """Its reference count; 0 if it is immortal."""

    immortal: bool
    size: int
    garbage: bool
    rows: list[Row]
    rows_left_out: int
    holders_left_out: int
    """References to it that lead neither from a name nor from a box of the picture."""


class Graph(NamedTuple):
    """A picture's contents."""

    focus: int
    """The address of the object asked for; 0 if the program was."""

    names: list[Row]
    names_left_out: int
    boxes: list[Box]
    boxes_left_out: int
    garbage_left_out: int
    """How many of those are garbage."""

    unreachable: int
    """Objects the collector would find unreachable, drawn or not."""


def program_graph(snapshot: Snapshot, limit: int = BOXES) -> Graph:
    """The program's objects, and its garbage, at most `limit` boxes."""
    return _Drawing(snapshot, 0, limit).of_program()


def object_graph(snapshot: Snapshot, address: int, limit: int = BOXES) -> Graph:
    """The object at `address`, what it leads to, and who holds it, at most `limit` boxes."""
    return _Drawing(snapshot, address, limit).of_object()


class _Drawing:
    """A picture being made."""

    def __init__(self, snapshot: Snapshot, focus: int, limit: int) -> None:
        self.snapshot: Snapshot = snapshot
        self.focus: int = focus
        self.limit: int = limit
        self.own: set[int] = belonging_to_toy(snapshot)
        self.alive: set[int] = reachable(snapshot, self._beginnings())
        self.names: list[Row] = []
        self.texts: dict[int, str] = {}
        """How objects are told in place; empty for those that have boxes."""

        self.drawn: dict[int, list[Edge]] = {}
        """The references of the boxes found."""

        self.opened: dict[int, int] = {}
        """Everything met, and from which box it was met first; 0 if from none."""

        self.folded: set[int] = set()
        """The dicts that are parts of boxes."""

        self.left_out: list[int] = []

    def of_program(self) -> Graph:
        """The names of the program and what they lead to; then the garbage."""
        named = self._named()
        garbage = self._garbage()
        kept_for_garbage = min(len(garbage), self.limit // 4)
        self._find([edge.target for edge in named], self.limit - kept_for_garbage)
        for address in garbage:
            self._find([address], self.limit)
        return self._graph(self._name_rows(named))

    def of_object(self) -> Graph:
        """The object, what it leads to, and the names and other holders around it."""
        self._find([self.focus], self.limit)
        named = [edge for edge in self._named() if edge.target in self.drawn]
        return self._graph(self._name_rows(named + self._holders_of_focus()))

    # -- where a picture begins ------------------------------------------------

    def _beginnings(self) -> list[int]:
        """Where life comes from. What was made for a look only is held by the look."""
        addresses = [root.target for root in self.snapshot.roots]
        if self.focus and self.snapshot.nodes[self.focus].refcount == 0:
            addresses.append(self.focus)
        return addresses

    def _named(self) -> list[Edge]:
        """The places with names, the globals first; what makes a program work is left out."""
        result: list[Edge] = []
        for address, word in self.snapshot.namespaces.items():
            for edge in self.snapshot.nodes[address].edges:
                if edge.label == LAST_VALUE or (word and _is_plain_name(edge.label)):
                    result.append(Edge(word + edge.label[2:-2], edge.target))
        for root in self.snapshot.roots:
            if root.name not in TOYS_ROOTS:
                result.append(Edge(root.name, root.target))
        return [edge for edge in result if self._is_worth_a_name(edge.target)]

    def _is_worth_a_name(self, address: int) -> bool:
        """Whether a name of the object is shown: it has a box, or is a value."""
        node = self.snapshot.nodes[address]
        return self._text(address) == "" or node.subject.literal() != ""

    def _holders_of_focus(self) -> list[Edge]:
        """The references to the focus that neither come from a name nor from a box."""
        snapshot = self.snapshot
        if snapshot.nodes[self.focus].immortal:
            return []
        return [
            Edge(snapshot.place_name(holder), self.focus)
            for holder in snapshot.holders(self.focus)
            if holder.source is not None
            and holder.source not in snapshot.namespaces
            and holder.source not in self.drawn
            and holder.source not in self.folded
        ]

    def _garbage(self) -> list[int]:
        """The objects that wait for a collection and have boxes."""
        unreachable = [
            node for address, node in self.snapshot.nodes.items() if address not in self.alive
        ]
        parts = {edge.target for node in unreachable for edge in node.edges if edge.label in PARTS}
        return [
            node.address
            for node in unreachable
            if node.tracked and node.address not in parts and self._text(node.address) == ""
        ]

    # -- what has a box, and what is in it -------------------------------------

    def _text(self, address: int) -> str:
        """How the object is told in place; empty if it has a box."""
        text = self.texts.get(address)
        if text is None:
            node = self.snapshot.nodes[address]
            text = "" if self._has_box(node) else node.subject.literal() or node.words
            self.texts[address] = text
        return text

    def _has_box(self, node: Node) -> bool:
        if node.address == self.focus:
            return True
        if node.address in self.own or node.address in self.snapshot.namespaces:
            return False
        if isinstance(node.subject, Kind):
            return node.address not in self.alive or self._keeps_data(node, (".__dict__",))
        if node.kind == "function":
            closed_over = [edge for edge in node.edges if edge.label == ".__closure__"]
            return bool(closed_over) or self._keeps_data(node, KEEPING)
        return node.kind not in MACHINERY and not _is_atom(node)

    def _keeps_data(self, node: Node, labels: tuple[str, ...]) -> bool:
        """Whether what `node` refers to by `labels` holds objects the program works on."""
        nodes = self.snapshot.nodes
        return any(
            self._is_data(nodes[inner.target])
            for edge in node.edges
            if edge.label in labels
            for inner in nodes[edge.target].edges
        )

    def _is_data(self, node: Node) -> bool:
        """Whether it is an object a program works on, neither an atom nor a part of itself."""
        return (
            node.address not in self.own
            and node.kind not in MACHINERY
            and node.kind != "function"
            and not isinstance(node.subject, Kind)
            and not _is_atom(node)
        )

    def _edges(self, node: Node) -> list[Edge]:
        """The references a box tells of; a dict that only the object holds is folded in."""
        result: list[Edge] = []
        for edge in node.edges:
            if edge.target not in self.snapshot.nodes or edge.label in UNINTERESTING:
                continue
            target = self.snapshot.nodes[edge.target]
            if edge.label == ".__dict__" and (target.refcount == 1 or node.kind == "module"):
                self.folded.add(edge.target)
                result.extend(self._attributes(node, target))
            elif not edge.label.startswith(" key ") or self._text(edge.target) == "":
                result.append(edge)
        return result

    def _attributes(self, node: Node, dictionary: Node) -> list[Edge]:
        """The entries of an object's dict as attributes; what all classes have is left out."""
        is_special = isinstance(node.subject, Kind) or node.kind == "module"
        result: list[Edge] = []
        for edge in dictionary.edges:
            told = self._text(edge.target) != ""
            if edge.label.startswith(" key "):
                if not told:
                    result.append(edge)
            elif not edge.label.startswith("['"):
                result.append(edge)
            elif not is_special or _is_plain_name(edge.label) or self._is_work(edge.target):
                result.append(Edge("." + edge.label[2:-2], edge.target))
        return result

    def _is_work(self, address: int) -> bool:
        """Whether the object is a function or has a box."""
        return self.snapshot.nodes[address].kind == "function" or self._text(address) == ""

    def _find(self, beginnings: list[int], limit: int) -> None:
        """Find the boxes that the beginnings lead to, the nearest first."""
        waiting: deque[int] = deque()
        for address in beginnings:
            self._meet(address, 0, waiting)
        while waiting:
            address = waiting.popleft()
            edges = self._edges(self.snapshot.nodes[address])
            if len(self.drawn) < limit:
                self.drawn[address] = edges
            else:
                self.left_out.append(address)
            for edge in edges:
                self._meet(edge.target, address, waiting)

    def _meet(self, address: int, source: int, waiting: deque[int]) -> None:
        if address not in self.opened and self._text(address) == "":
            self.opened[address] = source
            waiting.append(address)

    # -- the picture -----------------------------------------------------------

    def _graph(self, names: list[Row]) -> Graph:
        order = self._reading_order()
        incoming: dict[int, int] = {}
        rows = {address: self._rows(address) for address in order}
        for shown in [names, *rows.values()]:
            for row in shown:
                incoming[row.target] = incoming.get(row.target, 0) + 1
        boxes = [self._box(address, rows[address], incoming.get(address, 0)) for address in order]
        nodes = self.snapshot.nodes
        return Graph(
            focus=self.focus,
            names=names[:NAMES],
            names_left_out=max(0, len(names) - NAMES),
            boxes=boxes,
            boxes_left_out=len(self.left_out),
            garbage_left_out=sum(address not in self.alive for address in self.left_out),
            unreachable=sum(
                node.tracked for address, node in nodes.items() if address not in self.alive
            ),
        )

    def _name_rows(self, named: list[Edge]) -> list[Row]:
        """The names as rows; the first of an object opens it, unless it is the focus."""
        opened: set[int] = {self.focus}
        result: list[Row] = []
        for edge in named:
            text = self._text(edge.target)
            if text:
                result.append(Row(printable(edge.label), printable(text), 0, False))
            elif edge.target in self.drawn:
                opens = edge.target not in opened and self.opened[edge.target] == 0
                opened.add(edge.target)
                result.append(Row(printable(edge.label), "", edge.target, opens))
        return result

    def _rows(self, address: int) -> list[Row]:
        """The references of a box whose targets are in the picture, and the values in it."""
        met: set[int] = set()
        result: list[Row] = []
        for edge in self.drawn[address]:
            label = "item" if edge.label.startswith(" item ") else printable(edge.label.strip())
            text = self._text(edge.target)
            if text:
                result.append(Row(label, printable(text), 0, False))
            elif edge.target in self.drawn:
                opens = self.opened[edge.target] == address and edge.target not in met
                met.add(edge.target)
                result.append(Row(label, "", edge.target, opens))
        return result

    def _reading_order(self) -> list[int]:
        """The boxes as a tree of them is read from top to bottom."""
        children: dict[int, list[int]] = {}
        for address in self.drawn:
            children.setdefault(self.opened[address], []).append(address)
        result: list[int] = []
        waiting = children.get(0, [])[::-1]
        while waiting:
            address = waiting.pop()
            result.append(address)
            waiting.extend(children.get(address, [])[::-1])
        return result

    def _box(self, address: int, rows: list[Row], incoming: int) -> Box:
        node = self.snapshot.nodes[address]
        shown = _few_values(rows)
        return Box(
            address=address,
            number=self.snapshot.number(address),
            name=printable(node.words),
            value=printable(node.subject.literal()),
            references=0 if node.immortal else node.refcount,
            immortal=node.immortal,
            size=node.size,
            garbage=address not in self.alive,
            rows=shown,
            rows_left_out=len(self.drawn[address]) - len(shown),
            holders_left_out=0 if node.immortal else max(0, node.refcount - incoming),
        )


def _is_plain_name(label: str) -> bool:
    """Whether a dict's entry is a name a program chose, not one that every module has."""
    return label.startswith("['") and not (label.startswith("['__") and label.endswith("__']"))


def _is_atom(node: Node) -> bool:
    """Whether the object is a value and nothing else."""
    return not isinstance(node.subject, Container) and node.subject.literal() != ""


def _few_values(rows: list[Row]) -> list[Row]:
    """The rows without the values beyond the first `VALUES`."""
    values = 0
    result: list[Row] = []
    for row in rows:
        values += row.target == 0
        if row.target != 0 or values <= VALUES:
            result.append(row)
    return result
