"""What is seen while a command takes its time."""

import io

import pytest
from rich.console import Console

from toylang.repl import patience as module
from toylang.repl.patience import PATIENCE, Patience


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def console(terminal: bool, width: int = 80, **environment: str) -> Console:
    return Console(
        file=io.StringIO(),
        force_terminal=terminal,
        width=width,
        _environ={"TERM": "xterm", **environment},
    )


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_quick_answer_shows_nothing(clock: Clock) -> None:
    screen = console(terminal=True)
    patience = Patience(screen)
    patience.hear("Looking", 10, 100)
    clock.now += PATIENCE / 2
    patience.hear("Looking", 20, 100)
    patience.end()
    assert printed(screen) == ""


def test_a_slow_one_shows_a_bar_that_goes_away(clock: Clock) -> None:
    screen = console(terminal=True)
    patience = Patience(screen)
    clock.now += PATIENCE
    patience.hear("Looking at the heap", 25, 100)
    shown = printed(screen)
    assert "Looking at the heap" in shown
    assert "25%" in shown
    assert "Ctrl-C stops" in shown
    assert "\x1b[?25h" not in shown  # the cursor is hidden
    patience.end()
    assert printed(screen).endswith("\x1b[?25h\r\x1b[1A\x1b[2K")


def test_the_bar_goes_away_when_the_walk_is_over(clock: Clock) -> None:
    screen = console(terminal=True)
    patience = Patience(screen)
    clock.now += PATIENCE
    patience.hear("Looking", 25, 100)
    patience.hear("Looking", 100, 100)
    assert printed(screen).endswith("\x1b[2K")


def test_each_command_has_its_time(clock: Clock) -> None:
    screen = console(terminal=True)
    patience = Patience(screen)
    clock.now += PATIENCE
    patience.begin()
    patience.hear("Looking", 25, 100)
    assert printed(screen) == ""


def test_in_a_narrow_terminal_the_bar_fits(clock: Clock) -> None:
    screen = console(terminal=True, width=20)
    patience = Patience(screen)
    clock.now += PATIENCE
    patience.hear("Looking at the heap", 25, 100)
    assert "25%" in printed(screen)
    assert "\n" not in printed(screen).strip()


@pytest.mark.parametrize("screen", [console(False), console(True, TERM="dumb")])
def test_where_no_bar_can_be_drawn_one_line_says_so(clock: Clock, screen: Console) -> None:
    patience = Patience(screen)
    for _ in range(5):
        clock.now += PATIENCE
        patience.hear("Looking at the heap", 25, 1000)
    patience.end()
    assert printed(screen) == "Looking at the heap (1,000 objects). Ctrl-C stops.\n"
