"""What one statement did, in plain English: a line for each object, and one for each collection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from rich.text import Text

from toylang.facts.episodes import (
    CYCLE,
    DELETED,
    HOLDER_FREED,
    INNER,
    REBOUND,
    REMOVED,
    RETURNED,
)
from toylang.views.differences import (
    count_line,
    holders_named,
    joined,
    size_line,
    spoken_list,
)
from toylang.views.table import counted, indented, inflected

if TYPE_CHECKING:
    from rich.console import RenderableType

    from toylang.facts.differences import Newcomer
    from toylang.facts.episodes import Ending, Episode, Family, Tellings
    from toylang.heap.events import Collection
    from toylang.heap.snapshot import Node, Snapshot

MOST_LINES: Final = 8
"""Lines about objects; a few more tell of collections and generations."""

MOST_NAMES: Final = 3
MOST_COLLECTIONS: Final = 2

UNTOLD: Final = (*INNER, "str", "super", "builtin_function_or_method")
"""Types of objects that Toy itself makes and frees while it runs and shows a statement."""


def episode_view(episode: Episode) -> RenderableType:
    """Everything the statement did to the objects of the program, set off from what it printed."""
    tellings = episode.tellings()
    lines: list[Text] = []
    told = 0
    for line, objects in islice(object_lines(episode, tellings), MOST_LINES):
        lines.append(line)
        told += objects
    if told < tellings.objects:
        lines.append(Text(f"+{tellings.objects - told:,} more", "dim"))
    lines += heap_lines(episode)
    return indented(Text("\n").join(lines) if lines else Text("no object changed", "dim"))


def object_lines(episode: Episode, tellings: Tellings) -> Iterator[tuple[Text, int]]:
    """The lines, and of how many objects each tells; nothing is named before it is asked for."""
    differences = episode.differences
    for node in tellings.freed:
        yield death_line(episode.before.name(node.address), episode.ending(node)), 1
    for change in tellings.recounted:
        yield count_line(differences, change), 1
    for newcomer in tellings.newcomers:
        yield birth_line(episode.after, newcomer), 1
    for family in tellings.families:
        yield family_line(episode.before, family), len(family.nodes)
    for change in tellings.resized:
        yield size_line(differences, change), 1
    for change in tellings.shared:
        yield count_line(differences, change), 1


def heap_lines(episode: Episode) -> Iterator[Text]:
    """Collections, the generations' counts, and what came and went unseen."""
    promoted = episode.differences.promoted()
    if promoted:
        names = [episode.after.name(change.after.address) for change in promoted[:MOST_NAMES]]
        names += ["…"] if len(promoted) > MOST_NAMES else []
        yield Text(f"{counted(len(promoted), 'object')} moved up a generation: {', '.join(names)}")
    for collection in episode.collections[:MOST_COLLECTIONS]:
        yield collection_line(collection)
    rest = len(episode.collections) - MOST_COLLECTIONS
    if rest > 0:
        freed = sum(each.freed_objects for each in episode.collections[MOST_COLLECTIONS:])
        yield Text(f"{counted(rest, 'more collection')}: {freed:,} freed")
    fleeting = fleeting_line(episode)
    if fleeting:
        yield Text(fleeting, "dim")
    moved = [
        f"generation {index}: {before:,} → {after:,}"
        for index, (before, after) in enumerate(episode.counts)
        if before != after
    ]
    if moved:
        yield Text(", ".join(moved), "dim")


# -- one line each ---------------------------------------------------------------------------------


def death_line(name: str, ending: Ending) -> Text:
    """`list #9 freed: its last holder x was rebound`."""
    return Text.assemble((name, "bold"), (" freed", "bold"), f": {ending_words(ending)}")


