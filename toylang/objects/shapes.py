"""Shapes: which attributes an instance has, in which order, shared by all instances alike.

Instances of one class mostly get the same attributes in the same order. They share the names
(PEP 412's key-sharing dictionaries): an instance holds a shape and a list of values, and adding an
attribute moves it on to the next shape. Two instances of the same shape keep the same attribute in
the same slot, which is what a cached attribute access relies on.
"""

from __future__ import annotations

from mypy_extensions import i64


class Shape:
    """An ordered set of attribute names, each with its slot."""

    def __init__(self, names: list[str]) -> None:
        self.names: list[str] = names
        self.slots: dict[str, int] = {name: slot for slot, name in enumerate(names)}
        self._next: dict[str, Shape] = {}

    def slot_of(self, name: str) -> i64:
        """Where the value of `name` stands; -1 if there is no such attribute."""
        return self.slots.get(name, -1)

    def with_name(self, name: str) -> Shape:
        """The shape with one more attribute, in the last slot."""
        following = self._next.get(name)
        if following is None:
            following = Shape([*self.names, name])
            self._next[name] = following
        return following
