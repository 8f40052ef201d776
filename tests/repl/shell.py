"""A prompt without a line editor: what its commands use, and how they are asked."""

import json
from contextlib import suppress
from typing import Any

from rich.console import RenderableType

from tests.views.screen import screen
from toylang.inspection import Inspector
from toylang.repl.attendants import Attendant, run_attended
from toylang.repl.commands import TYPED, CommandError, Part, run_command
from toylang.repl.settings import Settings
from toylang.session import ProgramError, Session


class BareShell:
    """What a command may use."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.inspector = Inspector(session)
        self.statements: list[str] = []
        self.failed: set[int] = set()
        self.attendants: dict[str, Attendant] = {}
        self.noted: set[str] = set()
        self.settings = Settings()
        self.proposed = ""
        self.kept: list[str] = []
        """What was put into the history without being typed."""

        self.shown: list[str] = []
        """The lines shown besides answers."""

        self.answers: list[str] = []
        """What the person will say, one line each; then they leave."""

        self.held: list[str] | None = None
        """Values held back."""

    def show(self, content: RenderableType) -> None:
        """Note what a command shows on its way."""
        self.shown.extend(screen(content))

    def inquire(self, question: str) -> str:
        self.shown.append(question)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    def adopt(self, settings: Settings) -> None:
        """Only note the settings."""
        self.settings = settings

    def propose(self, text: str) -> None:
        """Note what would be in the next prompt."""
        self.proposed = text

    def keep(self, text: str) -> None:
        """Note what would be in the history."""
        self.kept.append(text)

    def run(self, text: str, part: Part = TYPED) -> None:
        """Run a piece of program as the prompt does."""
        run_attended(self, text, lambda statement: self._run_statement(statement, part))

    def _run_statement(self, text: str, part: Part) -> None:
        show = self._show_value
        self.session.interact(text, part.filename, show, part.first_line, part.around)

    def _show_value(self, value: str) -> None:
        (self.shown if self.held is None else self.held).append(value)

    def hold_output(self) -> None:
        self.held = []

    def release_output(self) -> None:
        held, self.held = self.held, None
        self.shown.extend(held or [])

    def restart(self) -> None:
        """End the session and begin a new one."""
        self.session.close()
        self.session = self.session.anew()
        self.inspector = Inspector(self.session)
        self.statements.clear()
        self.failed.clear()

    def take_back(self) -> str:
        """Begin again, and run everything but the last statement."""
        if not self.statements:
            raise CommandError("There is nothing to take back.")
        *kept, last = self.statements
        self.restart()
        for text in kept:
            with suppress(ProgramError):
                self.run(text)
        return last

    def ask(self, line: str) -> list[str]:
        """The lines a command shows."""
        content = run_command(self, line)
        return [] if content is None else screen(content)

    def facts(self, line: str) -> Any:
        """What a command tells machines."""
        return json.loads("\n".join(self.ask(f"{line} --json")))

    def places_of(self, expression: str) -> list[str]:
        """The places `:refcount` names, checked against the number it tells."""
        first, *rest = self.ask(f":refcount {expression}")
        places = [line.strip() for line in rest if line.startswith("  ")]
        word = "reference" if len(places) == 1 else "references"
        assert first.endswith(f", held by {len(places)} {word}:")
        assert f"would say {len(places) + 1}:" in rest[-1]
        return places
