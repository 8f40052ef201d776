"""Leaks of programs: which cycles there are, what hangs from each, and what would break it."""

import pytest

from toylang.facts.leaks import Leak, find_leaks
from toylang.facts.remedies import Remedy, find_remedy
from toylang.heap.snapshot import Snapshot
from toylang.inspection import Inspector
from toylang.session import Session

BEGIN = """
import gc, weakref
gc.collect()
class Node:
    pass
"""


def leaks_and_snapshot_of(session: Session, text: str) -> tuple[list[Leak], Snapshot]:
    """The leaks a program leaves; their sum is what its own collection finds."""
    assert session.run(BEGIN + text) == 0
    snapshot = Inspector(session).snapshot()
    leaks = find_leaks(snapshot)
    assert session.interact("gc.collect()") == str(sum(leak.found for leak in leaks))
    return leaks, snapshot


def leaks_of(session: Session, text: str) -> list[Leak]:
    return leaks_and_snapshot_of(session, text)[0]


def found_remedy(session: Session, text: str) -> Remedy | None:
    """What would break the one cycle a program leaves."""
    (leak,), snapshot = leaks_and_snapshot_of(session, text)
    return find_remedy(snapshot, leak.cycle)


def remedy_of(session: Session, text: str) -> tuple[str, str, str]:
    """The name in a type that would break the one cycle, and what can stand for it."""
    remedy = found_remedy(session, text)
    assert remedy is not None
    assert remedy.enough
    return remedy.type, remedy.label, remedy.weak


def test_without_garbage_there_are_none(session: Session) -> None:
    assert leaks_of(session, "a = Node(); a.me = a") == []


def test_two_that_know_each_other(session: Session) -> None:
    (leak,) = leaks_of(session, "a, b = Node(), Node(); a.b = b; b.a = a; del a, b")
    assert (len(leak.cycle), leak.hanging, leak.others) == (2, [], [])


def test_what_hangs_from_a_cycle_belongs_to_it(session: Session) -> None:
    text = "a = Node(); a.me = a; a.rest = [[], ()]; del a"
    (leak,) = leaks_of(session, text)
    assert (len(leak.cycle), len(leak.hanging), len(leak.others)) == (1, 2, 0)


def test_what_is_not_watched_goes_with_it(session: Session) -> None:
    (leak,) = leaks_of(session, "a = Node(); a.me = a; a.x = sum([0.5, 1]); del a")
    assert (len(leak.cycle), len(leak.hanging), len(leak.others)) == (1, 0, 1)


def test_a_cycle_that_hangs_from_another_comes_after_it(session: Session) -> None:
    text = "a = Node(); b = Node(); b.me = b; a.me = a; a.b = b; del a, b"
    first, second = leaks_of(session, text)
    assert (first.hangs_from, second.hangs_from) == (-1, 0)


def test_what_two_cycles_hold_belongs_to_one(session: Session) -> None:
    text = "s = []\nfor _ in range(2):\n    a = Node(); a.me = a; a.s = s\ndel a, s"
    assert [len(leak.hanging) for leak in leaks_of(session, text)] == [1, 0]


def test_the_oldest_decides_about_the_generation(session: Session) -> None:
    text = "a = Node(); gc.collect(0); b = Node(); a.b = b; b.a = a; del a, b"
    (leak,) = leaks_of(session, text)
    assert leak.generation == 1


# -- remedies ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["parent", "prev", "_owner", "previous"])
def test_a_name_that_leads_back_comes_first(session: Session, name: str) -> None:
    text = f"a, b = Node(), Node(); b.{name} = a; a.child = b; del a, b"
    assert remedy_of(session, text) == ("Node", f".{name}", "weakref.ref")


def test_else_what_most_of_the_cycle_hold(session: Session) -> None:
    text = """
boss = Node()
boss.staff = [Node() for _ in range(3)]
for each in boss.staff:
    each.reports_to = boss
del boss, each
"""
    assert remedy_of(session, text) == ("Node", ".reports_to", "weakref.ref")


def test_else_what_leads_from_the_younger_to_the_older(session: Session) -> None:
    text = "a, b = Node(), Node(); a.one = b; b.two = a; del a, b"
    assert remedy_of(session, text) == ("Node", ".two", "weakref.ref")


def test_one_name_in_many_objects_is_one_remedy(session: Session) -> None:
    text = """
nodes = [Node() for _ in range(50)]
for i in range(49):
    nodes[i].next = nodes[i + 1]
    nodes[i + 1].prev = nodes[i]
del nodes
"""
    remedy = found_remedy(session, text)
    assert remedy is not None
    assert (remedy.label, remedy.references) == (".prev", 49)


def test_an_attribute_that_cannot_be_weak(session: Session) -> None:
    text = "a = Node(); a.items = [(a,)]; del a"
    assert remedy_of(session, text) == ("Node", ".items", "")


def test_an_attribute_in_a_dict(session: Session) -> None:
    text = "a, b = Node(), Node(); a.__dict__; b.child = a; a.parent = b; del a, b"
    assert remedy_of(session, text) == ("Node", ".parent", "weakref.ref")


def test_an_attribute_in_a_slot(session: Session) -> None:
    text = """
class Slim:
    __slots__ = ("parent", "child", "__weakref__")
a, b = Slim(), Slim()
a.child, b.parent = b, a
del a, b
"""
    assert remedy_of(session, text) == ("Slim", ".parent", "weakref.ref")


def test_slots_without_a_place_for_weak_references(session: Session) -> None:
    text = """
class Slim:
    __slots__ = ("parent", "child")
a, b = Slim(), Slim()
a.child, b.parent = b, a
del a, b
"""
    assert remedy_of(session, text) == ("Slim", ".parent", "")


def test_a_bound_method(session: Session) -> None:
    text = "class A:\n    def m(self): pass\na = A(); a.callback = a.m; del a"
    assert remedy_of(session, text) == ("A", ".callback", "weakref.WeakMethod")


def test_a_function_is_of_no_use_weakly(session: Session) -> None:
    text = "class A:\n    def __init__(self): self.f = lambda: self\nA()"
    assert remedy_of(session, text) == ("A", ".f", "")


def test_a_function_that_calls_itself(session: Session) -> None:
    text = "def outer():\n    def f(): return f\nouter()"
    assert remedy_of(session, text)[1] == ".cell_contents"


def test_an_exception_kept_in_its_own_frame(session: Session) -> None:
    text = "def f():\n    try: 1 / 0\n    except ZeroDivisionError as e: kept = e\nf()"
    assert remedy_of(session, text) == ("f", "local kept", "")


def test_a_list_in_itself(session: Session) -> None:
    assert remedy_of(session, "a = []; a.append(a); del a") == ("list", "[…]", "")


def test_a_class_cannot_be_helped(session: Session) -> None:
    assert found_remedy(session, "class A: pass\ndel A") is None


def test_two_cycles_through_one_object_need_two_remedies(session: Session) -> None:
    remedy = found_remedy(session, "a = Node(); a.one = a; a.two = [a]; del a")
    assert remedy is not None
    assert not remedy.enough


def test_two_references_between_the_same_two_are_told_apart(session: Session) -> None:
    remedy = found_remedy(session, "a, b = Node(), Node(); a.b = b; b.x = b.y = a; del a, b")
    assert remedy is not None
    assert (remedy.label, remedy.enough) == (".b", True)
