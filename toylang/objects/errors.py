"""Raising the program's exceptions from the host: `raise type_error(runtime, "…")`.

A Toy exception under way is a host exception, `Raised`, that owns one reference to the Toy
exception object. Whoever catches it owns that reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.heap.header import Container, HeapObject

if TYPE_CHECKING:
    from toylang.objects.exceptions import ExceptionObject
    from toylang.objects.runtime import Runtime


class Raised(Exception):
    """A Toy exception under way."""

    def __init__(self, exception: ExceptionObject) -> None:
        self.exception = exception
        """Owned by this object."""

        self.noted_by: Container | None = None
        """The frame that already wrote itself into the traceback."""


class LimitReached(BaseException):
    """A limit of the program has struck; the text says which. No exception of the program's."""


def error(runtime: Runtime, name: str, message: str) -> Raised:
    """The exception of the built-in class `name` with one string argument."""
    from toylang.objects.exceptions import make_exception

    return Raised(make_exception(runtime, name, message))


def type_error(runtime: Runtime, message: str) -> Raised:
    """TypeError with `message`."""
    return error(runtime, "TypeError", message)


def value_error(runtime: Runtime, message: str) -> Raised:
    """ValueError with `message`."""
    return error(runtime, "ValueError", message)


def index_error(runtime: Runtime, message: str) -> Raised:
    """IndexError with `message`."""
    return error(runtime, "IndexError", message)


def key_error(runtime: Runtime, key: HeapObject) -> Raised:
    """KeyError about `key` (borrowed)."""
    from toylang.objects.exceptions import make_exception_from

    key.refcount += 1
    return Raised(make_exception_from(runtime, runtime.types.exceptions["KeyError"], [key]))


def memory_error(runtime: Runtime) -> Raised:
    """MemoryError without words."""
    from toylang.objects.exceptions import make_exception_from

    return Raised(make_exception_from(runtime, runtime.types.exceptions["MemoryError"], []))
