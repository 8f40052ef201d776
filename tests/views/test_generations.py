"""The generations, and why an object is in one or in none."""

import pytest

from tests.views.screen import fits, screen
from toylang.heap.census import Census
from toylang.heap.header import HeapObject
from toylang.heap.heap import Heap
from toylang.heap.snapshot import Node
from toylang.views.generations import generations_view, standing_view


def node(kind: str, generation: int = -1, immortal: bool = False) -> Node:
    """Something in a heap."""
    return Node(
        address=16,
        kind=kind,
        words=kind,
        size=16,
        refcount=1,
        immortal=immortal,
        generation=generation,
        tracked=generation >= 0,
        finalized=False,
        edges=[],
        subject=HeapObject(),
    )


def test_an_empty_heap() -> None:
    assert screen(generations_view(Census(Heap()))) == [
        "generation   objects   count   threshold   collections   freed",
        "0                  0       0         700             0       0",
        "1                  0       0          10             0       0",
        "2                  0       0          10             0       0",
        "A generation is collected when its count exceeds its threshold.",
    ]


def test_a_collector_that_is_off() -> None:
    heap = Heap()
    heap.collector.enabled = False
    assert "Automatic collection is off (gc.disable)." in screen(generations_view(Census(heap)))


@pytest.mark.parametrize("width", [80, 20])
def test_any_terminal(width: int) -> None:
    assert fits(generations_view(Census(Heap())), width)


@pytest.mark.parametrize(
    ("what", "is_container", "words"),
    [
        (node("list", 1), True, "in generation 1."),
        (node("list", 3), True, "frozen (gc.freeze): it is never collected."),
        (node("int"), False, "holds no others"),
        (node("NoneType", immortal=True), False, "holds no others"),
        (node("tuple"), True, "Nothing this tuple holds could lead back to it"),
        (node("dict"), True, "Nothing this dict holds could lead back to it"),
        (node("type", immortal=True), True, "a part of Toy itself"),
    ],
)
def test_where_an_object_stands(what: Node, is_container: bool, words: str) -> None:
    lines = screen(standing_view("x", "thing #1", what, is_container))
    assert lines[0].startswith("x is thing #1, ")
    assert words in " ".join(lines)
