"""`:timeline` tells what came and went since the session began."""

import pytest

from tests.repl.shell import BareShell
from toylang.repl.commands import CommandError
from toylang.session import Session

SAW = """
for i in range(2000):
    a = []
    a.append(a)
"""


@pytest.fixture
def shell(shell: BareShell) -> BareShell:
    shell.inspector.record()
    return shell


def test_a_saw_of_cycles(shell: BareShell) -> None:
    shell.run(SAW)
    lines = shell.ask(":timeline")  # 2,000 lists, and the ints above 256
    assert lines[0].startswith("Objects alive while 3,7")
    generations = next(line for line in lines if line.startswith("   gen │"))
    assert generations.split("│")[1].split() == ["0", "0"]
    assert lines[-1].startswith("2 collections: 2 of generation 0; ")


def test_nothing_has_been_allocated(shell: BareShell) -> None:
    lines = shell.ask(":timeline")
    assert lines[0] == "Objects alive while 0 were allocated, from left to right."
    assert lines[-1] == "No collection has run."
    assert len(lines) == 3


def test_the_numbers_for_machines(shell: BareShell) -> None:
    shell.run(SAW)
    facts = shell.facts(":timeline")
    assert facts["allocated"] - facts["freed"] == facts["objects"]
    assert facts["points"][-1]["allocated"] == facts["allocated"]
    assert [work["collections"] for work in facts["work"]] == [2, 0, 0]
    assert sum(point["collections"][0] for point in facts["points"]) == 2


def test_a_session_nobody_recorded_is_recorded_from_then_on(session: Session) -> None:
    shell = BareShell(session)
    with pytest.raises(CommandError, match="Recording begins now"):
        shell.ask(":timeline")
    shell.run("a = [1.5]")
    assert shell.ask(":timeline")[0].startswith("Objects alive while ")


def test_it_wants_nothing_behind_it(shell: BareShell) -> None:
    with pytest.raises(CommandError, match="wants nothing"):
        shell.ask(":timeline a")
