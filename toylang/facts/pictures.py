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

from mypy_extensions import i64

from toylang.facts.folding import Folding, Reference, is_plain_name
from toylang.facts.ownership import LAST_VALUE, TOYS_ROOTS
from toylang.facts.reaching import Reach, find_garbage, frozen, held_by_roots
from toylang.heap.snapshot import Holder, Node, Snapshot
from toylang.heap.wording import printable

BOXES: Final = 40
"""Objects in one picture, if not asked otherwise."""

NAMES: Final = 40
"""Names in one picture."""

AT_ONCE: Final = 12
"""Objects that one box may open before others have their turn."""

VALUES: Final = 8
"""Values told in one box."""

REFERENCES: Final = 40
"""References told in one box to what is drawn elsewhere."""

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
        self.alive: Reach = Reach(snapshot, self._beginnings())
        self.unreachable: list[Node] = self.alive.rest()
        self.folding: Folding = Folding(snapshot, focus, self.alive)
        self.names: list[Row] = []
        self.drawn: dict[int, list[Reference]] = {}
        """The references of the boxes found."""

        self.met: list[bool] = [False] * len(snapshot.order)
        """By the places of the nodes: which boxes have been met."""

        self.opened: dict[int, int] = {}
        """The same by address, and from which box it was met first; 0 if from none."""

        self.left_out: list[Node] = []
        self._behind: dict[i64, list[i64]] = {}

    def of_program(self) -> Graph:
        """The names of the program and what they lead to; then the garbage."""
        named = self._named()
        garbage = self._garbage()
        tops = self._tops(garbage)
        self.snapshot.progress.begin("Looking for what to draw", len(self.snapshot.order))
        kept_for_garbage = min(len(garbage), self.limit // 4)
        self._find([edge.target for edge in named], self.limit - kept_for_garbage)
        for top in tops:
            self._find([top.address], self.limit)
        self.snapshot.progress.end()
        return self._graph(named)

    def of_object(self) -> Graph:
        """The object, what it leads to, and the names and other holders around it."""
        self.snapshot.progress.begin("Looking for what to draw", len(self.snapshot.order))
        self._find([self.focus], self.limit)
        self.snapshot.progress.end()
        named = [edge for edge in self._named() if edge.target in self.drawn]
        holders = self._holders_of_focus()
        named += [
            Reference(self.snapshot.place_name(holder), self.focus) for holder in holders[:NAMES]
        ]
        return self._graph(named, max(0, len(holders) - NAMES))

    # -- where a picture begins ------------------------------------------------

    def _beginnings(self) -> list[Node]:
        """Where life comes from: roots, and what gc.freeze keeps from being collected.

        What was made for a look only is held by the look.
        """
        beginnings = held_by_roots(self.snapshot) + frozen(self.snapshot)
        if self.focus and self.snapshot.node(self.focus).refcount == 0:
            beginnings.append(self.snapshot.node(self.focus))
        return beginnings

    def _named(self) -> list[Reference]:
        """The places with names, the globals first; what makes a program work is left out."""
        result: list[Reference] = []
        for address, word in self.snapshot.namespaces.items():
            node = self.snapshot.find(address)
            for edge in [] if node is None else node.edges:
                if edge.label == LAST_VALUE or (word and is_plain_name(edge.label)):
                    result.append(Reference(word + edge.label[2:-2], edge.target))
        for root in self.snapshot.roots:
            if root.name not in TOYS_ROOTS:
                result.append(Reference(root.name, root.target))
        return [edge for edge in result if self._is_worth_a_name(edge.target)]

    def _is_worth_a_name(self, address: int) -> bool:
        """Whether a name of the object is shown: it has a box, or is a value."""
        node = self.snapshot.node(address)
        return self.folding.text(address) == "" or node.subject.literal() != ""

    def _holders_of_focus(self) -> list[Holder]:
        """The references to the focus that neither come from a name nor from a box."""
        snapshot = self.snapshot
        if snapshot.node(self.focus).immortal:
            return []
        return [
            holder
            for holder in snapshot.holders(self.focus)
            if holder.source is not None
            and holder.source not in snapshot.namespaces
            and holder.source not in self.drawn
            and holder.source not in self.folding.folded
        ]

    def _garbage(self) -> list[Node]:
        """The objects that wait for a collection and have boxes."""
        parts = {
            edge.target for node in self.unreachable for edge in node.edges if edge.label in PARTS
        }
        return [
            node
            for node in self.unreachable
            if node.tracked and node.address not in parts and self.folding.text_of(node) == ""
        ]

    def _tops(self, garbage: list[Node]) -> list[Node]:
        """Those of the objects from which one gets to all others, as few as possible.

        In the reverse order of their finishing in a search depth first, the first one not yet met
        is such a top: nothing leads to it but what it leads to itself.
        """
        tops: list[Node] = []
        met = [False] * len(self.snapshot.order)
        for node in self._finished(garbage)[::-1]:
            if not met[node.place]:
                tops.append(node)
                self._visit(node, met, [])
        self.snapshot.progress.end()
        tops.sort(key=_place)
        return tops

    def _finished(self, garbage: list[Node]) -> list[Node]:
        """The objects in the order in which a search depth first has done with them."""
        finished: list[Node] = []
        begun = [False] * len(self.snapshot.order)
        self.snapshot.progress.begin("Looking through the garbage", 3 * len(garbage))
        for node in garbage:
            if not begun[node.place]:
                self._visit(node, begun, finished)
        return finished

    def _visit(self, start: Node, begun: list[bool], finished: list[Node]) -> None:
        """Search depth first from `start` among the garbage that has boxes."""
        order = self.snapshot.order
        waiting = [start.place]
        while waiting:
            place = waiting.pop()
            if place < 0:  # what waited behind the object is done
                finished.append(order[~place])
            elif not begun[place]:
                begun[place] = True
                self.snapshot.progress.step()
                waiting.append(~place)
                waiting.extend(self._garbage_behind(order[place]))

    def _garbage_behind(self, node: Node) -> list[i64]:
        """The places of the garbage that a box leads to, the last first; found out once."""
        known = self._behind.get(node.place)
        if known is None:
            targets = [self.snapshot.node(edge.target) for edge in self.folding.edges(node)[::-1]]
            known = [
                target.place
                for target in targets
                if not self.alive.includes(target) and self.folding.text_of(target) == ""
            ]
            self._behind[node.place] = known
        return known

    # -- what is drawn ---------------------------------------------------------

    def _find(self, beginnings: list[int], limit: int) -> None:
        """Find the boxes that the beginnings lead to, the nearest first.

        The many objects of a long list have to wait until all others have been found.
        """
        waiting: deque[int] = deque(address for address in beginnings if self._is_new(address, 0))
        late: deque[int] = deque()
        while waiting or late:
            address = waiting.popleft() if waiting else late.popleft()
            node = self.snapshot.node(address)
            edges = self.folding.edges(node)
            if len(self.drawn) < limit:
                self.drawn[address] = edges
            else:
                self.left_out.append(node)
            found = 0
            for edge in edges:
                if self._is_new(edge.target, address):
                    found += 1
                    (waiting if found <= AT_ONCE else late).append(edge.target)

    def _is_new(self, address: int, source: int) -> bool:
        """Whether the object has a box and is met here for the first time."""
        node = self.snapshot.node(address)
        if self.met[node.place] or self.folding.text_of(node) != "":
            return False
        self.met[node.place] = True
        self.opened[address] = source
        return True

    # -- the picture -----------------------------------------------------------

    def _graph(self, named: list[Reference], not_named: int = 0) -> Graph:
        """The picture with these names; so many more there would be."""
        names = self._name_rows(named)
        order = self._reading_order()
        incoming: dict[int, int] = {}
        rows = {address: self._rows(address) for address in order}
        for shown in [names, *rows.values()]:
            for row in shown:
                incoming[row.target] = incoming.get(row.target, 0) + 1
        boxes = [self._box(address, rows[address], incoming.get(address, 0)) for address in order]
        return Graph(
            focus=self.focus,
            names=names,
            names_left_out=len(named) - len(names) + not_named,
            boxes=boxes,
            boxes_left_out=len(self.left_out),
            garbage_left_out=len([node for node in self.left_out if not self.alive.includes(node)]),
            unreachable=self._count_garbage(),
        )

    def _count_garbage(self) -> int:
        """How many objects the collector would find, if what was made for a look is held."""
        return len([node for node in find_garbage(self.snapshot) if not self.alive.includes(node)])

    def _name_rows(self, named: list[Reference]) -> list[Row]:
        """The names as rows; the first of an object opens it, unless it is the focus."""
        opened: set[int] = {self.focus}
        result: list[Row] = []
        room = NAMES
        for edge in named:
            opens = (
                edge.target in self.drawn
                and edge.target not in opened
                and self.opened[edge.target] == 0
            )
            text = self.folding.text(edge.target)
            if opens or (room > 0 and (text or edge.target in self.drawn)):
                opened.add(edge.target)
                target = 0 if text else edge.target
                result.append(Row(printable(edge.label), printable(text), target, opens))
                room -= 1
        return result

    def _rows(self, address: int) -> list[Row]:
        """The references of a box whose targets are in the picture, and the values in it."""
        met: set[int] = set()
        result: list[Row] = []
        for edge in self.drawn[address]:
            self.snapshot.progress.step()
            label = "item" if edge.label.startswith(" item ") else printable(edge.label.strip())
            text = self.folding.text(edge.target)
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
        node = self.snapshot.node(address)
        shown = _few(rows)
        return Box(
            address=address,
            number=self.snapshot.number(address),
            name=printable(node.words),
            value=printable(node.subject.literal()),
            references=0 if node.immortal else node.refcount,
            immortal=node.immortal,
            size=node.size,
            garbage=not self.alive.includes(node),
            rows=shown,
            rows_left_out=len(self.drawn[address]) - len(shown),
            holders_left_out=0 if node.immortal else max(0, node.refcount - incoming),
        )


def _place(node: Node) -> i64:
    return node.place


def _few(rows: list[Row]) -> list[Row]:
    """The rows without the values and the references beyond the first few.

    Where the tree draws a box, the row stays.
    """
    left: dict[bool, int] = {False: VALUES, True: REFERENCES}
    result: list[Row] = []
    for row in rows:
        if not row.opens:
            left[row.target != 0] -= 1
        if row.opens or left[row.target != 0] >= 0:
            result.append(row)
    return result
