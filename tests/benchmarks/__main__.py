"""Measure everything, or some of it: `python -m tests.benchmarks [SECTION ...]`.

    programs   twelve programs: CPython, Toy compiled and plain, asteval, smolagents' executor
    collector  full collections by container, young ones, building a large heap
    start      -c pass, and the first prompt
    parsing    text to tree, against ast.parse
    memory     the host's memory by object (on Linux)

CPython is the Python that runs this. The builds of Toy are looked for on the path, among this
Python's packages and in the checkout; `collector` and `memory` take the compiled one if there is
one. The peers, and pyperf for --json, come with `pip install '.[bench]'`. Everything is CPU time,
in interleaved runs, and the best of all rounds counts.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from typing import NamedTuple

from rich.console import Console

from tests.benchmarks import collector, memory, parsing, programs, start
from tests.benchmarks.children import ChildFailed
from tests.benchmarks.contestants import CPYTHON, Contestant, find_peers, find_toys
from tests.benchmarks.results import Plan, Results, machine, save
from tests.benchmarks.tables import Table
from tests.support.long_runs import build_parser


class Section(NamedTuple):
    """What is measured, and how it is told."""

    rows: Sequence[str]
    measure: Callable[[Plan, Results], None]
    table: Callable[[Plan, Results], Table]


LINUX_ONLY = ("memory",)
SECTIONS = {
    "programs": Section(programs.rows(), programs.measure, programs.table),
    "collector": Section(collector.rows(), collector.measure, collector.table),
    "start": Section(tuple(start.LABELS), start.measure, start.table),
    "parsing": Section(tuple(map(str, parsing.LINES)), parsing.measure, parsing.table),
    "memory": Section(memory.KINDS, memory.measure, memory.table),
}


def command_line() -> argparse.ArgumentParser:
    """The command line's grammar."""
    parser = build_parser("benchmarks", __doc__, "section")
    parser.add_argument("--rounds", type=int, default=5, help="how often (5)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="only this row")
    parser.add_argument("--compiled", metavar="COMMAND", help="the compiled build of Toy")
    parser.add_argument("--plain", metavar="COMMAND", help="the plain build of Toy")
    parser.add_argument("--json", metavar="FILE", help="keep all values, for pyperf")
    parser.add_argument("--markdown", action="store_true", help="print what README holds")
    return parser


def others_in(section: str, toys: list[Contestant]) -> list[Contestant]:
    """Who is compared to CPython in a section."""
    if section == "programs":
        return [*toys, *find_peers()]
    return toys if section == "start" else toys[:1]


def plans(options: argparse.Namespace, tell: Callable[[str], None]) -> dict[str, Plan]:
    """What each section is to do."""
    toys = find_toys(options.compiled, options.plain)
    return {
        name: Plan(CPYTHON, others_in(name, toys), options.rounds, options.only, tell)
        for name in chosen_sections(options)
    }


def chosen_sections(options: argparse.Namespace) -> list[str]:
    """The sections that were asked for and have a row that was asked for."""
    only = set(options.only)
    everything = [name for name in SECTIONS if sys.platform == "linux" or name not in LINUX_ONLY]
    chosen = options.sections or everything
    return [name for name in chosen if not only or only.intersection(SECTIONS[name].rows)]


def measure_all(options: argparse.Namespace, results: Results) -> dict[str, Plan]:
    """Measure what was asked for, and tell on standard error what is going on."""
    screen = Console(stderr=True)
    with screen.status("looking for Toy") as status:
        tell = status.update if screen.is_terminal else lambda text: print(text, file=sys.stderr)
        made = plans(options, tell)
        for name, plan in made.items():
            SECTIONS[name].measure(plan, results)
    return made


def show(tables: list[Table], markdown: bool) -> None:
    """Print the tables."""
    if markdown:
        print(f"Measured: {machine()}.\n")
        print("\n".join(table.to_markdown() for table in tables), end="")
        return
    console = Console()
    console.print(machine(), highlight=False)
    for table in tables:
        console.print(table.to_rich())


def refuse_unknown(
    parser: argparse.ArgumentParser, what: str, given: Iterable[str], known: Iterable[str]
) -> None:
    """An error of usage if something is given that there is not."""
    for name in given:
        if name not in known:
            parser.error(f"no {what} {name!r}: there are {', '.join(known)}")


def main(given: Sequence[str] | None = None) -> None:
    """Measure, keep the values, and print the tables."""
    parser = command_line()
    options = parser.parse_args(given)
    refuse_unknown(parser, "section", options.sections, SECTIONS)
    rows = [row for name in options.sections or SECTIONS for row in SECTIONS[name].rows]
    refuse_unknown(parser, "row", options.only, rows)
    if options.json and find_spec("pyperf") is None:
        parser.error("--json needs pyperf: pip install '.[bench]'")
    results = Results()
    try:
        made = measure_all(options, results)
    except ChildFailed as failure:
        raise SystemExit(str(failure)) from None
    if options.json:
        save(results, options.json)
    show([SECTIONS[name].table(plan, results) for name, plan in made.items()], options.markdown)


if __name__ == "__main__":
    main()
