"""Commands about who holds whom: counts, the references behind them, why an object is alive."""

from __future__ import annotations

from toylang.facts.described import MOST, ROOT, describe_path, describe_reference
from toylang.facts.references import referrers
from toylang.facts.standing import why_alive
from toylang.inspection import NO_COLLECTOR
from toylang.repl.commands.table import Answer, Section, Shell, need_expression
from toylang.views.counts import count_view
from toylang.views.references import references_view, referents_heading, referrers_heading
from toylang.views.standing import why_view

about = Section("Who holds what")


@about.command(
    "refcount",
    "EXPR",
    "who holds the object: as many references as its count",
    note="3.11 counts are the same, but None, True and small ints are counted there, and immortal "
    "only since 3.12; 3.14 counts less while a call runs, as it borrows what locals hold.",
)
def _refcount(shell: Shell, argument: str) -> Answer:
    """Every reference the program holds to the value of EXPR, by its place.

    Their number is the object's reference count; when it falls to zero the object is freed at
    once. sys.getrefcount says one more, because its own argument is a reference, too.

    >>> a = []
    >>> b = [a]
    >>> :refcount a        shows `global a` and `b[0]`: 2 references
    """
    sight = shell.inspector.look_at(need_expression("refcount", argument))
    node = sight.node
    facts = {
        "object": sight.name,
        "immortal": node.immortal,
        "count": None if node.immortal else node.refcount,
        "holders": sight.places,
    }
    view = count_view(sight.text, sight.name, node.immortal, node.refcount, sight.places)
    return Answer(facts, view)


@about.command(
    "why",
    "EXPR",
    "why it is alive: its holders, and the way from a root",
    "the same things keep an object alive, but nothing tells: gc.get_referrers knows objects that "
    "hold it, not names nor paths. None, True and small numbers are immortal only from 3.12 on.",
)
def _why(shell: Shell, argument: str) -> Answer:
    """An object lives as long as somebody holds it.

    The holders are all its references; their number is its count.

    If a root, such as a global name, leads to one of the holders, the object is reachable, and
    the shortest way there is shown. If none does, only a cycle keeps it: then you see the cycle,
    and which collection would free it.

    An object without a name can be asked for by a weak reference, or by the number it was shown
    with: #7.

    >>> import weakref
    >>> class Node: pass
    >>> a = Node()
    >>> a.me = a
    >>> w = weakref.ref(a)
    >>> del a
    >>> :why w()           unreachable: kept by a cycle of 1
    """
    sight = shell.inspector.look_at(need_expression("why", argument))
    standing = why_alive(sight.snapshot, sight.address)
    node = sight.node
    places = [] if node.immortal else sight.places
    path = None if standing.path is None else describe_path(sight.snapshot, standing.path)
    facts = {
        "object": sight.name,
        "verdict": standing.verdict,
        "count": None if node.immortal else node.refcount,
        "holders": places[:MOST],
        "path": path,
        "cycles": standing.cycles,
        "cycle_size": standing.cycle_size,
        "freed_by_generation": None if standing.generation < 0 else standing.generation,
        "finalizers": standing.finalizers,
    }
    collected = shell.inspector.collector() != NO_COLLECTOR
    return Answer(
        facts, why_view(sight.text, sight.name, standing, node.refcount, places, path, collected)
    )


@about.command(
    "referrers",
    "EXPR",
    "each reference to it, and the object that holds it",
    "gc.get_referrers(x) gives the containers among them, each once, in another order; a name "
    "is the dict it is in.",
)
def _referrers(shell: Shell, argument: str) -> Answer:
    """Each reference to the object: where it is, and what object it belongs to.

    Of that object you see the generation and the size. A global name belongs to the dict of
    globals; a root belongs to no object.

    >>> a = []
    >>> b = [a, a]
    >>> :referrers a       the dict of globals once, the list b twice
    """
    sight = shell.inspector.look_at(need_expression("referrers", argument))
    snapshot = sight.snapshot
    found, toys = referrers(snapshot, sight.address)
    rows = [
        describe_reference(snapshot, snapshot.place_name(holder), holder.source or ROOT)
        for holder in found[:MOST]
    ]
    facts = {
        "object": sight.name,
        "count": None if sight.node.immortal else sight.node.refcount,
        "referrers": rows,
        "more": len(found) - len(rows),
        "toys_own": toys,
    }
    heading = referrers_heading(sight.text, sight.name, len(found) + toys)
    return Answer(facts, references_view(heading, "object", rows, len(found) - len(rows), toys))


@about.command(
    "referents",
    "EXPR",
    "each reference it holds, and the object it leads to",
    "gc.get_referents(x) gives the same, in the collector's order and without names; classes "
    "hide from it how they know the classes derived from them.",
)
def _referents(shell: Shell, argument: str) -> Answer:
    """Each reference the object holds, with the generation and the size of what it leads to.

    An object also holds its class, if the program made that. A weak reference holds nothing.

    >>> a = [1, [2]]
    >>> :referents a       [0] leads to an int, [1] to a list
    """
    sight = shell.inspector.look_at(need_expression("referents", argument))
    snapshot = sight.snapshot
    edges = sight.node.edges
    rows = [describe_reference(snapshot, edge.label.strip(), edge.target) for edge in edges[:MOST]]
    more = len(edges) - len(rows)
    facts = {"object": sight.name, "referents": rows, "more": more}
    heading = referents_heading(sight.text, sight.name, len(edges))
    return Answer(facts, references_view(heading, "leads to", rows, more, 0))
