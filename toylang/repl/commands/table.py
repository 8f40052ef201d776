"""The table of the prompt's commands: what an entry is, how it is found, and how it is asked.

A command's function gets the shell and what was typed behind its name, `--json` taken off; it
returns an `Answer`, facts and their view, or None if there is nothing to tell. Its docstring is
what `:help COMMAND` says, and ends with an example.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from rich.text import Text

from toylang.facts.plain import to_json
from toylang.inspection import Inspector, NoSuchObject
from toylang.repl.settings import Settings
from toylang.session import Session

if TYPE_CHECKING:
    from rich.console import RenderableType

    from toylang.repl.attendants import Attendant

MARK: Final = ":"
FOR_MACHINES: Final = "--json"


class Shell(Protocol):
    """What a command may use."""

    session: Session
    inspector: Inspector
    statements: list[str]
    """What was typed and has run, commands not included, in order."""

    attendants: dict[str, Attendant]
    """Who is told of each statement, by the name of the command that asked for it."""

    noted: set[str]
    """The commands whose note about CPython has been shown."""

    def show(self, content: RenderableType) -> None:
        """Print a view now; an answer's own is printed by whoever runs the command."""

    def inquire(self, question: str) -> str:
        """One line from the person at the prompt. EOFError and KeyboardInterrupt: no answer."""

    settings: Settings
    """What the person at the prompt has chosen."""

    def adopt(self, settings: Settings) -> None:
        """Look and work as the settings say, from now on."""

    def propose(self, text: str) -> None:
        """Put a text into the next prompt, to be changed or run."""

    def keep(self, text: str) -> None:
        """Put a text into the history, where Up finds it."""

    def run(self, text: str) -> None:
        """Run a piece of program as if it had been typed, and show what comes of it."""

    def restart(self) -> None:
        """End the session and begin a new one."""


@dataclass(frozen=True)
class Answer:
    """What a command has found out."""

    facts: object
    """Plain data, as `to_plain` takes it."""

    view: RenderableType
    """The same for a person."""


Run = Callable[[Shell, str], Answer | None]


@dataclass(frozen=True)
class Command:
    """One line of the table."""

    section: str
    name: str
    parameters: str
    summary: str
    note: str
    """What is the same in CPython and what is not, in a sentence; shown once in a session."""

    run: Run

    @property
    def usage(self) -> str:
        """What to type."""
        return f"{MARK}{self.name} {self.parameters}".rstrip()

    @property
    def explanation(self) -> str:
        """What `:help COMMAND` says."""
        return inspect.getdoc(self.run) or ""


COMMANDS: Final[dict[str, Command]] = {}


class CommandError(Exception):
    """The command cannot do that; the message says why."""


class Section:
    """A chapter of the table; entering a function into it is all a command needs."""

    def __init__(self, title: str) -> None:
        self.title: Final = title

    def command(
        self, name: str, parameters: str, summary: str, note: str = ""
    ) -> Callable[[Run], Run]:
        """Enter a function into the table."""

        def enter(run: Run) -> Run:
            COMMANDS[name] = Command(self.title, name, parameters, summary, note, run)
            return run

        return enter


def is_command(text: str) -> bool:
    """Whether a line is for the prompt and not for the program."""
    return text.lstrip().startswith(MARK)


def run_command(shell: Shell, line: str) -> RenderableType | None:
    """Do what a command line says; returns what to show."""
    words = line.strip().removeprefix(MARK).split(maxsplit=1)
    entry = command_of(line)
    argument, for_machines = take_flag(words[1] if len(words) > 1 else "", FOR_MACHINES)
    try:
        answer = entry.run(shell, argument)
    except NoSuchObject as problem:
        raise CommandError(str(problem)) from None
    if answer is None:
        return None
    return Text(to_json(answer.facts)) if for_machines else answer.view


def command_of(line: str) -> Command:
    """The command that a line asks for; a mark alone is a call for help."""
    words = line.strip().removeprefix(MARK).split(maxsplit=1)
    return find_command(words[0] if words else "help")


def note_on(shell: Shell, line: str) -> str:
    """The note about CPython of the command in `line`, the first time it is asked for; or empty."""
    words = line.strip().removeprefix(MARK).split(maxsplit=1)
    entry = COMMANDS.get(words[0]) if words else None
    if entry is None or entry.name in shell.noted or take_flag(line, FOR_MACHINES)[1]:
        return ""
    shell.noted.add(entry.name)
    return entry.note


def find_command(name: str) -> Command:
    """The command of that name, or an error that knows the nearest one."""
    found = COMMANDS.get(name)
    if found is not None:
        return found
    near = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    near = near or [known for known in COMMANDS if name and known.startswith(name)][:1]
    advice = f"did you mean {MARK}{near[0]}?" if near else f"{MARK}help lists them all."
    raise CommandError(f"There is no command {MARK}{name}; {advice}")


# -- what was typed behind the name ----------------------------------------------------------------


def take_flag(argument: str, flag: str) -> tuple[str, bool]:
    """What was typed without a flag at its beginning or end, and whether the flag was there."""
    text = argument.strip()
    words = text.split()
    if words and words[0] == flag:
        return text[len(flag) :].lstrip(), True
    if words and words[-1] == flag:
        return text[: -len(flag)].rstrip(), True
    return text, False


def need_expression(name: str, argument: str) -> str:
    """The expression a command was given; an error without one."""
    if not argument:
        raise CommandError(f"{MARK}{name} wants an expression, for example: {MARK}{name} a")
    return argument
