"""Who reads what is typed: the line editor, or the plain terminal where nothing can be drawn."""

from __future__ import annotations

from functools import cached_property
from typing import Final, Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app, get_app_session
from prompt_toolkit.cursor_shapes import ModalCursorShapeConfig
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import History
from prompt_toolkit.input import Input
from prompt_toolkit.output.plain_text import PlainTextOutput
from prompt_toolkit.utils import is_dumb_terminal

from toylang.inspection import read_gauge
from toylang.repl.commands import is_command
from toylang.repl.completion import PromptCompleter
from toylang.repl.highlighting import PromptLexer
from toylang.repl.history import open_history
from toylang.repl.keys import is_ready, make_key_bindings
from toylang.repl.settings import Settings
from toylang.repl.themes import prompt_style
from toylang.repl.toolbar import Toolbar
from toylang.session import Session

PROMPT: Final = ">>> "
CONTINUATION: Final = "... "


class Reader(Protocol):
    """Reads from the person at the terminal. EOFError and KeyboardInterrupt: no more, no answer."""

    history: History
    """What was typed, kept before it runs."""

    keyboard: Input | None
    """What may have read keys already that were not yet asked for."""

    def read(self, proposed: str = "") -> str:
        """The next thing typed, complete; it begins as `proposed`, to be changed or run."""

    def ask(self, question: str) -> str:
        """One line in answer to a question."""

    def adopt(self, settings: Settings) -> None:
        """Look and work as the settings say, from now on."""


def make_reader(session: Session, settings: Settings) -> Reader:
    """The reader that this terminal is good for; none can draw on what is no terminal."""
    draws_nothing = is_dumb_terminal() or isinstance(get_app_session().output, PlainTextOutput)
    return PlainReader(session) if draws_nothing else EditingReader(session, settings)


class EditingReader:
    """The line editor: colours, completion, history, several lines at a time."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self.session = session
        self.toolbar = Toolbar(read_gauge(session))
        self.history = open_history()
        self.editor: PromptSession[str] = PromptSession(
            PROMPT,
            multiline=True,
            prompt_continuation=continuation,
            lexer=PromptLexer(),
            include_default_pygments_style=False,
            completer=PromptCompleter(session),
            complete_while_typing=Condition(is_naming_command),
            history=self.history,
            key_bindings=make_key_bindings(session.is_incomplete),
        )
        self.keyboard: Input | None = self.editor.input
        self.adopt(settings)

    def read(self, proposed: str = "") -> str:
        self.toolbar.update(read_gauge(self.session))
        try:
            return self.editor.prompt(default=proposed)
        except KeyboardInterrupt:
            given_up = self.editor.default_buffer.text
            if given_up.strip():
                self.history.append_string(given_up)
            raise

    def ask(self, question: str) -> str:
        return self.questions.prompt(question)

    @cached_property
    def questions(self) -> PromptSession[str]:
        """The editor of answers, which remembers them."""
        return PromptSession()

    def adopt(self, settings: Settings) -> None:
        vi = settings.editing == "vi"
        self.editor.editing_mode = EditingMode.VI if vi else EditingMode.EMACS
        self.editor.cursor = ModalCursorShapeConfig() if vi else None
        self.editor.style = prompt_style(settings.palette())
        self.editor.bottom_toolbar = self._toolbar_text if settings.toolbar else None

    def _toolbar_text(self) -> str:
        return self.toolbar.text(get_app().output.get_size().columns)


class PlainReader:
    """Reads line by line what the terminal itself lets one type, as a machine's prompt did once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.history = open_history()
        self.keyboard: Input | None = None

    def read(self, proposed: str = "") -> str:
        if proposed:
            print(PROMPT + proposed.rstrip().replace("\n", "\n" + CONTINUATION))
        text = proposed or self.ask(PROMPT)
        while not is_ready(text, self.session.is_incomplete):
            text += "\n" + self.ask(CONTINUATION)
        if text.strip():
            self.history.append_string(text)
        return text

    def ask(self, question: str) -> str:
        try:
            return input(question)
        except (EOFError, KeyboardInterrupt):
            print()
            raise

    def adopt(self, settings: Settings) -> None:
        """Nothing here has a colour or a place at the bottom."""


def continuation(width: int, line: int, wrapped: int) -> str:
    """What stands before each further line: dots, or blanks where a long line goes on."""
    return " " * width if wrapped else CONTINUATION


def is_naming_command() -> bool:
    """Whether a command's name is being typed: then the commands are shown at once."""
    text = get_app().current_buffer.text
    return is_command(text) and " " not in text.strip()
