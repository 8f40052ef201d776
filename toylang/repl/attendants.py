"""Who attends the program: told before and after each thing typed at the prompt has run."""

from __future__ import annotations


class Attendant:
    """Somebody who follows what is typed; a command lets one in and sends it away again."""

    def before(self, text: str) -> None:
        """`text` is about to run."""

    def after(self, text: str) -> None:
        """`text` has run, to its end or to an error, and its values have been shown."""

    def leave(self) -> None:
        """The attendant is sent away, or the session ends."""
