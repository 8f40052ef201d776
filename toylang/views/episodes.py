"""What one statement did, in plain English: a line for each object, and one for each collection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text

from toylang.facts.differences import WIDELY_SHARED
from toylang.facts.episodes import (
    CYCLE,
    DELETED,
    HOLDER_FREED,
    REBOUND,
    REMOVED,
    RETURNED,
)
from toylang.views.differences import count_line, size_line, spoken_list
from toylang.views.table import counted, indented

if TYPE_CHECKING:
    from rich.console import RenderableType

    from toylang.facts.differences import Change, HolderChanges
    from toylang.facts.episodes import Ending, Episode
    from toylang.heap.events import Collection
    from toylang.heap.snapshot import Node

MOST_LINES: Final = 9
"""Lines about objects; a few more tell of collections and generations."""

MOST_NAMES: Final = 3
MOST_COLLECTIONS: Final = 2

INNER: Final = ("code", "frame", "traceback")
"""Types of objects that come and go with functions and errors; they are not told of alone."""

UNTOLD: Final = (*INNER, "str", "super", "builtin_function_or_method")
"""Types of objects that Toy itself makes and frees while it runs and shows a statement."""


def episode_view(episode: Episode) -> RenderableType:
    """Everything the statement did to the objects of the program, set off from what it printed."""
    lines = list(object_lines(episode))
    if len(lines) > MOST_LINES:
        rest = len(lines) - MOST_LINES + 1
        lines[MOST_LINES - 1 :] = [Text(f"+{rest:,} more", "dim")]
    lines += list(heap_lines(episode))
    return indented(Text("\n").join(lines) if lines else Text("no object changed", "dim"))


def object_lines(episode: Episode) -> Iterator[Text]:
    """Deaths, counts, births, sizes; those that tell most come first."""
    before, after, differences = episode.before, episode.after, episode.differences
    endings = [(node, episode.ending(node)) for node in differences.gone if node.kind not in INNER]
    for node, ending in endings:
        if ending.manner != HOLDER_FREED:
            yield death_line(before.name(node.address), ending)
    shared: list[Text] = []
    for change in differences.recounted() + differences.handed_over():
        if change.after.kind in INNER:
            continue
        moves = differences.holder_changes(change)
        line = count_line(after.name(change.after.address), change, moves)
        if change.after.kind not in WIDELY_SHARED:
            yield line
        elif not is_only_of_instances(change, moves):
            shared.append(line)
    for newcomer in differences.newcomers():
        if newcomer.node.kind not in INNER:
            name = after.name(newcomer.node.address)
            yield birth_line(name, newcomer.places, newcomer.inside)
    yield from following_death_lines(episode, endings)
    for change in differences.resized():
        yield size_line(after.name(change.after.address), change)
    yield from shared


def following_death_lines(
    episode: Episode, endings: Sequence[tuple[Node, Ending]]
) -> Iterator[Text]:
    """The deaths that came of other deaths, a line for each holder that was freed."""
    by_holder: dict[str, list[str]] = {}
    for node, ending in sorted(endings, key=lambda pair: -episode.order_of(pair[0])):
        if ending.manner == HOLDER_FREED:
            names = by_holder.setdefault(ending.places[0], [])
            names.append(episode.before.name(node.address))
    for holder, names in by_holder.items():
        their = "its" if len(names) == 1 else "their"
        words = Text(spoken_list(names), "bold").append(" freed")
        yield words.append(f": {their} last holder {holder} was freed", "not bold")


def heap_lines(episode: Episode) -> Iterator[Text]:
    """Collections, the generations' counts, and what came and went unseen; all of it dim."""
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
    holders = f"its {last}holder{'s' * several} {spoken_list(ending.places)}"
    were = "were" if several else "was"
    if ending.manner == CYCLE:
        return f"the collection of generation {ending.generation} found it, kept only by a cycle"
    if ending.manner == RETURNED:
        return f"its last holder, a variable of {ending.function}, went when the call ended"
    if ending.manner == HOLDER_FREED:
        return f"its last holder {ending.places[0]} was freed"
    if ending.manner == REMOVED:
        return f"it was taken out of {spoken_list(ending.places)}{where}"
    if ending.manner in (REBOUND, DELETED):
        return f"{holders} {were} {ending.manner}{where}"
    if ending.places:
        return f"{holders} let go of it{where}"
    return f"its last reference was let go of{where}"


def birth_line(name: str, places: Sequence[str], inside: int) -> Text:
    """`list #3 is new, held by a; 2 objects inside it`."""
    line = Text.assemble((name, "bold"), " is new")
    line.append(f", held by {spoken_list(places)}" if places else ", but no name leads to it")
    if inside:
        line.append(f"; {counted(inside, 'object')} inside it")
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


def is_only_of_instances(change: Change, moves: HolderChanges) -> bool:
    """Whether a class is counted anew only because instances came or went."""
    places = moves.gained + moves.lost
    return change.after.kind == "type" and all(place.endswith(".__class__") for place in places)


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
        lines.append(count_line(name, change, moves))
    if change.before.size != change.after.size:
        lines.append(size_line(name, change))
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
