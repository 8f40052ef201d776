"""What the callable objects of library modules share: they are called without a detour.

partial objects, caches and their like hold what they call, and some of them have attributes of
their own or become methods when they stand in a class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.dicts import Dict, make_dict

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime


class NativeCallable(Container):
    """An object of a library module that can be called."""

    becomes_method: bool = False
    """Whether it is bound to an instance when found on its class."""

    has_attributes: bool = False
    """Whether the program may give it attributes."""

    dictionary: Dict | None = None
    """Its attributes, once there are any."""

    def call(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        """Call it with borrowed arguments; returns a new reference."""
        raise NotImplementedError

    def held(self) -> list[tuple[str, HeapObject | None]]:
        """What it refers to, its attributes aside, each with the label of its edge."""
        raise NotImplementedError

    def traverse(self, visitor: Visitor) -> None:
        for _, referent in self.edges():
            visitor.visit(referent)

    def edges(self) -> list[tuple[str, HeapObject]]:
        result = [(label, referent) for label, referent in self.held() if referent is not None]
        if self.dictionary is not None:
            result.append((".__dict__", self.dictionary))
        return result

    def clear(self, heap: Heap) -> None:
        """Cannot be emptied: a cycle through it is broken elsewhere."""

    def release_referents(self, heap: Heap) -> None:
        for _, referent in self.edges():
            heap.release(referent)


def call_native(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """The `__call__` of these types."""
    receiver = arguments[0]
    assert isinstance(receiver, NativeCallable)
    return receiver.call(runtime, arguments[1:], keywords)


def native_dictionary(runtime: Runtime, value: HeapObject) -> HeapObject:
    """The `__dict__` of such an object, a new reference; made now if it had none."""
    assert isinstance(value, NativeCallable)
    if value.dictionary is None:
        value.dictionary = make_dict(runtime)
    value.dictionary.refcount += 1
    return value.dictionary
