"""Completion: commands, names, keywords, and the attributes of a dotted name.

Nothing of the program runs for it: attributes are found by looking, not by asking the object.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator
from typing import Final

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from toylang.inspection import describe_name
from toylang.repl.commands import MARK, commands, is_command, read_command
from toylang.session import Session

KEYWORDS: Final = sorted(set(keyword.kwlist) - {"async", "await", "yield"})
DOTTED: Final = re.compile(r"(?:(?P<owner>[^\W\d]\w*(?:\.[^\W\d]\w*)*)\.)?(?P<word>\w*)$")
COMMAND: Final = re.compile(rf"\s*{MARK}(?P<word>\w*)$")
CHOICE: Final = re.compile(r"(?<!\w)-*[a-z0-9]+")
"""What is to be typed as it stands in a command's usage; what stands for another is in capitals."""

CODE: Final = ("EXPR", "STMT", "TEXT")
HELP: Final = re.compile(rf"\s*{MARK}help\s+{MARK}?(?P<word>\w*)$")


class PromptCompleter(Completer):
    """Completes what is typed at the prompt of a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        text = document.text_before_cursor
        if is_command(text):
            naming = COMMAND.match(text) or HELP.match(text)
            if naming is not None:
                return command_completions(naming["word"])
            choices = choice_completions(text)
            return [*choices, *self._names_at(document)] if takes_code(text) else choices
        return self._names_at(document)

    def _names_at(self, document: Document) -> Iterable[Completion]:
        line = document.current_line_before_cursor
        found = DOTTED.search(line)
        if found is None or is_inside_number(line, found.start()):
            return []
        return self._name_completions(found["owner"], found["word"])

    def _name_completions(self, owner: str | None, word: str) -> Iterator[Completion]:
        if owner is not None:
            candidates = self.session.attributes_of(owner)
        elif word:
            candidates = [*self.session.names(), *KEYWORDS]
        else:
            candidates = self.session.own_names()
        for name in sorted(set(candidates), key=rank):
            if name.startswith(word) and (word.startswith("_") or not name.startswith("_")):
                meaning = describe_name(self.session, owner, name)
                if not meaning and owner is None:
                    meaning = "keyword"
                yield Completion(name, start_position=-len(word), display_meta=meaning)


def rank(name: str) -> tuple[int, str]:
    """Order of names: public ones, then those with an underscore, then special ones."""
    return len(name) - len(name.lstrip("_")), name


def is_inside_number(line: str, start: int) -> bool:
    """Whether what looks like a word continues a number or a call: `1.`, `f().`."""
    return start > 0 and (line[start - 1] in ".)]}'\"" or line[start - 1].isalnum())


def command_completions(word: str) -> Iterator[Completion]:
    """The commands that begin with `word`, each with its line of help."""
    for entry in commands().values():
        if entry.name.startswith(word):
            yield Completion(
                entry.name,
                start_position=-len(word),
                display=entry.usage,
                display_meta=entry.summary,
            )


def parameters_of(text: str) -> str:
    """The usage of the command in `text`, without its name."""
    entry = commands().get(read_command(text).name)
    return "" if entry is None else entry.parameters


def takes_code(text: str) -> bool:
    """Whether a piece of program may stand behind the command's name."""
    return any(word in parameters_of(text) for word in CODE)


def choice_completions(text: str) -> list[Completion]:
    """The words of the command's usage that begin as the last word: `on`, `off` of `[on|off]`."""
    word = re.split(r"\s", text)[-1]
    choices = [each for each in CHOICE.findall(parameters_of(text)) if each.startswith(word)]
    return [Completion(choice, start_position=-len(word)) for choice in choices]
