"""Waiting for the host: a program that is in the middle of nothing is interrupted at once.

A program hears Ctrl-C when it polls. It does not poll while the host waits for a line to be typed
or for somebody to read what was written, nor while a text is parsed. No value is half changed then,
so the host's KeyboardInterrupt may come at any instant; here it becomes the program's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.objects.errors import Raised
from toylang.objects.exceptions import make_exception_from

if TYPE_CHECKING:
    from toylang.evaluator.interpreter import Interpreter


class Waiting:
    """A context in which one program waits for the host."""

    now: bool = False
    """Whether it waits."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter: Interpreter = interpreter

    def __enter__(self) -> None:
        self.now = True

    def __exit__(self, kind: object, problem: object, traceback: object) -> None:
        self.now = False
        if isinstance(problem, KeyboardInterrupt):
            raise keyboard_interrupt(self.interpreter) from None


def keyboard_interrupt(interpreter: Interpreter) -> Raised:
    """The program's KeyboardInterrupt."""
    cls = interpreter.types.exceptions["KeyboardInterrupt"]
    return Raised(make_exception_from(interpreter, cls, []))
