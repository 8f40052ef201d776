"""Commands about the collector: collections, generations, and the ways to find garbage."""

from __future__ import annotations

from typing import Final

from rich.console import Group
from rich.text import Text

from toylang.facts.records import collection_facts, generations_facts, threshold_facts
from toylang.facts.steps import Phase, is_last
from toylang.inspection import COLLECTORS, LARGEST_THRESHOLD
from toylang.inspection.comparison import compare_collectors
from toylang.inspection.stepping import collect_in_steps
from toylang.repl.commands.table import (
    MARK,
    Answer,
    CommandError,
    Section,
    Shell,
    if_given,
    take_flag,
)
from toylang.views.collection import collection_view
from toylang.views.collectors import collectors_view
from toylang.views.comparison import comparison_view
from toylang.views.generations import generations_view, standing_view, thresholds_view
from toylang.views.steps import QUESTION, phase_view

OLDEST: Final = 2
STEP: Final = "step"
COMPARE: Final = "--compare"

about = Section("The collector")


@about.command(
    "gc",
    "[step] [0|1|2]",
    "collects garbage, at once or phase by phase",
    note="3.11 gc.collect() makes the same passes in the same order; since 3.12 an automatic "
    "collection waits until the current bytecode instruction is done, and only 3.14.0 to 3.14.4 "
    "collected the old objects bit by bit.",
    changes=lambda argument: COMPARE not in argument.split(),
)
def _gc(shell: Shell, argument: str) -> Answer:
    """Collects a generation and all younger ones; without a number, all three.

    The collector looks for objects that only hold one another: nothing else would free them.
    What survives moves to the next generation.

    `:gc step` does the same and stops after each phase, to show what the collector has just done:
    each object's count, what is left of it when the references inside are taken off, who is
    rescued, what is cleared, finalized, and freed. Enter goes on, q lets the collection finish.

    `:gc --compare` collects nothing: it asks two ways of finding garbage about the same objects,
    and shows how much each has to look at.

    >>> a = []
    >>> a.append(a)
    >>> del a
    >>> :gc --compare      both find the list that held itself
    >>> :gc step           watch how
    """
    rest, comparing = take_flag(argument, COMPARE)
    rest, stepping = take_flag(rest, STEP)
    if rest not in ("", "0", "1", "2"):
        raise CommandError(f"There is no generation {rest}: they are 0, 1 and 2.")
    if comparing and stepping:
        raise CommandError(f"{MARK}gc {COMPARE} collects nothing, so it has no steps.")
    generation = int(rest or OLDEST)
    if comparing:
        comparison = compare_collectors(shell.inspector, generation)
        return Answer(comparison, comparison_view(comparison))
    if stepping:
        return _collect_in_steps(shell, generation)
    collection, before, after = shell.inspector.collect(generation)
    facts = {
        "collection": collection_facts(collection),
        "before": generations_facts(before),
        "after": generations_facts(after),
    }
    return Answer(facts, collection_view(collection, before, after))


def _collect_in_steps(shell: Shell, generation: int) -> Answer:
    """Show each phase, and ask whether to go on."""
    shown = 0

    def pause(phase: Phase) -> bool:
        nonlocal shown
        shown += 1
        shell.show(phase_view(shown, phase))
        if is_last(phase):
            return True
        try:
            return not shell.inquire(QUESTION).strip().lower().startswith("q")
        except (EOFError, KeyboardInterrupt):
            return False

    done = collect_in_steps(shell.inspector, generation, pause)
    facts = {
        "phases": [{"phase": type(phase).__name__, "facts": phase} for phase in done.phases],
        "collection": collection_facts(done.record),
        "before": generations_facts(done.before),
        "after": generations_facts(done.after),
    }
    summary = collection_view(done.record, done.before, done.after, watched=True)
    return Answer(facts, Group(Text(), summary))


