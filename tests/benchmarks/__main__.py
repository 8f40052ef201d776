"""Time the programs: `python -m tests.benchmarks [NAME ...] [--rounds N]`.

CPython is the Python that runs this; Toy is the `toy` on the path. Each round runs each program
once on both, one after the other, in a process of its own that computes the result several times
and tells the best time. The best of all rounds counts, in CPU seconds; starting and parsing do not.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

PROGRAMS = Path(__file__).with_name("programs")
REPETITIONS = 5

TIMING = f"""
import time

best = None
for repetition in range({REPETITIONS}):
    begin = time.process_time()
    result = main()
    seconds = time.process_time() - begin
    if best is None or seconds < best:
        best = seconds
print(best)
print(result)
"""


class Timing(NamedTuple):
    """What one process told."""

    seconds: float
    result: str


def timed(program: Path) -> str:
    """The program with a main part that times it."""
    text = program.read_text(encoding="utf-8")
    return text.partition('\n\nif __name__ == "__main__":')[0] + TIMING


def run(command: list[str], path: Path) -> Timing:
    """Run a timed program in a process of its own."""
    done = subprocess.run([*command, path], capture_output=True, text=True, check=True)
    seconds, result = done.stdout.split("\n", 1)
    return Timing(float(seconds), result)


def compare(program: Path, rounds: int, toy: list[str]) -> tuple[float, float]:
    """The best times of CPython and of Toy; an error if their results differ."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / program.name
        path.write_text(timed(program), encoding="utf-8")
        pairs = [(run([sys.executable], path), run(toy, path)) for _ in range(rounds)]
    results = {timing.result for pair in pairs for timing in pair}
    if len(results) > 1:
        raise SystemExit(f"{program.stem}: the results differ: {' / '.join(results)}")
    return min(host.seconds for host, _ in pairs), min(toy.seconds for _, toy in pairs)


def main() -> None:
    """Print a line for each program as it is done, and the geometric mean."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help="which programs; all without")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    toy = shutil.which("toy")
    command = [sys.executable, "-m", "toylang"] if toy is None else [toy]
    ratios: list[float] = []
    print(f"{'program':16} {'CPython':>10} {'Toy':>10} {'ratio':>7}")
    for program in sorted(PROGRAMS.glob("*.toy")):
        if options.names and program.stem not in options.names:
            continue
        host, guest = compare(program, options.rounds, command)
        ratios.append(guest / host)
        line = f"{program.stem:16} {host * 1000:7.2f} ms {guest * 1000:7.2f} ms {ratios[-1]:7.2f}"
        print(line, flush=True)
    print(f"{'geometric mean':38} {statistics.geometric_mean(ratios):7.2f}")


if __name__ == "__main__":
    main()
