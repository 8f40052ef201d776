"""Typing at a prompt whose terminal is a pipe."""

import sys
import time
from threading import Thread

from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.support.heap_checks import assert_empty, assert_sound
from toylang.repl.loop import run_prompt
from toylang.session import Session

ENTER = "\r"
TAB = "\t"
CONTROL_C = "\x03"
CONTROL_D = "\x04"
CONTROL_R = "\x12"
BACKSPACE = "\x7f"
UP = "\x1b[A"
ESCAPE = "\x1b"
PASTE = "\x1b[200~"
"""What a terminal sends before a pasted text, and after it."""

PASTED = "\x1b[201~"


class CheckedSession(Session):
    """A session that verifies its heap before its end, and sees that nothing is left after it."""

    def close(self) -> None:
        assert_sound(self)
        super().close()
        assert_empty(self)


def type_keys(*keys: str, pause: float = 0.0, session_type: type[Session] = CheckedSession) -> int:
    """Type at a new prompt, then leave; what is printed goes to the standard streams.

    With a pause, each piece waits for the editor to do what it does in the background: to read
    the history, to gather completions. Returns the exit status.
    """
    session = session_type(stdout=sys.stdout, stderr=sys.stderr)
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):

        def type_them() -> None:
            for piece in [*keys, CONTROL_D]:
                time.sleep(pause)
                pipe.send_text(piece)

        typist = Thread(target=type_them)
        typist.start()
        try:
            return run_prompt(session)
        finally:
            typist.join()


def type_slowly(*keys: str) -> int:
    """Type one piece after the other."""
    return type_keys(*keys, pause=0.3)


def lines(*typed: str) -> str:
    """The keys for some lines."""
    return "".join(line + ENTER for line in typed)
