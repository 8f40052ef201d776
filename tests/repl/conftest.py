"""A prompt of a test keeps its history with the test, and nobody's settings count."""

from pathlib import Path

import pytest

from tests.repl.shell import BareShell
from toylang.session import Session


@pytest.fixture(autouse=True)
def place_for_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("TERM", "xterm")
    return tmp_path / "state"


@pytest.fixture
def shell(session: Session) -> BareShell:
    """What the commands use, in place of the prompt."""
    return BareShell(session)
