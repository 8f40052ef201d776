"""The values there is one of: None, NotImplemented, Ellipsis. And the plain `object()`."""

from __future__ import annotations

from toylang.heap.header import HeapObject


class Singleton(HeapObject):
    """None, NotImplemented or Ellipsis."""

    def __init__(self, word: str) -> None:
        self.word: str = word
        """What repr says."""

    def describe(self) -> str:
        return self.word

    def literal(self) -> str:
        return self.word


class PlainObject(HeapObject):
    """What `object()` makes: an identity and nothing else."""
