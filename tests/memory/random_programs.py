"""Random heap programs: they build, share, drop and collect objects, and tell what they saw.

A program is drawn as a list of operations, each a word and three small numbers. Writing it down
keeps the kinds of all names at hand, so every program is valid, and any part of the list is again
a program: that makes for small examples where Toy and CPython differ.

    python -m tests.memory.random_programs 10000 [--seed N] [--keep DIRECTORY]

runs many, and writes down each program on which the two differ, reduced to what matters.

What no program should rely on is left out: printing before the end (CPython's output stream keeps
its own list of pending pieces), errors that nobody can catch where collections start by themselves
(telling them opens files), `repr` of containers (the first one makes a list that stays), and the
order in which CPython's start-up leaves its own objects, which a full collection first settles.
"""

from hypothesis import strategies as st

from tests.memory.writing.prelude import CONCLUSION, PRELUDE, QUIET_COLLECTOR, SMALL_THRESHOLDS
from tests.memory.writing.statements import STATEMENTS
from tests.memory.writing.values import MAKERS
from tests.memory.writing.writer import DEEPEST, Writer
from tests.support.random_runs import main

Operation = tuple[str, int, int, int]
Program = tuple[tuple[int, int, int] | None, list[Operation]]

FAVOURITES = ["object", "set attribute", "change list", "collect", "garbage", "delete", "none"]
WORDS = ["nothing", "delete", "function", "end function", *MAKERS, *STATEMENTS, *FAVOURITES]
NUMBER = st.integers(0, 11)
OPERATION = st.tuples(st.sampled_from(WORDS), NUMBER, NUMBER, NUMBER)
THRESHOLDS = st.tuples(st.integers(0, 40), st.integers(0, 4), st.integers(0, 4))
OPERATIONS = st.lists(OPERATION, min_size=10, max_size=40)
PROGRAMS = st.tuples(st.none() | THRESHOLDS, OPERATIONS)
QUIET_PROGRAMS = st.tuples(st.none(), OPERATIONS)
"""Those in which nothing is collected unless the program says so."""


def write_operation(writer: Writer, operation: Operation) -> None:
    """Write down what one drawn operation means."""
    word, a, b, c = operation
    if word == "function":
        if writer.scope.depth < DEEPEST:
            writer.open_function(a, b)
    elif word == "end function":
        writer.close_function(a, b, c)
    elif word == "delete":
        writer.write_delete(a)
    elif word in MAKERS:
        writer.assign(a, *MAKERS[word](writer, b, c))
    elif word in STATEMENTS:
        for line in STATEMENTS[word](writer, a, b, c):
            writer.write(line)


def text_of(program: Program) -> str:
    """Return the text of a drawn program; without thresholds it collects only when it says so."""
    thresholds, operations = program
    start = SMALL_THRESHOLDS.format(*thresholds) if thresholds else QUIET_COLLECTOR
    writer = Writer(automatic=thresholds is not None)
    for operation in operations:
        write_operation(writer, operation)
    return PRELUDE + start + writer.finish() + CONCLUSION


if __name__ == "__main__":
    main(PROGRAMS, text_of)
