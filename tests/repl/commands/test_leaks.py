"""`:leaks` and `:retained`: what stays that should go, and what would go."""

import pytest

from tests.repl.shell import BareShell
from tests.views.screen import screen
from toylang.repl.commands import run_command

BEGIN = "import gc, weakref\nclass Node: pass\ngc.collect()\n"


@pytest.fixture
def shell(shell: BareShell) -> BareShell:
    shell.session.run(BEGIN)
    return shell


def leaks(shell: BareShell) -> str:
    return " ".join(" ".join(shell.ask(":leaks")).split())


def test_nothing_leaks(shell: BareShell) -> None:
    assert shell.ask(":leaks") == ["Nothing leaks: no cycle keeps what nothing else leads to."]


def test_a_pair(shell: BareShell) -> None:
    shell.session.interact("a, b = Node(), Node(); a.child = b; b.parent = a; del a, b")
    lines = shell.ask(":leaks")
    assert lines[0] == "1 cycle keeps 2 objects, 112 bytes, which nothing else leads to."
    assert "  Make Node.parent weak (weakref.ref): it leads back to what holds it." in lines
    assert lines[-1] == "gc.collect() would find 2 of them."
    assert shell.session.interact("gc.collect()") == "2"


def test_cycles_of_one_shape_are_one_entry(shell: BareShell) -> None:
    shell.session.interact("for i in range(9):\n    a = Node(); a.me = a; a.x = []\n")
    shell.session.interact("del a")
    report = shell.facts(":leaks")
    assert (report["cycles"], report["found"], len(report["shapes"])) == (9, 18, 1)
    assert (report["shapes"][0]["times"], report["shapes"][0]["hanging"]) == (9, 9)
    assert "9 cycles of 1 object, with 9 more that hang from them;" in leaks(shell)


def test_a_cycle_behind_another(shell: BareShell) -> None:
    shell.session.interact("a = Node(); b = []; b.append(b); a.me = a; a.b = b; del a, b")
    assert "A cycle of 1 object, held by another, too; " in leaks(shell)


def test_without_a_collector_gc_collect_would_find_nothing(shell: BareShell) -> None:
    shell.ask(":collector none")
    shell.session.interact("a = []; a.append(a); del a")
    assert shell.ask(":leaks")[-1] == "No collector is at work that would find them."
    assert shell.session.interact("gc.collect()") == "0"


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("a = Node(); a.me = a; del a", "Make Node.me weak (weakref.ref): it closes the cycle."),
        ("a = []; a.append(a); del a", "Take list #1 out of the list when it has served:"),
        ("a = Node(); a.me = {a}; del a", "Make Node.me weak (weakref.ref):"),
        ("a = Node(); a.x = [a]; a.y = a.x; del a", "Keep weak references (weakref.ref) in the"),
        ("class A: pass\ndel A", "A class always leads to itself, by its __mro__:"),
        ("a = Node(); a.one = [a]; a.two = (a,); del a", "then look again, for there is another"),
    ],
)
def test_advice(shell: BareShell, text: str, advice: str) -> None:
    shell.session.run(text)
    assert advice in leaks(shell)


def test_what_is_not_watched_is_told_apart(shell: BareShell) -> None:
    shell.session.interact("a = Node(); a.me = a; a.x = sum([0.5, 1]); del a")
    last = shell.ask(":leaks")[-1]
    assert last == "gc.collect() would find 1 of them; 1 other the collector does not watch."


def test_it_fits_a_narrow_terminal(shell: BareShell) -> None:
    shell.session.interact("a, b = Node(), Node(); a.child = b; b.parent = a; del a, b")
    content = run_command(shell, ":leaks")
    assert content is not None
    assert all(len(line) <= 20 for line in screen(content, width=20))


# -- :retained -----------------------------------------------------------------


def test_what_only_it_holds(shell: BareShell) -> None:
    shell.session.interact("a = [[], []]; b = a[1]")
    found = shell.facts(":retained a")
    assert (found["own_bytes"], found["retained_bytes"]) == (72, 128)
    assert (found["dominated"], found["shared_references"]) == (1, 1)
    assert [part["label"] for part in found["parts"]] == ["[0]"]


def test_what_holds_nothing_else_goes_alone(shell: BareShell) -> None:
    shell.session.interact("a = []")
    freed = "If it went away, 56 bytes would be freed: the object alone."
    assert shell.ask(":retained a")[1] == freed


def test_what_two_ways_within_it_lead_to(shell: BareShell) -> None:
    shell.session.interact("x = Node(); a = [[x], [x]]; del x")
    found = shell.facts(":retained a")
    assert [part["label"] for part in found["parts"]] == ["[0]", "[1]", ""]
    assert any("by several ways" in line for line in shell.ask(":retained a"))


def test_a_large_object_shows_its_largest_parts(shell: BareShell) -> None:
    shell.session.interact("a = [[1.5] * i for i in range(30)]")
    found = shell.facts(":retained a")
    sizes = [part["bytes"] for part in found["parts"]]
    assert sizes == sorted(sizes, reverse=True)
    assert (len(sizes), found["more"]) == (10, 21)


def test_an_immortal_value_retains_nothing(shell: BareShell) -> None:
    assert "It is immortal, so nothing goes with it." in shell.ask(":retained None")[-1]
