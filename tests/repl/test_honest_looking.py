"""A command that looks changes nothing in what it looks at."""

from contextlib import suppress
from itertools import chain

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from tests.repl.shell import BareShell
from toylang.inspection import read_gauge
from toylang.repl.commands import CommandError
from toylang.repl.completion import PromptCompleter
from toylang.repl.toolbar import Toolbar
from toylang.session import ProgramError, Session

PROGRAM = """
import gc, weakref
class Node:
    @property
    def first(self):
        return self.others[0]
def fresh(x):
    return [x]
def fail(x):
    y = [x]
    raise ValueError(y)
a = Node()
b = Node()
a.others = [b]
b.others = [a, (1, "two"), {"three": 3}]
lost = Node()
lost.me = lost
known = weakref.ref(lost)
del lost
"""

LOOKS = [
    ":refcount a",
    ":refcount a.others[0]",
    ":refcount b.others[2]['three']",
    ":refcount a.first",
    ":refcount _",
    ":refcount None",
    ":refcount 12345678901234567890",
    ":refcount [a, b]",
    ":refcount (a, b)",
    ":refcount {a: b}",
    ":refcount fresh(a)",
    ":refcount Node()",
    ":refcount missing",
    ":refcount a.missing",
    ":refcount 1 +",
    ":refcount fail(a)",
    ":refcount",
    ":why a",
    ":why a.others[0]",
    ":why None",
    ":why [a]",
    ":why Node()",
    ":why known()",
    ":why missing",
    ":why",
    ":why #1",
    ":why #99",
    ":referrers a",
    ":referrers None",
    ":referrers known()",
    ":referrers Node()",
    ":referents a",
    ":referents 1",
    ":referents Node",
    ":referents missing",
    ":path a b",
    ":path a a",
    ":path known()",
    ":path known() a",
    ":path a Node()",
    ":path #1 a",
    ":path a missing",
    ":path",
    ":weakrefs",
    ":weakrefs a",
    ":weakrefs known()",
    ":weakrefs missing",
    ":roots",
    ":roots a",
    ":leaks",
    ":leaks --json",
    ":leaks a",
    ":retained a",
    ":retained known()",
    ":retained [a, [b]]",
    ":retained None",
    ":retained missing",
    ":gen",
    ":gen a",
    ":gen [a]",
    ":gen missing",
    ":heap",
    ":config",
    ":config x",
    ":present",
    ":present off",
    ":snap start",
    ":snap start --json",
    ":snap two words",
    ":snap",
    ":diff",
    ":diff missing",
    ":watch",
    ":watch on",
    ":watch a",
    ":watch [a]",
    ":watch missing",
    ":watch off",
    ":predict",
    ":predict on",
    ":predict off",
    ":graph",
    ":graph a",
    ":graph [a, b]",
    ":graph Node",
    ":graph _",
    ":graph None",
    ":graph fail(a)",
    ":graph --mermaid",
    ":graph a --svg /dev/null",
    ":graph --dot /dev/null/nowhere",
    ":graph --dot",
    ":pools",
    ":pools 64",
    ":pools 5000",
    ":pools a",
    ":pools [a, b]",
    ":pools missing",
    ":timeline",
    ":timeline --json",
    ":help",
    ":help gen",
    ":ast a.x = fresh(b)",
    ":ast def",
    ":ast",
    ":time",
    ":load no/such/file",
    ":load",
    ":save no/such/folder/file",
    ":save",
    ":unknown",
    ":gc 3",
    ":gc step 3",
    ":gc --compare",
    ":gc --compare 0",
    ":gc --compare 1",
    ":gc --compare --json",
    ":gc step --compare",
    ":threshold",
    ":threshold x",
    ":threshold 1 2 3 4",
]


def state(session: Session) -> object:
    """Counts, addresses, generations in their order, the collector's numbers, the blocks."""
    heap, collector = session.heap, session.heap.collector
    lists = [generation.objects.to_list() for generation in collector.generations]
    known = {value.address: value.refcount for values in lists for value in values}
    for values in lists:
        for value in values:
            for _, referent in value.edges():
                known[referent.address] = 0 if referent.immortal else referent.refcount
    return (
        known,
        [[value.address for value in values] for values in lists],
        [
            (each.count, each.threshold, each.collections, each.collected)
            for each in collector.generations
        ],
        [(value.gc_refs, value.collecting, value.unreachable) for value in chain(*lists)],
        collector.enabled,
        [(name, value.address) for roots in heap.roots for name, value in roots.edges()],
        heap.objects - len(session.interpreter.names),
    )


@pytest.fixture
def shell(session: Session) -> BareShell:
    assert session.run(PROGRAM) == 0
    with pytest.raises(ProgramError):
        session.interact("1 / 0")
    session.interact("[a, b]")
    session.heap.record()
    return BareShell(session)


def look(shell: BareShell, line: str) -> None:
    """Look, and do not mind an error."""
    with suppress(CommandError, ProgramError):
        shell.ask(line)


@pytest.mark.parametrize("line", LOOKS)
def test_looking(shell: BareShell, line: str) -> None:
    before = state(shell.session)
    look(shell, line)
    assert state(shell.session) == before


@pytest.mark.parametrize("text", ["", "a", "a.", "a.fir", "b.others.", "Node.", ":refcount a."])
def test_a_menu_and_the_figures_at_the_bottom(shell: BareShell, text: str) -> None:
    before = state(shell.session)
    menu = PromptCompleter(shell.session)
    assert list(menu.get_completions(Document(text), CompleteEvent(completion_requested=True)))
    assert Toolbar(read_gauge(shell.session)).text(80)
    assert state(shell.session) == before


@pytest.mark.parametrize("line", LOOKS)
def test_looking_when_the_next_object_would_start_a_collection(shell: BareShell, line: str) -> None:
    first = shell.session.heap.collector.generations[0]
    first.threshold = first.count
    before = state(shell.session)
    look(shell, line)
    assert state(shell.session) == before


def test_the_last_value_is_not_the_one_looked_at(shell: BareShell) -> None:
    shell.ask(":refcount a")
    assert shell.session.interact("_ is not a") == "True"


def test_the_program_may_still_switch_the_collector(shell: BareShell) -> None:
    shell.session.interact("gc.disable()")
    shell.ask(":refcount a")
    assert not shell.session.heap.collector.enabled
    shell.ask(":refcount gc.enable()")
    assert shell.session.heap.collector.enabled


def test_what_an_expression_does_is_done(shell: BareShell) -> None:
    shell.ask(":refcount b.others.append([])")
    assert shell.session.interact("len(b.others)") == "4"
