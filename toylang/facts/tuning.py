"""Runs of one program under several settings, as facts."""

from __future__ import annotations

from typing import NamedTuple

from toylang.facts.recording import GenerationWork


class TunedRun(NamedTuple):
    """One run, and what it cost."""

    collector: str
    threshold: int
    """Of generation 0; 0: nothing starts a collection but the program itself."""

    status: int
    """The program's exit status."""

    most_objects: int
    """Objects of the program alive at once, at most."""

    collections: int
    pauses: float
    """Seconds the collections took."""

    seconds: float
    """Seconds the run took."""

    work: list[GenerationWork]
