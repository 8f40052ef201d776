"""What the settings do to the prompt: two ways of editing, notes, a room that looks on."""

import dataclasses
import json
import shlex
import sys
from pathlib import Path

import pytest

from tests.repl.typist import ENTER, ESCAPE, lines, type_keys, type_slowly
from toylang.repl.commands import commands

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def config(place_for_history: Path, tmp_path: Path) -> Path:
    """The file of settings."""
    path = tmp_path / "config" / "toylang" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_vi(config: Path, capsys: Capture) -> None:
    config.write_text('editing = "vi"\n')
    type_slowly("x = 23", ESCAPE, "hr5", ENTER, "x" + ENTER)
    assert capsys.readouterr().out.splitlines()[2:] == ["53"]


def test_vi_is_left_alone_in_its_other_mode(config: Path, capsys: Capture) -> None:
    config.write_text('editing = "vi"\n')
    type_slowly("if True:" + ENTER + "7", ESCAPE, "0\t\x7f", "A" + ENTER, ENTER)
    assert capsys.readouterr().out.splitlines()[2:] == ["7"]


def test_emacs(capsys: Capture) -> None:
    type_slowly("x = 23", "\x01" + "\x0b", "'killed'" + ENTER)
    assert capsys.readouterr().out.splitlines()[2:] == ["'killed'"]


def test_what_is_wrong_with_the_settings_is_told_once(config: Path, capsys: Capture) -> None:
    config.write_text('tolbar = true\ntheme = "light"\n')
    type_keys(lines("1"))
    captured = capsys.readouterr()
    assert captured.err == "config.toml: there is no setting 'tolbar'; did you mean toolbar?\n"
    assert captured.out.splitlines()[2:] == ["1"]


@pytest.mark.parametrize(("text", "times"), [("", 1), ("notes = false", 0)])
def test_notes_can_be_left_out(
    config: Path, text: str, times: int, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    config.write_text(text)
    noted = dataclasses.replace(commands()["gen"], note="the same happens.")
    monkeypatch.setitem(commands(), "gen", noted)
    type_keys(lines(":gen", ":gen"))
    assert capsys.readouterr().out.splitlines().count("In CPython the same happens.") == times


def test_a_room_is_told_what_each_command_does(capsys: Capture) -> None:
    type_keys(lines(":present", "a = []", ":refcount a", "a", ":present off", "a"))
    out = capsys.readouterr().out.splitlines()
    place = out.index(":refcount a  who holds the object: as many references as its count")
    assert out[place - 1] == out[place + 1] == ""
    assert out[place + 2].startswith("a is list #")
    assert out[-1] == "[]"
    assert out[-2] == "The prompt looks as before."


def test_a_room_is_told_nothing_in_between_that_is_no_json(capsys: Capture) -> None:
    type_keys(lines(":present", "a = []", ":refcount --json a", ":present off"))
    out = capsys.readouterr().out
    assert json.loads(out[out.index("\n{") : out.index("\n}") + 2])["count"] == 1
    assert ":refcount --json" not in out
    assert "In CPython" not in out


def test_an_edited_text_stands_in_the_prompt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    program = tmp_path / "editor.py"
    program.write_text(
        "import sys; open(sys.argv[1], 'w').write('for i in [1]:\\n    print(i)\\n')"
    )
    monkeypatch.setenv("VISUAL", shlex.join([sys.executable, str(program)]))
    type_slowly(lines(":edit"), ENTER, "\x18\x05", ENTER)
    assert capsys.readouterr().out.splitlines()[2:] == ["1", "1"]


def test_an_editor_that_fails_leaves_what_was_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("VISUAL", "/no/such/editor")
    type_slowly("'typed'", "\x18\x05", ENTER)
    captured = capsys.readouterr()
    assert "/no/such/editor cannot be started: No such file or directory." in captured.err
    assert captured.out.splitlines()[2:] == ["'typed'"]
