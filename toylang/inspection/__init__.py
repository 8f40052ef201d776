"""Looking into a session: what the commands of a prompt find out. Nothing is disturbed by it."""

from toylang.heap.choice import COLLECTORS
from toylang.inspection.inspector import Contents, Inspector, Sight

__all__ = ["COLLECTORS", "Contents", "Inspector", "Sight"]
