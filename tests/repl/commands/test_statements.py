"""Commands about statements: `:undo`, `:reset`, `:load`, `:save`, `:time`, `:ast`."""

from pathlib import Path

import pytest

from tests.repl.shell import BareShell
from tests.support.heap_checks import close_and_check
from tests.support.oracle import run_on_python
from toylang.repl.commands import CommandError, is_change
from toylang.session import ProgramError, Session


def run(shell: BareShell, *statements: str) -> list[str]:
    """Run statements, their errors being shown, too; returns the lines shown."""
    shell.shown.clear()
    for text in statements:
        try:
            shell.run(text)
        except ProgramError as problem:
            shell.shown.extend(problem.text.splitlines())
    return shell.shown


# -- undo (at a terminal: tests/repl/test_undo.py) -------------------------------------------------


def test_undo_tells_what_it_takes_back(shell: BareShell) -> None:
    run(shell, "a = 1", "def f():\n    return 1\n")
    assert shell.ask(":undo") == ["Taken back: def f(): and 1 more line"]
    assert shell.facts(":undo") == {"taken_back": "a = 1"}
    with pytest.raises(CommandError, match="There is nothing to take back"):
        shell.ask(":undo")


@pytest.mark.parametrize(
    "text", ["a", " a = 1", ":gc", ":gc 0 --json", ": gc", ":reset", ":time a"]
)
def test_a_change_can_be_taken_back(text: str) -> None:
    assert is_change(text)


@pytest.mark.parametrize(
    "text", ["", "  ", ":", ":gen", ":refcount a", ":undo", ":save x", ":nothing"]
)
def test_a_look_is_no_change(text: str) -> None:
    assert not is_change(text)


# -- reset -----------------------------------------------------------------------------------------


def test_a_new_session(shell: BareShell) -> None:
    run(shell, "import gc", "class A:\n    def __del__(self): print('gone')\n", "a = A(); a.me = a")
    old = shell.session
    assert shell.ask(":reset") == ["A new session: everything before is gone."]
    assert old.interpreter.stdout.getvalue() == "gone\n"  # type: ignore[attr-defined]
    assert shell.session is not old
    assert shell.session.own_names() == Session().own_names()
    assert not shell.statements
    close_and_check(shell.session)


# -- load ------------------------------------------------------------------------------------------

PROGRAM = """\
# A lesson.
import gc

def double(x):
    # twice
    return x * 2

@staticmethod
def one(): return 1
a = 1; b = [
    2]; c = 3
double(21)
if a: print("yes")
else:
    print("no")
"""


def test_loading_runs_the_statements_as_typed(shell: BareShell, tmp_path: Path) -> None:
    path = tmp_path / "lesson.toy"
    path.write_text(PROGRAM)
    answer = shell.ask(f":load {path}")
    assert " ".join(answer).endswith("6 statements ran.")
    assert shell.shown == ["42"]
    assert shell.session.interpreter.stdout.getvalue() == "yes\n"  # type: ignore[attr-defined]
    assert [text.strip().split("\n")[0] for text in shell.statements] == [
        "# A lesson.",
        "def double(x):",
        "@staticmethod",
        "a = 1; b = [",
        "double(21)",
        'if a: print("yes")',
    ]
    assert run(shell, "[a, b, c, one]")[0].startswith("[1, [2], 3, <staticmethod")


def test_loading_stops_at_an_error_and_tells_its_line(shell: BareShell, tmp_path: Path) -> None:
    path = tmp_path / "lesson.toy"
    path.write_text("a = 1\n\ndef f():\n    return 1 / 0\nf()\nb = 2\n")
    with pytest.raises(ProgramError) as caught:
        shell.ask(f":load {path}")
    assert caught.value.text.splitlines() == [
        "Traceback (most recent call last):",
        f'  File "{path}", line 5, in <module>',
        "    f()",
        f'  File "{path}", line 4, in f',
        "    return 1 / 0",
        "           ~~^~~",
        "ZeroDivisionError: division by zero",
    ]
    assert run(shell, "a", "b")[0] == "1"
    assert shell.shown[-1] == "NameError: name 'b' is not defined"


def test_loading_what_is_no_program_runs_nothing(shell: BareShell, tmp_path: Path) -> None:
    path = tmp_path / "lesson.toy"
    path.write_text("a = 1\nb = = 2\n")
    with pytest.raises(ProgramError, match="SyntaxError"):
        shell.ask(f":load {path}")
    assert not shell.statements
    path.write_bytes(b"a = '\xff'\n")
    with pytest.raises(ProgramError, match="Non-UTF-8"):
        shell.ask(f":load {path}")


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n"])
def test_loading_nothing(shell: BareShell, tmp_path: Path, text: str) -> None:
    path = tmp_path / "lesson.toy"
    path.write_text(text)
    assert " ".join(shell.ask(f":load {path}")).endswith("0 statements ran.")


