"""What only bytearrays can do: being made empty and filled, changed in place, shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import check_size, repeat_count, size_argument
from toylang.objects.builtins import MethodSpec, keyword_method, method, static_method
from toylang.objects.byte_values import (
    ByteArray,
    bytes_if_any,
    make_byte_array,
)
from toylang.objects.bytes_object import (
    buffer_to_add,
    constructor_source,
    item_place,
    zeros_count,
)
from toylang.objects.derived import begin_life
from toylang.objects.errors import Raised, error, index_error, type_error, value_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.numbers import make_int
from toylang.objects.protocol import advance, index_of, iterate, none
from toylang.objects.sequence_methods import items_if_plain
from toylang.objects.shared_methods import unhashable
from toylang.objects.slices import Slice, adjust_bounds, slice_bounds
from toylang.objects.text import Str, make_str
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _receiver(value: HeapObject) -> ByteArray:
    assert isinstance(value, ByteArray)
    return value


def _byte(runtime: Runtime, value: HeapObject) -> int:
    """A number that is to be stored as a byte."""
    number = index_of(runtime, value)
    if not 0 <= number <= 255:
        raise value_error(runtime, "byte must be in range(0, 256)")
    return number


# -- making and filling --------------------------------------------------------


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """An empty bytearray; what is to be in it is left to `__init__`."""
    cls = arguments[0]
    if cls is runtime.types.byte_array or not isinstance(cls, Type):
        return make_byte_array(runtime, b"")
    result = ByteArray(bytearray(), runtime)
    begin_life(runtime, result, cls, runtime.types.byte_array, 0)
    return result


def _initialise(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """`bytearray.__init__`: fill it anew."""
    receiver = _receiver(arguments[0])
    receiver.replace(0, len(receiver.content), b"")
    source, encoded = constructor_source(runtime, "bytearray", arguments, keywords)
    if source is None:
        receiver.replace(0, 0, encoded)
    elif type_of(source).lookup("__index__") is not None:
        receiver.replace(0, 0, bytes(zeros_count(runtime, source)))
    else:
        _fill(runtime, receiver, source)
    return none(runtime)


def _fill(runtime: Runtime, receiver: ByteArray, source: HeapObject) -> None:
    """Put the bytes in `source`, bytes-like or of numbers, into an empty bytearray."""
    content = bytes_if_any(source)
    items = items_if_plain(source)
    if content is not None:
        receiver.replace(0, 0, content)
    elif items is not None:
        numbers = bytes([_byte(runtime, item) for item in items.copy()])
        receiver.replace(0, 0, numbers)
    else:
        complaint = f"cannot convert '{type_of(source).name}' object to bytearray"
        _append_all(runtime, receiver, source, complaint)


def _append_all(runtime: Runtime, receiver: ByteArray, source: HeapObject, complaint: str) -> None:
    """Append the numbers of an iterable one by one; the complaint is for what is none."""
    try:
        iterator = iterate(runtime, source)
    except Raised as raised:
        if not is_instance_of(runtime, raised.exception, "TypeError"):
            raise
        runtime.heap.release(raised.exception)
        raise type_error(runtime, complaint) from None
    try:
        while True:
            runtime.poll()
            item = advance(runtime, iterator)
            if item is None:
                return
            try:
                number = _byte(runtime, item)
            finally:
                runtime.heap.release(item)
            end = len(receiver.content)
            receiver.replace(end, end, bytes([number]))
    finally:
        runtime.heap.release(iterator)


def _converted(runtime: Runtime, source: HeapObject, complaint: str) -> bytes:
    """The bytes in what is bytes-like or iterable; the complaint is for anything else."""
    content = bytes_if_any(source)
    if content is not None:
        return content
    helper = make_byte_array(runtime, b"")
    try:
        _append_all(runtime, helper, source, complaint)
        return bytes(helper.content)
    finally:
        runtime.heap.release(helper)


# -- changing in place ---------------------------------------------------------


def _append(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    number = _byte(runtime, arguments[1])
    receiver.content.append(number)
    receiver.reserve(len(receiver.content))
    return none(runtime)


def _extend(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, source = _receiver(arguments[0]), arguments[1]
    complaint = f"can't extend bytearray with {type_of(source).name}"
    added = _converted(runtime, source, complaint)
    end = len(receiver.content)
    check_size(runtime, end + len(added))
    receiver.replace(end, end, added)
    return none(runtime)


def _insert(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    place = size_argument(runtime, arguments[1])
    number = _byte(runtime, arguments[2])
    receiver.content.insert(place, number)
    receiver.reserve(len(receiver.content))
    return none(runtime)


def _pop(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    place = size_argument(runtime, arguments[1]) if len(arguments) > 1 else -1
    size = len(receiver.content)
    if size == 0:
        raise index_error(runtime, "pop from empty bytearray")
    if not -size <= place < size:
        raise index_error(runtime, "pop index out of range")
    number = receiver.content.pop(place)
    receiver.reserve(size - 1)
    return make_int(runtime, number)


def _remove(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    place = receiver.content.find(_byte(runtime, arguments[1]))
    if place < 0:
        raise value_error(runtime, "value not found in bytearray")
    del receiver.content[place]
    receiver.reserve(len(receiver.content))
    return none(runtime)


def _clear(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if receiver.content:
        receiver.content.clear()
        receiver.reserve(0)
    return none(runtime)


def _reverse(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _receiver(arguments[0]).content.reverse()
    return none(runtime)


def _copy(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_byte_array(runtime, bytes(_receiver(arguments[0]).content))


def _add_in_place(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, other = _receiver(arguments[0]), arguments[1]
    added = buffer_to_add(runtime, receiver, other)
    if added:
        if other is receiver:
            message = "Existing exports of data: object cannot be re-sized"
            raise error(runtime, "BufferError", message)
        receiver.content += added
        receiver.reserve(len(receiver.content))
    receiver.refcount += 1
    return receiver


def _multiply_in_place(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, times = _receiver(arguments[0]), repeat_count(runtime, arguments[1])
    size = len(receiver.content)
    check_size(runtime, size * times)
    receiver.content *= times
    if len(receiver.content) != size:
        receiver.reserve(len(receiver.content))
    receiver.refcount += 1
    return receiver


# -- items and slices ----------------------------------------------------------


def _set_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key, value = _receiver(arguments[0]), arguments[1], arguments[2]
    if isinstance(key, Slice):
        _set_slice(runtime, receiver, key, _content_to_assign(runtime, value))
    else:
        number = _byte(runtime, value) if type_of(key).lookup("__index__") is not None else 0
        receiver.content[item_place(runtime, receiver, key)] = number
    return none(runtime)


def _delete_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key = _receiver(arguments[0]), arguments[1]
    if isinstance(key, Slice):
        _set_slice(runtime, receiver, key, b"")
    else:
        place = item_place(runtime, receiver, key)
        receiver.replace(place, place + 1, b"")
    return none(runtime)


def _content_to_assign(runtime: Runtime, value: HeapObject) -> bytes:
    complaint = "can assign only bytes, buffers, or iterables of ints in range(0, 256)"
    cls = type_of(value)
    is_number = cls.lookup("__index__") is not None or cls.lookup("__float__") is not None
    if is_number or isinstance(value, Str):
        raise type_error(runtime, complaint)
    complaint = f"cannot convert '{cls.name}' object to bytearray"
    return _converted(runtime, value, complaint)


def _set_slice(runtime: Runtime, receiver: ByteArray, chosen: Slice, content: bytes) -> None:
    """Put `content` where the slice is; nothing in the place of a slice deletes it."""
    bounds = slice_bounds(runtime, chosen)
    start, stop, step, count = adjust_bounds(*bounds, len(receiver.content))
    if step == 1:
        receiver.replace(start, max(start, stop), content)
        return
    places = range(start, start + step * count, step)
    ascending = places if step > 0 else places[::-1]
    selected = slice(ascending.start, ascending.stop, ascending.step)
    if not content:
        if count > 0:
            del receiver.content[selected]
            receiver.reserve(len(receiver.content))
    elif len(content) != count:
        given = len(content)
        message = f"attempt to assign bytes of size {given} to extended slice of size {count}"
        raise value_error(runtime, message)
    else:
        receiver.content[selected] = content if step > 0 else content[::-1]


# -- the rest ------------------------------------------------------------------


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    shown = repr(receiver.content).removeprefix("bytearray")
    return make_str(runtime, type_of(receiver).name + shown)


def _allocated(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, int(_receiver(arguments[0]).capacity))


METHODS: Final[list[MethodSpec]] = [
    static_method(keyword_method("__new__", _new)),
    keyword_method("__init__", _initialise),
    method("append", _append, 1),
    method("extend", _extend, 1),
    method("insert", _insert, 2),
    method("pop", _pop, 0, 1),
    method("remove", _remove, 1),
    method("clear", _clear),
    method("reverse", _reverse),
    method("copy", _copy),
    method("__iadd__", _add_in_place, 1),
    method("__imul__", _multiply_in_place, 1),
    method("__setitem__", _set_item, 2),
    method("__delitem__", _delete_item, 1),
    method("__repr__", _repr),
    method("__alloc__", _allocated),
    unhashable(),
]
