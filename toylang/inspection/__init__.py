"""Looking into a session: what the commands of a prompt find out. Nothing is disturbed by it."""

from toylang.heap.choice import COLLECTORS
from toylang.inspection.gauge import Gauge, read_gauge
from toylang.inspection.inspector import Contents, Inspector, Sight
from toylang.inspection.names import describe_name

__all__ = [
    "COLLECTORS",
    "Contents",
    "Gauge",
    "Inspector",
    "Sight",
    "describe_name",
    "read_gauge",
]
