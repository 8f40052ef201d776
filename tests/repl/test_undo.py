"""`:undo` at a real (pseudo-)terminal: the program goes back, the person does not."""

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repl.test_terminal import Terminal, pexpect

PROCESSES = Path("/proc")

needs_processes = pytest.mark.skipif(
    not (PROCESSES / "self" / "stat").exists(), reason="no /proc to look for processes in"
)


class WrappedTerminal(Terminal):
    """A terminal whose first process is a shell, which outlives Toy."""

    def __init__(self, home: Path) -> None:
        self.child = pexpect.spawn(
            "/bin/sh",
            ["-c", f"{sys.executable} -m toylang; echo al'l go'ne; sleep 60"],
            env={**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home), "TERM": "xterm"},
            encoding="utf-8",
            timeout=20,
        )


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    terminal.expect(":help")
    yield terminal
    terminal.child.close(force=True)


def expect_words(terminal: Terminal, words: str) -> None:
    """Wait until some words are shown, in whatever colours."""
    between = r"(?:\s|\x1b\[[0-9;]*m)*"
    terminal.child.expect(between.join(re.escape(word) for word in words.split()))


def undo(terminal: Terminal, text: str) -> None:
    """Take a statement back, and see that it is the one expected."""
    terminal.type(":undo")
    expect_undone(terminal, text)


def expect_undone(terminal: Terminal, text: str) -> None:
    """Wait until a statement is taken back, and see that it is the one expected."""
    terminal.expect("Taken back: ")
    assert terminal.expect("\n").startswith(text)


def group_of(terminal: Terminal) -> list[int]:
    """The living processes that belong to the terminal's program."""
    found = []
    for directory in PROCESSES.glob("[0-9]*"):
        try:
            words = (directory / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[2]) == terminal.child.pid and words[0] != "Z":
            found.append(int(directory.name))
    return found


def wait_for_number(terminal: Terminal, number: int) -> list[int]:
    """The processes of the terminal's program, once there are so many of them."""
    deadline = time.monotonic() + 10
    while len(found := group_of(terminal)) != number:
        assert time.monotonic() < deadline, f"{found} live, {number} were expected"
        time.sleep(0.05)
    return found


def test_names_and_errors_are_taken_back(terminal: Terminal) -> None:
    terminal.type("a = [1, 2]", "b = a", "del a")
    undo(terminal, "del a")
    terminal.type(":refcount a")
    expect_words(terminal, "held by 2 references:")
    undo(terminal, "b = a")
    terminal.type(":refcount a")
    expect_words(terminal, "held by 1 reference:")
    undo(terminal, "a = [1, 2]")
    terminal.type("a")
    expect_words(terminal, "NameError : name 'a' is not defined")
    undo(terminal, "a")
    terminal.type(":undo")
    expect_words(terminal, "There is nothing to take back.")
    terminal.type("a = [1]", "a.missing")
    expect_words(terminal, "AttributeError : 'list'")
    terminal.type(":refcount a")
    expect_words(terminal, "held by 2 references:")
    undo(terminal, "a.missing")
    terminal.type(":refcount a")
    expect_words(terminal, "held by 1 reference:")
    assert terminal.leave()[1] == 0


def test_everything_is_as_it_was(terminal: Terminal) -> None:
    terminal.type("import gc, random", "random.seed(3)", "a = [[]]; a.append(a)")
    state = "print('sta' 'te', id(a), id(a[0]), gc.get_count(), random.getstate()[1][-1], 'done')"
    terminal.type(state)
    terminal.expect("state ")
    first = terminal.expect("done")
    undo(terminal, "print('sta' 'te'")
    terminal.type("x = [random.random(), [[] for i in range(900)]]; del a; gc.collect()")
    undo(terminal, "x = [random")
    terminal.type(state)
    terminal.expect("state ")
    assert terminal.expect("done") == first


def test_a_collection_and_a_new_session_are_taken_back(terminal: Terminal) -> None:
    terminal.type("a = []; a.append(a); del a", ":gc")
    expect_words(terminal, "1  unreachable")
    terminal.type(":gc")
    expect_words(terminal, "0  unreachable")
    undo(terminal, ":gc")
    undo(terminal, ":gc")
    terminal.type(":gc 7")
    terminal.expect("There is no generation 7")
    terminal.type(":gc")
    expect_words(terminal, "1  unreachable")
    undo(terminal, ":gc")
    terminal.type(":reset")
    terminal.expect("A new session")
    terminal.type("b = 1")
    undo(terminal, "b = 1")
    undo(terminal, ":reset")
    undo(terminal, "a = []")


