"""`:why`, and numbers in place of expressions: what keeps an object alive."""

import pytest

from tests.repl.shell import BareShell
from toylang.repl.commands import CommandError
from toylang.session import ProgramError

BEGIN = "import gc, weakref\nclass Node: pass\n"
PAIR = "a, b = Node(), Node(); a.next = b; b.prev = a; w = weakref.ref(a); del a, b"


@pytest.fixture
def shell(shell: BareShell) -> BareShell:
    shell.session.run(BEGIN)
    return shell


def why(shell: BareShell, expression: str) -> str:
    """The whole answer as one line."""
    return " ".join(" ".join(shell.ask(f":why {expression}")).split())


def holders_and_count(shell: BareShell, expression: str) -> tuple[int, int]:
    facts = shell.facts(f":why {expression}")
    return len(facts["holders"]), facts["count"]


def test_a_name_holds_it(shell: BareShell) -> None:
    shell.session.interact("a = []")
    assert why(shell, "a").startswith(
        "a is list #1, alive: global a holds it. Its count is 1, for this:"
    )


def test_a_name_leads_to_it(shell: BareShell) -> None:
    shell.session.interact("a = [[Node()]]")
    shown = shell.ask(":why a[0][0]")
    assert shown[0] == "a[0][0] is Node #1, alive: global a leads to it."
    assert [line.split()[:2] for line in shown[-3:]] == [
        ["global", "a"],
        ["[0]", "list"],
        ["[0]", "Node"],
    ]


@pytest.mark.parametrize("expression", ["a", "a.x", "Node", "a.x[0]", "w", "gc", "w()", "len"])
def test_the_holders_sum_to_the_count(shell: BareShell, expression: str) -> None:
    shell.session.interact("a = Node(); a.x = [[a], a]; b = (a, a.x); w = weakref.ref(a, print)")
    holders, count = holders_and_count(shell, expression)
    assert holders == count


def test_only_a_cycle_holds_it(shell: BareShell) -> None:
    shell.session.interact(PAIR)
    shell.ask(":gc 0")
    shell.session.interact(PAIR)
    assert (
        "unreachable: kept by a cycle of 2; the next collection of generation 0 would free it."
    ) in why(shell, "w()")


def test_a_cycle_that_has_grown_older(shell: BareShell) -> None:
    shell.session.interact(PAIR.removesuffix("; del a, b"))
    shell.ask(":gc 0")
    shell.session.interact("del a, b")
    assert "the next collection of generation 1 would free it" in why(shell, "w()")
    shell.ask(":gc 0")
    assert shell.session.interact("w() is None") == "False"
    shell.ask(":gc 1")
    assert shell.session.interact("w() is None") == "True"


def test_it_hangs_from_a_cycle(shell: BareShell) -> None:
    shell.session.interact("a = Node(); a.me = a; a.x = Node(); w = weakref.ref(a.x); del a")
    assert "unreachable: it hangs from a cycle of 1;" in why(shell, "w()")


def test_it_hangs_from_several(shell: BareShell) -> None:
    shell.session.interact("x = Node(); w = weakref.ref(x)")
    shell.session.interact("for i in range(3):\n    a = Node(); a.me = a; a.x = x\n")
    shell.session.interact("del a, x")
    assert "unreachable: it hangs from 3 cycles;" in why(shell, "w()")


def test_a_finalizer_may_bring_it_back(shell: BareShell) -> None:
    shell.session.interact("class Loud:\n    def __del__(self): pass\n")
    shell.session.interact("a = Loud(); a.me = a; w = weakref.ref(a); del a")
    assert why(shell, "w()").count("would free it, unless a finalizer brings it back.") == 1


def test_without_a_collector_nothing_would_free_it(shell: BareShell) -> None:
    shell.session.interact(PAIR)
    shell.ask(":collector none")
    assert "no collector is at work that would free it" in why(shell, "w()")


def test_a_frozen_object(shell: BareShell) -> None:
    shell.session.interact("a = Node(); a.me = a; w = weakref.ref(a); gc.freeze(); del a")
    assert "but it is frozen (gc.freeze), so it stays." in why(shell, "w()")


def test_an_immortal_value(shell: BareShell) -> None:
    assert "immortal: it lives as long as Toy does" in why(shell, "None")


def test_a_temporary(shell: BareShell) -> None:
    assert "made for this command only" in why(shell, "[1]")


def test_the_last_error_keeps_the_frame_of_a_function(shell: BareShell) -> None:
    shell.session.interact("def f(x):\n    1 / 0\n")
    with pytest.raises(ProgramError):
        shell.session.interact("f(Node())")
    shell.session.interact("w = [weakref.ref(o) for o in gc.get_objects() if type(o) is Node][0]")
    assert "alive: last error leads to it." in why(shell, "w()")


# -- numbers -------------------------------------------------------------------


def test_a_number_stands_for_the_object(shell: BareShell) -> None:
    shell.session.interact("a = [[]]; b = []")
    shell.ask(":refcount a[0]")
    assert why(shell, "#1").startswith("list #1, alive: global a leads to it.")
    assert shell.ask(":refcount #1") == ["list #1, held by 1 reference:", "  a[0]", *CLOSING]


CLOSING = ["sys.getrefcount would say 2: its own argument is one more."]


def test_the_number_of_a_dead_object(shell: BareShell) -> None:
    shell.session.interact("a = []")
    shell.ask(":refcount a")
    shell.session.interact("del a")
    with pytest.raises(CommandError, match=r"^#1 has been freed\.$"):
        shell.ask(":why #1")
    shell.session.interact("a = []")
    shell.ask(":refcount a")
    with pytest.raises(CommandError, match=r"^#1 has been freed\.$"):
        shell.ask(":why #1")


@pytest.mark.parametrize("number", ["#1", "#0", "#12345678901234567890"])
def test_a_number_nobody_has(shell: BareShell, number: str) -> None:
    with pytest.raises(CommandError, match=f"^No object is numbered {number}\\.$"):
        shell.ask(f":gen {number}")


def test_garbage_by_its_number(shell: BareShell) -> None:
    shell.session.interact("a = Node(); a.me = a")
    shell.ask(":why a")
    shell.session.interact("del a")
    assert "kept by a cycle of 1" in why(shell, "#1")
    shell.ask(":gc")
    with pytest.raises(CommandError, match="has been freed"):
        shell.ask(":why #1")
