"""Why an object is alive, in a sentence; its holders; the way that keeps it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.facts.described import MOST, PathFacts
from toylang.facts.standing import (
    BEING_EVALUATED,
    FROZEN,
    HANGING,
    IMMORTAL,
    IN_CYCLE,
    REACHABLE,
    TEMPORARY,
    UNSEEN,
    Standing,
)
from toylang.views.counts import title
from toylang.views.paths import steps_table
from toylang.views.table import counted, indented, inflected

SENTENCES = {
    IMMORTAL: ", immortal: it lives as long as Toy does, and nobody counts its references.",
    TEMPORARY: ", made for this command only: nothing holds it, and it is freed again now.",
    BEING_EVALUATED: ", alive: an evaluation under way leads to it.",
    UNSEEN: ", unreachable: no root leads to it, and what holds it the collector does not watch.",
}

CAPTIONS = {
    REACHABLE: "The shortest way to it from a root:",
    BEING_EVALUATED: "The shortest way to it:",
    FROZEN: "The way to it from a frozen object:",
    IN_CYCLE: "The shortest way round:",
    HANGING: "The way to it from the cycle:",
}


def why_view(
    text: str,
    name: str,
    standing: Standing,
    count: int,
    places: Sequence[str],
    path: PathFacts | None,
    collected: bool,
) -> RenderableType:
    """All reasons for one object; `collected` says whether there is a collector at work."""
    heading = title(text, name)
    if standing.verdict == REACHABLE and path is not None:
        heading.append_text(_root(path))
    else:
        heading.append(_sentence(standing, collected))
    parts: list[RenderableType] = [heading]
    if places:
        parts.append(Text(f"Its count is {count:,}, for {inflected(count, 'this', 'these')}:"))
        parts.append(indented(_places(places, count)))
    if path is not None and (path.length > 1 or standing.verdict != REACHABLE):
        parts.append(Text(CAPTIONS[standing.verdict]))
        parts.append(indented(steps_table(path)))
    return Group(*parts)


def _root(path: PathFacts) -> Text:
    """The root that keeps a reachable object, and whether it does so by itself."""
    keeps = inflected(path.length, "holds it", "leads to it")
    return Text.assemble(", alive: ", (path.first[0].label, "bold"), f" {keeps}.")


def _places(places: Sequence[str], count: int) -> Text:
    lines = Text("\n".join(places[:MOST]))
    if count > MOST:
        lines.append(f"\nand {count - MOST:,} more", "dim")
    return lines


def _sentence(standing: Standing, collected: bool) -> str:
    if standing.verdict == FROZEN:
        whose = "a frozen object leads to it" if standing.path is not None else "it is frozen"
        return f", unreachable: no root leads to it, but {whose} (gc.freeze), so it stays."
    if standing.verdict in SENTENCES:
        return SENTENCES[standing.verdict]
    return f", unreachable: {_keeper(standing)}; {_future(standing, collected)}."


def _keeper(standing: Standing) -> str:
    if standing.verdict == IN_CYCLE and standing.cycles == 1:
        return f"kept by a cycle of {standing.cycle_size:,}"
    if standing.verdict == IN_CYCLE:
        others = counted(standing.cycles - 1, "other cycle")
        return f"kept by a cycle of {standing.cycle_size:,}, which hangs from {others}"
    if standing.cycles == 1:
        return f"it hangs from a cycle of {standing.cycle_size:,}"
    return f"it hangs from {standing.cycles:,} cycles"


def _future(standing: Standing, collected: bool) -> str:
    if not collected:
        return "no collector is at work that would free it"
    future = f"the next collection of generation {standing.generation} would free it"
    if not standing.finalizers:
        return future
    whose = inflected(standing.finalizers, "a finalizer", "one of the finalizers")
    return f"{future}, unless {whose} brings it back"
