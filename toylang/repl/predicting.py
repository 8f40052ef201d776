"""Predicting: the person says what a statement will do before its effect is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.facts.questions import FREED, Question, question_about
from toylang.views.questions import hint_view, question_view, reason_view, score_view

if TYPE_CHECKING:
    from toylang.facts.episodes import Episode
    from toylang.repl.commands.table import Shell

PROMPT: Final = "? "
WORDS: Final = {"yes": 1, "y": 1, "true": 1, "no": 0, "n": 0, "false": 0}


class Predicting:
    """Asks one question about each statement that is worth one, and keeps the score."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.asked = 0
        self.right = 0

    def ask(self, text: str, episode: Episode) -> bool:
        """Put the question, show what was held back, and tell the answer.

        Returns whether the person wants to go on; Ctrl-C and Ctrl-D say no.
        """
        question = question_about(episode, text)
        if question is None:
            return True
        self.shell.show(question_view(text, question))
        try:
            given = self._answer(question)
        except (EOFError, KeyboardInterrupt):
            self.shell.release_output()
            self.shell.show(score_view(self.right, self.asked))
            return False
        self.shell.release_output()
        if given is not None:
            self.asked += 1
            self.right += given == question.answer
        self.shell.show(reason_view(question, given, self.right, self.asked))
        return True

    def _answer(self, question: Question) -> int | None:
        """What the person thinks, as a number; None if they would rather not say."""
        while True:
            said = self.shell.inquire(PROMPT).strip().lower()
            if not said:
                return None
            if question.kind == FREED and said in WORDS:
                return WORDS[said]
            if question.kind != FREED and said.isascii() and said.isdigit():
                return int(said)
            self.shell.show(hint_view(question.kind))
