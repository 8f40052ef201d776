"""A heap held by hand, sound and empty in the end."""

from collections.abc import Iterator

import pytest

from tests.heap.world import World


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()
