"""Commands about statements: taking them back, keeping them in files, and what one is and costs."""

from __future__ import annotations

import os
from collections.abc import Container, Sequence
from pathlib import Path

from toylang.inspection.measuring import Measurement
from toylang.inspection.programs import pieces_of, syntax_tree
from toylang.repl.commands.table import (
    Answer,
    CommandError,
    Part,
    Section,
    Shell,
    always,
    need,
    refuse_argument,
)
from toylang.views.statements import (
    costs_view,
    loaded_view,
    reset_view,
    saved_view,
    taken_back_view,
)
from toylang.views.syntax_trees import syntax_view

about = Section("Statements")


@about.command(
    "undo",
    "",
    "takes the last statement back: heap and names as before",
    note="there is no way back: what a statement has freed is gone.",
)
def _undo(shell: Shell, argument: str) -> Answer:
    """Takes back the last statement, and what commands have done since.

    Everything is as it was: names, counts, addresses, generations, random numbers. What was
    printed stays on the screen. Once more, and it goes back further: the last 10 statements can be
    taken back, fewer when the heap is large. :gc, :forget, :load, :reset and :time count as
    statements, and so do :threshold and :collector when they set something.

    >>> a = [1, 2]
    >>> del a
    >>> :undo
    >>> a                  [1, 2], at the same address
    """
    refuse_argument("undo", argument)
    text = shell.take_back()
    return Answer({"taken_back": text}, taken_back_view(text))


@about.command(
    "reset",
    "",
    "ends the session and begins a new one",
    note="this is to leave the prompt and to start it again.",
    changes=always,
)
def _reset(shell: Shell, argument: str) -> Answer:
    """The session ends as a program does: finalizers run, and everything is freed.

    Then a new one begins, with an empty namespace and a new heap.

    >>> :reset
    """
    refuse_argument("reset", argument)
    shell.restart()
    return Answer({}, reset_view())


@about.command(
    "load",
    "FILE",
    "runs the statements of a file as if they were typed",
    note="exec(open(FILE).read()) runs a file at the prompt, all of it or nothing if a line is no "
    "Python; it does not show the values of expressions.",
    changes=always,
)
def _load(shell: Shell, argument: str) -> Answer:
    """Runs a file's statements one after the other, in the namespace of the prompt.

    It stops at the first error, which is told with the file's lines; what ran before has run.
    :undo takes back all of it.

    >>> :load lesson.toy
    """
    path = need_file("load", argument)
    filename = os.path.abspath(path)
    pieces = pieces_of(_contents(path), filename)
    for piece in pieces:
        shell.run(piece.text, Part(filename, piece.first_line))
    return Answer({"file": path, "statements": len(pieces)}, loaded_view(path, len(pieces)))


@about.command(
    "save",
    "FILE",
    "writes what was typed so far to a file, as a program",
    note="readline.write_history_file writes what was typed, errors and all.",
)
def _save(shell: Shell, argument: str) -> Answer | None:
    """The statements of this session in order, so that `toy FILE` or `:load FILE` runs them again.

    Those that ended in an error are there as comments. Commands are not.

    >>> :save lesson.toy
    """
    path = need_file("save", argument)
    if os.path.exists(path) and not _agrees(shell, f"{path} exists. Write over it? [y/N] "):
        return None
    statements, failed = len(shell.statements), len(shell.failed)
    _write(path, as_program(shell.statements, shell.failed))
    facts = {"file": path, "statements": statements, "failed": failed}
    return Answer(facts, saved_view(path, statements, failed))


@about.command(
    "time",
    "STMT",
    "runs a statement and tells what it cost",
    note="the same containers are allocated and the same collections run; the time is a fraction "
    "of this, for the heap that Toy simulates is there the machine's own.",
    changes=always,
)
def _time(shell: Shell, argument: str) -> Answer:
    """Runs a statement once, then tells what it cost.

    That is the time it took, how many objects came and went, and which collections there were.

    >>> :time x = [[] for i in range(1000)]
    """
    statement = need("time", argument, "a statement", "a = [1] * 1000")
    measurement = Measurement(shell.session)
    shell.run(statement, Part(around=measurement))
    return Answer(measurement.costs, costs_view(measurement.costs))


@about.command(
    "ast",
    "STMT",
    "the syntax tree of a statement, which does not run",
    note="ast.dump(ast.parse(...), indent=1) shows the same tree; besides, it tells of every name "
    "whether it is loaded, stored or deleted.",
)
def _ast(shell: Shell, argument: str) -> Answer:
    """What the parser makes of a text: each construct on a line, its parts under it.

    Constructs and parts have the names they have in Python's module `ast`.

    >>> :ast a.x = b + 1
    """
    tree = syntax_tree(need("ast", argument, "a statement", "a.x = b + 1"))
    return Answer(tree, syntax_view(tree))


# -- files -----------------------------------------------------------------------------------------


def need_file(name: str, argument: str) -> str:
    """The path a command was given; an error without one."""
    return os.path.expanduser(need(name, argument, "a file", "lesson.toy"))


def _contents(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as problem:
        raise CommandError(f"{path} cannot be written: {problem.strerror}.") from None


def _agrees(shell: Shell, question: str) -> bool:
    """Whether the person says yes; not to answer is no."""
    try:
        return shell.inquire(question).strip().lower() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        return False


def as_program(statements: Sequence[str], failed: Container[int]) -> str:
    """Statements as the text of a program; the failed ones, by their places, do not run in it."""
    texts = [text.strip("\n") for text in statements]
    return "".join(
        as_comment(text) if place in failed else text + "\n" for place, text in enumerate(texts)
    )


def as_comment(text: str) -> str:
    """A statement that has failed, as a comment."""
    lines = "\n".join(["This failed:", text]).split("\n")
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)
