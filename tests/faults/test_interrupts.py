"""Ctrl-C at random instants, also in the middle of a collection: a short form.

10,000 of them, with figures: `python -m tests.faults interrupts`, and `prompt` at a terminal.
Nothing is said here of how soon it is heard, but that it is.
"""

import io
import os
import signal
import subprocess
import threading
from collections.abc import Iterator

import pytest

from tests.command.test_command import TOY
from tests.faults.interrupts import CASES_OF_A_SESSION, PROGRAMS, Interrupts
from tests.support.long_runs import undisturbed_host
from toylang.session import Session

POSIX = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")


@pytest.fixture(autouse=True)
def host_without_collections() -> Iterator[None]:
    """As in the command: whoever listens to the host's collections would hear the interrupt."""
    with undisturbed_host():
        yield


@POSIX
@pytest.mark.parametrize("turn", range(len(PROGRAMS)))
def test_a_program_is_interrupted_at_any_instant(turn: int) -> None:
    interrupts = Interrupts(seed=1, count=0)
    for number in (turn * CASES_OF_A_SESSION, (turn + 1) * CASES_OF_A_SESSION - 1):
        interrupts.interrupt(number)
    assert len(interrupts.latencies) == 2


@POSIX
def test_at_a_prompt_in_a_terminal() -> None:
    pytest.importorskip("pexpect")
    from tests.faults.prompt import PromptInterrupts

    presses = PromptInterrupts(seed=1, count=6)
    for case in presses.cases()[1]:
        case()


@pytest.mark.parametrize("work", ["input()", "import sys; sys.stdin.readline()"])
def test_a_program_that_waits_for_a_line_is_interrupted_at_once(work: str) -> None:
    reading, writing = os.pipe()
    errors = io.StringIO()
    with (
        os.fdopen(reading, encoding="utf-8") as stream,
        Session([""], stream, io.StringIO(), errors) as session,
    ):
        presser = threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT))
        presser.start()
        assert session.run(work) == 130
        presser.join()
        assert errors.getvalue().endswith("KeyboardInterrupt\n")
        assert not session.heap.verify()
        os.write(writing, b"a line\n")
        os.close(writing)
        assert session.run("assert input() == 'a line'") == 0


def test_a_wish_that_came_too_late_for_the_program_is_not_lost() -> None:
    session = Session([""], io.StringIO(), io.StringIO(), io.StringIO())
    with pytest.raises(KeyboardInterrupt):
        session.interact("1", show=lambda shown: os.kill(os.getpid(), signal.SIGINT))
        session.interruption.check()
    session.close()


def test_two_presses_do_no_more_than_one() -> None:
    session = Session([""], io.StringIO(), io.StringIO(), io.StringIO())

    def press_twice(shown: str) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    session.interact("1", show=press_twice)
    assert not session.heap.verify()
    session.close()


def test_a_finalizer_that_never_ends_does_not_keep_the_session_from_ending() -> None:
    program = (
        "class Endless:\n    def __del__(self):\n        print('dying', flush=True)\n"
        "        while True: pass\nkept = Endless()\n"
    )
    with subprocess.Popen(
        [*TOY, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "dying\n"
        process.send_signal(signal.SIGINT)
        errors = process.stderr.read()
    assert errors.startswith("Exception ignored in: <function Endless.__del__ at ")
    assert errors.endswith("KeyboardInterrupt: \n")
    assert process.returncode == 0


def test_a_long_text_is_not_parsed_to_its_end() -> None:
    errors = io.StringIO()
    session = Session([""], io.StringIO(), io.StringIO(), errors)
    threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    assert session.run("x = [1, 2, 3]\n" * 200_000) == 130
    assert errors.getvalue() == "KeyboardInterrupt\n"
    assert not session.heap.verify()
    session.close()
