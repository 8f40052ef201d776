"""Running programs on Toy in this process, whatever they do to it."""

import io
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.support.heap_checks import assert_empty, assert_sound
from tests.support.oracle import TIME_LIMIT, Outcome, normalised, quiet_session, runnable
from toylang.evaluator.limits import Limits
from toylang.objects.errors import LimitReached
from toylang.session import INTERRUPTED, Session

BROKEN = -1
"""The status of a program that Toy has not brought to an end."""


def outcome_on_toy(
    path: Path, verified: bool = True, prepare: Callable[[Session], None] | None = None
) -> Outcome:
    """Return Toy's outcome, or what its heap or its evaluator complained of.

    `prepare` sees the session before the program does.
    """
    with runnable(path) as (file, folder):
        session = quiet_session(path)
        session.interpreter.limit(Limits(None, TIME_LIMIT))
        if prepare is not None:
            prepare(session)
        return normalised(outcome_of(session, file, verified), folder)


def outcome_of(session: Session, file: Path, verified: bool) -> Outcome:
    """Run a program in a session to the end of both."""
    try:
        status = session.run_file(str(file))
        if verified:
            assert_sound(session)
        session.close()
        assert_empty(session)
    except (Exception, LimitReached):
        return Outcome("", traceback.format_exc(), BROKEN)
    stdout, stderr = session.interpreter.stdout, session.interpreter.stderr
    assert isinstance(stdout, io.StringIO) and isinstance(stderr, io.StringIO)
    return Outcome(stdout.getvalue(), stderr.getvalue(), status)


def pass_interrupt_on(toy: Outcome, python: Outcome) -> None:
    """Let a Ctrl-C that has struck while Toy was running end more than the program."""
    if toy.status == INTERRUPTED != python.status:
        raise KeyboardInterrupt
