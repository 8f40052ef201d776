"""How deep a program may go before the host's own stack would overflow.

Toy's evaluator is recursive: a call in the program is a handful of calls in the host, and so is
every expression within another. A stack that overflows kills the process, so nothing may come
close: the interpreter counts *levels* and raises the program's RecursionError at the last one that
fits. A level is one call (or one step of a nested repr, comparison, hash), with an ordinary
expression in it. A code with deeply nested statements or expressions costs several; its body is
wrapped in `DeepBody`, which adds them while it runs, so that ordinary codes pay nothing.

The first levels fit into the stack that every process begins with. When they are used up, the
system is asked for a larger one; on Linux the stack of the main thread grows up to its limit
(getrlimit(2), RLIMIT_STACK), which a process may raise for itself.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.evaluator.nodes import Statement

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame

BYTES_PER_LEVEL: Final = 2400
"""Of the host's stack, in the compiled build; the most that any kind of call was seen to take."""

FRAMES_PER_LEVEL: Final = 25
"""Frames of the host's interpreter in the plain build, likewise."""

NODES_PER_LEVEL: Final = 4
"""Nested nodes that take as much of the stack as a call, at least."""

SHALLOW: Final = 16
"""Nested nodes that are accounted for in the call."""

USUAL_STACK: Final = 8 << 20
LARGEST_STACK: Final = 256 << 20
RESERVED: Final = 2 << 20
"""Bytes for what is not counted: the command or the prompt, and an operation at the last level."""


def levels_within(size: int) -> int:
    """How many levels a stack of `size` bytes has room for."""
    return (size - RESERVED) // BYTES_PER_LEVEL


SAFE_DEPTH: Final[i64] = 50_000
"""Calls within each other that always fit into the largest stack."""

USUAL_LEVELS: Final[i64] = levels_within(USUAL_STACK)


def allow_host_frames(levels: int) -> None:
    """Let the host's interpreter, which counts its own frames, bear so many levels."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), levels * FRAMES_PER_LEVEL))


def most_levels() -> i64:
    """Make the stack as large as it may become; returns the levels that it has room for."""
    levels = levels_within(_enlarge_stack())
    allow_host_frames(levels)
    return levels


def _enlarge_stack() -> int:
    """Raise the limit of the main thread's stack; returns the size, in bytes, to count on."""
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return USUAL_STACK
    from resource import RLIM_INFINITY, RLIMIT_STACK, getrlimit, setrlimit

    soft, hard = getrlimit(RLIMIT_STACK)
    wanted = LARGEST_STACK if hard == RLIM_INFINITY else min(LARGEST_STACK, hard)
    if soft != RLIM_INFINITY and soft < wanted:
        setrlimit(RLIMIT_STACK, (wanted, hard))
    return wanted


class DeepBody(Statement):
    """The body of a code whose deepest expression needs more of the stack than a call does."""

    def __init__(self, body: Statement, levels: i64) -> None:
        super().__init__(body.position)
        self.body: Statement = body
        self.levels: i64 = levels

    def execute(self, frame: Frame) -> i64:
        interpreter = frame.interpreter
        interpreter.load_stack(self.levels)
        try:
            return self.body.execute(frame)
        finally:
            interpreter.unload_stack(self.levels)


def body_of_depth(body: Statement, nodes: i64) -> Statement:
    """The body of a code in which so many nodes are nested in each other."""
    return body if nodes <= SHALLOW else DeepBody(body, (nodes - SHALLOW) // NODES_PER_LEVEL + 1)
