"""Snapshots kept and compared."""

import pytest

from tests.repl.shell import BareShell
from tests.repl.test_honest_looking import state
from tests.views.screen import fits
from toylang.facts.differences import Differences
from toylang.repl.commands import CommandError
from toylang.views.differences import differences_view


def test_what_is_new_is_told_by_type_and_by_holder(shell: BareShell) -> None:
    shell.ask(":snap start")
    shell.run("class Node: pass\nnodes = [Node() for i in range(10)]\nx = [1.5]")
    lines = shell.ask(":diff start")
    assert lines[0].startswith("start → now: 1 → ")
    words = [" ".join(line.split()) for line in lines]
    assert "Node 10 new, 0 → 10 in all, +560 bytes" in words
    assert "  1 list held by x, 64 bytes" in lines
    assert any(line.startswith("  10 Node in list objects that are new, too") for line in lines)


def test_what_an_older_object_holds_is_known_by_its_name(shell: BareShell) -> None:
    shell.run("nodes = []")
    shell.ask(":snap start")
    shell.run("for i in range(5): nodes.append([])")
    lines = shell.ask(":diff start")
    assert "  5 list held by list #1 (nodes), 280 bytes" in lines
    assert "  list #1: 56 → 120 bytes" in lines


def test_what_is_gone(shell: BareShell) -> None:
    shell.run("a = [[], []]")
    shell.ask(":snap start")
    shell.run("a = None")
    lines = shell.ask(":diff start")
    assert "  1 list held by a, 72 bytes" in lines
    assert "  2 list in list objects that are gone, too, 112 bytes" in lines


def test_counts_and_promotions(shell: BareShell) -> None:
    shell.run("a = []\nb = {'a': a}")
    shell.ask(":snap start")
    shell.run("c = [a]\ndel a")
    shell.ask(":gc 0")
    shell.run("d = c[0]")
    lines = shell.ask(":diff start")
    assert "  1 list to generation 1" in lines
    assert "  list #1: 2 → 3, new holders d and c[0], lost holder a" in lines


def test_an_object_at_the_address_of_a_dead_one_is_new(shell: BareShell) -> None:
    shell.run("a = [1.5]\nwhere = id(a)\nb = 1")
    shell.ask(":snap start")
    shell.run("a = None\na = [2.5]")
    assert shell.session.interact("id(a) == where") == "True"
    facts = shell.facts(":diff start")
    (lists,) = [kind for kind in facts["types"] if kind["kind"] == "list"]
    assert (lists["new"], lists["gone"]) == (1, 1)


def test_two_snapshots(shell: BareShell) -> None:
    shell.ask(":snap one")
    shell.run("a = []")
    shell.ask(":snap two")
    shell.run("b = {}")
    assert "dict" not in "\n".join(shell.ask(":diff one two"))
    assert "list" in "\n".join(shell.ask(":diff one two"))
    assert shell.ask(":diff two two")[-1] == "Nothing is different."


def test_snapshots_are_listed_and_thrown_away(shell: BareShell) -> None:
    assert shell.ask(":snap") == ["No snapshot is kept."]
    shell.ask(":snap one")
    shell.run("a = []")
    lines = shell.ask(":snap two")
    assert [line.split() for line in lines[1:]] == [["one", "1", "72"], ["two", "2", "128"]]
    assert len(shell.ask(":snap --delete one")) == 2
    with pytest.raises(CommandError, match="no snapshot one; kept: two"):
        shell.ask(":diff one")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (":diff", "wants a snapshot or two"),
        (":diff a b c", "wants a snapshot or two"),
        (":diff a", "no snapshot a; :snap a makes one"),
        (":snap two words", "one word"),
        (":snap now", "one word"),
        (":snap --delete", "wants a name"),
        (":snap --delete a", "no snapshot a; :snap a makes one"),
    ],
)
def test_wrong_input(shell: BareShell, line: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        shell.ask(line)


def test_comparing_changes_nothing(shell: BareShell) -> None:
    shell.run("a = [[]]\na.append(a)\nb = a")
    shell.ask(":snap start")
    shell.run("b = [a]\ndel a\nc = {1: b}")
    before = state(shell.session)
    shell.ask(":diff start")
    shell.ask(":diff start --json")
    assert state(shell.session) == before


@pytest.mark.parametrize("width", [80, 20])
def test_it_fits(shell: BareShell, width: int) -> None:
    shell.run("a = []")
    before = shell.inspector.snapshot()
    shell.run("class LongNamedThing: pass\na = [LongNamedThing(), 1.5, {'k': []}]\nb = a")
    differences = Differences(before, shell.inspector.snapshot())
    assert fits(differences_view("before", "now", differences), width)
