"""The `toy` command: its arguments, what it runs, and its exit status.

Exit statuses are python's: 0; 1 for an uncaught exception or a syntax error; 2 for a bad option, a
missing file or a directory; 130 after Ctrl-C; what `sys.exit` says otherwise. One is Toy's own: 70
if --gc-stress finds the heap unsound.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toylang import __version__
from toylang.heap.choice import COLLECTORS, GENERATIONAL

if TYPE_CHECKING:
    from toylang.session import Session
    from toylang.source import Source

BAD_USAGE = 2
UNSOUND = 70
"""The exit status when Toy itself has failed, which only --gc-stress looks for."""


def build_parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    parser = argparse.ArgumentParser(
        prog="toy",
        description="Run Toy programs, or look into their memory at a prompt.",
        allow_abbrev=False,
    )
    parser.add_argument("-c", dest="code", metavar="CODE", help="run CODE")
    parser.add_argument("-i", dest="stay", action="store_true", help="stay at the prompt after")
    parser.add_argument(
        "--collector",
        metavar="NAME",
        choices=COLLECTORS,
        default=GENERATIONAL,
        help=f"how cycles are found: {', '.join(COLLECTORS)}",
    )
    parser.add_argument(
        "--gc-stress",
        dest="stressed",
        action="store_true",
        help="collect at every allocation, verify the heap after every statement",
    )
    parser.add_argument("--check", action="store_true", help="parse only, run nothing")
    parser.add_argument("--version", action="version", version=version_line())
    parser.add_argument("file", nargs="?", help="a program, or - for standard input")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="the program's sys.argv[1:]")
    return parser


def version_line() -> str:
    """Name, version and build: `Toy 0.1.0 (compiled, CPython 3.11.7)`."""
    from toylang.heap import header

    build = "plain" if header.__file__.endswith(".py") else "compiled"
    host = sys.version.split()[0]
    return f"Toy {__version__} ({build}, {sys.implementation.name} {host})"


def split_arguments(given: Sequence[str]) -> tuple[list[str], list[str]]:
    """The command's own options, and what belongs to the program behind `-c CODE` or a file."""
    own: list[str] = []
    rest = list(given)
    while rest:
        word = rest.pop(0)
        own.append(word)
        if word == "--collector" and rest:
            own.append(rest.pop(0))
            continue
        if word == "-c" and rest:
            own.append(rest.pop(0))
            break
        if word.startswith("-c") and len(word) > 2:
            break
        if word == "-" or not word.startswith("-"):
            break
    return own, rest


def main(given: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    own, rest = split_arguments(sys.argv[1:] if given is None else given)
    options = build_parser().parse_args(own)
    gc.disable()
    return _run_stressed(options, rest) if options.stressed else _run(options, rest)


def _run_stressed(options: argparse.Namespace, rest: list[str]) -> int:
    """Run as always, and tell what the stress has brought to light."""
    from toylang.evaluator.stress import UnsoundHeap

    try:
        return _run(options, rest)
    except UnsoundHeap as problem:
        sys.stdout.flush()
        print(f"toy: {problem}", file=sys.stderr)
        return UNSOUND


def _run(options: argparse.Namespace, rest: list[str]) -> int:
    if options.code is not None:
        return _run_text(options, options.code + "\n", "<string>", ["-c", *rest])
    if options.file is None and not _at_a_terminal():
        options.file = "-"
    if options.file is None:
        return _start_prompt(_new_session(options, [""]))
    if options.file == "-":
        return _run_text(options, _standard_input(), "<stdin>", ["-", *rest])
    return _run_file(options, options.file, rest)


def _at_a_terminal() -> bool:
    """Whether somebody can type; a prompt on a pipe would only print junk."""
    return sys.stdin is not None and sys.stdin.isatty()


def _standard_input() -> bytes:
    return b"" if sys.stdin is None else sys.stdin.buffer.read()


def _run_file(options: argparse.Namespace, path: str, rest: list[str]) -> int:
    try:
        text = Path(path).read_bytes()
    except OSError as problem:
        reason = os.strerror(problem.errno or 0)
        where = os.path.abspath(path)
        if isinstance(problem, IsADirectoryError):
            message = f"toy: '{where}' is a directory, cannot run it"
        else:
            message = f"toy: can't open file '{where}': [Errno {problem.errno}] {reason}"
        print(message, file=sys.stderr)
        return BAD_USAGE
    return _run_text(options, text, os.path.abspath(path), [path, *rest])


def _run_text(
    options: argparse.Namespace, text: str | bytes, filename: str, arguments: list[str]
) -> int:
    """Check, or run and perhaps stay at the prompt."""
    from toylang.source import Source, ToySyntaxError

    try:
        if isinstance(text, bytes):
            source = Source.from_bytes(text, filename)
        else:
            source = Source(text, filename)
        if options.check:
            from toylang.syntax.parser import parse

            parse(source)
            return 0
    except ToySyntaxError as problem:
        tell_error(problem.describe())
        return 1
    return _run_source(options, source, arguments)


def _run_source(options: argparse.Namespace, source: Source, arguments: list[str]) -> int:
    session = _new_session(options, arguments)
    session.tell = tell_error
    if not source.filename.startswith("<"):
        session.set_file(source.filename)
    status = session.run_source(source)
    if options.stay and _at_a_terminal():
        return _start_prompt(session)
    session.close()
    sys.stdout.flush()
    return status


def tell_error(text: str) -> None:
    """Write an error to stderr; in colours where somebody is looking."""
    if not sys.stderr.isatty():
        sys.stderr.write(text)
        return
    from rich.console import Console

    from toylang.views.errors import error_view

    Console(stderr=True, highlight=False).print(error_view(text), soft_wrap=True)


def _new_session(options: argparse.Namespace, arguments: list[str]) -> Session:
    from toylang.session import Session

    return Session(arguments, collector=options.collector, stressed=options.stressed)


def _start_prompt(session: Session) -> int:
    from toylang.repl.loop import run_prompt

    return run_prompt(session)
