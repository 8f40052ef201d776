"""Objects by type, and the memory they lie in."""

from tests.views.screen import fits, screen
from toylang.heap.census import Census, KindTotal
from toylang.heap.heap import Heap
from toylang.views.memory import memory_view


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
