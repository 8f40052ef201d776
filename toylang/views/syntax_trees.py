"""Syntax trees: each construct on a line, what it is made of under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from toylang.facts.syntax_trees import Branch

LONGEST: Final = 40
"""Letters of a piece of program that are shown beside what it is."""


def syntax_view(branches: Sequence[Branch]) -> RenderableType:
    """The statements of a program, a tree each."""
    return Group(*(_tree(branch, Tree(_label(branch), guide_style="dim")) for branch in branches))


def _tree(branch: Branch, tree: Tree) -> Tree:
    for part in branch.parts:
        _tree(part, tree.add(_label(part)))
    return tree


def _label(branch: Branch) -> Text:
    """`value: BinOp op='+'   1 + x`."""
    label = Text(f"{branch.place}: " if branch.place else "")
    label.append(branch.kind, "bold")
    for name, value in branch.details.items():
        label.append(f" {name}={value}")
    if branch.parts:
        cut = len(branch.text) > LONGEST
        label.append(f"   {branch.text[:LONGEST]}{'...' if cut else ''}", "dim")
    return label
