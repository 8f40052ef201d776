"""What commands that run for long have in common: their words, and how they tell how far they are.

In a terminal there is a bar; elsewhere a line now and then, on standard error.
"""

import argparse
import gc
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

BETWEEN_LINES = 60.0
"""Seconds between two lines about the progress where no terminal shows a bar."""

BETWEEN_COLLECTIONS = 200
"""Cases after which this process looks for its own garbage."""


def build_parser(module: str, words: str | None, part: str) -> argparse.ArgumentParser:
    """Return the grammar of `python -m tests.MODULE [PART ...]`."""
    parser = argparse.ArgumentParser(
        prog=f"python -m tests.{module}",
        description=words,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(f"{part}s", nargs="*", metavar=part.upper(), help="all without")
    return parser


@contextmanager
def undisturbed_host() -> Iterator[None]:
    """Take from the host what costs time or output."""
    gc.collect()
    gc.freeze()
    gc.disable()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    gc.enable()
    gc.unfreeze()


@contextmanager
def progress(name: str, total: int, line: Callable[[], str]) -> Iterator[Callable[[int], None]]:
    """Yield what to call after each case, with the number of those that went wrong so far."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[wrong]} wrong"),
        TimeRemainingColumn(),
    )
    done, told = 0, time.monotonic()
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=total, wrong=0)

        def advance(wrong: int) -> None:
            nonlocal done, told
            done += 1
            bar.update(task, advance=1, wrong=wrong)
            if done % BETWEEN_COLLECTIONS == 0:
                gc.collect()
            if not console.is_terminal and time.monotonic() - told > BETWEEN_LINES:
                told = time.monotonic()
                print(line(), file=sys.stderr, flush=True)

        yield advance
