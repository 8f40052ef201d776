"""A traceback stays as it is."""

import io

from rich.console import Console

from tests.views.screen import screen
from toylang.views.errors import error_view

TRACEBACK = (
    'Traceback (most recent call last):\n  File "<stdin>", line 1, in f\nKeyError: "[bold]"\n'
)


def test_without_colours_nothing_is_lost() -> None:
    assert "\n".join(screen(error_view(TRACEBACK))) + "\n" == TRACEBACK


def test_the_last_line_is_set_off() -> None:
    output = io.StringIO()
    Console(file=output, force_terminal=True, color_system="standard").print(error_view(TRACEBACK))
    *body, last = output.getvalue().splitlines()
    assert "\x1b" not in "".join(body)
    assert last.startswith("\x1b[")
