"""Commands about memory: objects by type, and the blocks they lie in."""

from __future__ import annotations

from toylang.facts.records import arena_facts
from toylang.repl.commands.table import MARK, Answer, CommandError, Section, Shell
from toylang.views.memory import blocks_view, memory_view

about = Section("Memory")


@about.command(
    "heap",
    "[blocks]",
    "all objects by type, and the memory they take",
    note="blocks, pools of 16 KiB and arenas of 1 MiB are the same (3.10 and later); what Python "
    "itself has in memory before a program starts is much more there.",
)
def _heap(shell: Shell, argument: str) -> Answer:
    """What is in memory: objects and bytes by type, the largest first.

    A block is the piece of memory one object has. Small blocks of one size share a pool of
    16 KiB, 64 pools make an arena of 1 MiB. What is larger than 512 bytes comes from the system.

    `:heap blocks` shows the pools by the size of their blocks, and what becomes of every byte of
    the arenas, as sys._debugmallocstats() does in CPython.

    >>> x = list(range(1000))
    >>> :heap
    """
    if argument not in ("", "blocks"):
        raise CommandError(f"{MARK}heap shows objects, {MARK}heap blocks shows blocks.")
    if argument:
        arenas = shell.inspector.census().arenas
        return Answer(arena_facts(arenas), blocks_view(arenas))
    contents = shell.inspector.contents()
    kinds = [
        {"type": each.kind, "objects": each.objects, "bytes": each.bytes}
        for each in contents.program
    ]
    census = contents.census
    facts = {
        "program": kinds,
        "objects": census.objects,
        "blocks": census.blocks,
        "bytes": census.bytes,
        "system_blocks": census.system_blocks,
        "system_bytes": census.system_bytes,
    }
    return Answer(facts, memory_view(contents.program, census))
