"""Who runs: CPython, the two builds of Toy, and what else runs Python text in Python."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
COMPILED = "compiled"
PLAIN = "plain"


@dataclass(frozen=True)
class Contestant:
    """A command that runs the program whose path follows it."""

    name: str
    command: tuple[str, ...]
    path: str = ""
    """Where it finds its packages, if not where Python finds them anyway."""
    knows_classes: bool = True

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes, without what would change how Python works."""
        found = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
        return {**found, "PYTHONPATH": self.path} if self.path else found


CPYTHON = Contestant("CPython", (sys.executable,))


def find_toys(compiled: str | None = None, plain: str | None = None) -> list[Contestant]:
    """The compiled and the plain build, as far as they are at hand; a given command must be one."""
    given = {COMPILED: compiled, PLAIN: plain}
    found = {build: checked(build, command) for build, command in given.items() if command}
    for candidate in candidates():
        told = build_of(candidate)
        if told is not None and told not in found:
            found[told] = replace(candidate, name=f"Toy {told}")
    return [found[build] for build in given if build in found]


def checked(build: str, command: str) -> Contestant:
    """The Toy of a command; an error if it is not of that build."""
    toy = Contestant(f"Toy {build}", tuple(shlex.split(command)))
    if build_of(toy) != build:
        raise SystemExit(f"{command!r} is not a {build} Toy")
    return toy


def candidates() -> Iterator[Contestant]:
    """Where a Toy may be: on the path, among this Python's packages, in this checkout."""
    toy = shutil.which("toy")
    if toy is not None:
        yield Contestant("toy", (toy,))
    module = (sys.executable, "-P", "-m", "toylang")
    yield Contestant("installed", module)
    yield Contestant("checkout", module, str(CHECKOUT))


def build_of(toy: Contestant) -> str | None:
    """Which build it says it is; None for what is no Toy."""
    asked = [*toy.command, "--version"]
    try:
        told = subprocess.run(
            asked, capture_output=True, text=True, env=toy.environment, check=False
        ).stdout
    except OSError:
        return None
    builds = [build for build in (COMPILED, PLAIN) if told.startswith("Toy ") and build in told]
    return builds[0] if builds else None


def find_peers() -> list[Contestant]:
    """The peers that are installed; asteval has no classes."""
    return [peer(name) for name in ("asteval", "smolagents") if find_spec(name) is not None]


def peer(name: str) -> Contestant:
    """One of the peers, by the name of its package."""
    command = (sys.executable, "-P", str(HERE / "peers.py"), name)
    return Contestant(name, command, knows_classes=name != "asteval")
