"""Two collectors side by side: the same garbage, by different work."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.facts.comparison import Comparison
from toylang.views.collection import SCOPE
from toylang.views.steps import remainder
from toylang.views.table import counted, indented, records


def comparison_view(comparison: Comparison) -> RenderableType:
    """What each collector calls garbage, and how much it looked at."""
    opinions = comparison.opinions
    heading = Text.assemble(
        f"{counted(comparison.examined, 'object')} of ",
        (SCOPE[comparison.generation], "bold"),
        ", judged twice. Nothing was collected.",
    )
    columns = ["", *(f">{opinion.collector}" for opinion in opinions)]
    rows = [
        ["called garbage", *(f"{each.garbage:,}" for each in opinions)],
        ["visits to objects", *(f"{each.visits:,}" for each in opinions)],
        ["references followed", *(f"{each.references:,}" for each in opinions)],
        ["time", *(f"{each.seconds * 1000:.2f} ms" for each in opinions)],
    ]
    return Group(heading, indented(records(columns, rows)), Text(), _verdict(comparison))


def _verdict(comparison: Comparison) -> RenderableType:
    """Whether they agree, and on what."""
    if not comparison.agreed:
        return Text("They disagree: this is an error of Toy.", "bold")
    if not comparison.opinions[0].garbage:
        return Text("Both find no garbage.")
    words = [*comparison.garbage, remainder(comparison.others)]
    return Group(
        Text("Both call the same objects garbage:"),
        indented(Text(", ".join(word for word in words if word))),
    )
