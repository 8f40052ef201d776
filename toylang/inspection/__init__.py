"""Looking into a session: what the commands of a prompt find out. Nothing is disturbed by it."""

from toylang.heap.choice import COLLECTORS
from toylang.heap.snapshot import Node, Snapshot
from toylang.inspection.inspector import Contents, Inspector, Sight
from toylang.inspection.witness import Witness

__all__ = ["COLLECTORS", "Contents", "Inspector", "Node", "Sight", "Snapshot", "Witness"]
