"""What a program says through Toy's mouth, a terminal never obeys; its own output is its own."""

import io
import json
import re
import sys
from pathlib import Path

import pexpect
import pytest

from tests.repl.shell import BareShell
from tests.support.heap_checks import close_and_check
from toylang.heap.wording import COMMANDING, harmless, printable
from toylang.inspection.trace import Trace
from toylang.repl.commands import run_command
from toylang.session import Session
from toylang.views.console import SafeConsole

HOSTILE = Path(__file__).with_name("hostile_names.toy")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
"""What Toy itself sends to a terminal besides text."""

COMMANDS = [
    ":heap", ":heap blocks", ":refcount thing", ":why thing", ":referrers thing",
    ":referents thing", ":referents holder", ":referents Evil", ":path thing", ":roots",
    ":weakrefs", ":leaks", ":retained thing", ":graph", ":graph thing", ":graph --mermaid",
    ":pools", ":pools thing", ":gen", ":gen thing", ":gc step", ":gc --compare", ":gc",
    ":timeline", ":snap a", ":snap b", ":diff a b", ":refcount generator", ":why Evil",
    ":refcount thing --json", ":graph thing --json", ":roots --json", ":heap --json",
]  # fmt: skip


def obeyed_in(text: str) -> list[str]:
    """What a terminal would obey in a text, colours and the ends of its lines aside."""
    return COMMANDING.findall(COLOURS.sub("", text).replace("\r\n", "\n"))


@pytest.fixture
def hostile(session: Session) -> Session:
    """A session in which everything has a hostile name."""
    assert session.run(HOSTILE.read_text(encoding="utf-8"), str(HOSTILE)) == 0
    return session


@pytest.mark.parametrize("command", COMMANDS)
def test_no_view_holds_what_a_terminal_obeys(command: str, hostile: Session) -> None:
    shell = BareShell(hostile)
    shell.inspector.record()
    if command.startswith(":diff"):
        run_command(shell, ":snap a")
        hostile.run("more = [Evil(), Evil()]")
        run_command(shell, ":snap b")
    view = run_command(shell, command)
    console = SafeConsole(file=io.StringIO(), force_terminal=True, width=200)
    console.print(view)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert not obeyed_in(shown)
    assert not any(line.strip().startswith("fake") for line in shown.splitlines())


@pytest.mark.parametrize("option", ["--svg", "--dot"])
def test_no_picture_holds_what_a_terminal_obeys(
    option: str, hostile: Session, tmp_path: Path
) -> None:
    path = tmp_path / "picture"
    run_command(BareShell(hostile), f":graph {option} {path}")
    assert not obeyed_in(path.read_text(encoding="utf-8"))


def test_a_trace_holds_nothing_a_terminal_obeys(session: Session) -> None:
    lines: list[str] = []
    trace = Trace(session.heap, lines.append)
    session.run(HOSTILE.read_text(encoding="utf-8"))
    trace.finish()
    assert not obeyed_in("".join(lines))
    assert any(json.loads(line).get("type", "").startswith("\x1b") for line in lines)


def at_a_terminal(*arguments: str, typed: str = "") -> str:
    """All that the command sends to a terminal."""
    child = pexpect.spawn(
        sys.executable, ["-m", "toylang", *arguments], encoding="utf-8", timeout=60, echo=False
    )
    if typed:
        child.sendline(typed)
    output = child.read()
    child.close()
    assert isinstance(output, str)
    return output


ERRORS = {
    "a message": "raise ValueError('\\x1b[31m\\x9b\\u202e')",
    "a class": "raise type('\\x1b[31mE\\x9b\\u202e', (Exception,), {})('no')",
    "a source line": "raise ValueError('\x1b[31m\u202e')  # \x1b]0;owned\x07",
    "a note": "e = ValueError()\ne.add_note('\\x1b[31m')\nraise e",
    "a finalizer": "class A:\n    def __repr__(self): return '\\x1b[31m'\n"
    "    def __del__(self): raise ValueError('\\x1b[31m')\na = A()\ndel a",
    "a warning": "'\x1b[31m' is 1\n1/0",
    "a text that is no program": "x = '\x1b[31m",
    "an exit": "import sys\nsys.exit('\\x1b[31m')",
    "an exit call": "import atexit\natexit.register(int, '\\x1b[31mx')",
    "a name": "exec('def f(): raise ValueError\\nf.__code__', n := {})\n"
    "exec(compile('1/0', '\\x1b[31m', 'exec'))",
    "a hook": "import sys\ntry:\n    raise ValueError('\\x1b[31m')\nexcept ValueError as e:\n"
    "    sys.excepthook(ValueError, e, None)",
    "the collector": "import gc\ngc.set_debug(gc.DEBUG_COLLECTABLE)\n"
    "E = type('\\x1b[31m', (), {})\ne = E()\ne.e = e\ndel e\ngc.collect()",
}


@pytest.mark.parametrize("what", ERRORS)
def test_an_error_at_a_terminal_is_escaped(what: str, tmp_path: Path) -> None:
    path = tmp_path / "program.toy"
    path.write_text(ERRORS[what] + "\n", encoding="utf-8")
    shown = at_a_terminal(str(path))
    assert not obeyed_in(shown)
    assert r"\x1b" in shown


def test_a_file_that_is_not_there_is_told_escaped() -> None:
    assert not obeyed_in(at_a_terminal("\x1b[31mno.toy"))


def test_what_a_program_prints_is_its_own_affair() -> None:
    assert "\x1b[35mmine\x1b[0m" in at_a_terminal("-c", r"print('\x1b[35mmine\x1b[0m')")


def test_the_prompt_shows_values_escaped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TERM", "dumb")
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    program = tmp_path / "program.toy"
    program.write_text(HOSTILE.read_text(encoding="utf-8"), encoding="utf-8")
    child = pexpect.spawn(
        sys.executable, ["-m", "toylang", "-i", str(program)], encoding="utf-8", timeout=60
    )
    shown = ""
    for typed in ("Shown()", "Evil", "thing", ":heap", "thing.nothing"):
        child.expect(">>> ")
        shown += child.before or ""
        child.sendline(typed)
    child.expect(">>> ")
    shown += child.before or ""
    child.close(force=True)
    assert r"\x1b" in shown
    assert not obeyed_in(shown)


def test_what_is_escaped_is_written_as_repr_writes_it() -> None:
    assert harmless("a\tb\nc\x1b\x9b\u202e\ud800") == "a\tb\nc\\x1b\\x9b\\u202e\\ud800"
    assert harmless("ä\xa0\u200d\U0001f600") == "ä\xa0\u200d\U0001f600"
    assert printable("a\nb\xa0") == "a\\nb\\xa0"


def test_a_closed_session_of_hostile_names_is_empty() -> None:
    session = Session(["x"], io.StringIO(), io.StringIO(), io.StringIO())
    session.run(HOSTILE.read_text(encoding="utf-8"))
    close_and_check(session)
