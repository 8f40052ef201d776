"""The table of the prompt's commands: what an entry is, how it is found, and how it is asked.

A command's function gets the shell and what was typed behind its name, `--json` taken off; it
returns an `Answer`, facts and their view, or None if there is nothing to tell. Its docstring is
what `:help COMMAND` says, and ends with an example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

from toylang.inspection import Inspector, NoSuchObject
from toylang.repl.settings import Settings
from toylang.session import Session

if TYPE_CHECKING:
    from rich.console import RenderableType

    from toylang.repl.attendants import Attendant

MARK: Final = ":"
FOR_MACHINES: Final = "--json"


class Part(NamedTuple):
    """Where a piece of program comes from, and what goes on around it."""

    filename: str = "<stdin>"
    first_line: int = 1
    around: AbstractContextManager[object] = nullcontext()
    """Entered just before the piece runs, when it has been understood, and left just after."""


TYPED: Final = Part()


class Shell(Protocol):
    """What a command may use."""

    session: Session
    inspector: Inspector
    statements: list[str]
    """What was typed and has run, commands not included, in order."""

    failed: set[int]
    """Which of the statements ended in an error, by their places."""

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

    def run(self, text: str, part: Part = TYPED) -> None:
        """Run a piece of program as if it had been typed, and show what comes of it."""

    def hold_output(self) -> None:
        """Keep back what the program prints and the values shown, as far as that can wait."""

    def release_output(self) -> None:
        """Show what was held back, and hold back no more."""

    def restart(self) -> None:
        """End the session and begin a new one."""

    def take_back(self) -> str:
        """Take the last change back; returns what was typed for it. Raises `CommandError`."""


@dataclass(frozen=True)
class Answer:
    """What a command has found out."""

    facts: object
    """Plain data, as `to_plain` takes it."""

    view: RenderableType
    """The same for a person."""


Run = Callable[[Shell, str], Answer | None]

Changes = Callable[[str], bool]
"""Whether a command changes the program's heap when this is typed behind its name."""


def never(argument: str) -> bool:
    """A command that only looks."""
    return False


def always(argument: str) -> bool:
    """A command that changes the heap, whatever is typed behind it."""
    return True


def if_given(argument: str) -> bool:
    """A command that only looks when nothing is typed behind it."""
    return bool(argument)


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
    changes: Changes
    """When it changes the program's heap, so that one may want to take it back."""

    @property
    def usage(self) -> str:
        """What to type."""
        return f"{MARK}{self.name} {self.parameters}".rstrip()

    @property
    def explanation(self) -> str:
        """What `:help COMMAND` says."""
        import inspect

        return inspect.getdoc(self.run) or ""


ENTERED: Final[dict[str, Command]] = {}


@cache
def commands() -> Mapping[str, Command]:
    """The table: all commands by name, in the order in which `:help` lists them.

    They and all they show are loaded when somebody first asks, not before the first prompt.
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

    return ENTERED


class CommandError(Exception):
    """The command cannot do that; the message says why."""


class Section:
    """A chapter of the table; entering a function into it is all a command needs."""

    def __init__(self, title: str) -> None:
        self.title: Final = title

    def command(
        self, name: str, parameters: str, summary: str, note: str = "", changes: Changes = never
    ) -> Callable[[Run], Run]:
        """Enter a function into the table."""

        def enter(run: Run) -> Run:
            ENTERED[name] = Command(self.title, name, parameters, summary, note, run, changes)
            return run

        return enter


def is_command(text: str) -> bool:
    """Whether a line is for the prompt and not for the program."""
    return text.lstrip().startswith(MARK)


class CommandLine(NamedTuple):
    """What a line for the prompt says."""

    name: str
    argument: str
    """What stands behind the name, the flag taken off."""

    for_machines: bool
    """Whether it asks for JSON, where nothing else may be shown."""


def read_command(line: str) -> CommandLine:
    """A command line in its parts; a mark alone is a call for help."""
    name, *behind = line.strip().removeprefix(MARK).split(maxsplit=1) or ["help"]
    return CommandLine(name, *take_flag("".join(behind), FOR_MACHINES))


def is_change(text: str) -> bool:
    """Whether a piece of program was typed, or a command that changes the program's heap."""
    if not is_command(text):
        return bool(text.strip())
    typed = read_command(text)
    entry = commands().get(typed.name)
    return entry is not None and entry.changes(typed.argument)


def run_command(shell: Shell, line: str) -> RenderableType | None:
    """Do what a command line says; returns what to show."""
    typed = read_command(line)
    entry = find_command(typed.name)
    asker = cast(Shell, ForMachine(shell)) if typed.for_machines else shell
    try:
        answer = entry.run(asker, typed.argument)
    except NoSuchObject as problem:
        raise CommandError(str(problem)) from None
    if answer is None:
        return None
    from toylang.facts.plain import to_json
    from toylang.views.verbatim import verbatim

    return verbatim(to_json(answer.facts)) if typed.for_machines else answer.view


class ForMachine:
    """A shell that shows nothing on the way to an answer, and in which nobody can be asked."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def __getattr__(self, name: str) -> object:
        return getattr(self._shell, name)

    def show(self, content: RenderableType) -> None:
        """Show nothing."""

    def inquire(self, question: str) -> str:
        """Nobody answers."""
        raise EOFError


def note_on(shell: Shell, line: str) -> str:
    """The note about CPython of the command in `line`, the first time it is asked for; or empty."""
    typed = read_command(line)
    entry = commands().get(typed.name)
    if entry is None or entry.name in shell.noted or typed.for_machines:
        return ""
    shell.noted.add(entry.name)
    return entry.note


def find_command(name: str) -> Command:
    """The command of that name, or an error that knows the nearest one."""
    found = commands().get(name)
    if found is not None:
        return found
    import difflib

    lower = name.lower()
    begun = [known for known in commands() if name and known.startswith(lower)]
    near = difflib.get_close_matches(lower, begun or commands(), n=1, cutoff=0 if begun else 0.5)
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


def refuse_argument(name: str, argument: str) -> None:
    """An error if something stands behind a command that wants nothing."""
    if argument:
        raise CommandError(f"{MARK}{name} wants nothing behind it.")


def need(name: str, argument: str, what: str, example: str) -> str:
    """What a command was given; without it, an error that tells what is wanted."""
    if not argument:
        raise CommandError(f"{MARK}{name} wants {what}, for example: {MARK}{name} {example}")
    return argument


def need_expression(name: str, argument: str) -> str:
    """The expression a command was given; an error without one."""
    return need(name, argument, "an expression", "a")
