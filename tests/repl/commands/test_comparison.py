"""`:gc --compare`: two ways to find garbage, asked about the same heap."""

import pytest

from tests.repl.shell import BareShell
from tests.repl.test_honest_looking import state


@pytest.fixture
def shell(shell: BareShell) -> BareShell:
    session = shell.session
    session.interact("import gc\nclass Node: pass\n")
    session.heap.collector.collect()
    session.interact("a = Node()\nb = [a]\na.b = b\nkept = [[]]\ndel a, b\n")
    return shell


def test_both_find_the_same(shell: BareShell) -> None:
    """Of 4 containers a collection of the youngest finds 2; `kept` leads to the other two."""
    found = shell.facts(":gc --compare 0")
    by_counting, by_marking = found["opinions"]
    assert (found["examined"], found["agreed"]) == (4, True)
    assert found["garbage"] == ["Node #1", "list #2"]
    assert (by_counting["garbage"], by_marking["garbage"]) == (2, 2)
    assert by_counting["visits"] == 4 + 2
    # the instance refers to its class and to the list, the list to the instance, `kept` to its item
    assert by_counting["references"] == 2 + 1 + 1 + 1
    assert by_marking["visits"] > 1000


def test_what_is_found_is_what_the_collection_then_finds(shell: BareShell) -> None:
    for generation in (0, 1, 2):
        found = shell.facts(f":gc --compare {generation}")
        assert found["others"] == {"more": 0, "of_toy": 0}
        assert len(found["garbage"]) == 2  # type: ignore[arg-type]
    assert shell.session.interact("gc.collect()") == "2"
    assert shell.facts(":gc --compare")["garbage"] == []


def test_in_words(shell: BareShell) -> None:
    lines = shell.ask(":gc --compare 0")
    assert (
        lines[0] == "4 objects of generation 0, the youngest, judged twice. Nothing was collected."
    )
    assert lines[1].split() == ["generational", "marker"]
    assert lines[2].split() == ["called", "garbage", "2", "2"]
    assert lines[-2:] == ["Both call the same objects garbage:", "  Node #1, list #2"]


def test_without_garbage(shell: BareShell) -> None:
    shell.ask(":gc")
    assert shell.ask(":gc --compare")[-1] == "Both find no garbage."


def test_nothing_is_changed(shell: BareShell) -> None:
    collector = shell.session.heap.collector
    marks = [(each.gc_refs, each.collecting) for each in collector.tracked_objects()]
    before = state(shell.session)
    for line in (":gc --compare 0", ":gc --compare 1", ":gc --compare", ":gc 1 --compare"):
        shell.ask(line)
        assert state(shell.session) == before
        assert [(each.gc_refs, each.collecting) for each in collector.tracked_objects()] == marks
