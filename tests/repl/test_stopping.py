"""Each walk over a large heap can be stopped by Ctrl-C, and leaves everything as it was."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.repl.shell import BareShell
from tests.repl.test_honest_looking import state
from toylang.heap.progress import Progress
from toylang.inspection import Inspector
from toylang.inspection.inspector import stoppable
from toylang.session import Session

MANY = 300

STRIDE = 100
"""Objects after which a walk tells how far it has come, here."""

PROGRAM = f"""
import gc, weakref
gc.disable()
class Node:
    pass
many = [[index] for index in range({MANY})]
links = [weakref.ref(many.append, print) for index in range({MANY})]
first = last = Node()
for index in range({MANY}):
    node = Node()
    node.next = last
    last = node
first.next = last
known = weakref.ref(last)
del first, last, node, index
"""

NEW = f"more = [[index] for index in range({MANY})]; many[:] = more; del more"

WALKS = [
    (":why known()", "Looking for what is reachable"),
    (":why known()", "Looking what leads to it"),
    (":why known()", "Looking for cycles"),
    (":why known()", "Looking what hangs from the cycles"),
    (":why known()", "Looking for the shortest way"),
    (":leaks", "Looking for what is reachable"),
    (":leaks", "Following references"),
    (":leaks", "Looking for cycles"),
    (":leaks", "Comparing the cycles"),
    (":leaks", "Looking for a remedy"),
    (":leaks", "Trying a remedy"),
    (":retained many", "Looking for what is reachable"),
    (":retained many", "Following references"),
    (":retained many", "Looking who stands before whom"),
    (":path many known", "Looking for the shortest way"),
    (":graph", "Looking for what is reachable"),
    (":graph", "Looking through the garbage"),
    (":graph", "Looking for what to draw"),
    (":weakrefs", "Looking for weak references"),
    (":referrers Node", "Looking at the holders"),
    (":diff start", "Comparing"),
    (":diff start", "Looking who holds them"),
    (":gc --compare", "Counting what a search looks at"),
    (":gc step", "Looking at the heap"),
]


class Impatient:
    """Presses Ctrl-C when a certain walk is heard of."""

    def __init__(self, walk: str) -> None:
        self.walk = walk
        self.heard: list[str] = []

    def hear(self, what: str, done: int, total: int) -> None:
        self.heard.append(what)
        if what == self.walk:
            os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture(scope="module")
def large() -> Iterator[BareShell]:
    with Session() as session:
        assert session.run(PROGRAM) == 0
        shell = BareShell(session)
        shell.ask(":snap start")
        session.interact(NEW)
        yield shell


def listen(shell: BareShell, person: Impatient) -> None:
    """Let somebody hear how far the shell's looks have come."""
    moments = shell.inspector.moments
    shell.inspector = Inspector(shell.session)
    shell.inspector.progress = Progress(stoppable(shell.session.interruption, person.hear), STRIDE)
    shell.inspector.moments = moments


@pytest.mark.parametrize(("line", "walk"), WALKS)
def test_control_c_stops_a_walk_and_nothing_has_changed(
    large: BareShell, line: str, walk: str
) -> None:
    person = Impatient(walk)
    listen(large, person)
    before = state(large.session)
    with pytest.raises(KeyboardInterrupt):
        large.ask(line)
    assert person.heard.count(walk) == 1
    assert person.heard[-1] == walk
    assert state(large.session) == before


def test_control_c_before_a_watched_statement_keeps_it_from_running(large: BareShell) -> None:
    large.ask(":watch on")
    listen(large, Impatient("Looking at the heap"))
    before = state(large.session)
    with pytest.raises(KeyboardInterrupt):
        large.run("many.clear()")
    assert state(large.session) == before
    assert large.session.heap.observer is None
    large.ask(":watch off")


def test_a_collection_in_steps_that_was_stopped_can_be_begun_again(session: Session) -> None:
    session.interact(f"import gc; gc.disable(); many = [[index] for index in range({MANY})]")
    session.interact("lost = []; lost.append(lost); del lost")
    shell = BareShell(session)
    listen(shell, Impatient("Looking at the heap"))
    with pytest.raises(KeyboardInterrupt):
        shell.ask(":gc step")
    assert session.heap.collector.generations[2].collections == 0
    shell.inspector = Inspector(session)
    shell.answers = ["q"]
    shell.ask(":gc step")
    assert shell.shown
    assert session.heap.collector.generations[2].collections == 1
