"""Processes, and what they cost: CPU time, resident memory, the time until a prompt shows."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from tests.benchmarks.contestants import Contestant

PROMPT = b">>>"
PATIENCE = 60.0
SCREEN = (24, 80)


class ChildFailed(Exception):
    """A process that should have done something did not."""


def output_of(contestant: Contestant, *arguments: str | Path) -> str:
    """What a program prints."""
    done = subprocess.run(
        [*contestant.command, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=contestant.environment,
        check=False,
    )
    if done.returncode:
        words = " ".join(map(str, arguments))
        raise ChildFailed(f"{contestant.name} failed with {words}:\n{done.stderr.strip()}")
    return done.stdout


def cpu_seconds(contestant: Contestant, *arguments: str) -> float:
    """The CPU time, in seconds, of a process from its start to its end."""
    before = _children_cpu_seconds()
    output_of(contestant, *arguments)
    return _children_cpu_seconds() - before


def resident_bytes(contestant: Contestant, *arguments: str | Path) -> int:
    """The resident memory of a program once it prints a line and waits for another.

    On Linux; elsewhere an error.
    """
    command = [*contestant.command, *map(str, arguments)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=contestant.environment
    ) as child:
        assert child.stdout is not None
        if not child.stdout.readline():
            raise ChildFailed(f"{contestant.name} failed with {' '.join(map(str, arguments))}")
        try:
            pages = int(Path(f"/proc/{child.pid}/statm").read_text().split()[1])
        except FileNotFoundError:
            raise ChildFailed("only Linux tells the resident memory of a process") from None
        finally:
            child.kill()
    return pages * os.sysconf("SC_PAGE_SIZE")


def prompt_cpu_seconds(contestant: Contestant) -> float:
    """The CPU time, in seconds, until the first prompt shows on a terminal."""
    import termios  # which not every system has

    before = _children_cpu_seconds()
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, SCREEN)
    with (
        open(ours, "rb", buffering=0) as screen,
        subprocess.Popen(
            contestant.command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**contestant.environment, "TERM": "xterm"},
            start_new_session=True,
        ) as child,
    ):
        os.close(theirs)
        try:
            _wait_for_prompt(screen)
        finally:
            child.kill()
    return _children_cpu_seconds() - before


def _wait_for_prompt(screen: IO[bytes]) -> None:
    shown = b""
    while PROMPT not in shown:
        if not select.select([screen], [], [], PATIENCE)[0]:
            raise ChildFailed(f"no prompt for {PATIENCE:.0f} s, but {shown!r}")
        try:
            shown += screen.read(4096)
        except OSError:  # the last process of the terminal has ended
            raise ChildFailed(f"no prompt, but {shown!r}") from None


def _children_cpu_seconds() -> float:
    import resource  # which not every system has

    used: Sequence[float] = resource.getrusage(resource.RUSAGE_CHILDREN)[:2]
    return sum(used)
