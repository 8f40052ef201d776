"""A prompt without a line editor: what its commands use, and how they are asked."""

from tests.views.screen import screen
from toylang.inspection import Inspector
from toylang.repl.commands import run_command
from toylang.session import Session


class BareShell:
    """What a command may use."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.inspector = Inspector(session)

    def ask(self, line: str) -> list[str]:
        """The lines a command shows."""
        content = run_command(self, line)
        return [] if content is None else screen(content)

    def places_of(self, expression: str) -> list[str]:
        """The places `:refcount` names, checked against the number it tells."""
        first, *rest = self.ask(f":refcount {expression}")
        places = [line.strip() for line in rest if line.startswith("  ")]
        word = "reference" if len(places) == 1 else "references"
        assert first.endswith(f", held by {len(places)} {word}:")
        assert f"would say {len(places) + 1}:" in rest[-1]
        return places
