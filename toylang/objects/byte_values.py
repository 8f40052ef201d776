"""Bytes and bytearrays: the two objects, and the growth of the one that can change.

A bytearray keeps its bytes in a block of their own. How large that is, and when it changes, is as
in CPython (`Objects/bytearrayobject.c`, PyByteArray_Resize).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64, mypyc_attr

from toylang.heap.header import Container, HeapObject
from toylang.objects.atoms import plain
from toylang.objects.errors import type_error
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

BYTES_HEADER: Final[i64] = 33
"""Bytes of the object without its contents: header, length, hash and final NUL."""

BYTE_ARRAY_SIZE: Final[i64] = 56
LONGEST_LITERAL: Final = 24
"""Bytes that are shown where there is little room."""


@mypyc_attr(acyclic=True)
class Bytes(HeapObject):
    """A string of bytes."""

    def __init__(self, value: bytes) -> None:
        self.value: bytes = value

    def literal(self) -> str:
        if len(self.value) <= LONGEST_LITERAL:
            return repr(self.value)
        return f"{self.value[:LONGEST_LITERAL]!r}…"


class ByteArray(Container):
    """A row of bytes that can change.

    It holds no references; only an instance of a derived class is of interest to the collector.
    """

    capacity: i64 = 0
    """Bytes of the block, the final NUL included."""

    block: i64 = 0
    """Address of the block, 0 while there is none."""

    skipped: i64 = 0
    """Bytes at the start of the block that were deleted there and not yet given back."""

    def __init__(self, content: bytearray, runtime: Runtime) -> None:
        self.content: bytearray = content
        self.runtime: Runtime = runtime

    def reserve(self, wanted: i64) -> None:
        """Fit the block to `wanted` bytes, before they come or after they went."""
        if wanted + self.skipped + 1 <= self.capacity:
            if wanted >= self.capacity >> 1:
                return
            self._set_capacity(wanted + 1)
        elif wanted * 8 <= self.capacity * 9:
            self._set_capacity(wanted + (wanted >> 3) + (3 if wanted < 9 else 6))
        else:
            self._set_capacity(wanted + 1)

    def replace(self, start: int, stop: int, content: bytes | bytearray) -> None:
        """Put `content` in the place of the bytes from `start` to `stop`."""
        growth = len(content) - (stop - start)
        if growth < 0 and start == 0:
            self.skipped -= growth
        wanted = len(self.content) + growth
        self.content[start:stop] = content
        if growth != 0:
            self.reserve(wanted)

    def _set_capacity(self, size: i64) -> None:
        allocator = self.runtime.heap.allocator
        old, old_size = self.block, self.capacity
        self.block = allocator.allocate(size) if size > 0 else 0
        if old_size > 0:
            allocator.free(old, old_size)
        self.capacity = size
        self.skipped = 0

    # -- the heap's questions --------------------------------------------------

    def extra_blocks(self) -> list[tuple[int, int]]:
        return [(self.block, self.capacity)] if self.capacity > 0 else []

    def may_be_tracked(self) -> bool:
        return self.extension is not None

    def may_wait_in_trash(self) -> bool:
        return self.extension is not None

    def clear(self, heap: Heap) -> None:
        """Bytes are in no cycle; they stay until the object dies."""

    def release_referents(self, heap: Heap) -> None:
        self._set_capacity(0)

    def give_back(self, heap: Heap) -> None:
        heap.free(self)


def make_bytes(runtime: Runtime, value: bytes) -> Bytes:
    """A new bytes object."""
    result = Bytes(value)
    result.kind = runtime.types.bytes
    runtime.heap.allocate(result, BYTES_HEADER + len(value))
    return result


def make_byte_array(runtime: Runtime, content: bytes) -> ByteArray:
    """A new bytearray; the block of bytes fits exactly."""
    result = ByteArray(bytearray(content), runtime)
    result.kind = runtime.types.byte_array
    runtime.heap.allocate(result, BYTE_ARRAY_SIZE)
    if content:
        result.reserve(len(content))
    return result


def make_like(runtime: Runtime, receiver: HeapObject, content: bytes) -> HeapObject:
    """New bytes or a new bytearray, whichever the receiver of the method is."""
    if isinstance(receiver, ByteArray):
        return make_byte_array(runtime, content)
    return make_bytes(runtime, content)


# -- the bytes in a value ------------------------------------------------------


def buffer_if_any(value: HeapObject) -> bytes | bytearray | None:
    """The bytes in a bytes-like object, not copied, for reading at once; None if it is none."""
    content = plain(value)
    if isinstance(content, Bytes):
        return content.value
    return content.content if isinstance(content, ByteArray) else None


def buffer_of(value: HeapObject) -> bytes | bytearray:
    """The bytes in a value known to be bytes-like, for reading at once."""
    buffer = buffer_if_any(value)
    assert buffer is not None
    return buffer


def bytes_if_any(value: HeapObject) -> bytes | None:
    """What is in a bytes-like object now; None if it is none."""
    content = plain(value)
    if isinstance(content, Bytes):
        return content.value
    return bytes(content.content) if isinstance(content, ByteArray) else None


def bytes_value(value: HeapObject) -> bytes:
    """What is in a value known to be bytes-like now."""
    content = bytes_if_any(value)
    assert content is not None
    return content


def bytes_argument(runtime: Runtime, value: HeapObject) -> bytes:
    """What is in an argument that must be bytes-like."""
    content = bytes_if_any(value)
    if content is None:
        raise type_error(runtime, f"a bytes-like object is required, not '{type_of(value).name}'")
    return content
