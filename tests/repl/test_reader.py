"""Which reader a terminal gets, and the plain one, which draws nothing."""

import io
from collections.abc import Iterator

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput, Output
from prompt_toolkit.output.plain_text import PlainTextOutput

from toylang.repl.history import open_history
from toylang.repl.reader import EditingReader, PlainReader, make_reader
from toylang.repl.settings import Settings
from toylang.session import Session

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("terminal", "output", "kind"),
    [
        ("xterm", DummyOutput(), EditingReader),
        ("dumb", DummyOutput(), PlainReader),
        ("xterm", PlainTextOutput(io.StringIO()), PlainReader),
    ],
    ids=["terminal", "dumb", "no terminal"],
)
def test_who_reads(
    terminal: str, output: Output, kind: type, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", terminal)
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=output):
        assert isinstance(make_reader(session, Settings()), kind)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The lines somebody will type at a plain terminal."""
    lines: list[str] = []

    def answer(question: str) -> str:
        print(question, end="")
        if not lines:
            raise EOFError
        return lines.pop(0)

    monkeypatch.setattr("builtins.input", answer)
    yield lines


def test_lines_until_they_are_complete(typed: list[str], session: Session, capsys: Capture) -> None:
    typed += ["x = 1", "if x:", "    y = [1,", "2]", "", "rest"]
    reader = PlainReader(session)
    assert reader.read() == "x = 1"
    assert reader.read() == "if x:\n    y = [1,\n2]\n"
    assert typed == ["rest"]
    assert capsys.readouterr().out == ">>> >>> ... ... ... "
    stored = list(open_history().load_history_strings())
    assert stored == ["if x:\n    y = [1,\n2]\n", "x = 1"]


def test_a_proposed_text_is_shown_and_run(
    typed: list[str], session: Session, capsys: Capture
) -> None:
    assert PlainReader(session).read("if x:\n    y\n") == "if x:\n    y\n"
    assert capsys.readouterr().out == ">>> if x:\n...     y\n"
    assert typed == []


def test_the_end_of_the_input_ends_the_line(
    typed: list[str], session: Session, capsys: Capture
) -> None:
    with pytest.raises(EOFError):
        PlainReader(session).ask("Why? ")
    assert capsys.readouterr().out == "Why? \n"
