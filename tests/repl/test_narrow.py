"""Every view on a terminal of twenty columns: nothing fails, and no number is lost or broken."""

import re
from contextlib import suppress

import pytest

from tests.repl.shell import BareShell
from tests.views.screen import screen
from toylang.repl.commands import CommandError, commands, run_command
from toylang.session import ProgramError, Session

PROGRAM = """
class Node:
    pass
def fail(x):
    raise ValueError(x)
a = Node()
a.others = [[number] for number in range(1234)]
lost = Node()
lost.me = lost
del lost
"""

VIEWS = [
    ":refcount a",
    ":refcount None",
    ":gen",
    ":gen a",
    ":heap",
    ":heap blocks",
    ":collector",
    ":config",
    *(f":help {name}" for name in ["", *commands()]),
]
NO_VIEWS = {"edit", "quit"}
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


@pytest.fixture
def shell(session: Session) -> BareShell:
    assert session.run(PROGRAM) == 0
    with pytest.raises(ProgramError):
        session.interact("fail(a)")
    return BareShell(session)


@pytest.mark.parametrize("line", VIEWS)
def test_a_view(shell: BareShell, line: str) -> None:
    content = run_command(shell, line)
    assert content is not None
    wide, narrow = screen(content, 400), screen(content, 20)
    assert all(len(each) <= 20 for each in narrow)
    assert sorted(NUMBER.findall("\n".join(narrow))) == sorted(NUMBER.findall("\n".join(wide)))


def test_a_collection(shell: BareShell) -> None:
    lines = screen(run_command(shell, ":gc") or "", 20)
    assert "      1  unreachable" in lines
    assert all(len(each) <= 20 for each in lines)


@pytest.mark.parametrize("argument", ["", "a"])
@pytest.mark.parametrize("name", sorted(set(commands()) - NO_VIEWS))
def test_any_command(shell: BareShell, name: str, argument: str) -> None:
    with suppress(CommandError, ProgramError):
        lines = screen(run_command(shell, f":{name} {argument}") or "", 20)
        assert all(len(each) <= 20 for each in lines)
