"""A text goes to the person's own editor and comes back, or nothing is lost."""

import shlex
import sys
from pathlib import Path

import pytest

from toylang.repl.editor import EditorFailed, as_proposed, edit, editor_command


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file for a Python program that edits the file it is given."""
    path = tmp_path / "an editor.py"
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{shlex.quote(sys.executable)} {shlex.quote(str(path))}")
    return path


def test_what_is_saved_comes_back(editor: Path) -> None:
    editor.write_text("import sys; open(sys.argv[1], 'a').write('y = 2\\n')")
    assert edit("x = 1") == "x = 1\ny = 2\n"
    assert edit("") == "y = 2"


def test_an_editor_that_changes_nothing(editor: Path) -> None:
    editor.write_text("")
    assert edit("def f():\n    return 1\n") == "def f():\n    return 1\n"


def test_visual_comes_before_editor(editor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "code --wait")
    assert editor_command() == ["code", "--wait"]
    monkeypatch.setenv("VISUAL", "  ")
    assert editor_command()[1] == str(editor)


def test_an_editor_that_fails(editor: Path) -> None:
    editor.write_text("import sys; sys.exit(3)")
    with pytest.raises(EditorFailed, match=r"ended with status 3; nothing was run\.") as caught:
        edit("x = 1")
    assert caught.value.written == ""


def test_what_was_written_before_it_failed(editor: Path) -> None:
    editor.write_text("import sys; open(sys.argv[1], 'w').write('x = 5\\n'); sys.exit(1)")
    with pytest.raises(EditorFailed) as caught:
        edit("x = 1")
    assert caught.value.written == "x = 5"


def test_an_editor_that_takes_the_file_away(editor: Path) -> None:
    editor.write_text("import os, sys; os.remove(sys.argv[1])")
    with pytest.raises(EditorFailed, match="has left no file behind"):
        edit("x = 1")


def test_text_that_is_no_unicode(editor: Path) -> None:
    editor.write_text("import sys; open(sys.argv[1], 'wb').write(b'x = \\xff')")
    assert edit("x = '\udc80'") == "x = \ufffd"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("/no/such/editor", "/no/such/editor cannot be started: No such file or directory."),
        ("vi 'unclosed", "$VISUAL is no command: vi 'unclosed"),
    ],
)
def test_no_such_editor(value: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", value)
    with pytest.raises(EditorFailed) as caught:
        edit("x = 1")
    assert str(caught.value) == reason


def test_no_editor_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EditorFailed, match="There is no editor"):
        edit("x = 1")


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("", ""),
        ("\n\n", ""),
        ("x = 1\n", "x = 1"),
        ("if x:\r\n    y\r\n", "if x:\n    y\n"),
        ("if x:\n    y", "if x:\n    y\n"),
    ],
    ids=ascii,
)
def test_one_enter_will_run_it(text: str, proposed: str) -> None:
    assert as_proposed(text) == proposed
