"""The loop of the prompt: read, run, show, until the end of the input.

The program's output goes where the session writes; results and views go to standard output,
errors to standard error.
"""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Final, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from rich.console import Console
from rich.text import Text

from toylang import __version__
from toylang.inspection import Inspector
from toylang.repl.attendants import Attendant
from toylang.repl.commands import CommandError, is_command, note_on, run_command
from toylang.repl.completion import PromptCompleter
from toylang.repl.highlighting import STYLE, PromptLexer
from toylang.repl.history import open_history
from toylang.repl.keys import make_key_bindings
from toylang.repl.patience import Patience
from toylang.session import ProgramError, Session
from toylang.views.errors import error_view
from toylang.views.notes import note_view
from toylang.views.verbatim import is_verbatim

if TYPE_CHECKING:
    from rich.console import RenderableType

PROMPT: Final = ">>> "
CONTINUATION: Final = "... "
INTERRUPTED: Final = "KeyboardInterrupt"
STOPPED: Final = "Interrupted."
"""What is said when Ctrl-C stops a command."""


def run_prompt(session: Session) -> int:
    """Talk with the person at the terminal until they leave; ends the session.

    Returns the exit status.
    """
    prompt = Prompt(session)
    try:
        return prompt.talk()
    finally:
        prompt.session.close()


class Prompt:
    """One person's talk with one session."""

    def __init__(self, session: Session) -> None:
        self.attendants: dict[str, Attendant] = {}
        self.noted: set[str] = set()
        self.output = make_console(stderr=False)
        self.errors = make_console(stderr=True)
        self.patience = Patience(self.errors)
        self.questions: PromptSession[str] = PromptSession()
        self.program_output = Watched(sys.stdout)
        self._begin(session)

    def _begin(self, session: Session) -> None:
        self.session = session
        self.inspector = Inspector(session, self.patience.hear)
        self.statements: list[str] = []
        self.reader = make_reader(session)
        session.interpreter.stdout = self.program_output

    def talk(self) -> int:
        """Read and run until the end of the input; returns the exit status."""
        self.show(banner())
        while True:
            try:
                self.respond(self.read())
            except KeyboardInterrupt:
                self.complain(INTERRUPTED)
            except EOFError:
                return 0
            except SystemExit as leaving:
                return leaving.code if isinstance(leaving.code, int) else 0

    def read(self) -> str:
        """What is typed next. It begins on a line of its own, whatever the program left there."""
        if self.program_output.is_within_line:
            print(file=self.program_output)
        return self.reader.prompt()

    def respond(self, text: str) -> None:
        """Run what was typed, a command or a piece of program, and show what comes of it."""
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
        finally:
            self.patience.end()
            sys.stdout.flush()

    def _command(self, line: str) -> None:
        try:
            result = run_command(self, line)
        except KeyboardInterrupt:
            self.complain(STOPPED)
            return
        if result is not None:
            self.show(result)
            note = note_on(self, line)
            if note:
                self.show(note_view(note))

    def run(self, text: str) -> None:
        """Run a piece of program as if it had been typed, and show what comes of it."""
        attendants = list(self.attendants.values())
        for attendant in attendants:
            attendant.before(text)
        try:
            self.session.interact(text, show=self.show_value)
        finally:
            self.statements.append(text)
            for attendant in attendants:
                attendant.after(text)

    def inquire(self, question: str) -> str:
        """One line from the person at the prompt."""
        self.patience.begin()
        return self.questions.prompt(question)

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
        self.patience.end()
        self.output.print(content, soft_wrap=is_verbatim(content))

    def show_value(self, shown: str) -> None:
        """Print the repr of a value as it is; what the terminal has no letters for is escaped."""
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        print(shown.encode(encoding, "backslashreplace").decode(encoding), file=self.program_output)

    def complain(self, text: str) -> None:
        """Print an error."""
        self.patience.end()
        sys.stdout.flush()
        self.errors.print(error_view(text), soft_wrap=True)


class Watched(io.TextIOBase, TextIO):
    """A stream that knows whether a line has been begun on it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.is_within_line = False

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self.stream.encoding

    def write(self, text: str) -> int:
        if text:
            self.is_within_line = not text.endswith("\n")
        return self.stream.write(text)

    def flush(self) -> None:
        self.stream.flush()

    def isatty(self) -> bool:
        return self.stream.isatty()


def make_console(stderr: bool) -> Console:
    """A console that prints what it is given: no markup, no guessing of colours or emoji."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)


def banner() -> Text:
    """The two lines a session begins with."""
    return Text.assemble(
        (f"Toy {__version__}", "bold"),
        ", Python with its memory made visible.\n",
        "Type a program, or :help to see what you can ask. Ctrl-D leaves.",
    )


def make_reader(session: Session) -> PromptSession[str]:
    """The line editor."""
    return PromptSession(
        PROMPT,
        multiline=True,
        prompt_continuation=continuation,
        lexer=PromptLexer(),
        style=STYLE,
        completer=PromptCompleter(session),
        complete_while_typing=Condition(is_naming_command),
        history=open_history(),
        key_bindings=make_key_bindings(session.is_incomplete),
    )


def continuation(width: int, line: int, wrapped: int) -> str:
    """What stands before each further line: dots, or blanks where a long line goes on."""
    return " " * width if wrapped else CONTINUATION


def is_naming_command() -> bool:
    """Whether a command's name is being typed: then the commands are shown at once."""
    text = get_app().current_buffer.text
    return is_command(text) and " " not in text.strip()
