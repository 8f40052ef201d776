"""Fixtures for all tests: CPython's answers, and sessions that end with a sound and empty heap."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.heap_checks import close_and_check
from tests.support.oracle import Outcome, run_on_python
from toylang.session import Session


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--gc-stress", action="store_true", help="run every program of the tests under gc stress"
    )


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
