"""`toy tune`: one program run under several settings of the collector, and what each run cost.

Each run has a session of its own. What the program writes is not shown, and it has nothing to read.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from itertools import product
from typing import Final

from toylang.facts.tuning import TunedRun
from toylang.heap.wording import fit_for, printable
from toylang.inspection import COLLECTORS, LARGEST_THRESHOLD, Inspector
from toylang.scripts.files import FileProblem, read_program
from toylang.session import INTERRUPTED, Session
from toylang.source import Source, ToySyntaxError
from toylang.syntax.parser import parse

DEFAULT_THRESHOLDS: Final = "100,700,5000"

BAD_USAGE: Final = 2
FAILED: Final = 1


def tune(words: Sequence[str]) -> int:
    """Run the command with what was typed behind its name; returns the exit status."""
    options = build_parser().parse_args(words)
    try:
        source = Source.from_bytes(read_program(options.file), os.path.abspath(options.file))
        parse(source)
    except FileProblem as problem:
        print(f"toy: {printable(str(problem))}", file=sys.stderr)
        return BAD_USAGE
    except ToySyntaxError as problem:
        sys.stderr.write(fit_for(sys.stderr, problem.describe()))
        return FAILED
    runs: list[TunedRun] = []
    for collector, threshold in product(options.collector, options.threshold):
        runs.append(run_tuned(source, options.file, collector, threshold))
        if runs[-1].status == INTERRUPTED:
            break
    show(os.path.basename(options.file), runs)
    return max(run.status for run in runs)


def build_parser() -> argparse.ArgumentParser:
    """The grammar of the words behind `toy tune`."""
    parser = argparse.ArgumentParser(
        prog="toy tune",
        description="Run a program under several settings of the collector, and compare.",
        epilog="A program in a file named `tune` is run by: toy ./tune",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", help="the program")
    parser.add_argument(
        "--threshold",
        metavar="N,N",
        type=thresholds,
        default=DEFAULT_THRESHOLDS,
        help="thresholds of generation 0: new containers before a collection; 0 is never "
        f"(default: {DEFAULT_THRESHOLDS})",
    )
    parser.add_argument(
        "--collector",
        metavar="NAME,NAME",
        type=collectors,
        default=",".join(COLLECTORS),
        help=f"how cycles are found (default: {','.join(COLLECTORS)})",
    )
    return parser


def thresholds(text: str) -> list[int]:
    """Whole numbers with commas between them."""
    words = [word.strip() for word in text.split(",")]
    for word in words:
        if not (word.isascii() and word.isdigit() and int(word) <= LARGEST_THRESHOLD):
            raise argparse.ArgumentTypeError(f"{word!r} is no threshold: they are whole numbers")
    return [int(word) for word in words]


def collectors(text: str) -> list[str]:
    """Names of collectors with commas between them."""
    names = [word.strip() for word in text.split(",")]
    for name in names:
        if name not in COLLECTORS:
            known = ", ".join(COLLECTORS)
            raise argparse.ArgumentTypeError(f"there is no collector {name!r}: they are {known}")
    return names


def run_tuned(source: Source, path: str, collector: str, threshold: int) -> TunedRun:
    """Run a program under one setting."""
    streams = (io.StringIO(), Silence(), Silence())
    with Session([path], *streams, collector=collector) as session:
        session.set_file(source.filename)
        session.heap.collector.first.threshold = threshold
        inspector = Inspector(session)
        inspector.record()
        status = session.run_source(source)
        session.make_exit_calls()
        timeline = inspector.timeline()
    assert timeline is not None
    return TunedRun(
        collector=collector,
        threshold=threshold,
        status=status,
        most_objects=timeline.most_objects,
        collections=timeline.collections,
        pauses=timeline.pauses,
        seconds=timeline.seconds,
        work=timeline.work,
    )


class Silence(io.StringIO):
    """A stream that keeps nothing of what is written on it."""

    def write(self, text: str) -> int:
        return len(text)


def show(title: str, runs: Sequence[TunedRun]) -> None:
    """Print the comparison on standard output."""
    from toylang.views.console import plain_console
    from toylang.views.tuning import TuningView

    plain_console().print(TuningView(title, runs))
