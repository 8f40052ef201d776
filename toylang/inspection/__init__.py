"""Looking into a session: what the commands of a prompt find out. Nothing is disturbed by it."""

from toylang.heap.choice import COLLECTORS
from toylang.heap.pool_map import block_size_for
from toylang.inspection.blocks import all_pools, pools_around, pools_of_size
from toylang.inspection.inspector import Contents, Inspector, Sight

__all__ = [
    "COLLECTORS",
    "Contents",
    "Inspector",
    "Sight",
    "all_pools",
    "block_size_for",
    "pools_around",
    "pools_of_size",
]
