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

from tests.faults.interrupts import Interrupts
from tests.faults.memory import Memory
from tests.faults.prompt import PromptInterrupts
from tests.support.long_runs import build_parser, progress, undisturbed_host


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


def go(name: str, part: Part) -> int:
    """Try all cases of a part; returns how many went wrong."""
    total, cases = part.cases()
    done, wrong = 0, 0
    with progress(name, total, lambda: f"{name}: {done} of {total}, {wrong} wrong") as advance:
        for complaint in complaints(cases):
            done += 1
            if complaint:
                wrong += 1
                print(complaint, flush=True)
            advance(wrong)
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


def command_line() -> argparse.ArgumentParser:
    """The command line's grammar."""
    parser = build_parser("faults", __doc__, "part")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="of chance")
    parser.add_argument("--count", type=int, metavar="N", help="how many interrupts (as above)")
    parser.add_argument(
        "--largest", type=int, default=300, metavar="N", help="faults of a program, at most (300)"
    )
    return parser


def main(given: Sequence[str] | None = None) -> int:
    """Try the parts that were asked for; returns the exit status."""
    parser = command_line()
    options = parser.parse_args(given)
    known = parts(options)
    for name in options.parts:
        if name not in known:
            parser.error(f"no part {name!r}: there are {', '.join(known)}")
    print(f"seed {options.seed}", flush=True)
    wrong = 0
    with undisturbed_host():
        for name in options.parts or known:
            began = time.monotonic()
            found = go(name, known[name])
            spent = time.monotonic() - began
            print(f"{name}: {known[name].figures()}, {spent:.0f} s, {found} wrong", flush=True)
            wrong += found
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
