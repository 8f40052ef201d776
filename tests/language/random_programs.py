"""Random programs of the whole language: they compute, fail, recover, yield, and tell what they do.

A program is drawn as a list of parts, each a string of bytes that decides what the part says. So
any part of the list is again a program: that makes for small examples where Toy and CPython differ.

    python -m tests.language.random_programs 10000 [--seed N] [--keep DIRECTORY]

runs many, and writes down each program on which the two differ, reduced to what matters. Output,
exit status and every traceback, carets included, must be the same.
"""

from hypothesis import strategies as st

from tests.language.writing.definitions import text_of
from tests.support.random_runs import main

PROGRAMS = st.lists(st.binary(min_size=4, max_size=250), min_size=2, max_size=12)

if __name__ == "__main__":
    main(PROGRAMS, text_of)
