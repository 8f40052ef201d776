"""A world for each test that wants one; it ends sound and empty."""

from collections.abc import Iterator

import pytest

from tests.heap.world import World


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()
