"""Looking into a session: what the commands of a prompt find out. Nothing is disturbed by it."""

from toylang.heap.choice import COLLECTORS
from toylang.heap.choice import NONE as NO_COLLECTOR
from toylang.heap.generations import LARGEST_THRESHOLD
from toylang.heap.snapshot import Node, Snapshot
from toylang.inspection.comparison import compare_collectors
from toylang.inspection.gauge import Gauge, read_gauge
from toylang.inspection.inspector import Contents, Inspector, NoSuchObject, Sight
from toylang.inspection.measuring import Measurement
from toylang.inspection.names import describe_name
from toylang.inspection.programs import Piece, pieces_of, syntax_tree
from toylang.inspection.stepping import SteppedCollection, collect_in_steps
from toylang.inspection.witness import Witness

__all__ = [
    "COLLECTORS",
    "LARGEST_THRESHOLD",
    "NO_COLLECTOR",
    "Contents",
    "Gauge",
    "Inspector",
    "Measurement",
    "NoSuchObject",
    "Node",
    "Piece",
    "Sight",
    "Snapshot",
    "SteppedCollection",
    "Witness",
    "collect_in_steps",
    "compare_collectors",
    "describe_name",
    "pieces_of",
    "read_gauge",
    "syntax_tree",
]
