"""Programs with a collection at every allocation and a verification after every statement.

A usual run takes some of them; `pytest --gc-stress tests/stress` takes all.

What a program prints may depend on the moment of automatic collections: counters do, and so does
the order in which cycles end. CPython itself tells which programs are like that: they print
something else when its own collector runs all the time. Of those Toy is asked only to reach the end
with a sound heap; all others must print what they always print.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.oracle import (
    EXAMPLES,
    ORACLE_IS_RUNNING,
    TESTS,
    Outcome,
    programs_in,
    run_on_python,
    run_on_toy,
)

ALWAYS = [EXAMPLES, TESTS / "memory" / "resurrection"]
UNDER_STRESS = [EXAMPLES, TESTS / "memory", TESTS / "language"]

TOO_LONG = {
    "after_freezing_the_quarter_counts_the_programs_objects_only",  # four thousand in a loop
    "derived_containers_in_the_trashcan",  # twenty thousand objects
    "many_generators_live_at_once",  # three thousand generators, each with its frame
    "the_trashcan_keeps_deep_chains_from_overflowing",  # four times a hundred thousand
}
"""Each allocation looks at everything alive: the time grows with the square of that."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    directories = UNDER_STRESS if metafunc.config.getoption("--gc-stress") else ALWAYS
    paths = [path for directory in directories for path in programs_in(directory)]
    paths = [path for path in paths if path.stem not in TOO_LONG]
    names = [path.relative_to(TESTS.parent).with_suffix("").as_posix() for path in paths]
    metafunc.parametrize("path", paths, ids=names)


def is_shaken_by_stress(path: Path, cache: pytest.Cache | None) -> bool:
    """Whether the program prints something else on CPython, too, when the collector always runs."""
    directory = None if cache is None else cache.mkdir("oracle")
    return run_on_python(path, directory) != run_on_python(path, directory, stressed=True)


def test_program_keeps_the_heap_sound_under_stress(
    path: Path, ask_oracle: Callable[[Path], Outcome], request: pytest.FixtureRequest
) -> None:
    outcome = run_on_toy(path, stressed=True)
    if ORACLE_IS_RUNNING and not is_shaken_by_stress(path, request.config.cache):
        assert outcome == ask_oracle(path)
