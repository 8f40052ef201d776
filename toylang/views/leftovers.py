"""The garbage a program has left: what `toy --leaks` prints at the end."""

from __future__ import annotations

from collections import Counter

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.facts.leftovers import Leftovers
from toylang.views.leaks import leaks_view
from toylang.views.table import counted

MOST_TYPES = 5


def leftovers_view(leftovers: Leftovers) -> RenderableType:
    """All garbage: that which waits for a collection, and that which no collection would free."""
    if not leftovers.anything:
        return Text("The program left no garbage.")
    parts: list[RenderableType] = [Text("What the program left as garbage:", "bold")]
    if leftovers.waiting.cycles:
        parts.append(leaks_view(leftovers.waiting))
    if leftovers.retained:
        parts.append(Text(f"gc.garbage holds {_by_type(leftovers.retained)}."))
    if leftovers.frozen:
        parts.append(Text(f"gc.freeze() keeps {_by_type(leftovers.frozen)}; nothing else does."))
    return Group(*parts)


def _by_type(kinds: list[str]) -> str:
    """`3 objects: 2 Node, 1 list`."""
    totals = Counter(kinds).most_common()
    words = [f"{number:,} {kind}" for kind, number in totals[:MOST_TYPES]]
    if len(totals) > MOST_TYPES:
        words.append("…")
    return f"{counted(len(kinds), 'object')}: {', '.join(words)}"
