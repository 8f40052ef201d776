"""Looking into a session: what the commands of a prompt find out. Nothing is disturbed by it."""

from toylang.heap.choice import COLLECTORS
from toylang.heap.choice import NONE as NO_COLLECTOR
from toylang.inspection.gauge import Gauge, read_gauge
from toylang.inspection.inspector import Contents, Inspector, NoSuchObject, Sight
from toylang.inspection.names import describe_name

__all__ = [
    "COLLECTORS",
    "NO_COLLECTOR",
    "Contents",
    "Gauge",
    "Inspector",
    "NoSuchObject",
    "Sight",
    "describe_name",
    "read_gauge",
]
