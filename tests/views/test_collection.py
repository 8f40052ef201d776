"""What a collection did, in words."""

from tests.views.screen import fits, screen
from toylang.heap.census import Census
from toylang.heap.events import Collection
from toylang.heap.heap import Heap
from toylang.views.collection import collection_view


def collection(generation: int = 2) -> Collection:
    """A collection that found a pair."""
    result = Collection(generation, automatic=False)
    result.examined = 1234
    result.unreachable = 2
    result.freed_objects = 4
    result.freed_bytes = 1
    result.seconds = 0.00042
    return result


def test_a_collection() -> None:
    census = Census(Heap())
    assert screen(collection_view(collection(), census, census)) == [
        "Collected all three generations, in 0.42 ms.",
        "  1,234  objects looked at",
        "      2  unreachable   (held only by one another)",
        "      0  weak references cleared",
        "      0  finalizers run",
        "      4  freed, 1 byte   (with all that only they held)",
        "",
        "  generation   objects before   after",
        "  0                         0       0",
        "  1                         0       0",
        "  2                         0       0",
    ]


def test_what_is_rare_is_told_when_it_happens() -> None:
    record = collection(0)
    record.callbacks_called = 1
    record.finalizers_called = 1
    record.resurrected = 1
    census = Census(Heap())
    text = "\n".join(screen(collection_view(record, census, census)))
    assert "generation 0, the youngest" in text
    assert "      1  callback of a weak reference called" in text
    assert "back to life   (a finalizer kept it)" in text
    assert "finalizer run   (its __del__)" in text


def test_one_of_everything() -> None:
    record = collection()
    record.examined = record.unreachable = record.weak_references_cleared = 1
    record.finalizers_called = record.untracked = record.freed_objects = 1
    census = Census(Heap())
    assert screen(collection_view(record, census, census))[1:7] == [
        "  1  object looked at",
        "  1  unreachable   (held only by itself)",
        "  1  weak reference cleared",
        "  1  finalizer run   (its __del__)",
        "  1  no longer watched   (it holds only plain values)",
        "  1  freed, 1 byte   (with all that only it held)",
    ]


def test_a_narrow_terminal() -> None:
    census = Census(Heap())
    assert fits(collection_view(collection(), census, census), 20)
