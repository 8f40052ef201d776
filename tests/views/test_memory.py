"""Objects by type, and the memory they lie in."""

from tests.views.screen import fits, screen
from toylang.heap.census import Census, KindTotal
from toylang.heap.heap import Heap
from toylang.views.memory import blocks_view, memory_view


def test_types_and_the_rest() -> None:
    heap = Heap()
    heap.objects = 5
    heap.allocator.bytes_in_use = 9999
    lists = KindTotal("list")
    lists.add(56)
    lists.add(1000)
    lines = screen(memory_view([lists], Census(heap)))
    assert lines[:2] == ["objects   bytes   type", "      2   1,056   list"]
    assert lines[2].split()[0] == "3"
    assert "Toy's own" in lines[2]


def test_a_narrow_terminal() -> None:
    assert fits(memory_view([KindTotal("x" * 50)], Census(Heap())), 20)


def test_size_classes_and_the_bytes_of_the_arenas() -> None:
    heap = Heap()
    for size in (16, 16, 100):
        heap.allocator.allocate(size)
    lines = screen(blocks_view(Census(heap).arenas))
    assert [line.split() for line in lines[:3]] == [
        ["block", "size", "pools", "blocks", "in", "use", "free"],
        ["16", "1", "2", "1,019"],
        ["112", "1", "1", "144"],
    ]
    assert [line.split()[0] for line in lines[5:]] == [
        "144",
        "32,432",
        "1,015,808",
        "96",
        "96",
        "1,048,576",
    ]
    assert lines[-1].endswith("in 1 arena; 1 arena taken from the system, 0 returned")


def test_blocks_on_a_narrow_terminal() -> None:
    assert fits(blocks_view(Census(Heap()).arenas), 30)
