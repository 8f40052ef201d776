"""The commands of the prompt: one table, from which `:help` and completion come too.

A command's function gets the shell and what was typed behind its name; what it returns is shown.
Its docstring is what `:help COMMAND` says, and ends with an example.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from toylang.inspection import COLLECTORS, Inspector
from toylang.session import Session
from toylang.views.collection import collection_view
from toylang.views.collectors import collectors_view
from toylang.views.counts import count_view
from toylang.views.generations import generations_view, standing_view
from toylang.views.help import command_view, commands_view
from toylang.views.memory import blocks_view, memory_view

if TYPE_CHECKING:
    from rich.console import RenderableType

MARK: Final = ":"
OLDEST: Final = 2


class Shell(Protocol):
    """What a command may use."""

    session: Session
    inspector: Inspector


Run = Callable[[Shell, str], "RenderableType | None"]


@dataclass(frozen=True)
class Command:
    """One line of the table."""

    name: str
    parameters: str
    summary: str
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


def command(name: str, parameters: str, summary: str) -> Callable[[Run], Run]:
    """Enter a function into the table."""

    def enter(run: Run) -> Run:
        COMMANDS[name] = Command(name, parameters, summary, run)
        return run

    return enter


def is_command(text: str) -> bool:
    """Whether a line is for the prompt and not for the program."""
    return text.lstrip().startswith(MARK)


def run_command(shell: Shell, line: str) -> RenderableType | None:
    """Do what a command line says; returns what to show."""
    words = line.strip().removeprefix(MARK).split(maxsplit=1)
    name = words[0] if words else "help"
    return find_command(name).run(shell, words[1] if len(words) > 1 else "")


def find_command(name: str) -> Command:
    """The command of that name, or an error that knows the nearest one."""
    found = COMMANDS.get(name)
    if found is not None:
        return found
    near = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    near = near or [known for known in COMMANDS if name and known.startswith(name)][:1]
    advice = f"did you mean {MARK}{near[0]}?" if near else f"{MARK}help lists them all."
    raise CommandError(f"There is no command {MARK}{name}; {advice}")


def need_expression(name: str, argument: str) -> str:
    """The expression a command was given; an error without one."""
    if not argument:
        raise CommandError(f"{MARK}{name} wants an expression, for example: {MARK}{name} a")
    return argument


# -- the table -----------------------------------------------------------------


@command("refcount", "EXPR", "who holds the object, and how many references that makes")
def _refcount(shell: Shell, argument: str) -> RenderableType:
    """Every reference the program holds to the value of EXPR, by its place.

    Their number is the object's reference count; when it falls to zero the object is freed at
    once. sys.getrefcount says one more, because its own argument is a reference, too.

    >>> a = []
    >>> b = [a]
    >>> :refcount a        shows `global a` and `b[0]`: 2 references
    """
    sight = shell.inspector.look_at(need_expression("refcount", argument))
    return count_view(sight.text, sight.name, sight.node.immortal, sight.count, sight.places)


@command("gc", "[0|1|2]", "collects garbage now, and tells what was found")
def _gc(shell: Shell, argument: str) -> RenderableType:
    """Collects a generation and all younger ones; without a number, all three.

    The collector looks for objects that only hold one another: nothing else would free them.
    What survives moves to the next generation.

    >>> a = []
    >>> a.append(a)
    >>> del a
    >>> :gc                finds the list that held itself
    """
    if argument not in ("", "0", "1", "2"):
        raise CommandError(f"There is no generation {argument}: they are 0, 1 and 2.")
    collection, before, after = shell.inspector.collect(int(argument or OLDEST))
    return collection_view(collection, before, after)


@command("gen", "[EXPR]", "the generations; or which one an object is in, and why")
def _gen(shell: Shell, argument: str) -> RenderableType:
    """The generations: how many objects each watches, and when it will be collected.

    New containers begin in generation 0. When more than `threshold` of them have come than gone,
    a collection runs by itself; who survives it moves one generation up. The older generations
    count collections of the one below.

    With EXPR: the generation that object is in, or why the collector does not watch it.

    >>> a = []
    >>> :gen a             generation 0
    >>> :gc 0
    >>> :gen a             generation 1
    """
    if not argument:
        return generations_view(shell.inspector.census())
    sight = shell.inspector.look_at(argument)
    return standing_view(sight.text, sight.name, sight.node, sight.is_container)


@command("collector", "[NAME]", "how garbage is found; or another way, from now on")
def _collector(shell: Shell, argument: str) -> RenderableType:
    """The collectors there are, and which one is at work.

    The first two find the same garbage, by opposite ways. CPython's counts references and needs to
    know no root; it looks at young objects more often than at old ones. The marker starts at the
    roots and has to visit everything alive, whichever generation is collected.

    Without a collector, only reference counting frees objects, and cycles stay.

    >>> :collector marker
    >>> a = []
    >>> a.append(a)
    >>> del a
    >>> :gc                finds the same list
    """
    if argument and argument not in COLLECTORS:
        raise CommandError(f"There is no collector {argument}: they are {', '.join(COLLECTORS)}.")
    if argument:
        shell.inspector.choose_collector(argument)
    return collectors_view(COLLECTORS, shell.inspector.collector())


@command("heap", "[blocks]", "all objects by type, and the memory they take")
def _heap(shell: Shell, argument: str) -> RenderableType:
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
        return blocks_view(shell.inspector.census().arenas)
    contents = shell.inspector.contents()
    return memory_view(contents.program, contents.census)


@command("forget", "", "lets go of _ and the last error, which keep objects alive")
def _forget(shell: Shell, argument: str) -> RenderableType | None:
    """The prompt keeps the last value as `_` and the last error with its variables.

    Both are references like any other: what they hold stays alive. This lets go of them.

    >>> [1, 2]
    >>> :refcount _        held by `_`
    >>> :forget            and now it is freed
    """
    shell.session.forget()
    return None


@command("help", "[COMMAND]", "this list; or more about one command")
def _help(shell: Shell, argument: str) -> RenderableType:
    """Explains the commands.

    >>> :help gc
    """
    if not argument:
        return commands_view([(entry.usage, entry.summary) for entry in COMMANDS.values()])
    entry = find_command(argument.removeprefix(MARK))
    return command_view(entry.usage, entry.summary, entry.explanation)


@command("quit", "", "leaves Toy; so do exit() and Ctrl-D")
def _quit(shell: Shell, argument: str) -> RenderableType | None:
    """Ends the session: finalizers run, and everything is freed.

    >>> :quit
    """
    raise EOFError
