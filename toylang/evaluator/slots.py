"""Slots: the places of a frame for its locals, its cells, and what statements under way hold."""

from __future__ import annotations

from toylang.heap.header import HeapObject


class Slot:
    """A place for one counted reference.

    A class of its own, because what an attribute holds is known to be a heap object, whereas each
    item of a list would have its type looked up at every use.
    """

    def __init__(self, next: Slot | None) -> None:
        self.value: HeapObject | None = None
        self.next: Slot | None = next
        """The slot after it in its frame: all of them are gone through at the end of each call."""


def empty_slots(count: int) -> list[Slot]:
    """The slots of a new frame."""
    slots: list[Slot] = []
    following: Slot | None = None
    for _ in range(count):
        following = Slot(following)
        slots.append(following)
    slots.reverse()
    return slots
