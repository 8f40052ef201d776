"""Typing at a prompt whose terminal is a pipe."""

import sys

from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from toylang.repl.loop import run_prompt
from toylang.session import Session

ENTER = "\r"
TAB = "\t"
CONTROL_C = "\x03"
CONTROL_D = "\x04"
CONTROL_R = "\x12"
BACKSPACE = "\x7f"
UP = "\x1b[A"


def type_keys(session: Session, *keys: str) -> int:
    """Type at a new prompt of the session, then leave; returns the exit status."""
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text("".join(keys) + CONTROL_D)
        return run_prompt(session)


def lines(*typed: str) -> str:
    """What to type for some lines."""
    return "".join(line + ENTER for line in typed)


def make_session() -> Session:
    """A session that writes where the test captures."""
    return Session(stdout=sys.stdout, stderr=sys.stderr)
