"""What a watcher tells after each statement."""

import io
from contextlib import suppress

import pytest

from tests.repl.shell import BareShell
from tests.repl.test_honest_looking import state
from tests.support.heap_checks import close_and_check
from toylang.repl.commands import CommandError
from toylang.session import ProgramError, Session

NODE = "class Node: pass"


def told(shell: BareShell, text: str) -> list[str]:
    """What is shown of a statement, without the collector's counts."""
    shell.shown.clear()
    shell.run(text)
    lines = [line.strip() for line in shell.shown]
    return [line for line in lines if not line.startswith("generation ")]


def test_a_life(shell: BareShell) -> None:
    shell.ask(":watch on")
    assert told(shell, "a = []") == ["list #1 is new, held by a"]
    assert told(shell, "b = a") == ["list #1: 1 → 2, new holder b"]
    assert told(shell, "c = [b]") == [
        "list #1: 2 → 3, new holder c[0]",
        "list #2 is new, held by c",
    ]
    assert told(shell, "a = 5") == ["list #1: 3 → 2, lost holder a"]
    assert told(shell, "d = c.pop()") == ["list #1: still 2, new holder d, lost holder c[0]"]
    assert told(shell, "del b, d") == ["list #1 freed: its holders b and d were deleted"]
    assert told(shell, "c = None") == ["list #2 freed: its last holder c was rebound"]
    assert told(shell, "x = 7") == ["no object changed"]


def test_several_statements_typed_at_once(shell: BareShell) -> None:
    shell.ask(":watch on")
    assert told(shell, "a = []\nb = a\n\ndel a\n") == [
        "list #1 is new, held by a",
        "list #1: 1 → 2, new holder b",
        "list #1: 2 → 1, lost holder a",
    ]


def test_deaths_that_come_of_a_death(shell: BareShell) -> None:
    shell.run("a = [[], [1.5]]")
    shell.ask(":watch on")
    assert told(shell, "del a") == [
        "list #1 freed: its last holder a was deleted",
        "list #2 and list #3 freed: their last holder list #1 was freed",
        "float #4 freed: its last holder list #3 was freed",
    ]


def test_a_collection(shell: BareShell) -> None:
    shell.run("import gc")
    shell.run("gc.collect()")
    shell.run("a = []\na.append(a)\ndel a")
    shell.ask(":watch on")
    lines = told(shell, "x = gc.collect(0)")
    assert lines == [
        "list #1 freed: the collection of generation 0 found it, kept only by a cycle",
        "collection of generation 0: 1 examined, 1 freed",
    ]


def test_a_function_that_returns(shell: BareShell) -> None:
    shell.run("x = []\ndef f(y):\n    global x\n    x = None\n")
    shell.ask(":watch on")
    assert told(shell, "f(x)") == ["list #1 freed: its last holder went when f ended"]
    assert told(shell, "f([[]])") == ["made and freed again: 2 list (when f ended)"]


def test_the_generations_count(shell: BareShell) -> None:
    shell.ask(":watch on")
    count = shell.session.heap.collector.generations[0].count
    shell.run("a = {1.5}")
    assert shell.shown[-1] == f"  generation 0: {count} → {count + 1}"


def test_many_changes_are_a_dozen_lines(shell: BareShell) -> None:
    shell.ask(":watch on")
    lines = told(shell, "; ".join(f"x{index} = []" for index in range(20)))
    assert len(lines) == 9
    assert lines[-1] == "+12 more"


def test_an_error_is_watched_too(shell: BareShell) -> None:
    shell.run("a = []")
    shell.ask(":watch on")
    shell.shown.clear()
    with pytest.raises(ProgramError):
        shell.run("del a; 1 / 0")
    assert shell.shown[0] == "  list #1 freed: its last holder a was deleted"


def test_one_object(shell: BareShell) -> None:
    shell.run("a = []\nb = []")
    assert shell.ask(":watch a") == ["Watching list #1."]
    assert shell.ask(":watch a") == ["Watching list #1."]
    assert told(shell, "c = b") == []
    assert told(shell, "a.append(1)") == ["list #1: 56 → 88 bytes"]
    assert shell.ask(":watch b") == ["Watching list #1, list #2."]
    assert told(shell, "c = a") == [
        "list #1: 1 → 2, new holder c",
        "list #2: 2 → 1, lost holder c",
    ]
    assert told(shell, "import gc\nx = gc.collect()")[:1] == ["list #1: now in generation 2"]
    assert told(shell, "del a, c") == ["list #1 freed: its holders a and c were deleted"]
    assert shell.ask(":watch") == ["Watching list #2."]
    told(shell, "del b")
    assert shell.ask(":watch") == ["Nothing is watched."]
    assert not shell.attendants


def test_off(shell: BareShell) -> None:
    shell.ask(":watch on")
    assert shell.ask(":watch off") == ["Nothing is watched."]
    assert told(shell, "a = []") == []
    assert shell.session.heap.observer is None


@pytest.mark.parametrize(
    ("line", "message"), [(":watch 5", "immortal"), (":watch [1]", "freed already")]
)
def test_nothing_to_watch(shell: BareShell, line: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        shell.ask(line)
    assert not shell.attendants


PROGRAM = [
    NODE,
    "a = Node()\nb = [a, a]\na.b = b",
    "def f(x):\n    y = [x]\n    1 / 0",
    "f(a)",
    "[a, b]",
    "del a",
    "del b",
    "1",
    "for i in range(800): b = Node(); b.me = b",
    "import gc; gc.collect()",
    "f(3)",
]


def run_all(shell: BareShell) -> object:
    for text in PROGRAM:
        with suppress(ProgramError):
            shell.run(text)
    return state(shell.session)


def test_who_is_watched_lives_as_who_is_not() -> None:
    sessions = [Session(stdout=io.StringIO(), stderr=io.StringIO()) for _ in range(2)]
    plain, watched = (BareShell(session) for session in sessions)
    watched.ask(":watch on")
    watched.ask(":predict on")
    watched.answers = ["", "7", "yes", "no"] * 20
    assert run_all(plain) == run_all(watched)
    for session in sessions:
        close_and_check(session)
