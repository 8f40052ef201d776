"""Commands about what stays and what goes: leaks, and what an object retains."""

from __future__ import annotations

from toylang.facts.leak_report import report_leaks
from toylang.facts.retaining import describe_part, find_retained
from toylang.inspection import NO_COLLECTOR
from toylang.repl.commands.holders import about
from toylang.repl.commands.table import Answer, CommandError, Shell, need_expression
from toylang.views.leaks import leaks_view
from toylang.views.retaining import retained_view

MOST_PARTS = 10
"""How many parts of what an object retains are shown."""


@about.command(
    "leaks",
    "",
    "what only cycles keep, and how to break them",
    "gc.collect() finds the same objects and says their number, not which; "
    "gc.set_debug(gc.DEBUG_SAVEALL) keeps them in gc.garbage to be looked at.",
)
def _leaks(shell: Shell, argument: str) -> Answer:
    """Objects that hold one another are never freed by counting, even if no name leads to them.

    They wait for a collection.

    Each cycle is shown with what hangs from it, and with the attribute to cut or to make weak so
    that there would be no cycle. A weak reference is possible to instances of classes and to sets,
    not to lists, dicts, tuples, numbers and texts.

    >>> class Node: pass
    >>> a = Node()
    >>> b = Node()
    >>> a.child, b.parent = b, a
    >>> del a, b
    >>> :leaks             a cycle of 2; Node.parent could be weak
    """
    if argument:
        raise CommandError("The leaks are those of the whole heap: no expression is wanted.")
    report = report_leaks(shell.inspector.snapshot())
    collected = shell.inspector.collector() != NO_COLLECTOR
    return Answer(report, leaks_view(report, collected))


@about.command(
    "retained",
    "EXPR",
    "how much memory would be freed if it went away",
    "sys.getsizeof(x) says only the object's own size; what it retains no module of the "
    "standard library tells.",
)
def _retained(shell: Shell, argument: str) -> Answer:
    """What an object retains is all that could not be reached any more without it.

    It *dominates* these objects: every way to them leads through it. What others hold as well is
    not among them.

    Below that, the largest parts of it: the objects that go with this one, each with all that
    goes with it in turn.

    >>> a = [[1.5, 2.5], [3.5]]
    >>> b = a[1]
    >>> :retained a        not a[1], which b holds, too
    """
    sight = shell.inspector.look_at(need_expression("retained", argument))
    snapshot = sight.snapshot
    retained = find_retained(snapshot, sight.address)
    parts = [describe_part(snapshot, part) for part in retained.parts[:MOST_PARTS]]
    more = len(retained.parts) - len(parts)
    facts = {
        "object": sight.name,
        "immortal": sight.node.immortal,
        "own_bytes": retained.own,
        "retained_bytes": retained.bytes,
        "dominated": retained.dominated,
        "shared_references": retained.shared,
        "parts": parts,
        "more": more,
    }
    view = retained_view(sight.text, sight.name, sight.node.immortal, retained, parts, more)
    return Answer(facts, view)
