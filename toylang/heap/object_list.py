"""The doubly linked list a generation is, with the links inside the objects (CPython's PyGC_Head).

The order of a list is visible to programs: finalizers of a cycle run in it. So objects are
appended at the end, moved, and merged exactly as in CPython's `Modules/gcmodule.c`.
"""

from __future__ import annotations

from collections.abc import Iterator

from mypy_extensions import i64

from toylang.heap.header import Container


class ObjectList:
    """A circular list around a sentinel; a container is in at most one list at a time."""

    def __init__(self) -> None:
        self.head: Container = Container()
        self.head.next = self.head
        self.head.previous = self.head

    def is_empty(self) -> bool:
        """Whether the list holds no object."""
        return self.head.next is self.head

    def first(self) -> Container | None:
        """The object at the front, None if there is none."""
        front = self.head.next
        return None if front is self.head else front

    def append(self, container: Container) -> None:
        """Put an object that is in no list at the end."""
        last = self.head.previous
        assert last is not None
        last.next = container
        container.previous = last
        container.next = self.head
        self.head.previous = container

    def move_here(self, container: Container) -> None:
        """Take an object out of the list it is in and put it at the end of this one."""
        unlink(container)
        self.append(container)

    def absorb(self, other: ObjectList) -> None:
        """Move everything in `other` to the end of this list, in its order."""
        if other.is_empty():
            return
        first, last, end = other.head.next, other.head.previous, self.head.previous
        assert first is not None and last is not None and end is not None
        end.next = first
        first.previous = end
        last.next = self.head
        self.head.previous = last
        other.head.next = other.head
        other.head.previous = other.head

    def __iter__(self) -> Iterator[Container]:
        return iter(self.to_list())

    def to_list(self) -> list[Container]:
        """The objects, front to back."""
        result: list[Container] = []
        current = self.head.next
        while current is not None and current is not self.head:
            result.append(current)
            current = current.next
        return result

    def size(self) -> i64:
        """How many objects the list holds; walks it."""
        count: i64 = 0
        current = self.head.next
        while current is not None and current is not self.head:
            count += 1
            current = current.next
        return count

    def dissolve(self) -> None:
        """Break the sentinel's links, so that the host can free it."""
        self.head.next = None
        self.head.previous = None


def unlink(container: Container) -> None:
    """Take `container` out of the list it is in."""
    following, preceding = container.next, container.previous
    assert following is not None and preceding is not None
    following.previous = preceding
    preceding.next = following
    container.next = None
    container.previous = None
