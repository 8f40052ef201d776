"""Running programs on Toy in this process, whatever they do to it."""

import io
from collections.abc import Callable
from pathlib import Path

from tests.support.heap_checks import assert_empty, assert_sound
from tests.support.oracle import TIME_LIMIT, Outcome, normalised, quiet_session
from toylang.evaluator.limits import LimitReached, Limits
from toylang.session import Session


def outcome_on_toy(
    path: Path, verified: bool = True, prepare: Callable[[Session], None] | None = None
) -> Outcome:
    """Return Toy's outcome, or what its heap or its evaluator complained of.

    `prepare` sees the session before the program does.
    """
    session = quiet_session(path)
    session.interpreter.limit(Limits(None, TIME_LIMIT))
    try:
        if prepare is not None:
            prepare(session)
        status = session.run_file(str(path))
        if verified:
            assert_sound(session)
        session.close()
        assert_empty(session)
    except (Exception, LimitReached) as problem:
        return Outcome("", f"{type(problem).__name__}: {problem}", -1)
    stdout, stderr = session.interpreter.stdout, session.interpreter.stderr
    assert isinstance(stdout, io.StringIO) and isinstance(stderr, io.StringIO)
    return normalised(Outcome(stdout.getvalue(), stderr.getvalue(), status))
