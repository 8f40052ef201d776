"""What is different between two moments, checked against what the heap itself told in between."""

import random

import pytest

from toylang.facts.differences import Differences, program_nodes
from toylang.facts.episodes import (
    CYCLE,
    DELETED,
    HOLDER_FREED,
    LET_GO,
    REBOUND,
    REMOVED,
    RETURNED,
    Ending,
    Episode,
)
from toylang.heap.events import Observer
from toylang.heap.header import HeapObject
from toylang.inspection import Inspector
from toylang.inspection.witness import Witness
from toylang.session import Session

PREPARATION = """
import gc, sys
class Node:
    pass
def keep_for_a_while(x):
    global passing
    passing = x
    del passing
def hold(name):
    held = globals()[name]
    globals()[name] = None
a, b, c, d = Node(), [], Node(), [[], [1.5]]
a.me, c.me = a, d
"""
NAMES = "abcd"
RUNS = 4
STATEMENTS = 40


class Register(Observer):
    """Writes down who was born and who died."""

    def __init__(self) -> None:
        self.born: set[HeapObject] = set()
        self.died: set[HeapObject] = set()

    def allocated(self, value: HeapObject) -> None:
        self.born.add(value)

    def freed(self, value: HeapObject) -> None:
        self.died.add(value)


def see(session: Session, text: str) -> Episode:
    witness = Witness(Inspector(session))
    try:
        session.interact(text)
    finally:
        episode = witness.tell()
    return episode


def random_statement(choice: random.Random) -> str:
    x, y = choice.choice(NAMES), choice.choice(NAMES)
    kinds = [
        f"{x} = {y}",
        f"{x} = []",
        f"{x} = Node()",
        f"{x} = [{y}, [{y}]]",
        f"del {x}; {x} = None",
        f"isinstance({x}, list) and {x}.append({y})",
        f"isinstance({x}, list) and {x}.clear()",
        f"if isinstance({x}, list) and {x}: {x}.pop()",
        f"if isinstance({x}, Node): {x}.me = {y}",
        f"if isinstance({x}, Node): {x}.__dict__.clear()",
        f"keep_for_a_while([{x}, {y}])",
        f"hold('{x}')",
        f"{x}, {y} = {y}, {x}",
        f"{x}, {y}",
        "gc.collect()",
        f"gc.collect(0); {x} = [1.5, {y}]",
    ]
    return choice.choice(kinds)


def check(episode: Episode, register: Register) -> None:
    """The differences are those the heap told of, and every count is explained by holders."""
    differences = episode.differences
    lived = {node.subject for node in program_nodes(episode.before)}
    live = {node.subject for node in program_nodes(episode.after)}
    assert {node.subject for node in differences.gone} == lived & register.died
    assert {node.subject for node in differences.new} == live & register.born
    assert {change.after.subject for change in differences.kept} == lived & live
    for change in differences.kept:
        moves = differences.holder_changes(change)
        growth = change.after.refcount - change.before.refcount
        assert len(moves.gained) - len(moves.lost) == growth
    for node in differences.gone:
        assert episode.deaths[node.subject].order >= 0
        assert episode.ending(node).manner
    handed_over = {change.after.subject for change in differences.handed_over()}
    for change in differences.kept:
        if change.before.refcount == change.after.refcount:
            moved = bool(differences.holder_changes(change).gained)
            assert (change.after.subject in handed_over) == moved


@pytest.mark.parametrize("seed", range(RUNS))
def test_random_programs(session: Session, seed: int) -> None:
    choice = random.Random(seed)
    session.run(PREPARATION)
    for _ in range(STATEMENTS):
        register = Register()
        session.heap.observer = register
        episode = see(session, random_statement(choice))
        assert session.heap.observer is register
        session.heap.observer = None
        check(episode, register)
        newcomers = episode.differences.newcomers()
        inside = sum(each.inside for each in newcomers)
        assert len(newcomers) + inside == len(episode.differences.new)


@pytest.mark.parametrize("seed", range(RUNS))
def test_differences_over_many_statements(session: Session, seed: int) -> None:
    choice = random.Random(seed)
    session.run(PREPARATION)
    inspector = Inspector(session)
    before = inspector.snapshot()
    register = Register()
    session.heap.observer = register
    for _ in range(choice.randrange(STATEMENTS)):
        session.interact(random_statement(choice))
    session.heap.observer = None
    differences = Differences(before, inspector.snapshot())
    gone = {node.subject for node in differences.gone}
    assert gone == {node.subject for node in program_nodes(before)} & register.died
    kinds = differences.kinds()
    assert sum(kind.new for kind in kinds) == len(differences.new)
    assert sum(kind.gone for kind in kinds) == len(gone)
    gained = sum(kind.bytes - kind.bytes_before for kind in kinds)
    assert gained == differences.bytes - differences.bytes_before
    for shares, nodes in (
        (differences.holders_of_new(), differences.new),
        (differences.holders_of_gone(), differences.gone),
    ):
        assert sum(share.objects for share in shares) == len(nodes)
        assert sum(share.bytes for share in shares) == sum(node.size for node in nodes)


