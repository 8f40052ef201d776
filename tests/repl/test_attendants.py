"""Those who attend what is typed hear of it as a whole, and statement by statement."""

import pytest

from tests.repl.shell import BareShell
from toylang.repl.attendants import Attendant
from toylang.session import ProgramError, Session


class Diary(Attendant):
    def __init__(self) -> None:
        self.pages: list[str] = []

    def before(self, text: str) -> None:
        self.pages.append("before")

    def before_statement(self, text: str) -> None:
        self.pages.append(text.strip())

    def after_statement(self, text: str) -> None:
        self.pages.append("done")

    def after(self, text: str) -> None:
        self.pages.append("after")


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("a = 1", ["a = 1"]),
        ("a = 1; b = 2\nc = 3\n", ["a = 1; b = 2", "c = 3"]),
        ("x = (1,\n2); y = 3\nz = 4", ["x = (1,\n2); y = 3", "z = 4"]),
        (
            "# first\n\n@f\ndef g():\n  return 1\ng()",
            ["# first\n\n@f\ndef g():\n  return 1", "g()"],
        ),
        ("if a:\n  1\nelse:\n  2\n3", ["if a:\n  1\nelse:\n  2", "3"]),
        ("s = '''a\n\x0cb'''\nq = 2", ["s = '''a\n\x0cb'''", "q = 2"]),
        (
            "from __future__ import annotations\na = 1",
            ["from __future__ import annotations\na = 1"],
        ),
        ("a = 1\n1 +", ["a = 1\n1 +"]),
        ("", [""]),
    ],
)
def test_statements_of_a_text(session: Session, text: str, statements: list[str]) -> None:
    assert [statement.strip() for statement in session.statements(text)] == statements


def test_each_statement_is_attended(shell: BareShell) -> None:
    diary = Diary()
    shell.attendants["diary"] = diary
    with pytest.raises(ProgramError, match="line 3, in <module>"):
        shell.run("a = 1\nb = 2\n1 / 0\nc = 3")
    assert diary.pages == ["before", "a = 1", "done", "b = 2", "done", "1 / 0", "done", "after"]
    assert shell.statements == ["a = 1\nb = 2\n1 / 0\nc = 3"]
    assert shell.session.own_names()[-2:] == ["a", "b"]


def test_nothing_runs_of_what_is_no_program(shell: BareShell) -> None:
    shell.attendants["diary"] = Diary()
    with pytest.raises(ProgramError, match="SyntaxError"):
        shell.run("a = 1\n1 +")
    assert "a" not in shell.session.own_names()
