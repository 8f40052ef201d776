"""Who attends the program: told before and after each thing typed at the prompt has run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toylang.session import Session


class Attendant:
    """Somebody who follows what is typed; a command lets one in and sends it away again."""

    def before(self, text: str) -> None:
        """`text` is about to run."""

    def after(self, text: str) -> None:
        """`text` has run, to its end or to an error, and its values have been shown."""

    def before_statement(self, text: str) -> None:
        """One of the statements that were typed together is about to run."""

    def after_statement(self, text: str) -> None:
        """That statement has run, to its end or to an error."""

    def leave(self) -> None:
        """The attendant is sent away, or the session ends."""


def run_attended(
    attendants: Iterable[Attendant], session: Session, text: str, run: Callable[[str], object]
) -> None:
    """Let `run` run what was typed, statement by statement if anybody attends it."""
    present = list(attendants)
    for attendant in present:
        attendant.before(text)
    try:
        for statement in session.statements(text) if present else [text]:
            _run_statement(present, statement, run)
    finally:
        for attendant in present:
            attendant.after(text)


def _run_statement(present: list[Attendant], text: str, run: Callable[[str], object]) -> None:
    for attendant in present:
        attendant.before_statement(text)
    try:
        run(text)
    finally:
        for attendant in present:
            attendant.after_statement(text)
