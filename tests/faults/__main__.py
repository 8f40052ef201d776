"""Let everything go wrong once, for a while: `python -m tests.faults [PART ...]`.

    memory      each request for memory of several hundred programs is refused in turn
    interrupts  10,000 times Ctrl-C at a random instant of a program
    prompt      300 times Ctrl-C, once or twice, at a random instant at a prompt in a terminal

Each part ends with a line of figures; what went wrong is printed, and makes the exit status 1.
It is the `toylang` on the path that is tried; compiled, it is some ten times as fast.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.faults.interrupts import Interrupts
from tests.faults.memory import Memory
from tests.faults.prompt import PromptInterrupts

BETWEEN_LINES = 60.0
"""Seconds between two lines about the progress where no terminal shows a bar."""


class Part(Protocol):
    """One kind of fault."""

    def cases(self) -> tuple[int, Iterable[Callable[[], None]]]:
        """How many there are, and the cases: each raises an AssertionError if all is not well."""

    def figures(self) -> str:
        """What was measured until now."""


def parts(options: argparse.Namespace) -> dict[str, Part]:
    """All that can be asked for."""
    seed, count = options.seed, options.count
    return {
        "memory": Memory(options.largest),
        "interrupts": Interrupts(seed, 10_000 if count is None else count),
        "prompt": PromptInterrupts(seed, 300 if count is None else count),
    }


def go(name: str, part: Part, console: Console) -> int:
    """Try all cases of a part; returns how many went wrong."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[wrong]} wrong"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        total, cases = part.cases()
        task = progress.add_task(name, total=total, wrong=0)
        wrong = 0
        for done, complaint in enumerate(complaints(cases), 1):
            if complaint:
                wrong += 1
                print(complaint, flush=True)
            progress.update(task, advance=1, wrong=wrong)
            if not console.is_terminal and is_time(console):
                print(f"{name}: {done} of {total}, {wrong} wrong", file=sys.stderr, flush=True)
    return wrong


def complaints(cases: Iterable[Callable[[], None]]) -> Iterator[str]:
    """What each case complains of, nothing usually."""
    for case in cases:
        try:
            case()
        except Exception as problem:
            yield f"{type(problem).__name__}: {problem}"
        else:
            yield ""


def is_time(console: Console, last: list[float] = [0.0]) -> bool:  # noqa: B006
    """Whether the time has come for another line."""
    if time.monotonic() - last[0] < BETWEEN_LINES:
        return False
    last[0] = time.monotonic()
    return True


def build_parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="all without")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="of chance")
    parser.add_argument("--count", type=int, metavar="N", help="how many interrupts (as above)")
    parser.add_argument(
        "--largest", type=int, default=300, metavar="N", help="faults of a program, at most (300)"
    )
    return parser


def main(given: Sequence[str] | None = None) -> int:
    """Try the parts that were asked for; returns the exit status."""
    parser = build_parser()
    options = parser.parse_args(given)
    known = parts(options)
    for name in options.parts:
        if name not in known:
            parser.error(f"no part {name!r}: there are {', '.join(known)}")
    print(f"seed {options.seed}", flush=True)
    console, wrong = Console(stderr=True), 0
    for name in options.parts or known:
        began = time.monotonic()
        found = go(name, known[name], console)
        spent = time.monotonic() - began
        print(f"{name}: {known[name].figures()}, {spent:.0f} s, {found} wrong", flush=True)
        wrong += found
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
