"""Mangled texts: each is parsed or refused, in time, and never taken where python3 refuses it.

What Toy refuses and python3 takes must use what the language leaves out: `async`, `await`,
`except*`. Of the texts that both take some are compared as trees. Whether both refuse in the same
words and at the same place is counted, but decides nothing.
"""

import ast
import io
import signal
from types import FrameType

from tests.fuzz.cases import Finding, Part
from tests.fuzz.mangling import corpora, mangled
from tests.fuzz.reduction import smallest
from tests.support.heap_checks import close_and_check
from tests.syntax.cpython import Comparison, is_outside
from toylang.evaluator.lower_statements import lower_module
from toylang.session import Session
from toylang.source import LINE_END, Source, ToySyntaxError
from toylang.syntax.parser import parse_with_scopes
from toylang.syntax.tree import Module

SECONDS = 20
"""A text of some lines that takes longer hangs."""

COMPARED = 10
"""Of so many texts that both take, one is compared as a tree."""

Refusal = tuple[str, str, int | None, int | None]


class Hang(BaseException):
    """A text has not been read in time."""


def stop(number: int, frame: FrameType | None) -> None:
    raise Hang


class Sources(Part):
    name = "sources"
    count = 1_000_000

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.corpora = corpora()
        self.session = Session(stdout=io.StringIO(), stderr=io.StringIO())
        self.taken = self.refused = self.outside = self.overwhelmed = self.same_words = (
            self.same_place
        ) = 0
        self.former = signal.signal(signal.SIGALRM, stop)

    def close(self) -> None:
        signal.signal(signal.SIGALRM, self.former)
        close_and_check(self.session)

    def figures(self) -> str:
        return (
            f", {self.taken} taken, {self.refused} refused by both ({self.same_words} in the same "
            f"words, {self.same_place} at the same place), {self.outside} outside of the language, "
            f"{self.overwhelmed} beyond python3"
        )

    def check(self, number: int) -> Finding | None:
        text = mangled(self.choices(number), self.corpora)
        compared = number % COMPARED == 0
        problem = self.problem(text, compared)
        if problem is None:
            return None
        kind = problem.partition(":")[0]
        text = smallest(text, lambda less: (self.problem(less, compared) or "").startswith(kind))
        return Finding(text, f"{self.problem(text, compared)}\n{text!r}")

    def problem(self, text: str, compared: bool) -> str | None:
        """Return what is wrong with the way the text was read, a kind and a colon first."""
        try:
            theirs = refusal_of_python(text)
        except (MemoryError, RecursionError):
            self.overwhelmed += 1
            return None
        signal.alarm(SECONDS)
        try:
            ours = self.read(text)
        except Hang:
            return f"hang: not read in {SECONDS} seconds"
        except Exception as problem:
            return f"{type(problem).__name__}: {problem}"
        finally:
            signal.alarm(0)
        return self.judgement(text, theirs, ours, compared)

    def judgement(
        self, text: str, theirs: Refusal | None, ours: Refusal | Module, compared: bool
    ) -> str | None:
        if isinstance(ours, tuple) and theirs is not None:
            self.refused += 1
            self.same_words += ours[:2] == theirs[:2]
            self.same_place += ours == theirs
        elif isinstance(ours, tuple):
            if not any(map(is_outside, ast.walk(ast.parse(text)))):
                return f"refused: but python3 takes it; {ours}"
            self.outside += 1
        elif theirs is not None:
            return f"taken: but python3 refuses it; {theirs}"
        else:
            self.taken += 1
            return tree_difference(text, ours) if compared else None
        return None

    def read(self, text: str) -> Refusal | Module:
        """Return the tree of a text, of which code could be made, or Toy's refusal."""
        interpreter = self.session.interpreter
        try:
            source = Source(text, "<text>")
            module, scopes = parse_with_scopes(source)
            code = lower_module(interpreter, source, module, scopes, False, False)
        except ToySyntaxError as error:
            return error.kind, error.message, error.line, error.column
        interpreter.heap.release(code)
        return module


def refusal_of_python(text: str) -> Refusal | None:
    """Return why the host's compiler refuses a text, None if it does not."""
    text = LINE_END.sub("\n", text)  # a string that ends in both CR and LF is given one end more
    try:
        compile(text, "<text>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return type(error).__name__, error.msg, error.lineno, error.offset
    except ValueError as error:
        return type(error).__name__, str(error), None, None
    return None


def tree_difference(text: str, ours: Module) -> str | None:
    """Return where the host's tree and ours part."""
    text = LINE_END.sub("\n", text)
    try:
        Comparison(text).same(ast.parse(text), ours)
    except AssertionError as difference:
        return f"tree: {difference}"
    return None
