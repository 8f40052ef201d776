"""The prompt at a real (pseudo-)terminal, as a beginner would use it."""

import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect")

CONTROLS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[=>78]|\r")

LESSON = [
    "class Node:",
    "pass",
    "",
    "a = Node()",
    "b = Node()",
    "a.other = b",
    "b.other = a",
]


class Terminal:
    """A terminal with Toy in it."""

    def __init__(self, home: Path, columns: int = 80, **variables: str) -> None:
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(home),
            "TERM": "xterm",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "PYTHONUTF8": "1",
            **variables,
        }
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "toylang"],
            env=environment,
            encoding="utf-8",
            timeout=20,
            dimensions=(30, columns),
        )

    def expect(self, words: str) -> str:
        """Wait until a text is shown; returns what came before, without control sequences."""
        self.child.expect_exact(words)
        return CONTROLS.sub("", self.child.before)

    def type(self, *typed: str) -> None:
        """Type some lines."""
        for line in typed:
            self.child.send(line + "\r")

    def press(self, control: str) -> None:
        """Press a key together with Control, after the time a hand needs for it."""
        time.sleep(0.5)
        self.child.sendcontrol(control)

    def leave(self) -> tuple[str, int]:
        """Press Ctrl-D at the next prompt; returns the last words and the exit status."""
        last_words = self.expect(">>>")
        self.press("d")
        self.child.expect(pexpect.EOF)
        self.child.close()
        return last_words + CONTROLS.sub("", self.child.before), self.child.exitstatus


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.child.close(force=True)


def test_a_lesson_on_two_objects_that_hold_each_other(terminal: Terminal) -> None:
    assert "Toy " in terminal.expect(":help")
    terminal.type(*LESSON, ":refcount a")
    terminal.expect("held by 2 references:")
    terminal.expect("global a")
    terminal.expect("b.other")
    terminal.expect("sys.getrefcount would say 3")
    terminal.type("del a, b", ":gc")
    terminal.expect("all three generations")
    terminal.expect("unreachable")
    terminal.expect("finalizers run")
    terminal.expect("objects before")
    last_words, status = terminal.leave()
    assert "Traceback" not in last_words
    assert status == 0


def test_a_collection_step_by_step_until_one_has_seen_enough(terminal: Terminal) -> None:
    terminal.expect(":help")
    terminal.type("class Node:", "def __del__(self): print('bye', end='')", "", ":gc")
    terminal.expect("In CPython 3.11 gc.collect() makes the same passes")
    terminal.type("a = Node()", "a.me = a", "del a", ":gc step 0")
    terminal.expect("1  Candidates: 1 object in generation 0")
    terminal.expect("q: let it finish")
    terminal.type("")
    terminal.expect("2  update_refs")
    terminal.expect("q: let it finish")
    terminal.type("")
    terminal.expect("3  subtract_refs: 1 reference inside taken off")
    terminal.expect("q: let it finish")
    terminal.type("q")
    terminal.expect("bye")
    terminal.expect("Collected")
    terminal.expect("unreachable")
    terminal.expect("finalizer run")
    last_words, status = terminal.leave()
    assert "Traceback" not in last_words
    assert status == 0


def test_control_c_stops_a_program(terminal: Terminal) -> None:
    terminal.expect(":help")
    terminal.type("while True: pass", "")
    terminal.expect("...")
    terminal.press("c")
    assert "Traceback" in terminal.expect("KeyboardInterrupt")
    terminal.expect(">>>")
    terminal.type("'still ' + 'here'")
    terminal.expect("'still here'")
    assert terminal.leave()[1] == 0


def test_control_c_stops_sleep_and_clears_a_line(terminal: Terminal) -> None:
    terminal.expect(":help")
    terminal.type("import time; print('go', 'on'); time.sleep(60)")
    terminal.expect("go on")
    terminal.press("c")
    terminal.expect("KeyboardInterrupt")
    terminal.expect(">>>")
    terminal.child.send("x = 'half a li")
    terminal.expect(" a li")
    terminal.press("c")
    terminal.expect("KeyboardInterrupt")
    terminal.expect(">>>")
    terminal.type("'still ' + 'here'")
    terminal.expect("'still here'")
    assert terminal.leave()[1] == 0


