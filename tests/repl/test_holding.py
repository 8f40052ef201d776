"""Output that waits for an answer."""

import io
import time

import pytest

from tests.repl.typist import CONTROL_C, lines, type_keys
from toylang.repl import holding
from toylang.repl.holding import HeldBack


def test_what_is_held_comes_when_it_is_let_go() -> None:
    stream = io.StringIO()
    held = HeldBack(stream)
    held.write("a")
    held.hold()
    held.write("b")
    held.write("c")
    assert stream.getvalue() == "a"
    held.let_go()
    assert stream.getvalue() == "abc"
    held.write("d")
    assert stream.getvalue() == "abcd"


def test_whoever_flushes_wants_it_seen() -> None:
    stream = io.StringIO()
    held = HeldBack(stream)
    held.hold()
    held.write("name? ")
    held.flush()
    assert stream.getvalue() == "name? "


def test_what_takes_long_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "PATIENCE", 0.05)
    stream = io.StringIO()
    held = HeldBack(stream)
    held.hold()
    held.write("slow")
    time.sleep(1)
    assert stream.getvalue() == "slow"


def test_after_the_statement_it_can_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "PATIENCE", 0.3)
    stream = io.StringIO()
    held = HeldBack(stream)
    held.hold()
    held.write("kept")
    held.keep_on()
    time.sleep(0.6)
    assert stream.getvalue() == ""
    held.let_go()
    assert stream.getvalue() == "kept"


def test_letters_the_terminal_has_not_are_the_programs_error() -> None:
    held = HeldBack(io.TextIOWrapper(io.BytesIO(), "ascii"))
    held.hold()
    with pytest.raises(UnicodeEncodeError):
        held.write("é")
    held.let_go()


def test_a_prediction_at_the_prompt(capsys: pytest.CaptureFixture[str]) -> None:
    type_keys(lines("a = []", ":predict on", "b = a; print('printed')", "2", "1 / 0"))
    captured = capsys.readouterr()
    told = captured.out.splitlines()
    assert told.index("printed") < next(
        index for index, line in enumerate(told) if line.startswith("Right: 2 references")
    )
    assert "ZeroDivisionError" in captured.err


def test_control_c_at_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    type_keys(lines("a = []", ":predict on", "b = a; print('printed')"), CONTROL_C, lines("a is b"))
    told = capsys.readouterr().out.splitlines()
    assert told[-3:] == ["printed", "0 of 0 right so far", "True"]
