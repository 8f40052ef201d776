"""A prompt of a test keeps its history with the test."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def place_for_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"
