"""Whose an object is: the program's, or Toy's own."""

from __future__ import annotations

from typing import Final

from toylang.heap.snapshot import Snapshot

TOYS_ROOTS: Final = ("built-in names", "sys.modules", "names of sys")
"""The roots that are there before the program begins."""

LAST_VALUE: Final = "['_']"
"""The one built-in name whose value comes from the program."""


def belonging_to_toy(snapshot: Snapshot) -> set[int]:
    """The addresses of what would be there without a program.

    That is all that the built-in names and modules lead to, and what is immortal.
    """
    waiting = [root.target for root in snapshot.roots if root.name in TOYS_ROOTS]
    waiting += [node.address for node in snapshot.order if node.immortal]
    program = {root.target for root in snapshot.roots if root.name not in TOYS_ROOTS}
    own: set[int] = set()
    while waiting:
        address = waiting.pop()
        if address in own or address in program:
            continue
        own.add(address)
        edges = snapshot.node(address).edges
        waiting.extend(edge.target for edge in edges if edge.label != LAST_VALUE)
    return own
