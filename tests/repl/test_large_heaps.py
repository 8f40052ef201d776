"""Commands on a large heap: Ctrl-C stops them, and leaves everything as it was."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.repl.shell import BareShell
from tests.repl.test_honest_looking import PROGRAM, state
from toylang.heap.events import Collection, Observer
from toylang.heap.progress import STRIDE
from toylang.inspection import Inspector
from toylang.session import Session

LARGE = f"many = [[index] for index in range({STRIDE})]"


class Impatient:
    """Presses Ctrl-C when so much has been heard."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.heard: list[str] = []

    def hear(self, what: str, done: int, total: int) -> None:
        self.heard.append(what)
        if len(self.heard) == self.patience:
            os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture(scope="module")
def large() -> Iterator[BareShell]:
    with Session() as session:
        assert session.run(PROGRAM) == 0
        session.interact(LARGE)
        yield BareShell(session)


def interrupted(shell: BareShell, line: str, patience: int) -> bool:
    """Ask while somebody impatient listens; tells whether that stopped the command."""
    person = Impatient(patience)
    shell.inspector = Inspector(shell.session, person.hear)
    try:
        shell.ask(line)
    except KeyboardInterrupt:
        assert len(person.heard) >= patience
        return True
    assert len(person.heard) < patience
    return False


STOPPED = [
    ":refcount many",
    ":refcount many[0]",
    ":refcount fresh(a)",
    ":gen a",
    ":heap",
    ":graph",
    ":graph many",
]


@pytest.mark.parametrize("line", STOPPED)
@pytest.mark.parametrize("patience", [1, 4])
def test_control_c_stops_a_look_and_nothing_has_changed(
    large: BareShell, line: str, patience: int
) -> None:
    before = state(large.session)
    assert interrupted(large, line, patience) or patience > 1
    assert state(large.session) == before


def test_the_next_look_finds_everything(large: BareShell) -> None:
    usual = BareShell(large.session).ask(":refcount a")
    assert interrupted(large, ":refcount a", 2)
    large.inspector = Inspector(large.session)
    assert large.ask(":refcount a")[1:] == usual[1:]


class Pressing(Observer):
    """Presses Ctrl-C when a collection begins."""

    def collection_started(self, collection: Collection) -> None:
        os.kill(os.getpid(), signal.SIGINT)


def test_control_c_during_a_collection_is_heard_when_it_is_over(session: Session) -> None:
    oldest = session.heap.collector.generations[2]
    before = oldest.collections
    session.heap.observer = Pressing()
    with pytest.raises(KeyboardInterrupt):
        BareShell(session).ask(":gc")
    session.heap.observer = None
    assert oldest.collections == before + 1
    assert session.interact("1 + 1") == "2"


def test_of_very_many_places_some_are_named(large: BareShell) -> None:
    large.session.interact("shared = []\ncrowd = [shared] * 1000")
    lines = large.ask(":refcount shared")
    assert lines[0].endswith(", held by 1,001 references:")
    assert lines[1:3] == ["  global shared", "  crowd[0]"]
    assert lines[-2] == "  and 901 more"
    assert len(lines) == 103