def test_ten_are_kept(terminal: Terminal) -> None:
    terminal.type("a = 100", *["a += 1"] * 11)
    for _ in range(10):
        undo(terminal, "a += 1")
    terminal.type(":undo")
    expect_words(terminal, "There is nothing more to take back")
    terminal.type("a")
    terminal.expect("101")
    assert terminal.leave()[1] == 0


def test_what_was_typed_ahead_is_read_once(terminal: Terminal) -> None:
    terminal.expect(">>>")
    terminal.child.send("a = 1\rb = 2\r:undo\r'ha' + 'lf'\r:undo\r:undo\r'who' + 'le'\r")
    expect_undone(terminal, "b = 2")
    terminal.expect("'half'")
    expect_undone(terminal, "'ha' + 'lf'")
    expect_undone(terminal, "a = 1")
    terminal.expect("'whole'")
    assert "Taken back" not in terminal.leave()[0]


def test_what_was_typed_stays_in_the_history(terminal: Terminal) -> None:
    up = "\x1b[A"
    terminal.type("'fir' + 'st'", "'sec' + 'ond'", ":undo", ":undo")
    expect_undone(terminal, "'sec' + 'ond'")
    expect_undone(terminal, "'fir' + 'st'")
    terminal.expect(">>>")
    time.sleep(0.5)
    terminal.child.send(up * 2 + "\r")
    terminal.expect("'second'")
    terminal.leave()


def test_control_c_in_the_process_that_was_woken(terminal: Terminal) -> None:
    terminal.type("a = 1", "b = 2")
    undo(terminal, "b = 2")
    terminal.expect(">>>")
    terminal.child.send("x = 'half a li")
    terminal.expect(" a li")
    terminal.press("c")
    terminal.expect("KeyboardInterrupt")
    terminal.expect(">>>")
    terminal.type("while True: pass", "")
    terminal.expect("...")
    terminal.press("c")
    assert "Traceback" in terminal.expect("KeyboardInterrupt")
    undo(terminal, "while True: pass")
    undo(terminal, "a = 1")
    assert terminal.leave()[1] == 0


@needs_processes
def test_nobody_is_left_after_the_end(terminal: Terminal) -> None:
    terminal.type("class Loud:", "def __del__(self): print('good', 'bye')", "", "a = Loud()")
    terminal.type("b = 2", "c = 3")
    undo(terminal, "c = 3")
    terminal.type("d = 4", "e = 5")
    undo(terminal, "e = 5")
    undo(terminal, "d = 4")
    terminal.expect(">>>")
    assert wait_for_number(terminal, 5)
    terminal.type("import sys; sys.exit(3)")
    assert terminal.expect("good bye").count("good bye") == 0
    assert "good bye" not in terminal.expect(pexpect.EOF)
    terminal.child.close()
    assert terminal.child.exitstatus == 3
    wait_for_number(terminal, 0)


@needs_processes
@pytest.mark.parametrize("undone", [False, True])
def test_nobody_is_left_when_the_terminal_is_closed(terminal: Terminal, undone: bool) -> None:
    terminal.type("a = 1", "b = 2")
    if undone:
        undo(terminal, "b = 2")
    else:
        terminal.type("'read' + 'y'")
        terminal.expect("'ready'")
    assert len(group_of(terminal)) > 2
    terminal.child.close(force=False)
    wait_for_number(terminal, 0)


@needs_processes
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nobody_is_left_when_the_process_at_work_is_killed(
    terminal: Terminal, number: signal.Signals
) -> None:
    terminal.type("a = 1", "b = 2", "c = 3")
    sleeping = wait_for_number(terminal, 4)
    undo(terminal, "c = 3")
    newest = max(sleeping)
    os.kill(newest, number)
    terminal.child.expect(pexpect.EOF)
    assert terminal.child.wait() == 1
    wait_for_number(terminal, 0)


@needs_processes
def test_nobody_is_left_when_the_first_process_is_told_to_end(terminal: Terminal) -> None:
    terminal.type("a = 1", "b = 2", "c = 3")
    undo(terminal, "c = 3")
    undo(terminal, "b = 2")
    terminal.expect(">>>")
    os.kill(terminal.child.pid, signal.SIGTERM)
    terminal.child.wait()
    wait_for_number(terminal, 0)
    assert terminal.child.signalstatus == signal.SIGTERM


@needs_processes
def test_nobody_is_left_when_the_first_process_is_killed(tmp_path: Path) -> None:
    terminal = WrappedTerminal(tmp_path)
    terminal.expect(":help")
    terminal.type("a = 1", "b = 2", "c = 3")
    undo(terminal, "c = 3")
    first = min(set(group_of(terminal)) - {terminal.child.pid})
    os.kill(first, signal.SIGKILL)
    terminal.expect("all gone")
    wait_for_number(terminal, 2)
    terminal.child.close(force=True)
