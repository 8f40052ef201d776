"""What a session's program has left as garbage, now."""

from __future__ import annotations

from toylang.facts.leftovers import Leftovers, find_leftovers
from toylang.inspection.inspector import Inspector
from toylang.modules.collection_listener import ProgramListener


def look_for_leftovers(inspector: Inspector) -> Leftovers:
    """The garbage there is, of every kind; what is in gc.garbage included."""
    listener = inspector.session.heap.collector.listener
    garbage = listener.garbage.address if isinstance(listener, ProgramListener) else None
    return find_leftovers(inspector.snapshot(), garbage)