@about.command(
    "gen",
    "[EXPR]",
    "the generations; or which one an object is in, and why",
    note="3.11 the generations, their counts and thresholds are these (gc.get_count(), "
    "gc.get_threshold()); 3.13 raised the first threshold from 700 to 2,000, and 3.14.0 to 3.14.4 "
    "had only a young and an old generation.",
)
def _gen(shell: Shell, argument: str) -> Answer:
    """The generations: how many objects each watches, and when it will be collected.

    New containers begin in generation 0. When more than `threshold` of them have come than gone,
    a collection runs by itself; who survives it moves one generation up. The older generations
    count collections of the one below. `:threshold` explains when a full collection is put off.

    With EXPR: the generation that object is in, or why the collector does not watch it.

    >>> a = []
    >>> :gen a             generation 0
    >>> :gc 0
    >>> :gen a             generation 1
    """
    if not argument:
        census = shell.inspector.census()
        return Answer(generations_facts(census), generations_view(census))
    sight = shell.inspector.look_at(argument)
    facts = {"object": sight.name, "generation": sight.node.generation}
    view = standing_view(sight.text, sight.name, sight.node, sight.is_container)
    return Answer(facts, view)


@about.command(
    "threshold",
    "[A B C]",
    "when a generation is collected; or other numbers",
    note="gc.set_threshold() takes the same numbers and the same rule decides about full "
    "collections; since 3.13 the first number is 2,000 at the start instead of 700.",
    changes=if_given,
)
def _threshold(shell: Shell, argument: str) -> Answer:
    """Shows or sets the thresholds of the generations; those not given stay.

    Generation 0 is collected when more than A containers have come than gone since its last
    collection; generation 1 after more than B collections of generation 0, generation 2 after
    more than C of generation 1. 0 for A switches automatic collection off.

    A full collection looks at every container there is. It is therefore put off until the
    newcomers in generation 2 are a quarter of those that survived the last one.

    >>> :threshold 10      collects after every eleventh container
    >>> :threshold 700 10 10
    """
    numbers = [_threshold_of(word) for word in argument.replace(",", " ").split()]
    if len(numbers) > OLDEST + 1:
        raise CommandError(f"There are three generations, so there are no {len(numbers)} numbers.")
    shell.inspector.set_thresholds(numbers)
    census = shell.inspector.census()
    return Answer(threshold_facts(census), thresholds_view(census))


def _threshold_of(word: str) -> int:
    """The number a word says, as far as a C int goes."""
    try:
        number = int(word)
    except ValueError:
        raise CommandError(f"A threshold is a whole number, not {word}.") from None
    least, most = -LARGEST_THRESHOLD - 1, LARGEST_THRESHOLD
    if not least <= number <= most:
        raise CommandError(f"A threshold lies between {least:,} and {most:,}.")
    return number


@about.command(
    "collector",
    "[NAME]",
    "how garbage is found; or another way, from now on",
    note="there is no choice: the usual builds find garbage as `generational` does, and the "
    "free-threaded ones have a collector without generations.",
    changes=if_given,
)
def _collector(shell: Shell, argument: str) -> Answer:
    """The collectors there are, and which one is at work.

    The first two find the same garbage, by opposite ways. CPython's counts references and needs to
    know no root; it looks at young objects more often than at old ones. The marker starts at the
    roots and has to visit everything alive, whichever generation is collected.

    Without a collector, only reference counting frees objects, and cycles stay.

    >>> :collector marker
    >>> a = []
    >>> a.append(a)
    >>> del a
    >>> :gc                finds the same list
    """
    if argument and argument not in COLLECTORS:
        raise CommandError(f"There is no collector {argument}: they are {', '.join(COLLECTORS)}.")
    if argument:
        shell.inspector.choose_collector(argument)
    chosen = shell.inspector.collector()
    facts = {"collectors": COLLECTORS, "chosen": chosen}
    return Answer(facts, collectors_view(COLLECTORS, chosen))
