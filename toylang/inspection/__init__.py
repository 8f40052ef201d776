"""Looking into a session: what the commands of a prompt find out. Nothing is disturbed by it.

Here is what every look begins with; the rest is in the modules, for those who ask for it.
"""

from toylang.heap.choice import COLLECTORS
from toylang.heap.choice import NONE as NO_COLLECTOR
from toylang.heap.generations import LARGEST_THRESHOLD
from toylang.heap.snapshot import Node, Snapshot
from toylang.inspection.gauge import Gauge, read_gauge
from toylang.inspection.inspector import Contents, Inspector, NoSuchObject, Sight
from toylang.inspection.names import describe_name

__all__ = [
    "COLLECTORS",
    "LARGEST_THRESHOLD",
    "NO_COLLECTOR",
    "Contents",
    "Gauge",
    "Inspector",
    "NoSuchObject",
    "Node",
    "Sight",
    "Snapshot",
    "describe_name",
    "read_gauge",
]
