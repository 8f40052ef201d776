"""The settings, the projector, the editor."""

import shlex
import sys
from pathlib import Path

import pytest

from tests.repl.shell import BareShell
from toylang.repl.commands import CommandError
from toylang.repl.settings import Settings

# -- :config -------------------------------------------------------------------


def test_the_settings_in_force(shell: BareShell) -> None:
    shell.settings = Settings("dark", "vi", toolbar=False, colours={"number": "red"})
    lines = [line.split() for line in shell.ask(":config")]
    assert ["theme", "dark", "terminal,", "dark,", "light,", "contrast"] in lines
    assert ["editing", "vi", "emacs,", "vi"] in lines
    assert ["toolbar", "false", "true,", "false"] in lines
    assert ["number", "red"] in lines


def test_the_file_to_choose_others_in(shell: BareShell, tmp_path: Path) -> None:
    path = tmp_path / "config" / "toylang" / "config.toml"
    text = "\n".join(shell.ask(":config"))
    assert "There is no file yet" in text
    assert str(path) in text.replace("\n", "").replace("  ", "")
    path.parent.mkdir(parents=True)
    path.touch()
    assert "Read from this file:" in shell.ask(":config")


def test_settings_are_changed_in_the_file(shell: BareShell) -> None:
    with pytest.raises(CommandError, match="in the file that :config names"):
        shell.ask(":config theme dark")


# -- :present ------------------------------------------------------------------


def test_presenting_and_back(shell: BareShell) -> None:
    before = shell.settings
    assert "enlarge the letters" in " ".join(shell.ask(":present"))
    assert shell.settings.presenting
    shell.ask(":present on")
    assert shell.settings.presenting
    shell.ask(":present off")
    assert shell.settings == before


def test_presenting_is_on_or_off(shell: BareShell) -> None:
    with pytest.raises(CommandError, match="is on or off"):
        shell.ask(":present maybe")


# -- :edit ---------------------------------------------------------------------


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "editor.py"
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", shlex.join([sys.executable, str(path)]))
    path.write_text("import sys; open(sys.argv[1], 'a').write('# edited\\n')")
    return path


@pytest.mark.usefixtures("editor")
def test_the_last_statement_is_edited_and_proposed(shell: BareShell) -> None:
    shell.run("x = 1")
    shell.run("def f():\n    return x\n")
    assert shell.ask(":edit") == []
    assert shell.proposed == "def f():\n    return x\n# edited\n"
    assert shell.statements == ["x = 1", "def f():\n    return x\n"]


@pytest.mark.usefixtures("editor")
def test_a_text_is_edited(shell: BareShell) -> None:
    shell.run("x = 1")
    shell.ask(":edit y = 2")
    assert shell.proposed == "y = 2\n# edited\n"


@pytest.mark.usefixtures("editor")
def test_nothing_is_there_to_be_edited(shell: BareShell) -> None:
    shell.ask(":edit")
    assert shell.proposed == "# edited"


def test_what_a_failing_editor_has_written_is_kept(shell: BareShell, editor: Path) -> None:
    editor.write_text("import sys; open(sys.argv[1], 'w').write('long work'); sys.exit(1)")
    with pytest.raises(CommandError, match=r"nothing was run\. What was written is one Up away"):
        shell.ask(":edit x = 1")
    assert shell.proposed == ""
    assert shell.kept == ["long work"]
