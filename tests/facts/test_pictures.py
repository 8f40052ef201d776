"""The graph that a picture shows is the heap's."""

import pytest

from tests.facts.tied_objects import random_program
from toylang.facts.pictures import Box, Graph, object_graph, program_graph
from toylang.heap.header import HeapObject
from toylang.heap.snapshot import Snapshot
from toylang.inspection import Inspector
from toylang.session import Session

SEEDS = range(10)
PLENTY = 10_000


def graph_after(session: Session, program: str, limit: int = 40) -> Graph:
    assert session.run(program) == 0
    return program_graph(Inspector(session).snapshot(), limit)


def box_named(graph: Graph, label: str) -> Box:
    """The box that the row or name of that label leads to."""
    rows = [*graph.names, *(row for box in graph.boxes for row in box.rows)]
    (target,) = {row.target for row in rows if row.label == label}
    return next(box for box in graph.boxes if box.address == target)


def labels(box: Box) -> list[str]:
    return [row.label for row in box.rows]


# -- against the living heap ---------------------------------------------------


def referents(value: HeapObject) -> list[int]:
    """Whom the object refers to, and whom its dict does if it has one."""
    edges = list(value.all_edges())
    for label, held in value.all_edges():
        if label == ".__dict__":
            edges += held.all_edges()
    return [held.address for _, held in edges]


def unreachable(snapshot: Snapshot) -> set[int]:
    """The addresses no root leads to, found by repeating one step until nothing changes."""
    alive = {root.target for root in snapshot.roots}
    while True:
        further = {
            edge.target
            for address, node in snapshot.nodes.items()
            if address in alive
            for edge in node.edges
        }
        if further <= alive:
            return set(snapshot.nodes) - alive
        alive |= further


@pytest.mark.parametrize("seed", SEEDS)
def test_every_reference_is_real_and_every_count_adds_up(session: Session, seed: int) -> None:
    assert session.run(random_program(seed)) == 0
    snapshot = Inspector(session).snapshot()
    graph = program_graph(snapshot, PLENTY)
    held = {box.address: 0 for box in graph.boxes}
    for row in graph.names:
        if row.target:
            held[row.target] += 1
    for box in graph.boxes:
        real = referents(snapshot.nodes[box.address].subject)
        for row in box.rows:
            if row.target:
                held[row.target] += 1
                real.remove(row.target)
    for box in graph.boxes:
        assert held[box.address] + box.holders_left_out == box.references


@pytest.mark.parametrize("seed", SEEDS)
def test_garbage_is_what_no_root_leads_to_and_what_a_collection_frees(
    session: Session, seed: int
) -> None:
    assert session.run(random_program(seed)) == 0
    snapshot = Inspector(session).snapshot()
    graph = program_graph(snapshot, PLENTY)
    dead = {box.address for box in graph.boxes if box.garbage}
    lost = unreachable(snapshot)
    assert dead == lost & {box.address for box in graph.boxes}
    assert graph.unreachable == session.heap.collector.collect(2).unreachable
    for box in graph.boxes:
        freed = snapshot.nodes[box.address].subject.address == 0
        assert freed == box.garbage


@pytest.mark.parametrize("seed", SEEDS)
def test_each_box_is_opened_once_and_can_be_read(session: Session, seed: int) -> None:
    for limit in (3, 10, PLENTY):
        session_of_its_own = session.anew()
        graph = graph_after(session_of_its_own, random_program(seed), limit)
        session_of_its_own.close()
        rows = [*graph.names, *(row for box in graph.boxes for row in box.rows)]
        opened = [row.target for row in rows if row.opens]
        assert len(opened) == len(set(opened))
        assert len(graph.boxes) <= limit
        known = {box.address for box in graph.boxes}
        assert {row.target for row in rows if row.target} <= known
        living = {box.address for box in graph.boxes if not box.garbage}
        assert living <= set(opened)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_left_out_is_counted(session: Session, seed: int) -> None:
    assert session.run(random_program(seed)) == 0
    inspector = Inspector(session)
    full = program_graph(inspector.snapshot(), PLENTY)
    part = program_graph(inspector.snapshot(), 3)
    assert full.boxes_left_out == 0
    assert len(part.boxes) + part.boxes_left_out == len(full.boxes)
    dead = sum(box.garbage for box in part.boxes) + part.garbage_left_out
    assert dead == sum(box.garbage for box in full.boxes)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_object_and_what_it_leads_to(session: Session, seed: int) -> None:
    assert session.run(random_program(seed)) == 0
    sight = Inspector(session).look_at("[a, b]")
    graph = object_graph(sight.snapshot, sight.address, PLENTY)
    assert graph.boxes[0].address == graph.focus == sight.address
    held = {box.address: 0 for box in graph.boxes}
    for row in [*graph.names, *(row for box in graph.boxes for row in box.rows)]:
        if row.target:
            held[row.target] += 1
    assert all(held[box.address] + box.holders_left_out == box.references for box in graph.boxes)
    assert not any(box.garbage for box in graph.boxes)


# -- what is shown, and how ----------------------------------------------------

NODE = "class Node:\n    pass\n"


