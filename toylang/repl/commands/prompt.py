"""Commands about the prompt itself: help, what it keeps, the way out."""

from __future__ import annotations

from itertools import groupby

from toylang.repl.commands.table import (
    MARK,
    Answer,
    Section,
    Shell,
    always,
    commands,
    find_command,
    refuse_argument,
)
from toylang.views.help import command_view, commands_view

about = Section("The prompt")


@about.command("forget", "", "lets go of _ and the last error, which hold objects", changes=always)
def _forget(shell: Shell, argument: str) -> None:
    """The prompt keeps the last value as `_` and the last error with its variables.

    Both are references like any other: what they hold stays alive. This lets go of them.

    >>> [1, 2]
    >>> :refcount _        held by `_`
    >>> :forget            and now it is freed
    """
    refuse_argument("forget", argument)
    shell.session.forget()


@about.command("help", "[COMMAND]", "this list; or more about one command")
def _help(shell: Shell, argument: str) -> Answer:
    """Explains the commands.

    >>> :help gc
    """
    if argument:
        entry = find_command(argument.split(maxsplit=1)[0].removeprefix(MARK))
        facts = {"usage": entry.usage, "summary": entry.summary, "help": entry.explanation}
        return Answer(facts, command_view(entry.usage, entry.summary, entry.explanation))
    sections = [
        (title, [(entry.usage, entry.summary) for entry in entries])
        for title, entries in groupby(commands().values(), key=lambda entry: entry.section)
    ]
    return Answer({title: dict(entries) for title, entries in sections}, commands_view(sections))


@about.command("quit", "", "leaves Toy; so do exit() and Ctrl-D")
def _quit(shell: Shell, argument: str) -> None:
    """Ends the session: finalizers run, and everything is freed.

    >>> :quit
    """
    refuse_argument("quit", argument)
    raise EOFError
