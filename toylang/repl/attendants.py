"""Who attends the program: told before and after each thing typed at the prompt has run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toylang.repl.commands.table import Shell


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


def run_attended(shell: Shell, text: str, run: Callable[[str], object]) -> None:
    """Let `run` run what was typed, statement by statement if anybody attends it.

    The shell keeps it among its statements, and notes whether it failed.
    """
    shell.failed.add(len(shell.statements))
    try:
        _run_all(list(shell.attendants.values()), shell, text, run)
        shell.failed.remove(len(shell.statements))
    finally:
        shell.statements.append(text)


def _run_all(
    present: list[Attendant], shell: Shell, text: str, run: Callable[[str], object]
) -> None:
    for attendant in present:
        attendant.before(text)
    try:
        for statement in shell.session.statements(text) if present else [text]:
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
