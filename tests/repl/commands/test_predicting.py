"""Questions about statements, and what is made of the answers."""

import pytest

from tests.repl.shell import BareShell
from toylang.repl.commands import CommandError


@pytest.fixture
def shell(shell: BareShell) -> BareShell:
    shell.run("import gc\na = []\nb = [a]")
    shell.ask(":predict on")
    return shell


def asked(shell: BareShell, text: str, *answers: str) -> list[str]:
    shell.shown.clear()
    shell.answers = list(answers)
    shell.run(text)
    return shell.shown


def test_a_count(shell: BareShell) -> None:
    assert asked(shell, "c = a", "3") == [
        "Predict: c = a",
        "How many references are there to list #1 (a) afterwards?  a number",
        "? ",
        "Right: 3 references: a, c and b[0]. sys.getrefcount would say 4, with its own",
        "argument.",
        "1 of 1 right so far",
    ]


def test_whether_it_is_freed(shell: BareShell) -> None:
    lines = asked(shell, "del a", "yes")
    assert lines[1] == "Is list #1 (a) freed?  yes or no"
    assert lines[3] == "Wrong: list #1 is not freed, it still has 1 reference: b[0]."
    lines = asked(shell, "b = None", "y")
    assert lines[1] == "Is list #2 (b) freed?  yes or no"
    assert lines[3] == "Right: list #2 is freed: its last holder b was rebound."
    assert lines[4] == "1 of 2 right so far"


def test_how_many_a_collection_finds(shell: BareShell) -> None:
    asked(shell, "b.append(b); x = gc.collect()", "")
    lines = asked(shell, "del b; x = gc.collect(1); x = 0", "1")
    assert lines[1].startswith("A collection of generation 1 runs.")
    assert any(line.startswith("Wrong: it finds 0.") for line in lines)
    lines = asked(shell, "x = gc.collect()", "1")
    assert any(line.startswith("Right: it finds 1: list #1.") for line in lines)


def test_what_the_statement_shows_comes_after_the_answer(shell: BareShell) -> None:
    lines = asked(shell, "c = a; len(b)", "3")
    assert lines[2:4] == ["? ", "1"]
    assert lines[4].startswith("Right")


def test_a_skipped_question_does_not_count(shell: BareShell) -> None:
    assert asked(shell, "c = a", "")[3].startswith("Skipped: 3 references")
    assert asked(shell, "d = a", "4")[-1] == "1 of 1 right so far"


def test_an_answer_that_is_none(shell: BareShell) -> None:
    lines = asked(shell, "c = a", "many", "3")
    assert lines[3:5] == ["The answer is a number; Enter alone skips the question.", "? "]
    assert lines[-1] == "1 of 1 right so far"


def test_leaving_ends_it_and_loses_nothing(shell: BareShell) -> None:
    lines = asked(shell, "c = a; len(b)")
    assert lines[3:] == ["1", "0 of 0 right so far"]
    assert shell.session.interact("c is a") == "True"
    assert not shell.attendants
    assert asked(shell, "d = a") == []


def test_nothing_to_ask(shell: BareShell) -> None:
    assert asked(shell, "x = 5\nlen(b)") == ["1"]


def test_the_question_comes_before_the_watcher_tells(shell: BareShell) -> None:
    shell.ask(":watch on")
    lines = asked(shell, "c = a", "3")
    assert lines[0] == "Predict: c = a"
    assert "  list #1: 2 → 3, new holder c" in lines[6:]


def test_on_and_off(shell: BareShell) -> None:
    asked(shell, "c = a", "3")
    assert shell.ask(":predict")[-1] == "1 of 1 right so far"
    assert shell.ask(":predict off") == ["No questions are asked.", "1 of 1 right so far"]
    assert shell.session.heap.observer is None
    with pytest.raises(CommandError, match="predict on or"):
        shell.ask(":predict maybe")
