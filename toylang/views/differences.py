"""Two moments compared: totals, types, holders, and the objects that are not as they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.views.table import counted, indented, inflected, plain_table

if TYPE_CHECKING:
    from rich.table import Table

    from toylang.facts.differences import Change, Differences, Share
    from toylang.heap.snapshot import Holder, Snapshot

MOST_ROWS: Final = 8
MOST_PLACES: Final = 3


def spoken(place: str) -> str:
    """A place as one says it: a global is called by its name alone."""
    return place.removeprefix("global ").replace("(global ", "(")


def spoken_list(places: Sequence[str]) -> str:
    """Some places: `a, b and 3 more`."""
    return joined([spoken(place) for place in places[:MOST_PLACES]], len(places))


def joined(words: Sequence[str], total: int) -> str:
    """The first words of so many in all: `a`, `a and b`, `a, b, c and 3 more`."""
    if total > len(words):
        return f"{', '.join(words)} and {total - len(words):,} more"
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"


def holders_named(snapshot: Snapshot, holders: Sequence[Holder]) -> str:
    """Where these references are: `a, b and 3 more`. Only the first of them are looked up."""
    words = [spoken(snapshot.place_name(holder)) for holder in holders[:MOST_PLACES]]
    return joined(words, len(holders))


def differences_view(first: str, second: str, differences: Differences) -> RenderableType:
    """What is new, gone, grown, promoted and counted anew at the second moment."""
    totals = Text.assemble(
        (first, "bold"), " → ", (second, "bold"),
        f": {differences.objects_before:,} → {counted(differences.objects, 'object')}, "
        f"{differences.bytes_before:,} → {counted(differences.bytes, 'byte')}",
    )  # fmt: skip
    parts: list[RenderableType] = [totals]
    kinds = differences.kinds()
    if kinds:
        parts += [Text(), indented(_kinds_table(differences))]
    _add(parts, "New, by holder", _share_lines(differences.holders_of_new(), "new, too"))
    _add(parts, "Gone, by holder", _share_lines(differences.holders_of_gone(), "gone, too"))
    _add(parts, "Other sizes", _size_lines(differences))
    _add(parts, "Moved up a generation", _promotion_lines(differences))
    _add(parts, "Other counts", _count_lines(differences))
    if len(parts) == 1:
        parts.append(Text("Nothing is different."))
    return Group(*parts)


def _add(parts: list[RenderableType], heading: str, lines: list[Text]) -> None:
    """One more paragraph, if there is something in it; of many lines, the first."""
    if not lines:
        return
    if len(lines) > MOST_ROWS:
        rest = len(lines) - MOST_ROWS + 1
        lines = [*lines[: MOST_ROWS - 1], Text(f"+{rest:,} more", "dim")]
    parts += [Text(), Text(heading, "dim"), indented(Text("\n").join(lines))]


def _kinds_table(differences: Differences) -> Table:
    """A sentence for each type, in two columns: it wraps where the terminal is narrow."""
    table = plain_table("type", "objects")
    kinds = differences.kinds()
    for each in kinds[:MOST_ROWS]:
        changes = ((each.new, "new"), (each.gone, "gone"), (each.grown, "grown"))
        words = [f"{number:,} {word}" for number, word in changes if number]
        words.append(f"{each.objects_before:,} → {each.objects:,} in all")
        growth = each.bytes - each.bytes_before
        words.append(f"{growth:+,} {inflected(abs(growth), 'byte')}")
        table.add_row(Text(each.kind, "bold"), ", ".join(words))
    if len(kinds) > MOST_ROWS:
        table.add_row(Text(f"+{len(kinds) - MOST_ROWS:,} more", "dim"))
    return table


def _share_lines(shares: list[Share], fate: str) -> list[Text]:
    return [
        Text.assemble(
            (f"{share.objects:,} {share.kind}", "bold"),
            f" in {share.holder} objects that are {fate}"
            if share.among
            else f" held by {spoken(share.holder)}",
            (f", {counted(share.bytes, 'byte')}", "dim"),
        )
        for share in shares
    ]


def _size_lines(differences: Differences) -> list[Text]:
    """The first of those with another size, as many as will be shown; the rest unnamed."""
    changes = differences.resized()
    lines = [size_line(differences, change) for change in changes[:MOST_ROWS]]
    return lines + [Text()] * (len(changes) - len(lines))


def _promotion_lines(differences: Differences) -> list[Text]:
    return [
        Text.assemble(
            (f"{each.objects:,} {each.kind}", "bold"), f" to generation {each.generation}"
        )
        for each in differences.promotions()
    ]


def _count_lines(differences: Differences) -> list[Text]:
    """The first of those with another count, as many as will be shown; the rest unnamed."""
    changes = differences.recounted()
    lines = [count_line(differences, change) for change in changes[:MOST_ROWS]]
    return lines + [Text()] * (len(changes) - len(lines))


def count_line(differences: Differences, change: Change) -> Text:
    """`Node #7: 2 → 3, new holder b`; `Node #7: still 2, new holder b, lost holder c`."""
    line = Text.assemble((differences.after.name(change.after.address), "bold"), ": ")
    if change.before.refcount == change.after.refcount:
        line.append("still ")
    else:
        line.append(f"{change.before.refcount:,} → ")
    line.append(f"{change.after.refcount:,}", "bold")
    moves = differences.holder_changes(change)
    for adjective, moment, holders in (
        ("new", differences.after, moves.gained),
        ("lost", differences.before, moves.lost),
    ):
        if holders:
            noun = inflected(len(holders), "holder")
            line.append(f", {adjective} {noun} {holders_named(moment, holders)}")
    return line


def size_line(differences: Differences, change: Change) -> Text:
    """`list #3: 56 → 88 bytes`."""
    name = differences.after.name(change.after.address)
    return Text.assemble((name, "bold"), f": {change.before.size:,} → {change.after.size:,} bytes")
