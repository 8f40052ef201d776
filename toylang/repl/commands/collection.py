"""Commands about the collector: collections, generations, and the ways to find garbage."""

from __future__ import annotations

from typing import Final

from toylang.facts.records import collection_facts, generations_facts
from toylang.inspection import COLLECTORS
from toylang.repl.commands.table import Answer, CommandError, Section, Shell
from toylang.views.collection import collection_view
from toylang.views.collectors import collectors_view
from toylang.views.generations import generations_view, standing_view

OLDEST: Final = 2

about = Section("The collector")


@about.command("gc", "[0|1|2]", "collects garbage now, and tells what was found", changes=True)
def _gc(shell: Shell, argument: str) -> Answer:
    """Collects a generation and all younger ones; without a number, all three.

    The collector looks for objects that only hold one another: nothing else would free them.
    What survives moves to the next generation.

    >>> a = []
    >>> a.append(a)
    >>> del a
    >>> :gc                finds the list that held itself
    """
    if argument not in ("", "0", "1", "2"):
        raise CommandError(f"There is no generation {argument}: they are 0, 1 and 2.")
    collection, before, after = shell.inspector.collect(int(argument or OLDEST))
    facts = {
        "collection": collection_facts(collection),
        "before": generations_facts(before),
        "after": generations_facts(after),
    }
    return Answer(facts, collection_view(collection, before, after))


@about.command("gen", "[EXPR]", "the generations; or which one an object is in, and why")
def _gen(shell: Shell, argument: str) -> Answer:
    """The generations: how many objects each watches, and when it will be collected.

    New containers begin in generation 0. When more than `threshold` of them have come than gone,
    a collection runs by itself; who survives it moves one generation up. The older generations
    count collections of the one below.

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


@about.command("collector", "[NAME]", "how garbage is found; or another way, from now on")
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
