"""Shared names: which attributes the instances of a class have had, in the order they came up.

Instances of one class mostly get the same attributes. They share the names (PEP 412's key-sharing
dictionaries): the class keeps the names, each instance a list with a value for each of them. There
is room for thirty names, and one less with each instance made, down to one: an attribute that
comes up late, when there are many instances already, gives its instance a dict of its own
(CPython's `Objects/dictobject.c`, insert_into_dictkeys and init_inline_values).
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

SHARED_NAMES_LIMIT: Final[i64] = 30


class SharedNames:
    """The attribute names of a class's instances, each with its slot."""

    room: i64 = SHARED_NAMES_LIMIT
    """How many more names can be added."""

    count: i64 = 0
    """How many names there are."""

    def __init__(self, first: i64 = 0) -> None:
        self.first: i64 = first
        """The slot of the first name; those before it belong to `__slots__`."""

        self.names: list[str] = []
        self._slots: dict[str, int] = {}

    def slot_of(self, name: str) -> i64:
        """Where the value of `name` stands; -1 if no instance had such an attribute."""
        return self._slots.get(name, -1)

    def name_of(self, slot: i64) -> str:
        """The name whose value stands in that slot."""
        return self.names[slot - self.first]

    def count_instance(self) -> None:
        """Another instance is made: there is less room for what those before it did not have."""
        if self.room > 1:
            self.room -= 1

    def add(self, name: str) -> i64:
        """The slot of a new name; -1 if there is no room for it."""
        if self.room <= 0:
            return -1
        self.room -= 1
        slot = self.first + self.count
        self.count += 1
        self.names.append(name)
        self._slots[name] = slot
        return slot
