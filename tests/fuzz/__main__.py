"""Look for what breaks Toy, for hours: `python -m tests.fuzz [PART ...]`.

    programs   100,000 drawn programs do on Toy what they do on python3
    sources    1,000,000 mangled texts are parsed or refused, and never taken where python3 refuses
    stress     10,000 programs keep the heap sound with collections at random allocations

Every case follows from the seed and its number alone: `--seed S --first N --count 1` repeats one.
What goes wrong is made as small as it can be, and kept as a file in DIRECTORY. `PART.running` in
there holds the number of the case under way, should the process itself die of it. Each part ends
with a line of figures; the exit status is 1 if anything was found.

It is the `toylang` on the path that is tried; compiled, it is some ten times as fast. The judge is
the Python that runs this, which has to be CPython 3.11.
"""

import argparse
import faulthandler
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from tests.fuzz.cases import Part
from tests.fuzz.programs import Programs
from tests.fuzz.sources import Sources
from tests.fuzz.stress import Stress
from tests.support.long_runs import build_parser, progress, undisturbed_host
from tests.support.oracle import ORACLE_IS_RUNNING
from toylang.session import INTERRUPTED

PARTS: dict[str, type[Part]] = {part.name: part for part in (Programs, Sources, Stress)}


class Run:
    """A part on its way through its cases."""

    def __init__(self, part: Part, numbers: range, keep: Path) -> None:
        self.part = part
        self.numbers = numbers
        self.keep = keep
        self.done = 0
        self.found = 0
        self.began = time.monotonic()

    def cases(self) -> Iterator[None]:
        """Run the cases, one for each step of the iteration."""
        self.keep.mkdir(parents=True, exist_ok=True)
        running = self.keep / f"{self.part.name}.running"
        with open(running, "w", encoding="utf-8", buffering=1) as note:
            for number in self.numbers:
                note.seek(0)
                note.write(f"seed {self.part.seed}, case {number:<12}\n")
                self.run_case(number)
                yield
        running.unlink()

    def run_case(self, number: int) -> None:
        finding = self.part.check(number)
        if finding is not None:
            self.found += 1
            place = self.keep / f"{self.part.name}_{self.part.seed}_{number}.txt"
            place.write_text(finding.to_text(), encoding="utf-8", errors="backslashreplace")
        self.done += 1

    def line(self) -> str:
        """Return the figures so far."""
        seconds = time.monotonic() - self.began
        return (
            f"{self.part.name}: seed {self.part.seed}, cases {self.numbers.start} to "
            f"{self.numbers.start + self.done - 1}, {seconds:.0f} s, {self.done / seconds:.1f}/s, "
            f"{self.found} found{self.part.figures()}"
        )


def go(run: Run) -> None:
    """Run the cases of a part and show how far it is."""
    with progress(run.part.name, len(run.numbers), run.line) as advance:
        for _ in run.cases():
            advance(run.found)


def command_line() -> argparse.ArgumentParser:
    """The command line's grammar."""
    parser = build_parser("fuzz", __doc__, "part")
    parser.add_argument("--seed", type=int, help="where chance begins (at random)")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="the first case (0)")
    parser.add_argument("--count", type=int, metavar="N", help="how many cases (as above)")
    parser.add_argument("--keep", type=Path, default=Path("fuzz"), metavar="DIRECTORY")
    return parser


def main(given: Sequence[str] | None = None) -> int:
    """Run the parts that were asked for; returns the exit status."""
    parser = command_line()
    options = parser.parse_args(given)
    for name in options.parts:
        if name not in PARTS:
            parser.error(f"no part {name!r}: there are {', '.join(PARTS)}")
    if not ORACLE_IS_RUNNING:
        parser.error("the judge is CPython 3.11; this is another Python")
    seed = random.randrange(1_000_000) if options.seed is None else options.seed
    found = 0
    with undisturbed_host():
        for name in options.parts or PARTS:
            with closing(PARTS[name](seed)) as part:
                count = part.count if options.count is None else options.count
                run = Run(part, range(options.first, options.first + count), options.keep)
                try:
                    go(run)
                finally:
                    print(run.line(), flush=True)
            found += run.found
    return 1 if found else 0


if __name__ == "__main__":
    faulthandler.enable()
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