@pytest.mark.parametrize("line", [":load", ":load no/such/file", ":load .", ":save", ":save a/b/c"])
def test_a_file_that_is_not_there(shell: BareShell, line: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        shell.ask(line)


# -- save ------------------------------------------------------------------------------------------

TYPED = [
    "import sys",
    "class A:\n    def __del__(self):\n        print('gone')\n",
    "a = A()\n",
    "1 / 0",
    "for i in range(2):\n    raise ValueError(i)\n",
    "sys.getrefcount(a)",
    "print(sys.getrefcount(a))",
    "del a",
]

SAVED = """\
import sys
class A:
    def __del__(self):
        print('gone')
a = A()
# This failed:
# 1 / 0
# This failed:
# for i in range(2):
#     raise ValueError(i)
sys.getrefcount(a)
print(sys.getrefcount(a))
del a
"""


def test_saving_writes_a_program(shell: BareShell, tmp_path: Path) -> None:
    run(shell, *TYPED)
    path = tmp_path / "lesson.toy"
    answer = " ".join(shell.ask(f":save {path}"))
    assert answer.endswith(": 8 statements, 2 of them as comments, having failed.")
    assert path.read_text() == SAVED
    assert run_on_python(path, None).stdout == "2\ngone\n"


def test_what_was_saved_can_be_loaded(shell: BareShell, tmp_path: Path) -> None:
    run(shell, "a = [1]", "b = a", "a, b")
    path = tmp_path / "lesson.toy"
    shell.ask(f":save {path}")
    shell.ask(":reset")
    shell.shown.clear()
    shell.ask(f":load {path}")
    assert shell.shown == ["([1], [1])"]
    close_and_check(shell.session)


@pytest.mark.parametrize(
    ("answers", "saved"), [(["y"], True), (["YES"], True), (["n"], False), ([], False)]
)
def test_saving_over_a_file_is_asked_for(
    shell: BareShell, tmp_path: Path, answers: list[str], saved: bool
) -> None:
    run(shell, "a = 1")
    path = tmp_path / "lesson.toy"
    path.write_text("mine")
    shell.answers = answers
    shell.ask(f":save {path}")
    assert path.read_text() == ("a = 1\n" if saved else "mine")


# -- time ------------------------------------------------------------------------------------------


def test_the_costs_of_a_statement(shell: BareShell) -> None:
    run(shell, "import gc", "gc.collect()", "gc.set_threshold(700, 10, 10)")
    facts = shell.facts(":time x = [[] for i in range(2000)]")
    containers = 2000 + 1  # the numbers above 256 are objects, too
    assert facts["allocated"] - facts["freed"] == containers
    assert facts["allocated"] >= containers + 2000 - 257
    assert facts["collections"] == [2, 0, 0]
    assert 0 < facts["collecting"] < facts["seconds"] < 60
    assert run(shell, "len(x)") == ["2000"]
    lines = shell.ask(":time x.clear()")
    assert lines[0].endswith("ms")
    assert lines[1].endswith(" freed")
    assert int(lines[1].split()[-2].replace(",", "")) >= 2000
    assert shell.session.heap.observer is None


def test_an_error_has_no_cost(shell: BareShell) -> None:
    with pytest.raises(ProgramError):
        shell.ask(":time 1 / 0")
    assert shell.failed == {0}
    assert shell.session.heap.observer is None
    with pytest.raises(CommandError, match="wants a statement"):
        shell.ask(":time")


# -- ast -------------------------------------------------------------------------------------------


def test_a_tree(shell: BareShell) -> None:
    assert shell.ask(":ast a.x = -b + 1") == [
        "Assign   a.x = -b + 1",
        "├── targets[0]: Attribute attr='x'   a.x",
        "│   └── value: Name id='a'",
        "└── value: BinOp op='+'   -b + 1",
        "    ├── left: UnaryOp op='-'   -b",
        "    │   └── operand: Name id='b'",
        "    └── right: Constant value=1",
    ]


def test_trees_of_several_statements(shell: BareShell) -> None:
    lines = shell.ask(":ast def f(x): return; None")
    assert lines[0] == "FunctionDef name='f'   def f(x): return; None"
    assert lines[-1].strip() == "└── value: Constant value=None"
    assert shell.ask(":ast pass; break_") == [
        "Pass",
        "Expr   break_",
        "└── value: Name id='break_'",
    ]


def test_what_is_no_program_has_no_tree(shell: BareShell) -> None:
    with pytest.raises(ProgramError, match="SyntaxError: invalid syntax"):
        shell.ask(":ast a = = 1")


def test_a_tree_for_machines(shell: BareShell) -> None:
    [tree] = shell.facts(":ast f(1)")
    assert tree["kind"] == "Expr"
    [call] = tree["parts"]
    assert [part["place"] for part in call["parts"]] == ["func", "args[0]"]
    assert call["parts"][1]["details"] == {"value": "1"}
