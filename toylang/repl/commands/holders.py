"""Commands about who holds whom: counts and the references behind them."""

from __future__ import annotations

from toylang.repl.commands.table import Answer, Section, Shell, need_expression
from toylang.views.counts import count_view

about = Section("Who holds what")


@about.command(
    "refcount",
    "EXPR",
    "who holds the object, and how many references that makes",
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