def test_a_cycle(session: Session) -> None:
    graph = graph_after(session, NODE + "a = Node()\nb = Node()\na.next = b\nb.next = a\n")
    assert [(row.label, row.opens) for row in graph.names] == [
        ("global a", True),
        ("global b", True),
    ]
    first, second = graph.boxes
    assert first.rows[0].target == second.address
    assert second.rows[0].target == first.address
    assert [box.references for box in graph.boxes] == [2, 2]


def test_values_are_told_where_they_are_used(session: Session) -> None:
    program = "a = [1, 'two', None, 3.5, True, b'x', 1j, ()]\nn = 10 ** 30\ns = 'x' * 1000\n"
    graph = graph_after(session, program)
    (box,) = graph.boxes
    assert [row.text for row in box.rows] == [
        "1", "'two'", "None", "3.5", "True", "b'x'", "1j", "()",
    ]  # fmt: skip
    values = {row.label: row.text for row in graph.names}
    assert values["global n"] == "an int of 100 bits"
    assert values["global s"] == f"'{'x' * 24}'…"


def test_a_dict_of_its_own_is_a_part_of_the_instance(session: Session) -> None:
    program = NODE + "a = Node()\na.x = []\na.__dict__\n"
    graph = graph_after(session, program)
    assert labels(box_named(graph, "global a")) == [".x"]
    assert len(graph.boxes) == 2


def test_a_dict_that_others_hold_too_is_an_object_of_its_own(session: Session) -> None:
    graph = graph_after(session, NODE + "a = Node()\na.x = []\nd = a.__dict__\n")
    assert labels(box_named(graph, "global a")) == [".__dict__"]
    assert labels(box_named(graph, "global d")) == ["['x']"]


def test_classes_and_functions_are_left_out_unless_they_keep_objects(session: Session) -> None:
    program = NODE + "def f(): pass\nclass Registry:\n    all = []\ndef g(x=[]): pass\n"
    graph = graph_after(session, program)
    assert [row.label for row in graph.names] == ["global Registry", "global g"]
    assert labels(box_named(graph, "global Registry")) == [".all"]


def test_a_class_asked_for(session: Session) -> None:
    session.run("class Node:\n    size = 3\n    def __init__(self): pass\na = Node()\n")
    sight = Inspector(session).look_at("Node")
    graph = object_graph(sight.snapshot, sight.address)
    assert [row.text for row in graph.boxes[0].rows] == ["3", "function Node.__init__"]
    assert "a.__class__" in [row.label for row in graph.names]


def test_garbage_begins_at_its_top(session: Session) -> None:
    program = NODE + "x = [1]\nlost = Node()\nlost.list = x\nlost.me = lost\ndel lost, x\n"
    graph = graph_after(session, program)
    assert [(box.name, box.garbage) for box in graph.boxes] == [("Node", True), ("list", True)]


def test_garbage_has_room_beside_many_living_objects(session: Session) -> None:
    program = "a = [[] for i in range(100)]\nlost = []\nlost.append(lost)\ndel lost\n"
    graph = graph_after(session, program)
    assert len(graph.boxes) == 40
    assert [box.garbage for box in graph.boxes].count(True) == 1


def test_a_long_list_leaves_room_for_others(session: Session) -> None:
    program = "a = [[] for i in range(100)]\nb = [[[[]]]]\n"
    graph = graph_after(session, program)
    assert labels(box_named(graph, "global b")) == ["[0]"]
    assert box_named(graph, "global a").rows_left_out == 100 - 35


def test_of_many_references_to_one_object_a_few_are_told(session: Session) -> None:
    graph = graph_after(session, "a = []\ncrowd = [a] * 1000\n")
    crowd = box_named(graph, "global crowd")
    assert (len(crowd.rows), crowd.rows_left_out) == (40, 960)
    assert box_named(graph, "global a").holders_left_out == 0


def test_a_frozen_object_is_no_garbage(session: Session) -> None:
    program = "import gc\na = []\na.append(a)\ngc.freeze()\ndel a\n"
    graph = graph_after(session, program)
    assert graph.unreachable == 0
    assert not any(box.garbage for box in graph.boxes)


def test_garbage_asked_for(session: Session) -> None:
    session.run(NODE + "import weakref\na = Node()\na.me = a\nw = weakref.ref(a)\ndel a\n")
    sight = Inspector(session).look_at("w()")
    (box,) = object_graph(sight.snapshot, sight.address).boxes
    assert box.garbage
    assert box.references == 1


def test_names_of_the_program_may_hold_any_character(session: Session) -> None:
    program = "a = type('<\\x1b\\u202e>', (), {})()\nsetattr(a, 'x\\ny', 1)\n"
    graph = graph_after(session, program)
    (box,) = graph.boxes
    assert box.name == "<\\x1b\\u202e>"
    assert labels(box) == [".x\\ny"]


def test_a_default_that_leads_back_to_its_function(session: Session) -> None:
    program = "def f(x=[]): pass\nf.__defaults__[0].append(f)\nf.__defaults__ = (f, [])\n"
    assert box_named(graph_after(session, program), "global f").name == "function f"


def test_a_function_that_a_module_keeps_does_not_hide_the_program(session: Session) -> None:
    program = "import gc\na = []\ndef f(phase, info): pass\ngc.callbacks.append(f)\n"
    graph = graph_after(session, program)
    session.interact("gc.callbacks.clear()")
    assert [row.label for row in graph.names] == ["global a"]
