"""The generations, and where one object stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.views.counts import title
from toylang.views.table import counted, indented, inflected, plain_table, records

if TYPE_CHECKING:
    from toylang.heap.census import Census
    from toylang.heap.snapshot import Node

PERMANENT = 3


def generations_view(census: Census) -> RenderableType:
    """Each generation: its objects, how near its next collection is, what the last ones freed."""
    table = plain_table("generation", ">objects", ">count", ">threshold", ">collections", ">freed")
    for generation in census.generations:
        table.add_row(
            str(generation.index),
            f"{generation.objects:,}",
            f"{generation.count:,}",
            f"{generation.threshold:,}",
            f"{generation.collections:,}",
            f"{generation.collected:,}",
        )
    parts: list[RenderableType] = [table]
    if census.frozen:
        parts.append(Text(f"{counted(census.frozen, 'object')} frozen: never collected."))
    if not census.automatic:
        parts.append(Text("Automatic collection is off (gc.disable)."))
    parts.append(Text("A generation is collected when its count exceeds its threshold.", "dim"))
    oldest = census.generations[-1]
    if oldest.count > oldest.threshold and not full_is_worth_it(census):
        parts.append(Text("Generation 2 exceeds it, but " + _quarter_rule(census)))
    return Group(*parts)


def thresholds_view(census: Census) -> RenderableType:
    """When each generation is collected by itself, in words."""
    youngest, middle, oldest = (each.threshold for each in census.generations)
    conditions = (
        f"when made minus freed containers exceed {youngest:,}",
        f"after over {counted(middle, 'collection')} of generation 0",
        f"after over {oldest:,} of generation 1; quarter rule",
    )
    rows = [
        (str(each.index), f"{each.count:,}", f"{each.threshold:,}", condition)
        for each, condition in zip(census.generations, conditions, strict=True)
    ]
    columns = ("generation", ">count", ">threshold", "is collected")
    parts: list[RenderableType] = [indented(records(columns, rows))]
    if census.generations[0].threshold == 0:
        parts.append(Text("Automatic collection is off: the first threshold is 0."))
    elif not census.automatic:
        parts.append(Text("Automatic collection is off (gc.disable)."))
    parts.append(Text("The quarter rule: " + _quarter_rule(census)))
    return Group(*parts)


def full_is_worth_it(census: Census) -> bool:
    """Whether there are enough newcomers in generation 2 for a full collection."""
    return census.long_lived_pending >= census.long_lived_total // 4


def _quarter_rule(census: Census) -> str:
    """What a full collection waits for, and how far that is fulfilled."""
    total, pending = census.long_lived_total, census.long_lived_pending
    have = inflected(pending, "has", "have")
    return (
        f"a full collection waits for {counted(total // 4, 'newcomer')} in generation 2, a quarter "
        f"of the {total:,} that survived the last one. {pending:,} {have} come so far."
    )


def standing_view(text: str, name: str, node: Node, is_container: bool) -> RenderableType:
    """The generation an object is in, or why it is in none."""
    heading = title(text, name)
    heading.append(", ")
    if node.generation == PERMANENT:
        heading.append("frozen (gc.freeze): it is never collected.")
    elif node.tracked:
        heading.append("in ")
        heading.append(f"generation {node.generation}", "bold")
        heading.append(".")
    else:
        heading.append("in no generation", "bold")
        heading.append(f".\n{_reason(node, is_container)}")
    return heading


def _reason(node: Node, is_container: bool) -> str:
    """Why the collector does not watch an object."""
    if not is_container:
        return f"A value of type {node.kind} holds no others, so it can be in no cycle."
    if node.immortal or node.kind not in ("tuple", "dict"):
        return "It is a part of Toy itself, and never garbage."
    return f"Nothing this {node.kind} holds could lead back to it, so it can be in no cycle."
