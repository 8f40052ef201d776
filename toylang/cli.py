"""The `toy` command: its arguments, what it runs, and its exit status.

Exit statuses are python's: 0; 1 for an uncaught exception or a syntax error; 2 for a bad option, a
missing file, a directory or a report that cannot be written; 130 after Ctrl-C; what `sys.exit` says
otherwise. 1 is the status, too, if the output cannot be written, onto a full disk say: one line
tells of it, and the program hears nothing. A standard stream that was closed when the command began
is one that nobody hears, as with python. Toy's own are 3 if --leaks finds that a program, which
went well, has left garbage; 4 if --max-steps or --max-seconds has stopped it; 70 if --gc-stress
finds the heap unsound; 141 if nobody reads the output any more, as behind `toy FILE | head -1`:
python's BrokenPipeError is not told there.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from toylang import __version__

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

    from toylang.scripts.reports import Wanted
    from toylang.session import Session
    from toylang.source import Source

TUNE = "tune"
"""The first word that asks for runs under several settings; a file of that name is `./tune`."""

VALUED = (
    "--collector",
    "--trace",
    "--timeline",
    "--max-steps",
    "--max-seconds",
    "--max-heap",
    "--max-depth",
)
"""The options whose value may be the next word."""

BAD_USAGE = 2
STOPPED = 4
"""The exit status of a program that a limit has stopped."""

FAILED = 1
INTERRUPTED = 130
UNREAD = 141
"""The exit status of a process that the signal SIGPIPE has ended: 128 and its number."""

UNSOUND = 70
"""The exit status when Toy itself has failed, which only --gc-stress looks for."""


class Options:
    """What the command line asks for."""

    def __init__(self) -> None:
        from toylang.heap.choice import GENERATIONAL

        self.file: str | None = None
        self.code: str | None = None
        self.stay = False
        self.collector = GENERATIONAL
        self.stressed = False
        self.stats = False
        self.leaks = False
        self.trace: str | None = None
        self.timeline: str | None = None
        self.check = False
        self.steps: int | None = None
        self.seconds: float | None = None
        self.heap_size: int | None = None
        self.depth: int | None = None


def read_options(own: list[str]) -> Options:
    """Read the command's own words; the calls that everybody makes need no parser for it."""
    options = Options()
    match own:
        case []:
            pass
        case ["-c", code]:
            options.code = code
        case [file] if file == "-" or not file.startswith("-"):
            options.file = file
        case _:
            build_parser().parse_args(own, options)
    return options


