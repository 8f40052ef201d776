"""Colours of what is typed: Python's, with a command's name set off. Never the only sign."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer, PygmentsLexer, SimpleLexer

from toylang.repl.commands import is_command


class PromptLexer(Lexer):
    """Lexes programs as Python, and commands as a name and a piece of Python."""

    @cached_property
    def python(self) -> Lexer:
        """Python's lexer, which is loaded with the first letter typed: a prompt stands at once."""
        from pygments.lexers.python import PythonLexer

        return PygmentsLexer(PythonLexer)

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        if not document.text:
            return SimpleLexer().lex_document(document)
        if not is_command(document.text):
            return self.python.lex_document(document)
        name, blank, rest = document.text.partition(" ")
        expression = self.python.lex_document(Document(rest))

        def fragments(line: int) -> StyleAndTextTuples:
            start: StyleAndTextTuples = [("class:command", name + blank)] if line == 0 else []
            return [*start, *expression(line)]

        return fragments
