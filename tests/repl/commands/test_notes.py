"""Notes on CPython: a command about the collector says once what is the same there."""

import gc
import sys

import pytest

from tests.repl.shell import BareShell
from toylang.repl.commands import commands, note_on
from toylang.session import Session

NOTED = ["gc", "gen", "threshold", "collector", "refcount", "heap"]


@pytest.mark.parametrize("name", NOTED)
def test_a_note_is_one_sentence(name: str) -> None:
    note = commands()[name].note
    assert note.endswith(".")
    assert ". " not in note


def test_a_note_is_shown_once_in_a_session(shell: BareShell) -> None:
    assert note_on(shell, ":gc step 0").startswith("3.11 gc.collect()")
    assert note_on(shell, ":gc") == ""


@pytest.mark.parametrize("line", [":gc --json", ":gc --json 0", ":gc 0 --json"])
def test_machines_are_told_no_note(shell: BareShell, line: str) -> None:
    assert note_on(shell, line) == ""


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="it is about CPython 3.11")
def test_what_is_said_of_the_thresholds_of_3_11(session: Session) -> None:
    assert [each.threshold for each in session.heap.collector.generations] == [*gc.get_threshold()]
