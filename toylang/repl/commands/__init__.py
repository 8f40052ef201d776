"""The commands of the prompt, a module per subject; `:help` and completion come from their table.

Importing the package fills the table, in the order in which `:help` lists it.
"""

from toylang.repl.commands import holders, paths, leaks, collection, memory, prompt, room  # noqa: F401, I001
from toylang.repl.commands.table import (
    COMMANDS,
    MARK,
    CommandError,
    Shell,
    command_of,
    is_command,
    note_on,
    run_command,
)

__all__ = [
    "COMMANDS",
    "MARK",
    "CommandError",
    "Shell",
    "command_of",
    "is_command",
    "note_on",
    "run_command",
]