def ending_words(ending: Ending) -> str:
    """How an object came to its end, in words that follow a colon."""
    where = f", in {ending.function}" if ending.function else ""
    several = len(ending.places) > 1
    # Within a function, others may have held it since the statement began.
    last = "" if ending.function or several else "last "
    holders = f"its {last}{inflected(len(ending.places), 'holder')} {spoken_list(ending.places)}"
    were = "were" if several else "was"
    if ending.manner == CYCLE:
        return f"the collection of generation {ending.generation} found it, kept only by a cycle"
    if ending.manner == RETURNED:
        return f"its last holder went when {ending.function} ended"
    if ending.manner == HOLDER_FREED:
        return f"its last holder {ending.places[0]} was freed"
    if ending.manner == REMOVED:
        return f"it was taken out of {spoken_list(ending.places)}{where}"
    if ending.manner in (REBOUND, DELETED):
        return f"{holders} {were} {ending.manner}{where}"
    if ending.places:
        return f"{holders} let go of it{where}"
    return f"its last reference was let go of{where}"


def family_line(before: Snapshot, family: Family) -> Text:
    """`list #2 and list #3 freed: their last holder list #1 was freed`."""
    holder = before.name(family.holder)
    names = [before.name(node.address) for node in family.nodes[:MOST_NAMES]]
    their = inflected(len(family.nodes), "its", "their")
    words = f"{joined(names, len(family.nodes))} freed"
    return Text.assemble((words, "bold"), f": {their} last holder {holder} was freed")


def birth_line(after: Snapshot, newcomer: Newcomer) -> Text:
    """`list #3 is new, held by a; 2 objects inside it`."""
    line = Text.assemble((after.name(newcomer.node.address), "bold"), " is new")
    if newcomer.holders:
        line.append(f", held by {holders_named(after, newcomer.holders)}")
    else:
        line.append(", but no name leads to it")
    if newcomer.inside:
        line.append(f"; {counted(newcomer.inside, 'object')} inside it")
    return line


def collection_line(collection: Collection) -> Text:
    """`collection of generation 0: 12 examined, 2 freed`."""
    return Text(
        f"collection of generation {collection.generation}: "
        f"{collection.examined:,} examined, {collection.freed_objects:,} freed"
    )


def fleeting_line(episode: Episode) -> str:
    """What was made and freed again within the statement; empty if nothing was."""
    found = [each for each in episode.fleeting if each.kind not in UNTOLD]
    found.sort(key=lambda each: -each.objects)
    words = [
        f"{each.objects:,} {each.kind}"
        + (f" (when {each.function} ended)" if each.function.isidentifier() else "")
        for each in found[:MOST_NAMES]
    ]
    words += ["…"] if len(found) > MOST_NAMES else []
    return f"made and freed again: {', '.join(words)}" if words else ""


def watched_view(node: Node, episode: Episode) -> RenderableType | None:
    """What the statement did to one object; None if nothing, or if it was not there."""
    differences = episode.differences
    name = episode.before.name(node.address)
    if node.subject in episode.deaths:
        return indented(death_line(name, episode.ending(node)))
    change = differences.change_of(node.subject)
    if change is None:
        return None
    moves = differences.holder_changes(change)
    lines: list[Text] = []
    if change.before.refcount != change.after.refcount or moves.gained or moves.lost:
        lines.append(count_line(differences, change))
    if change.before.size != change.after.size:
        lines.append(size_line(differences, change))
    if change.before.generation != change.after.generation:
        lines.append(Text.assemble((name, "bold"), f": {_standing(change.after.generation)}"))
    return indented(Text("\n").join(lines)) if lines else None


def _standing(generation: int) -> str:
    if generation < 0:
        return "the collector watches it no longer"
    return "frozen" if generation > 2 else f"now in generation {generation}"


def watching_view(watching: bool, names: Sequence[str]) -> Text:
    """What is being watched."""
    if not watching:
        return Text("Nothing is watched.")
    what = ", ".join(names) if names else "all objects of the program"
    return Text.assemble("Watching ", (what, "bold"), ".")
