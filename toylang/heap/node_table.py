"""Nodes by the addresses of their objects: a page for each pool, a slot for each smallest block.

Objects that were made together lie together, so one page after the other is filled and read. A
host dict with addresses as keys takes four times as long: all of them are multiples of 16, and
few bits of them are left to tell one from the other.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from toylang.heap.allocator import ALIGNMENT, POOL_SHIFT, POOL_SIZE
from toylang.heap.frozen import Node

Page = list[Node | None]
SLOTS: Final[i64] = POOL_SIZE // ALIGNMENT


class NodeTable:
    """Finds the node of an address."""

    def __init__(self) -> None:
        self._pages: dict[int, Page] = {}
        self._nowhere: Page = [None] * SLOTS
        """The page of addresses where nothing lies."""

        self._last: i64 = -1
        """The number of the page that was asked for last; usually it is the next one, too."""

        self._last_page: Page = self._nowhere

    def find(self, address: i64) -> Node | None:
        """The node of the object that lies there."""
        number = address >> POOL_SHIFT
        if number != self._last:
            self._last = number
            self._last_page = self._pages.get(number, self._nowhere)
        return self._last_page[(address & (POOL_SIZE - 1)) // ALIGNMENT]

    def add(self, node: Node) -> None:
        """Put a node into its slot."""
        address: i64 = node.address
        number = address >> POOL_SHIFT
        page = self._pages.get(number)
        if page is None:
            page = [None] * SLOTS
            self._pages[number] = page
            self._last = -1
        page[(address & (POOL_SIZE - 1)) // ALIGNMENT] = node
