"""Checkpoints: the whole process as it was before each thing typed, asleep until `:undo` wakes it.

Before a statement runs, the process is copied (fork). The copy sleeps, the process goes on; the
two share all memory that neither changes. To go back is to wake the newest copy and to leave the
prompt to it. Nothing has to be restored: the copy's heap never went on.

Three kinds of process belong to a session:
- one is *at work*: it talks with the terminal;
- the *sleeping* ones read a pipe. Ctrl-C does not reach them. A line wakes them; an empty one, or
  the pipe's end, dismisses them: they are gone at once, and nothing of the program runs in them.
  A sleeper holds the pipes of the older ones, and only the process at work holds the newest one's;
  if that dies in whatever way, all others follow, one after the other;
- the *first* one, which the shell knows. Once it has woken another, it only waits until all are
  gone, and leaves with the exit status it has been told. If it is killed, so are they.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Final, NamedTuple, NoReturn

MOST: Final = 10
"""Checkpoints kept at a time."""

OBJECTS_IN_ALL: Final = 1_000_000
"""Objects in all checkpoints together; one checkpoint is kept whatever its size."""

NOTHING: Final = "There is nothing to take back."
NOTHING_MORE: Final = "There is nothing more to take back: only the last statements are kept."
GONE: Final = "The checkpoint is gone: its process was ended by somebody else."
NO_FORK: Final = "This system cannot copy a process (fork), which :undo needs."

DIED: Final = 1
"""The exit status if the process at work died without a word."""


class Checkpoint(NamedTuple):
    """A sleeping process."""

    text: str
    """What was about to run."""

    process: int
    bell: int
    """Where to write the line that wakes it."""


class Lost(Exception):
    """There is no going back; the message says why."""


class Checkpoints:
    """The sleeping processes, oldest first, as the process at work knows them."""

    def __init__(self) -> None:
        self._asleep: list[Checkpoint] = []
        self._why_none = NOTHING
        self._reports: tuple[int, int] | None = None
        """The pipe on which the first process hears of the others; its ends for reading, writing.

        None where nothing is kept.
        """

        self._life: tuple[int, int] | None = None
        """The pipe whose writing end the first process alone has open, for as long as it lives."""

        self._is_first = True

    def begin(self) -> None:
        """Keep checkpoints from now on, on a system whose processes can be copied."""
        if hasattr(os, "fork"):
            self._reports, self._life = os.pipe(), os.pipe()
        else:
            self._why_none = NO_FORK

    def take(self, text: str, objects: int) -> str | None:
        """Keep the process as it is before `text` runs on a heap of so many objects.

        Returns None, and goes on. If the copy is woken, it returns there, with the line that was
        given to `go_back`.
        """
        if self._reports is None:
            return None
        self._make_room(objects)
        sys.stdout.flush()
        sys.stderr.flush()
        door, bell = os.pipe()
        try:
            with undivided():
                process = os.fork()
                if process == 0:
                    os.close(bell)
                    return self._sleep(door)
                self._asleep.append(Checkpoint(text, process, bell))
        except OSError as problem:
            os.close(bell)
            self._give_up(f"No checkpoint could be made: {problem.strerror}.")
        finally:
            os.close(door)
        return None

    def _make_room(self, objects: int) -> None:
        """Dismiss the oldest checkpoints, so that there is room for one of so many objects."""
        kept = min(MOST, max(1, OBJECTS_IN_ALL // max(objects, 1)))
        while len(self._asleep) >= kept:
            dismiss(self._asleep.pop(0))
            self._why_none = NOTHING_MORE

    def _give_up(self, why: str) -> None:
        """Without the newest checkpoint the older ones would take back too much."""
        self.drop_all()
        self._why_none = why

    def drop_newest(self) -> None:
        """Forget the newest checkpoint: nothing has come of what was typed."""
        if self._asleep:
            dismiss(self._asleep.pop())

    def drop_all(self) -> None:
        """Dismiss everybody."""
        while self._asleep:
            dismiss(self._asleep.pop())

    def leave(self, status: int) -> None:
        """The session ends here, with that exit status."""
        self.drop_all()
        if self._reports is not None and not self._is_first:
            self._report("status", status)

    # -- going back ----------------------------------------------------------------

    def go_back(self, line: str) -> NoReturn:
        """Wake the newest checkpoint with a line and leave the prompt to it."""
        if not self._asleep:
            raise Lost(self._why_none)
        sys.stdout.flush()
        sys.stderr.flush()
        newest = self._asleep.pop()
        usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            write_line(newest.bell, f"{len(self._asleep)} {line}")
        except OSError:
            signal.signal(signal.SIGINT, usual)
            os.close(newest.bell)
            raise Lost(GONE) from None
        if not self._is_first:
            os._exit(0)
        for older in self._asleep:
            os.close(older.bell)
        assert self._reports is not None
        wait_for_outcome(self._reports, newest.process)

    def _sleep(self, door: int) -> str:
        """Sleep until woken; returns the line. What else may happen ends the process at once."""
        line = ""
        try:
            usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
            self._leave_life_to_the_first()
            with os.fdopen(door, encoding="ascii", closefd=False) as lines:
                line = lines.readline().rstrip("\n")
            if line:
                self._report("process", os.getpid())
                self._live_as_long_as_the_first()
                signal.signal(signal.SIGINT, usual)
        finally:
            if not line:
                os._exit(0)
        asleep, _, rest = line.partition(" ")
        self._forget_all_but(int(asleep))
        return rest

    def _forget_all_but(self, newest: int) -> None:
        """Forget older checkpoints, which have been dismissed while this process slept."""
        while len(self._asleep) > newest:
            os.close(self._asleep.pop(0).bell)
            self._why_none = NOTHING_MORE

    def _leave_life_to_the_first(self) -> None:
        assert self._life is not None
        if self._is_first:
            os.close(self._life[1])
        self._is_first = False

    def _live_as_long_as_the_first(self) -> None:
        """Be sent SIGIO, which is deadly, when nobody has the writing end open any more."""
        import fcntl  # not there where processes cannot be copied

        assert self._life is not None
        with contextlib.suppress(OSError):
            fcntl.fcntl(self._life[0], fcntl.F_SETOWN, os.getpid())
            flags = fcntl.fcntl(self._life[0], fcntl.F_GETFL)
            fcntl.fcntl(self._life[0], fcntl.F_SETFL, flags | os.O_ASYNC)

    def _report(self, word: str, number: int) -> None:
        """Tell the first process something."""
        assert self._reports is not None
        with contextlib.suppress(OSError):
            write_line(self._reports[1], f"{word} {number}")


@contextlib.contextmanager
def undivided() -> Iterator[None]:
    """Let no Ctrl-C come between; it is heard afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def write_line(descriptor: int, line: str) -> None:
    """Write a whole line of ASCII, however long."""
    data = line.encode("ascii") + b"\n"
    while data:
        data = data[os.write(descriptor, data) :]


def dismiss(checkpoint: Checkpoint) -> None:
    """Let a sleeping process go, and wait until it is gone if it is this one's child."""
    with contextlib.suppress(OSError):
        write_line(checkpoint.bell, "")
    os.close(checkpoint.bell)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(checkpoint.process, 0)


def wait_for_outcome(reports: tuple[int, int], process: int) -> NoReturn:
    """What is left for the first process: to wait until all others are gone, and to end as they.

    `process` is the one at work. Who asks the first process to end means that one.
    """
    at_work, status = process, DIED

    def pass_on(number: int, frame: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(at_work, number)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, pass_on)
    os.close(reports[1])
    with os.fdopen(reports[0], encoding="ascii") as lines:
        for line in lines:
            word, told = line.split()
            if word == "process":
                at_work = int(told)
            else:
                status = int(told)
    os._exit(status)
