"""What is typed for each picture."""

from __future__ import annotations

from typing import NamedTuple


class Screen(NamedTuple):
    """One picture: its file's name, the title of its window, what is typed."""

    name: str
    title: str
    lines: list[str]


TREE = """class Tree:
    def __init__(self, depth, parent=None):
        self.parent = parent
        self.branches = [Tree(depth - 1, self) for _ in range(depth)]"""

SCREENS = [
    Screen(
        "why",
        "Why is it alive?",
        [
            "class Node: pass",
            "mother = Node(); mother.child = Node(); mother.child.mother = mother",
            ":why mother",
            "import weakref; who = weakref.ref(mother)",
            "del mother",
            ":why who()",
            ":leaks",
        ],
    ),
    Screen(
        "steps",
        "A collection, phase by phase",
        [
            "class Node: pass",
            "import gc; found = gc.collect()",
            "a = Node(); b = Node(); c = Node()",
            "a.next = b; b.next = a; c.next = [c]",
            "del a, b",
            ":gc step 0",
            *[""] * 6,
        ],
    ),
    Screen(
        "watch",
        "What each statement does",
        [
            "class Node: pass",
            ":watch on",
            "a = Node()",
            "b = a",
            "b.items = [1, 2]",
            "del a",
            "b = None",
        ],
    ),
    Screen(
        "graph",
        "Who refers to whom",
        [
            "class Node: pass",
            "a = Node(); b = Node(); lost = Node()",
            "a.next = b; b.previous = a; things = [a, (b, 'two')]",
            "lost.me = lost; lost.data = [1, 2]; del lost",
            ":graph",
        ],
    ),
    Screen(
        "pools",
        "Arenas, pools, blocks",
        [
            "pairs = [(i, str(i)) for i in range(1000)]",
            "del pairs[::2]",
            ":pools",
            ":pools pairs[7]",
        ],
    ),
    Screen(
        "compare",
        "Two collectors, one verdict",
        [
            TREE,
            "oak = Tree(5); elm = Tree(2); del elm",
            ":gc --compare",
            ":gc",
            ":retained oak",
        ],
    ),
]
"""The six of the README."""
