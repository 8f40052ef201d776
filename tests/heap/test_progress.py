"""How a long look tells how far it has come, and how it is stopped."""

import pytest

from tests.heap.world import World
from toylang.heap.progress import STRIDE, Progress
from toylang.heap.snapshot import Snapshot, take_snapshot

Heard = list[tuple[str, int, int]]


def listen() -> tuple[Progress, Heard]:
    heard: Heard = []

    def listener(what: str, done: int, total: int) -> None:
        heard.append((what, done, total))

    return Progress(listener), heard


def walk(progress: Progress, steps: int, total: int) -> None:
    progress.begin("Walking", total)
    for _ in range(steps):
        progress.step()
    progress.end()


def test_a_short_walk_is_silent() -> None:
    progress, heard = listen()
    walk(progress, STRIDE - 1, STRIDE)
    assert heard == []


def test_a_long_walk_is_told_in_strides_and_at_its_end() -> None:
    progress, heard = listen()
    walk(progress, 2 * STRIDE + 5, 3 * STRIDE)
    assert heard == [
        ("Walking", STRIDE, 3 * STRIDE),
        ("Walking", 2 * STRIDE, 3 * STRIDE),
        ("Walking", 2 * STRIDE + 5, 2 * STRIDE + 5),
    ]


def test_a_walk_longer_than_expected_is_never_more_than_complete() -> None:
    progress, heard = listen()
    walk(progress, 2 * STRIDE, 5)
    assert all(done <= total for _, done, total in heard)


def test_each_walk_counts_anew() -> None:
    progress, heard = listen()
    walk(progress, STRIDE + 1, STRIDE + 1)
    heard.clear()
    walk(progress, 5, 5)
    assert heard == []


@pytest.fixture
def large(world: World) -> World:
    items = [world.new_list() for _ in range(2 * STRIDE)]
    world.hold("large", world.new_list(*items))
    world.release(*items)
    return world


def test_everything_that_walks_over_a_snapshot_tells(large: World) -> None:
    progress, heard = listen()
    snapshot = take_snapshot(large.heap, large.numbering, progress)
    address = next(root.target for root in snapshot.roots if root.name == "large")
    snapshot.holders(address)
    snapshot.path_to(address)
    assert {what for what, _, _ in heard} == {
        "Looking at the heap",
        "Looking who holds whom",
        "Walking from the roots",
    }
    assert all(done <= total for _, done, total in heard)


@pytest.mark.parametrize("stopped", ["taking", "holders", "path"])
def test_a_walk_stopped_midway_can_be_begun_again(large: World, stopped: str) -> None:
    def stop(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    progress = Progress(stop if stopped == "taking" else None)
    snapshot: Snapshot | None = None
    with pytest.raises(KeyboardInterrupt):
        snapshot = take_snapshot(large.heap, large.numbering, progress)
        progress.listener = stop
        address = snapshot.order[0].address
        snapshot.holders(address) if stopped == "holders" else snapshot.path_to(address)
    progress.listener = None
    again = snapshot or take_snapshot(large.heap, large.numbering, progress)
    fresh = take_snapshot(large.heap, large.numbering)
    for node in fresh.order[::1000]:
        assert again.holders(node.address) == fresh.holders(node.address)
        assert again.path_to(node.address) == fresh.path_to(node.address)