def test_a_terminal_that_draws_nothing(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, TERM="dumb")
    terminal.expect(":help")
    terminal.type("class Node:", "    pass", "", *LESSON[3:], ":refcount a", ":gc", ":heap")
    terminal.expect("global a")
    terminal.type("1 / 0", "while True: pass", "")
    terminal.expect("ZeroDivisionError: division by zero")
    terminal.expect("... ")
    terminal.press("c")
    terminal.expect("KeyboardInterrupt")
    terminal.type("6 * 7")
    terminal.child.expect_exact("42")
    assert "\x1b" not in terminal.child.before
    last_words, status = terminal.leave()
    assert not last_words.strip()
    assert status == 0
    assert "+class Node:\n+    pass\n" in history_in(tmp_path)


def history_in(home: Path) -> str:
    """The file of what was typed."""
    return (home / ".local" / "state" / "toylang" / "history").read_text()


def test_nothing_typed_is_lost_when_the_session_dies(terminal: Terminal, tmp_path: Path) -> None:
    terminal.expect(":help")
    terminal.type("x = 'before'", "import time; print('a', 'b'); time.sleep(60)")
    terminal.expect("a b")
    terminal.child.kill(signal.SIGKILL)
    terminal.child.wait()
    assert "+x = 'before'\n" in history_in(tmp_path)
    assert "+import time; print('a', 'b'); time.sleep(60)\n" in history_in(tmp_path)


def tell_where_the_cursor_is(terminal: Terminal) -> None:
    """Answer as a terminal does that is asked for it; only then the editor knows the bottom."""
    terminal.child.expect_exact("\x1b[6n")
    terminal.child.send("\x1b[3;1R")


def test_figures_at_the_bottom(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, PROMPT_TOOLKIT_NO_CPR="")
    terminal.expect(":help")
    tell_where_the_cursor_is(terminal)
    terminal.expect("| 1: 0/10 | 2: 0/10 | last collection: none")
    terminal.type("a = []")
    tell_where_the_cursor_is(terminal)
    terminal.expect("(+1) | gen 0: 1/700")
    terminal.type(":gc")
    tell_where_the_cursor_is(terminal)
    terminal.expect("last: gen 2 freed 0")
    terminal.press("d")
    terminal.child.expect(pexpect.EOF)


@pytest.mark.parametrize(
    ("columns", "variables"),
    [
        (80, {"NO_COLOR": "1"}),
        (20, {}),
        (80, {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}),
    ],
    ids=["without colours", "narrow", "ascii"],
)
def test_any_terminal(tmp_path: Path, columns: int, variables: dict[str, str]) -> None:
    terminal = Terminal(tmp_path, columns, **variables)
    terminal.expect(":help")
    terminal.type(*LESSON, ":refcount a", ":gc", ":gen", ":heap", ":help", "1 / 0", "6 * 7")
    terminal.expect("global a")
    terminal.expect("ZeroDivisionError")
    terminal.expect("42")
    last_words, status = terminal.leave()
    assert "Traceback" not in last_words
    assert status == 0


def test_no_colours_where_none_are_wanted(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, NO_COLOR="1")
    terminal.expect(":help")
    terminal.type("1 / 0", "'en' + 'd'")
    terminal.child.expect_exact("'end'")
    assert not re.search(r"\x1b\[[0-9;]*3[1-7]m", terminal.child.before)
    terminal.leave()


def test_a_place_for_history_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    terminal = Terminal(tmp_path, XDG_STATE_HOME=str(tmp_path / "file"))
    terminal.expect(":help")
    terminal.type("6 * 7")
    terminal.expect("42")
    assert terminal.leave()[1] == 0
