"""The files the command reads and writes, and what it says when it cannot."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final, TextIO

STANDARD_INPUT: Final = "-"
"""The path of a program that is not in a file."""

STANDARD_OUTPUT: Final = "-"
"""The path of a report that is not to be a file."""

PROGRAM_ENDINGS: Final = (".toy", ".py")


class FileProblem(Exception):
    """A file cannot be read or written; the message says why, in one line."""


def read_program(path: str) -> bytes:
    """The text of the program at `path`. Raises `FileProblem`."""
    where = "<stdin>" if path == STANDARD_INPUT else os.path.abspath(path)
    try:
        if path == STANDARD_INPUT:
            return sys.stdin.buffer.read()
        return Path(path).read_bytes()
    except IsADirectoryError:
        raise FileProblem(f"'{where}' is a directory, cannot run it") from None
    except OSError as problem:
        reason = os.strerror(problem.errno or 0)
        raise FileProblem(f"can't open file '{where}': [Errno {problem.errno}] {reason}") from None


def open_report(path: str) -> TextIO:
    """The file at `path`, emptied, to be written to. Raises `FileProblem`.

    A program is not written over: `toy --trace program.toy` has forgotten the name of the report.
    """
    if path == STANDARD_OUTPUT:
        return sys.stdout
    if path.endswith(PROGRAM_ENDINGS) and os.path.exists(path):
        raise FileProblem(f"can't write {path!r}: there is a program of that name")
    try:
        return open(path, "w", encoding="utf-8")
    except (OSError, ValueError) as problem:
        raise cannot_write(path, problem) from None


def close_report(path: str, file: TextIO) -> None:
    """Write what has not been written yet. Raises `FileProblem`."""
    try:
        file.flush() if path == STANDARD_OUTPUT else file.close()
    except OSError as problem:
        raise cannot_write(path, problem) from None


def cannot_write(path: str, problem: Exception) -> FileProblem:
    """The error to raise when the host's does not let a file be written."""
    number = problem.errno if isinstance(problem, OSError) else None
    reason = str(problem) if number is None else os.strerror(number)
    return FileProblem(f"can't write {path!r}: {reason}")
