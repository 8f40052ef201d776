"""A prompt without a terminal: it is typed to by a list of lines, and what it shows is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String, Token
from rich.console import Console
from rich.text import Text

from toylang.repl.commands import is_command
from toylang.repl.holding import HeldBack
from toylang.repl.loop import Prompt, theme_of
from toylang.repl.reader import CONTINUATION, PROMPT
from toylang.repl.settings import Settings
from toylang.repl.streams import Watched
from toylang.session import Session

WIDTH = 84

STYLES = {
    Keyword: "keyword",
    Name.Builtin: "builtin",
    String: "string",
    Number: "number",
    Comment: "comment",
}
"""The name a theme has for the style of each kind of token."""


class Recorder(Prompt):
    """A prompt whose every console is one that records."""

    def __init__(self, session: Session, lines: Sequence[str]) -> None:
        super().__init__(session, Settings(theme="dark", notes=False))
        self.lines: Iterator[str] = iter(lines)
        self.output = self.errors = Console(
            record=True,
            file=io.StringIO(),
            force_terminal=True,
            color_system="truecolor",
            width=WIDTH,
            theme=theme_of(self.settings),
            markup=False,
            highlight=False,
            emoji=False,
        )
        self.program_output = Watched(ConsoleStream(self.output))
        self.held_back = HeldBack(self.program_output)
        session.interpreter.stdout = self.held_back

    def type_all(self) -> None:
        """Type every line, as a person would who has read what came before."""
        for text in self.lines:
            self.output.print(as_typed(text))
            self.respond(text)

    def inquire(self, question: str) -> str:
        """The next line answers the question."""
        answer = next(self.lines)
        self.output.print(Text.assemble(question, (answer, "bold")))
        return answer


class ConsoleStream(io.StringIO):
    """The program's standard output: it ends up on the console."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console

    def write(self, text: str) -> int:
        self.console.print(Text(text), end="")
        return len(text)


def as_typed(text: str) -> Text:
    """What stands on the screen when `text` has been typed, in the colours of the prompt."""
    coloured = Text(text, "command") if is_command(text) else _as_program(text)
    shown = Text()
    for number, line in enumerate(coloured.split()):
        shown.append(CONTINUATION if number else PROMPT, "prompt")
        shown.append_text(line)
        shown.append("\n")
    shown.rstrip()
    return shown


def _as_program(text: str) -> Text:
    result = Text()
    for kind, part in PythonLexer(ensurenl=False).get_tokens(text):
        while kind not in STYLES and kind is not Token:
            kind = kind.parent
        result.append(part, STYLES.get(kind, ""))
    return result