def build_parser() -> ArgumentParser:
    """The command line's grammar."""
    import argparse

    from toylang.heap.choice import COLLECTORS
    from toylang.scripts.option_values import depth, positive_float, positive_int, size_in_bytes

    parser = argparse.ArgumentParser(
        prog="toy",
        description="Run Toy programs, or look into their memory at a prompt.",
        allow_abbrev=False,
        epilog="toy tune FILE runs a program under several settings; see toy tune --help.",
    )
    parser.add_argument("-c", dest="code", metavar="CODE", help="run CODE")
    parser.add_argument("-i", dest="stay", action="store_true", help="stay at the prompt after")
    parser.add_argument(
        "--collector",
        metavar="NAME",
        choices=COLLECTORS,
        help=f"how cycles are found: {', '.join(COLLECTORS)}",
    )
    parser.add_argument(
        "--gc-stress",
        dest="stressed",
        action="store_true",
        help="collect at every allocation, verify the heap after every statement",
    )
    parser.add_argument("--stats", action="store_true", help="tell at the end what was allocated")
    parser.add_argument("--leaks", action="store_true", help="tell at the end what garbage is left")
    parser.add_argument(
        "--trace", metavar="FILE", help="write allocations, frees and collections, JSON lines"
    )
    parser.add_argument("--timeline", metavar="FILE", help="draw the objects alive, as SVG")
    parser.add_argument(
        "--max-steps", dest="steps", metavar="N", type=positive_int, help="stop it after N steps"
    )
    parser.add_argument(
        "--max-seconds",
        dest="seconds",
        metavar="N",
        type=positive_float,
        help="stop it after N seconds",
    )
    parser.add_argument(
        "--max-heap",
        dest="heap_size",
        metavar="SIZE",
        type=size_in_bytes,
        help="MemoryError beyond SIZE bytes; 64K, 10M and 2G are understood",
    )
    parser.add_argument(
        "--max-depth",
        dest="depth",
        metavar="N",
        type=depth,
        help="RecursionError beyond N calls within each other; 1000 if nothing is said",
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
        if word in VALUED and rest:
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
    gc.disable()
    atexit.register(gc.freeze)  # or the host would look through all its objects as it ends
    _replace_closed_streams()
    try:
        try:
            return _run_command(sys.argv[1:] if given is None else given)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
    except BrokenPipeError:
        _write_nowhere()
        return UNREAD
    except OSError as problem:
        with suppress(OSError):
            tell_problem(f"can't write the output: {os.strerror(problem.errno or 0)}")
        _write_nowhere()
        return FAILED
    except KeyboardInterrupt:
        return tell_interrupted()


def _replace_closed_streams() -> None:
    """The host has None for a stream that is closed; everybody else wants a stream."""
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _write_nowhere() -> None:
    """What is still to be written is not; the host would complain when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())


def _run_command(words: Sequence[str]) -> int:
    if words and words[0] == TUNE:
        from toylang.scripts.tuning import tune

        return tune(words[1:])
    own, rest = split_arguments(words)
    options = read_options(own)
    return _run_stressed(options, rest) if options.stressed else _run(options, rest)


def _run_stressed(options: Options, rest: list[str]) -> int:
    """Run as always, and tell what the stress has brought to light."""
    from toylang.evaluator.stress import UnsoundHeap

    try:
        return _run(options, rest)
    except UnsoundHeap as problem:
        sys.stdout.flush()
        print(f"toy: {problem}", file=sys.stderr)
        return UNSOUND


def _run(options: Options, rest: list[str]) -> int:
    if options.code is not None:
        return _run_text(options, options.code + "\n", "<string>", ["-c", *rest])
    if options.file is None and not _at_a_terminal():
        options.file = "-"
    if options.file is None:
        if wanted_reports(options) is not None:
            return tell_problem("reports are about a program: give one, or ask at the prompt")
        return _start_prompt(_new_session(options, [""]))
    return _run_file(options, options.file, rest)


def _at_a_terminal() -> bool:
    """Whether somebody can type; a prompt on a pipe would only print junk."""
    return sys.stdin.isatty()


def _run_file(options: Options, path: str, rest: list[str]) -> int:
    from toylang.scripts.files import STANDARD_INPUT, FileProblem, read_program

    try:
        text = read_program(path)
    except FileProblem as problem:
        return tell_problem(str(problem))
    filename = "<stdin>" if path == STANDARD_INPUT else os.path.abspath(path)
    return _run_text(options, text, filename, [path, *rest])


def _run_text(options: Options, text: str | bytes, filename: str, arguments: list[str]) -> int:
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


def _run_source(options: Options, source: Source, arguments: list[str]) -> int:
    """Run a program to its end, and make the reports that were asked for."""
    session = _new_session(options, arguments)
    session.tell = tell_error
    if not source.filename.startswith("<"):
        session.set_file(source.filename)
    if options.stay:
        session.heap.record()
    wanted = wanted_reports(options)
    if wanted is not None:
        return _run_reported(options, wanted, session, source)
    return _end(options, session, _run_program(session, source))


def _run_program(session: Session, source: Source) -> int:
    """Run a source to its end or to a limit; returns the exit status."""
    from toylang.objects.errors import LimitReached

    try:
        return session.run_source(source)
    except LimitReached as limit:
        sys.stdout.flush()
        return tell_problem(str(limit), STOPPED)


def _end(options: Options, session: Session, status: int) -> int:
    """Stay at the prompt, or end the session; returns the exit status.

    The world of a program that a limit has stopped is left as it is: its finalizers are stopped,
    too.
    """
    from toylang.session import ProgramError

    if options.stay and _at_a_terminal():
        return _start_prompt(session)
    try:
        if not session.interpreter.limits.struck:
            session.close()
    except ProgramError as stopped:
        status = tell_problem(stopped.text.rstrip(), STOPPED)
    sys.stdout.flush()
    return status


def wanted_reports(options: Options) -> Wanted | None:
    """The reports asked for; None if none is."""
    asked = (options.stats, options.leaks, options.trace, options.timeline)
    if not any(option not in (None, False) for option in asked):
        return None
    from toylang.scripts.reports import Wanted

    return Wanted(*asked)


def _run_reported(options: Options, wanted: Wanted, session: Session, source: Source) -> int:
    from toylang.scripts.files import FileProblem
    from toylang.scripts.reports import Reports

    status = 0
    try:
        reports = Reports(wanted, session, source.filename)
        status = reports.attend(lambda: _run_program(session, source))
        status = _end(options, session, status)
        return reports.tell(status)
    except FileProblem as problem:
        return status or tell_problem(str(problem))
    except KeyboardInterrupt:
        return tell_interrupted()


def tell_interrupted() -> int:
    """Say that somebody has pressed Ctrl-C; returns the exit status."""
    print("KeyboardInterrupt", file=sys.stderr)
    return INTERRUPTED


def tell_problem(message: str, status: int = BAD_USAGE) -> int:
    """Say in one line why the command does not do what it was told; returns the exit status."""
    from toylang.heap.wording import printable

    print(f"toy: {printable(message)}", file=sys.stderr)
    return status


def tell_error(text: str) -> None:
    """Write an error to stderr; in colours where somebody is looking."""
    if not sys.stderr.isatty():
        sys.stderr.write(text)
        return
    from toylang.views.console import plain_console
    from toylang.views.errors import error_view

    plain_console(stderr=True).print(error_view(text), soft_wrap=True)


def _new_session(options: Options, arguments: list[str]) -> Session:
    """A session with the limits that were asked for."""
    from toylang.evaluator.limits import Limits
    from toylang.session import Session

    session = Session(arguments, collector=options.collector, stressed=options.stressed)
    session.limit(Limits(options.steps, options.seconds), options.heap_size, options.depth)
    return session


def _start_prompt(session: Session) -> int:
    from toylang.repl.loop import run_prompt

    return run_prompt(session)
