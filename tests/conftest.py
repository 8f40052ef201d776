"""Fixtures for all tests: CPython's answers, and sessions that end with a sound and empty heap."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.heap_checks import close_and_check
from tests.support.oracle import Outcome, program_name, programs_in, run_on_python
from toylang.session import Session

pytest.register_assert_rewrite("tests.support.against_python")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--gc-stress", action="store_true", help="run every program of the tests under gc stress"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of a `program_here` is one of each program below its module's folder."""
    if "program_here" in metafunc.fixturenames:
        folder = Path(metafunc.module.__file__).parent
        programs = [
            pytest.param(path, id=program_name(path, folder)) for path in programs_in(folder)
        ]
        metafunc.parametrize("program_here", programs)


@pytest.fixture(scope="session")
def ask_oracle(request: pytest.FixtureRequest) -> Callable[[Path], Outcome]:
    """Return the function that knows CPython's outcome of a program; it remembers between runs."""
    cache = request.config.cache
    directory = cache.mkdir("oracle") if cache is not None else None
    return lambda path: run_on_python(path, directory)


@pytest.fixture
def session() -> Iterator[Session]:
    """Yield a session whose heap is verified after the test and, once closed, empty."""
    session = Session(arguments=[""], stdout=io.StringIO(), stderr=io.StringIO())
    yield session
    close_and_check(session)