# -- how an object died ------------------------------------------------------------


SETTER = "x = []\ndef f():\n    global x\n    x = 1"
CYCLIC = "n = Node(); n.x = []; n.x.append(n.x)"


def only_ending(session: Session, text: str, kind: str = "list") -> Ending:
    """How the only object of that type that was there before `text` came to its end."""
    episode = see(session, text)
    (node,) = [node for node in episode.differences.gone if node.kind == kind]
    return episode.ending(node)


@pytest.mark.parametrize(
    ("before", "text", "ending"),
    [
        ("x = []", "x = 1", Ending(REBOUND, ["global x"], "", -1)),
        ("x = []", "del x", Ending(DELETED, ["global x"], "", -1)),
        ("x = y = []", "del x, y", Ending(DELETED, ["global x", "global y"], "", -1)),
        ("x = y = []", "del x; y = 1", Ending(LET_GO, ["global x", "global y"], "", -1)),
        ("n = Node(); n.x = []", "n.x = 1", Ending(REBOUND, ["n.x"], "", -1)),
        ("n = Node(); n.x = []", "del n.x", Ending(DELETED, ["n.x"], "", -1)),
        ("d = {'k': []}", "d['k'] = 1", Ending(REBOUND, ["d['k']"], "", -1)),
        ("d = {1: []}", "del d[1]", Ending(DELETED, ["d[1]"], "", -1)),
        (SETTER, "f()", Ending(REBOUND, ["global x"], "f", -1)),
        ("x = []\nn = Node()\nn.y = x\ndel x", "del n", Ending(HOLDER_FREED, ["Node"], "", -1)),
        (CYCLIC, "del n.x; gc.collect()", Ending(CYCLE, [], "", 2)),
        (CYCLIC, "del n.x; gc.collect(0)", Ending(CYCLE, [], "", 0)),
        ("x = []\ndef f(y):\n    global x\n    x = 1", "f(x)", Ending(RETURNED, [], "f", -1)),
        ("[]", "1", Ending(REBOUND, ["_"], "", -1)),
    ],
)  # fmt: skip
def test_endings(session: Session, before: str, text: str, ending: Ending) -> None:
    session.run("import gc\nclass Node:\n    pass\n")
    session.interact(before)
    found = only_ending(session, text)
    if ending.manner == HOLDER_FREED:
        assert found.places[0].startswith("Node #")
        found = found._replace(places=["Node"])
    assert found == ending


def test_an_item_is_taken_out(session: Session) -> None:
    session.interact("x = [1.5, 2.5]")
    ending = only_ending(session, "del x[0]", "float")
    assert ending.manner == REMOVED
    assert ending.places[0].endswith("(global x)")


@pytest.mark.parametrize(
    ("text", "manner"),
    [("del a, b", HOLDER_FREED), ("del b, a", DELETED), ("del a; b.clear(); del b", LET_GO)],
)
def test_the_last_of_two_holders_counts(session: Session, text: str, manner: str) -> None:
    session.interact("a = {1.5}\nb = [a]")
    episode = see(session, text)
    (node,) = [node for node in episode.differences.gone if node.kind == "set"]
    assert episode.ending(node).manner == manner


def test_a_deep_chain(session: Session) -> None:
    session.interact("x = None\nfor i in range(200): x = [x]")
    episode = see(session, "del x")
    endings = [episode.ending(node) for node in episode.differences.gone if node.kind == "list"]
    assert [ending.manner for ending in endings].count(HOLDER_FREED) == 199
    assert [ending.manner for ending in endings].count(DELETED) == 1


def test_what_comes_and_goes(session: Session) -> None:
    session.interact("def f():\n    x = [1.5]\n    return 1\n")
    episode = see(session, "f()")
    assert [each for each in episode.fleeting if each.kind == "list"] == [("list", "f", 1)]


def test_a_snapshot_holds_nothing(session: Session) -> None:
    session.interact("import sys\nx = []")
    inspector = Inspector(session)
    inspector.moments["start"] = inspector.snapshot()
    assert session.interact("sys.getrefcount(x)") == "2"
    session.interact("x = 1\nx = [[]]")
    differences = Differences(inspector.moments["start"], inspector.snapshot())
    assert [kind.kind for kind in differences.kinds()] == ["list"]
    assert differences.kinds()[0].gone == 1
    assert differences.kinds()[0].new == 2


def test_promotions(session: Session) -> None:
    session.interact("import gc\ngc.collect()\nx = []\ny = {1.5}")
    episode = see(session, "gc.collect(0)")
    assert [each for each in episode.differences.promotions() if each.kind == "list"] == [
        ("list", 1, 1)
    ]
    assert episode.collections[0].generation == 0
