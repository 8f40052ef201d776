"""Commands that draw: the objects and their references, and the memory they lie in."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from toylang.facts.pictures import object_graph, program_graph
from toylang.facts.records import graph_facts, pool_map_facts
from toylang.inspection.blocks import all_pools, block_size_for, pools_around, pools_of_size
from toylang.repl.commands.table import MARK, Answer, CommandError, Section, Shell
from toylang.views.graph_dot import dot_text
from toylang.views.graph_mermaid import mermaid_text
from toylang.views.graph_svg import svg_text
from toylang.views.graph_tree import GraphTree
from toylang.views.graph_words import written_view
from toylang.views.pools import BlocksView, PoolsView, object_heading, size_heading
from toylang.views.verbatim import verbatim

if TYPE_CHECKING:
    from toylang.facts.pictures import Graph

FORMATS: Final[dict[str, Callable[[Graph], str]]] = {
    "dot": dot_text,
    "mermaid": mermaid_text,
    "svg": svg_text,
}
FORMAT: Final = re.compile(r"(?:^|\s)--(?P<format>\w+)(?:\s+(?P<file>\S.*))?$")
"""The flag behind an expression, and the name of the file behind the flag."""

GRAPH_NOTE: Final = (
    "the same objects refer to one another in the same way. What this picture leaves out is there, "
    "too: each instance refers to its class, each function to its code and its module's names."
)

LONGEST_SIZE: Final = 9
"""Digits of a number of bytes that are read; more bytes than these can tell are too many anyway."""

POOLS_NOTE: Final = (
    "the pools, arenas and size classes are the same, in 3.11 as in 3.14 (but for the build "
    "without a global lock, which has another allocator). Addresses differ, and the interpreter "
    "keeps many more objects of its own in the pools."
)

about = Section("Pictures")


@about.command("graph", "[EXPR]", "the objects and who refers to whom; as a picture", GRAPH_NOTE)
def _graph(shell: Shell, argument: str) -> Answer:
    """Draws the program's objects as trees, one for each name.

    Each object is drawn once, with its number, type and reference count, at the shortest way to
    it. Elsewhere an arrow says where it is. Numbers, strings and other plain values are told where
    they are used. Objects that no name leads to wait for a collection; they stand under a heading
    of their own.

    With EXPR: that object, what it leads to, and who holds it.

    For a picture, add `--svg FILE` (for browsers and notebooks), `--dot FILE` (for Graphviz) or
    `--mermaid FILE` (for pages in Markdown); `--mermaid` alone shows its text here.

    >>> a = [1, 2]
    >>> a.append(a)
    >>> :graph             draws a list that refers to itself
    >>> del a
    >>> :graph             the list is unreachable now
    >>> :graph --svg heap.svg
    """
    expression, kind, file = _picture_wanted(argument)
    if not expression:
        graph = program_graph(shell.inspector.snapshot())
    else:
        sight = shell.inspector.look_at(expression)
        graph = object_graph(sight.snapshot, sight.address)
    if not kind:
        return Answer(graph_facts(graph), GraphTree(graph, expression))
    text = FORMATS[kind](graph)
    if not file:
        return Answer({kind: text}, verbatim(text))
    write_file(file, text)
    return Answer({"file": file, "objects": len(graph.boxes)}, written_view(file, len(graph.boxes)))


def _picture_wanted(argument: str) -> tuple[str, str, str]:
    """The expression, the format and the file's name; what was not typed is empty."""
    flag = FORMAT.search(argument)
    if flag is None:
        return argument.strip(), "", ""
    kind, file = flag["format"], flag["file"] or ""
    if kind not in FORMATS:
        raise CommandError(f"There is no --{kind}; there are --svg, --dot and --mermaid.")
    if FORMAT.search(f" {file}"):
        raise CommandError("One picture at a time: an expression, a format and a file.")
    if not file and kind != "mermaid":
        raise CommandError(f"--{kind} wants a file, for example: {MARK}graph --{kind} heap.{kind}")
    return argument[: flag.start()].strip(), kind, file


def write_file(name: str, text: str) -> None:
    """Write a text file, in place of an older one. Raises `CommandError` if that is impossible."""
    try:
        with open(os.path.expanduser(name), "w", encoding="utf-8") as file:
            file.write(text)
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else str(problem)
        raise CommandError(f"Cannot write {name}: {reason}") from None


@about.command("pools", "[SIZE|EXPR]", "memory as a map, a letter per pool or block", POOLS_NOTE)
def _pools(shell: Shell, argument: str) -> Answer:
    """Each arena as a map, where a letter tells a pool's size of blocks, and a bar how full it is.

    A small object gets a block from a pool of its size class: 16 bytes, 32, and so on to 512. A
    block that is freed stays in its pool and is handed out again, the last one first. A pool whose
    blocks are all free serves any size again; an arena of free pools goes back to the system. In
    use are also the blocks that dead lists, dicts and tuples leave in their free lists.

    With SIZE: the pools for objects of that many bytes, block by block. With EXPR: the pools that
    the object lies in, with its blocks marked.

    >>> a, b = {1}, {2}
    >>> :pools a           its block is marked; the block of b stands beside it
    >>> del a
    >>> :pools 216         its block is free again
    """
    if not argument:
        pools = all_pools(shell.session)
        return Answer(pool_map_facts(pools), PoolsView(pools))
    if argument.isdecimal():
        return _pools_of_size(shell, int(argument[:LONGEST_SIZE]))
    sight = shell.inspector.look_at(argument)
    blocks, pools = pools_around(shell.session, sight)
    heading = object_heading(sight.text, sight.name, blocks)
    facts = {"object": sight.name, "blocks": blocks, **pool_map_facts(pools)}
    return Answer(facts, BlocksView(heading, pools.shown(), blocks))


def _pools_of_size(shell: Shell, size: int) -> Answer:
    block_size = block_size_for(size)
    if not block_size:
        raise CommandError("Blocks of more than 512 bytes come from the system, not from pools.")
    pools = pools_of_size(shell.session, block_size)
    heading = size_heading(block_size, pools.shown())
    facts = {"block_size": block_size, **pool_map_facts(pools)}
    return Answer(facts, BlocksView(heading, pools.shown()))
