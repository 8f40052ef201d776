"""When checkpoints cannot be made, and how many are kept; at a terminal: test_undo.py."""

import errno
import os

import pytest

from toylang.repl.checkpoints import MOST, Checkpoints, Lost

NOBODY = 2**30
"""A process that is not there."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be copied here")


def reason(checkpoints: Checkpoints) -> str:
    """Why there is no going back."""
    with pytest.raises(Lost) as caught:
        checkpoints.go_back("")
    return str(caught.value)


def test_before_anything_was_typed() -> None:
    checkpoints = Checkpoints()
    assert checkpoints.take("a = 1", 10) is None
    assert reason(checkpoints) == "There is nothing to take back."


def test_a_system_that_cannot_copy_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    checkpoints = Checkpoints()
    checkpoints.begin()
    assert checkpoints.take("a = 1", 10) is None
    assert reason(checkpoints) == "This system cannot copy a process (fork), which :undo needs."


def test_a_checkpoint_that_could_not_be_made_is_not_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> int:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    checkpoints = Checkpoints()
    checkpoints.begin()
    monkeypatch.setattr(os, "fork", lambda: NOBODY)
    checkpoints.take("a = 1", 10)
    monkeypatch.setattr(os, "fork", fail)
    checkpoints.take("b = 1", 10)
    assert reason(checkpoints) == "No checkpoint could be made: Cannot allocate memory."


def test_a_process_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoints = Checkpoints()
    checkpoints.begin()
    monkeypatch.setattr(os, "fork", lambda: NOBODY)
    checkpoints.take("a = 1", 10)
    assert "somebody else" in reason(checkpoints)
    assert reason(checkpoints) == "There is nothing to take back."


@pytest.mark.parametrize(
    ("objects", "kept"), [(10, MOST), (100_000, 10), (300_000, 3), (5_000_000, 1)]
)
def test_how_many_are_kept(monkeypatch: pytest.MonkeyPatch, objects: int, kept: int) -> None:
    checkpoints = Checkpoints()
    checkpoints.begin()
    monkeypatch.setattr(os, "fork", lambda: NOBODY)
    for _ in range(15):
        checkpoints.take("a = 1", objects)
    for _ in range(kept):
        assert "somebody else" in reason(checkpoints)
    assert "nothing more" in reason(checkpoints)
