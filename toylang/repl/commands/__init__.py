"""The commands of the prompt, a module per subject; `:help` and completion use their table."""

from toylang.repl.commands.table import (
    MARK,
    TYPED,
    CommandError,
    Part,
    Shell,
    commands,
    find_command,
    is_change,
    is_command,
    note_on,
    read_command,
    run_command,
)

__all__ = [
    "MARK",
    "TYPED",
    "CommandError",
    "Part",
    "Shell",
    "commands",
    "find_command",
    "is_change",
    "is_command",
    "note_on",
    "read_command",
    "run_command",
]
