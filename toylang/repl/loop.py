"""The loop of the prompt: read, run, show, until the end of the input.

The program's output goes where the session writes; results and views go to standard output,
errors to standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from prompt_toolkit.input import Input

from toylang import __version__
from toylang.inspection import Inspector
from toylang.repl.attendants import Attendant, run_attended
from toylang.repl.checkpoints import Checkpoints, Lost
from toylang.repl.commands import (
    TYPED,
    CommandError,
    Part,
    find_command,
    is_change,
    is_command,
    note_on,
    read_command,
    run_command,
)
from toylang.repl.handover import pack, unpack
from toylang.repl.holding import HeldBack
from toylang.repl.reader import make_reader
from toylang.repl.settings import Settings, load_settings
from toylang.repl.streams import Watched
from toylang.repl.themes import view_theme
from toylang.session import ProgramError, Session

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.theme import Theme

    from toylang.repl.patience import Patience

INTERRUPTED: Final = "KeyboardInterrupt"
STOPPED: Final = "Interrupted."
"""What is said when Ctrl-C stops a command."""

FAILED: Final = 1


def run_prompt(session: Session) -> int:
    """Talk with the person at the terminal until they leave; ends the session.

    Returns the exit status.
    """
    settings, complaints = load_settings()
    prompt = Prompt(session, settings)
    status = FAILED
    try:
        if is_terminal(prompt.reader.keyboard):
            prompt.checkpoints.begin()
        status = prompt.talk(complaints)
    finally:
        try:
            prompt.session.close()
        except ProgramError as problem:
            prompt.complain(problem.text)
        finally:
            prompt.checkpoints.leave(status)
    return status


def is_terminal(keyboard: Input | None) -> bool:
    """Whether somebody types at a terminal, to whom one process can talk after the other."""
    return sys.stdin.isatty() if keyboard is None else os.isatty(keyboard.fileno())


class Prompt:
    """One person's talk with one session."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self.settings = settings
        self.attendants: dict[str, Attendant] = {}
        self.noted: set[str] = set()
        self.proposed = ""
        self.program_output = Watched(sys.stdout)
        self.held_back = HeldBack(self.program_output)
        self.checkpoints = Checkpoints()
        self._taken_back = ""
        self._line = ""
        self._begin(session)

    # A prompt stands before rich is loaded: these come to be when there is something to show.

    @cached_property
    def output(self) -> Console:
        """Where answers are shown."""
        return self._console(stderr=False)

    @cached_property
    def errors(self) -> Console:
        """Where errors are shown."""
        return self._console(stderr=True)

    def _console(self, stderr: bool) -> Console:
        from toylang.views.console import plain_console

        return plain_console(stderr=stderr, theme=theme_of(self.settings))

    @cached_property
    def patience(self) -> Patience:
        """Tells those who wait how far their command has come."""
        from toylang.repl.patience import Patience

        return Patience(self.errors)

    def _begin(self, session: Session) -> None:
        self.session = session
        self.inspector = Inspector(session, self._hear)
        self.inspector.record()
        self.statements: list[str] = []
        self.failed: set[int] = set()
        self.reader = make_reader(session, self.settings)
        session.interpreter.stdout = self.held_back

    def _hear(self, what: str, done: int, total: int) -> None:
        self.patience.hear(what, done, total)

    def talk(self, complaints: Sequence[str] = ()) -> int:
        """Read and run until the end of the input; returns the exit status.

        `complaints` are what is wrong with the settings.
        """
        print(banner(), file=self.program_output, flush=True)
        for complaint in complaints:
            self.errors.print(complaint, soft_wrap=True)
        while True:
            try:
                return self._talk_on()
            except KeyboardInterrupt:
                continue  # pressed again while the first was told of

    def _talk_on(self) -> int:
        while True:
            try:
                self.respond(self.read())
                self.session.interruption.check()
            except KeyboardInterrupt:
                self.complain(INTERRUPTED)
            except EOFError:
                return 0
            except SystemExit as leaving:
                return leaving.code if isinstance(leaving.code, int) else 0

    def read(self) -> str:
        """What is typed next."""
        self._begin_line()
        proposed, self.proposed = self.proposed, ""
        return self.reader.read(proposed)

    def _begin_line(self) -> None:
        """What comes next begins on a line of its own, whatever the program left there."""
        if self.program_output.is_within_line:
            print(file=self.program_output)

    def respond(self, text: str) -> None:
        """Run what was typed, a command or a piece of program, and show what comes of it."""
        if is_change(text):
            message = self.checkpoints.take(text, self.session.heap.objects)
            if message is not None:
                text = self._begin_again(text, message)
        self._line = text
        self.patience.begin()
        try:
            if is_command(text):
                self._command(text)
            elif text.strip():
                self.run(text)
        except ProgramError as problem:
            self.complain(problem.text)
        except CommandError as problem:
            self.complain(str(problem))
            if is_change(text):
                self.checkpoints.drop_newest()
        finally:
            self.patience.end()
            if self.settings.presenting and text.strip():
                self.show("")
            sys.stdout.flush()

    def _begin_again(self, text: str, message: str) -> str:
        """Go on as before `text`, which has been taken back; returns what to respond to."""
        handover = unpack(message, self.reader.history, self.reader.keyboard)
        self.noted.update(handover.noted)
        self._taken_back = text
        return handover.line

    def take_back(self) -> str:
        """Take the last change back; returns what was typed for it. Raises `CommandError`.

        It is another process in which this returns, on its way through the same line again.
        """
        taken_back, self._taken_back = self._taken_back, ""
        if taken_back:
            return taken_back
        try:
            reader = self.reader
            told = pack(self._line, self.noted, reader.history, reader.keyboard)
            self.checkpoints.go_back(told)
        except Lost as problem:
            raise CommandError(str(problem)) from None

    def _command(self, line: str) -> None:
        typed = read_command(line)
        if self.settings.presenting and not typed.for_machines:
            from toylang.views.presentation import echo_view

            self.show(echo_view(line.strip(), find_command(typed.name).summary))
        try:
            result = run_command(self, line)
        except KeyboardInterrupt:
            self.complain(STOPPED)
            return
        if result is not None:
            self.show(result)
            note = note_on(self, line) if self.settings.notes else ""
            if note:
                from toylang.views.notes import note_view

                self.show(note_view(note))

    def run(self, text: str, part: Part = TYPED) -> None:
        """Run a piece of program as if it had been typed, and show what comes of it."""
        run_attended(self, text, lambda statement: self._run_statement(statement, part))

    def _run_statement(self, text: str, part: Part) -> None:
        try:
            session = self.session
            session.interact(text, part.filename, self.show_value, part.first_line, part.around)
        finally:
            self.held_back.keep_on()
            self.patience.begin()

    def hold_output(self) -> None:
        """Keep back what the program prints, and the values that are shown."""
        self.held_back.hold()

    def release_output(self) -> None:
        """Show what was held back, and hold back no more."""
        self.held_back.let_go()

    def inquire(self, question: str) -> str:
        """One line from the person at the prompt."""
        self.patience.begin()
        self._begin_line()
        return self.reader.ask(question)

    def propose(self, text: str) -> None:
        """Put a text into the next prompt, to be changed or run."""
        self.proposed = text

    def keep(self, text: str) -> None:
        """Put a text into the history, where Up finds it."""
        self.reader.history.append_string(text)

    def adopt(self, settings: Settings) -> None:
        """Look and work as the settings say, from now on."""
        self.settings = settings
        for console in (self.output, self.errors):
            console.push_theme(theme_of(settings), inherit=False)
        self.reader.adopt(settings)

    def restart(self) -> None:
        """End the session and begin a new one."""
        for attendant in self.attendants.values():
            attendant.leave()
        self.attendants.clear()
        self.session.close()
        self._begin(self.session.anew())

    # -- showing ---------------------------------------------------------------

    def show(self, content: RenderableType) -> None:
        """Print a view."""
        from toylang.views.verbatim import is_verbatim

        self.patience.end()
        self._begin_line()
        self.output.print(content, soft_wrap=is_verbatim(content))

    def show_value(self, shown: str) -> None:
        """Print the repr of a value."""
        from toylang.views.verbatim import value_text

        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        print(value_text(shown, encoding), file=self.held_back)

    def complain(self, text: str) -> None:
        """Print an error."""
        from toylang.views.errors import error_view

        self.patience.end()
        sys.stdout.flush()
        self.errors.print(error_view(text), soft_wrap=True)


def theme_of(settings: Settings) -> Theme:
    """The colours of the views."""
    return view_theme(settings.theme_in_force(), settings.palette())


def banner() -> str:
    """The two lines a session begins with."""
    return (
        f"Toy {__version__}, Python with its memory made visible.\n"
        "Type a program, or :help to see what you can ask. Ctrl-D leaves."
    )
