"""What was measured, and what can be told of it: the best, ratios, a file that pyperf reads."""

from __future__ import annotations

import datetime
import os
import platform
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.contestants import Contestant


@dataclass(frozen=True)
class Plan:
    """What a section is to do."""

    base: Contestant
    """Whom all are compared to."""
    others: Sequence[Contestant]
    rounds: int
    only: Sequence[str] = ()
    tell: Callable[[str], None] = lambda _: None

    @property
    def contestants(self) -> list[Contestant]:
        """All who run."""
        return [self.base, *self.others]

    def wanted(self, names: Iterable[str]) -> list[str]:
        """The names that were asked for; all if none was."""
        return [name for name in names if not self.only or name in self.only]


@dataclass
class Results:
    """The values of each task and contestant, process by process, in seconds or in bytes.

    A task is a path: the section, and what was done there, how many times.
    """

    runs: dict[tuple[str, str], list[list[float]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, task: str, contestant: Contestant, values: Sequence[float]) -> None:
        """Keep the values of one process."""
        self.runs[task, contestant.name].append(list(values))

    def best(self, task: str, contestant: Contestant) -> float | None:
        """The smallest value: what else ran on the machine has only added to it. None without."""
        runs = self.runs.get((task, contestant.name), [])
        return min((value for values in runs for value in values), default=None)

    def ratio(self, task: str, contestant: Contestant, base: Contestant) -> float | None:
        """The best value as a multiple of somebody else's best."""
        own, other = self.best(task, contestant), self.best(task, base)
        return None if own is None or other is None else own / other


def machine() -> str:
    """The date, the machine and its Python, in a line."""
    facts = {"cpu_model_name": platform.machine(), **pyperf_metadata()}
    python = f"{platform.python_implementation()} {platform.python_version()}"
    day = datetime.date.today().isoformat()
    return (
        f"{day}, {facts['cpu_model_name']}, {os.cpu_count()} cores, {platform.system()}, {python}"
    )


def pyperf_metadata() -> dict[str, Any]:
    """What pyperf finds out about the machine; nothing if it is not installed."""
    try:
        import pyperf
    except ImportError:
        return {}
    found = pyperf.Run([1.0]).get_metadata()
    return {name: fact for name, fact in found.items() if not name.startswith("mem_")}


def save(results: Results, file: str) -> None:
    """Write all values as JSON that `pyperf stats` and `pyperf compare_to` read."""
    import pyperf

    metadata = pyperf_metadata()
    benchmarks = []
    for (task, contestant), runs in results.runs.items():
        name = f"{task}/{contestant}"
        unit = "byte" if task.startswith("memory/") else "second"
        facts = {**metadata, "name": name, "unit": unit}
        made = [pyperf.Run(values, metadata=facts, collect_metadata=False) for values in runs]
        benchmarks.append(pyperf.Benchmark(made))
    pyperf.BenchmarkSuite(benchmarks).dump(file, replace=True)
