"""What built-in functions do to their arguments first: count them, read them, refuse the huge.

A result is refused before the work begins: a program asking for an impossible string or int gets
its MemoryError at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.atoms import plain
from toylang.objects.errors import Raised, error, index_error, memory_error, type_error
from toylang.objects.lists import POINTER_SIZE
from toylang.objects.protocol import index_of
from toylang.objects.text import Str
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

LARGEST_RESULT: Final = 1 << 29
"""Bytes that a single operation may produce: it takes a fraction of a second."""

LARGEST_SIZE: Final = (1 << 63) - 1
LARGEST_C_INT: Final = (1 << 31) - 1


def check_size(runtime: Runtime, size: int) -> None:
    """MemoryError if a result of `size` bytes is too much."""
    if size > LARGEST_RESULT or size > runtime.heap.allocator.room():
        raise memory_error(runtime)


def check_items(runtime: Runtime, count: int) -> None:
    """MemoryError if a sequence of `count` items is too much."""
    check_size(runtime, count * int(POINTER_SIZE))  # which may be more than fits into an i64


def check_count(
    runtime: Runtime, name: str, arguments: list[HeapObject], minimum: int, maximum: int
) -> None:
    """TypeError unless a method got between `minimum` and `maximum` arguments past its receiver."""
    given = len(arguments) - 1
    if given < minimum:
        bound, word = minimum, "exactly" if minimum == maximum else "at least"
    elif given > maximum:
        bound, word = maximum, "exactly" if minimum == maximum else "at most"
    else:
        return
    plural = "" if bound == 1 else "s"
    raise type_error(runtime, f"{name}() takes {word} {bound} argument{plural} ({given} given)")


def size_argument(runtime: Runtime, value: HeapObject) -> int:
    """An argument that counts something, as a C ssize_t."""
    number = index_of(runtime, value)
    if not -LARGEST_SIZE <= number <= LARGEST_SIZE:
        raise error(runtime, "OverflowError", "Python int too large to convert to C ssize_t")
    return number


def c_int_argument(runtime: Runtime, value: HeapObject) -> int:
    """An argument that counts something, as a C int."""
    number = index_of(runtime, value)
    if not -LARGEST_C_INT - 1 <= number <= LARGEST_C_INT:
        raise error(runtime, "OverflowError", "Python int too large to convert to C int")
    return number


def repeat_count(runtime: Runtime, value: HeapObject) -> int:
    """How often a sequence is repeated: never less than zero times."""
    number = index_of(runtime, value)
    if not -LARGEST_SIZE <= number <= LARGEST_SIZE:
        name = type_of(value).name
        message = f"cannot fit '{name}' into an index-sized integer"
        raise error(runtime, "OverflowError", message)
    return max(number, 0)


def wrong_operand(runtime: Runtime, left: HeapObject, right: HeapObject) -> Raised:
    """The TypeError of a sequence that is to be joined with something else."""
    name, wrong = type_of(left).family().name.rpartition(".")[2], type_of(right).name
    return type_error(runtime, f'can only concatenate {name} (not "{wrong}") to {name}')


def bound_argument(
    runtime: Runtime, arguments: list[HeapObject], position: int, default: int
) -> int:
    """A start or stop at `position` of the arguments; `default` if it is left out or None."""
    if position >= len(arguments) or arguments[position] is runtime.none:
        return default
    value = arguments[position]
    if type_of(value).lookup("__index__") is None:
        message = "slice indices must be integers or None or have an __index__ method"
        raise type_error(runtime, message)
    return index_of(runtime, value)


def item_position(
    runtime: Runtime, key: HeapObject, length: int, wrong_type: str, out_of_range: str
) -> int:
    """Which of `length` items `key` selects; the messages are for a key that selects none."""
    if type_of(key).lookup("__index__") is None:
        raise type_error(runtime, wrong_type)
    position = index_of(runtime, key)
    if not -LARGEST_SIZE - 1 <= position <= LARGEST_SIZE:
        name = type_of(key).name
        raise index_error(runtime, f"cannot fit '{name}' into an index-sized integer")
    if not -length <= position < length:
        raise index_error(runtime, out_of_range)
    return position


def text_argument(runtime: Runtime, value: HeapObject, owner: str = "") -> str:
    """An argument that must be a string; `owner` starts the complaint (`replace() argument 1`)."""
    text = plain(value)
    if isinstance(text, Str):
        return text.value
    if owner == "":
        raise type_error(runtime, f"must be str, not {type_of(value).name}")
    shown = "None" if value is runtime.none else type_of(value).name
    raise type_error(runtime, f"{owner} must be str, not {shown}")


def only_argument(
    runtime: Runtime, name: str, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """The one argument of a class method, which stands after the class."""
    given = len(arguments) - 1
    if keywords:
        raise type_error(runtime, f"{name}() takes no keyword arguments")
    if given != 1:
        raise type_error(runtime, f"{name}() takes exactly one argument ({given} given)")
    return arguments[1]


def host_error(runtime: Runtime, refusal: Exception) -> Raised:
    """The program's exception for what the host said about a number or a text."""
    if isinstance(refusal, MemoryError):
        return memory_error(runtime)
    return error(runtime, type(refusal).__name__, str(refusal))
