"""The commands of the prompt, a module per subject; `:help` and completion come from their table.

Importing the package fills the table, in the order in which `:help` lists it.
"""

from toylang.repl.commands import (  # noqa: F401, I001
    holders,
    paths,
    leaks,
    pictures,
    collection,
    recording,
    memory,
    moments,
    statements,
    room,
    prompt,
)
from toylang.repl.commands.table import (
    COMMANDS,
    MARK,
    TYPED,
    CommandError,
    Part,
    Shell,
    find_command,
    is_change,
    is_command,
    note_on,
    read_command,
    run_command,
)

__all__ = [
    "COMMANDS",
    "MARK",
    "TYPED",
    "CommandError",
    "Part",
    "Shell",
    "find_command",
    "is_change",
    "is_command",
    "note_on",
    "read_command",
    "run_command",
]
