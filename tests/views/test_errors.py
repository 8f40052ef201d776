"""A traceback stays as it is, in colours."""

import io
import re

from rich.console import Console

from tests.views.screen import screen
from toylang.views.errors import error_view

TRACEBACK = (
    'Traceback (most recent call last):\n  File "<stdin>", line 1, in f\nKeyError: "[bold]"\n'
)


def test_without_colours_nothing_is_lost() -> None:
    assert "\n".join(screen(error_view(TRACEBACK))) + "\n" == TRACEBACK


def coloured(text: str) -> list[str]:
    output = io.StringIO()
    Console(file=output, force_terminal=True, color_system="standard").print(error_view(text))
    return output.getvalue().splitlines()


def test_colours_change_no_word() -> None:
    text = TRACEBACK + '  File "a b", line 12\n    f(x)\n     ^^\nmodule.Error\nNo: colours, here\n'
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in coloured(text)]
    assert "\n".join(plain) + "\n" == text


def test_the_exception_and_the_place_are_set_off() -> None:
    *_, place, last = coloured(TRACEBACK)
    assert last.startswith("\x1b[1;31mKeyError\x1b[0m:")
    assert "\x1b[36m<stdin>" in place
