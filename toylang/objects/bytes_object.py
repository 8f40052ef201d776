"""What bytes and bytearrays do alike: a row of numbers from 0 to 255, read, searched, joined.

What a method returns is of its receiver's kind. The type of bytes itself is made here, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.arguments import (
    LARGEST_SIZE,
    bound_argument,
    check_count,
    check_size,
    host_error,
    item_position,
    only_argument,
    repeat_count,
    size_argument,
    text_argument,
)
from toylang.objects.atoms import plain
from toylang.objects.builtins import (
    ANY_NUMBER,
    MethodSpec,
    bind_arguments,
    class_method,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.byte_values import (
    ByteArray,
    Bytes,
    buffer_if_any,
    buffer_of,
    bytes_argument,
    bytes_if_any,
    bytes_value,
    make_bytes,
    make_like,
)
from toylang.objects.errors import Raised, error, type_error, value_error
from toylang.objects.exceptions import FIELDS, is_instance_of, make_exception_from, set_field
from toylang.objects.iterators import (
    SMALL_ITERATOR_SIZE,
    IndexIterator,
    start_iterator,
)
from toylang.objects.list_growth import GUESSED_LENGTH, length_hint, sequence_to_join
from toylang.objects.numbers import Int, make_bool, make_int
from toylang.objects.payload_methods import COMPARISONS, HostComparison
from toylang.objects.protocol import call_special, index_of, items_of, not_implemented
from toylang.objects.sequence_methods import items_if_plain
from toylang.objects.slices import Slice, adjust_bounds, slice_bounds
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


class BytesIterator(IndexIterator):
    """Walks the numbers of bytes or of a bytearray, whose length may change meanwhile."""

    def item(self, runtime: Runtime, subject: HeapObject, index: i64) -> HeapObject | None:
        content = buffer_of(subject)
        return make_int(runtime, content[index]) if index < len(content) else None

    def remaining(self, runtime: Runtime) -> int:
        subject = self.subject
        return 0 if subject is None else max(len(buffer_of(subject)) - self.index, 0)


# -- as a sequence -------------------------------------------------------------


def _length(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, len(buffer_of(arguments[0])))


def item_place(runtime: Runtime, receiver: HeapObject, key: HeapObject) -> int:
    """Which byte of the receiver `key` selects."""
    changes = isinstance(receiver, ByteArray)
    owner = "bytearray" if changes else "byte"
    wrong_type = f"{owner} indices must be integers or slices, not {type_of(key).name}"
    complaint = "bytearray index out of range" if changes else "index out of range"
    size = len(buffer_of(receiver))
    place = item_position(runtime, key, size, wrong_type, complaint)
    return place + size if place < 0 else place


def _item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key = arguments[0], arguments[1]
    if isinstance(key, Slice):
        bounds = slice_bounds(runtime, key)
        content = buffer_of(receiver)
        start, stop, step, count = adjust_bounds(*bounds, len(content))
        end = None if stop < 0 else stop
        chosen = bytes(content[start:end:step]) if count > 0 else b""
        return make_like(runtime, receiver, chosen)
    place = item_place(runtime, receiver, key)
    return make_int(runtime, buffer_of(receiver)[place])


def _iterate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    arguments[0].refcount += 1
    iterator = BytesIterator(arguments[0])
    name = "bytearray_iterator" if isinstance(arguments[0], ByteArray) else "bytes_iterator"
    return start_iterator(runtime, iterator, name, SMALL_ITERATOR_SIZE)


def _contains(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    content, part = buffer_of(arguments[0]), plain(arguments[1])
    if not isinstance(part, Int):
        return make_bool(runtime, bytes_argument(runtime, arguments[1]) in content)
    if not 0 <= part.value <= 255:
        raise value_error(runtime, "byte must be in range(0, 256)")
    return make_bool(runtime, part.value in content)


def buffer_to_add(runtime: Runtime, receiver: HeapObject, other: HeapObject) -> bytes | bytearray:
    """The bytes of what is to be put behind the receiver's."""
    added = buffer_if_any(other)
    if added is None:
        name = type_of(receiver).family().name
        raise type_error(runtime, f"can't concat {type_of(other).name} to {name}")
    check_size(runtime, len(buffer_of(receiver)) + len(added))
    return added


def _add(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    added = buffer_to_add(runtime, arguments[0], arguments[1])
    return make_like(runtime, arguments[0], bytes_value(arguments[0]) + added)


def _repeat(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    content, count = bytes_value(arguments[0]), repeat_count(runtime, arguments[1])
    if len(content) * count > LARGEST_SIZE and isinstance(arguments[0], Bytes):
        raise error(runtime, "OverflowError", "repeated bytes are too long")
    check_size(runtime, len(content) * count)
    return make_like(runtime, arguments[0], content * count)


class BytesComparison:
    """A comparison method: the host's answer, or left to the other operand."""

    def __init__(self, compare: HostComparison) -> None:
        self.compare: HostComparison = compare

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Compare the receiver with the other operand."""
        other = buffer_if_any(arguments[1])
        if other is None:
            return not_implemented(runtime)
        return make_bool(runtime, self.compare(buffer_of(arguments[0]), other))


def _hash(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, hash(bytes_value(arguments[0])))


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, repr(bytes_value(arguments[0])))


# -- methods with names --------------------------------------------------------


class BytesSearch:
    """`find`, `rfind`, `count`, `index`, `rindex`: bytes or one number between two bounds."""

    def __init__(
        self, name: str, host: Callable[[bytes, bytes, int, int], int], must: bool
    ) -> None:
        self.name: str = name
        self.host: Callable[[bytes, bytes, int, int], int] = host
        self.must: bool = must
        """Whether it is an error not to find the part."""

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The place or the number of places the host finds."""
        check_count(runtime, self.name, arguments, 1, 3)
        start = bound_argument(runtime, arguments, 2, 0)
        stop = bound_argument(runtime, arguments, 3, LARGEST_SIZE)
        part = _byte_or_bytes(runtime, arguments[1])
        place = self.host(bytes_value(arguments[0]), part, start, stop)
        if self.must and place < 0:
            raise value_error(runtime, "subsection not found")
        return make_int(runtime, place)


def _byte_or_bytes(runtime: Runtime, value: HeapObject) -> bytes:
    content = bytes_if_any(value)
    if content is not None:
        return content
    if not isinstance(value, Int):
        wrong = type_of(value).name
        message = f"argument should be integer or bytes-like object, not '{wrong}'"
        raise type_error(runtime, message)
    if not 0 <= value.value <= 255:
        raise value_error(runtime, "byte must be in range(0, 256)")
    return bytes([value.value])


class BytesAffix:
    """`startswith`, `endswith`: bytes or a tuple of them, between two bounds."""

    def __init__(self, name: str, host: Callable[[bytes, bytes, int, int], bool]) -> None:
        self.name: str = name
        self.host: Callable[[bytes, bytes, int, int], bool] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Whether the receiver begins or ends so."""
        check_count(runtime, self.name, arguments, 1, 3)
        start = bound_argument(runtime, arguments, 2, 0)
        stop = bound_argument(runtime, arguments, 3, LARGEST_SIZE)
        content, affix = bytes_value(arguments[0]), arguments[1]
        single = bytes_if_any(affix)
        if single is not None:
            return make_bool(runtime, self.host(content, single, start, stop))
        if not isinstance(affix, Tuple):
            complaint = f"{self.name} first arg must be bytes or a tuple of bytes, not"
            raise type_error(runtime, f"{complaint} {type_of(affix).name}")
        for choice in affix.items:
            if self.host(content, bytes_argument(runtime, choice), start, stop):
                return make_bool(runtime, True)
        return make_bool(runtime, False)


class BytesStrip:
    """`strip`, `lstrip`, `rstrip`: bytes taken off the ends."""

    def __init__(self, host: Callable[[bytes, bytes | None], bytes]) -> None:
        self.host: Callable[[bytes, bytes | None], bytes] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The receiver without the bytes at its ends."""
        given: bytes | None = None
        if len(arguments) == 2 and arguments[1] is not runtime.none:
            given = bytes_argument(runtime, arguments[1])
        return make_like(runtime, arguments[0], self.host(bytes_value(arguments[0]), given))


def _replace(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    old, new = bytes_argument(runtime, arguments[1]), bytes_argument(runtime, arguments[2])
    most = size_argument(runtime, arguments[3]) if len(arguments) == 4 else -1
    content = bytes_value(arguments[0])
    check_size(runtime, len(content) + content.count(old) * len(new))
    return make_like(runtime, arguments[0], content.replace(old, new, most))


def _join(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    separator = bytes_value(arguments[0])
    sequence = sequence_to_join(runtime, arguments[1])
    try:
        items = sequence.items
        size = len(separator) * (len(items) - 1)
        contents: list[bytes] = []
        for index, item in enumerate(items):
            content = bytes_if_any(item)
            if content is None:
                wrong = type_of(item).name
                message = f"sequence item {index}: expected a bytes-like object, {wrong} found"
                raise type_error(runtime, message)
            size += len(content)
            contents.append(content)
        check_size(runtime, size)
        return make_like(runtime, arguments[0], separator.join(contents))
    finally:
        runtime.heap.release(sequence)


def _from_hex(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    cls = arguments[0]
    assert isinstance(cls, Type)
    family = cls.family()
    given = only_argument(runtime, f"{family.name}.fromhex", arguments, keywords)
    text = text_argument(runtime, given, "fromhex() argument")
    try:
        result: HeapObject = make_bytes(runtime, bytes.fromhex(text))
    except ValueError as refusal:
        raise host_error(runtime, refusal) from None
    if cls is runtime.types.bytes:
        return result
    try:
        return runtime.call(cls, [result])
    finally:
        runtime.heap.release(result)


# -- to and from text ----------------------------------------------------------


def codec_arguments(
    runtime: Runtime, function: str, encoding: HeapObject | None, errors: HeapObject | None
) -> tuple[str, str]:
    """The names of an encoding and of what to do about errors, as given or by default."""
    codec, policy = "utf-8", "strict"
    if encoding is not None:
        codec = text_argument(runtime, encoding, f"{function}() argument 'encoding'")
    if errors is not None:
        policy = text_argument(runtime, errors, f"{function}() argument 'errors'")
    return codec, policy


def encode(runtime: Runtime, text: str, codec: str, errors: str) -> bytes:
    """The text in the encoding `codec`."""
    try:
        return text.encode(codec, errors)
    except UnicodeEncodeError as refusal:
        raise unicode_error(runtime, refusal, make_str(runtime, refusal.object)) from None
    except (LookupError, ValueError) as refusal:
        raise host_error(runtime, refusal) from None


def decode(runtime: Runtime, content: bytes, codec: str, errors: str) -> str:
    """The text that `content` is in the encoding `codec`."""
    try:
        return content.decode(codec, errors)
    except UnicodeDecodeError as refusal:
        raise unicode_error(runtime, refusal, make_bytes(runtime, refusal.object)) from None
    except (LookupError, ValueError) as refusal:
        raise host_error(runtime, refusal) from None


def unicode_error(
    runtime: Runtime, refusal: UnicodeEncodeError | UnicodeDecodeError, converted: HeapObject
) -> Raised:
    """The program's exception, with its five arguments, for what the host's codec said."""
    arguments = [
        make_str(runtime, refusal.encoding),
        converted,
        make_int(runtime, refusal.start),
        make_int(runtime, refusal.end),
        make_str(runtime, refusal.reason),
    ]
    cls = runtime.types.exceptions[type(refusal).__name__]
    exception = make_exception_from(runtime, cls, arguments)
    for name, value in zip(FIELDS[cls.name], arguments, strict=True):
        set_field(runtime, exception, name, value)
    return Raised(exception)


def encode_method(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """`str.encode`."""
    text = arguments[0]
    assert isinstance(text, Str)
    names = ["encoding", "errors"]
    given = bind_arguments(runtime, "encode", arguments[1:], keywords, names, 2)
    codec, errors = codec_arguments(runtime, "encode", given[0], given[1])
    return make_bytes(runtime, encode(runtime, text.value, codec, errors))


def _decode(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["encoding", "errors"]
    given = bind_arguments(runtime, "decode", arguments[1:], keywords, names, 2)
    codec, errors = codec_arguments(runtime, "decode", given[0], given[1])
    return make_str(runtime, decode(runtime, bytes_value(arguments[0]), codec, errors))


# -- bytes(...) ----------------------------------------------------------------


def _new_bytes(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    source, encoded = constructor_source(runtime, "bytes", arguments, keywords)
    return make_bytes(runtime, encoded) if source is None else bytes_of(runtime, source)


def constructor_source(
    runtime: Runtime, name: str, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> tuple[HeapObject | None, bytes]:
    """What bytes or a bytearray are to be made of: a value, or the bytes of an encoded string."""
    names = ["source", "encoding", "errors"]
    given = bind_arguments(runtime, name, arguments[1:], keywords, names, 3)
    source = given[0]
    codec, errors = codec_arguments(runtime, name, given[1], given[2])
    text = None if source is None else plain(source)
    if isinstance(text, Str):
        if given[1] is None:
            raise type_error(runtime, "string argument without an encoding")
        return None, encode(runtime, text.value, codec, errors)
    if given[1] is not None or given[2] is not None:
        word = "encoding" if given[1] is not None else "errors"
        raise type_error(runtime, f"{word} without a string argument")
    return source, b""


def bytes_by_method(runtime: Runtime, source: HeapObject) -> Bytes | None:
    """What the value's `__bytes__` gives (a new reference); None if it has none."""
    given = call_special(runtime, source, "__bytes__", [])
    if given is None or isinstance(given, Bytes):
        return given
    wrong = type_of(given).name
    runtime.heap.release(given)
    raise type_error(runtime, f"__bytes__ returned non-bytes (type {wrong})")


def bytes_of(runtime: Runtime, source: HeapObject) -> HeapObject:
    """What `bytes(source)` is for anything but a string (a new reference)."""
    if isinstance(source, Bytes):
        source.refcount += 1
        return source
    given = bytes_by_method(runtime, source)
    if given is not None:
        return given
    content = bytes_if_any(source)
    if content is not None:
        return make_bytes(runtime, content)
    if type_of(source).lookup("__index__") is not None:
        try:
            return make_bytes(runtime, bytes(zeros_count(runtime, source)))
        except Raised as raised:
            if not is_instance_of(runtime, raised.exception, "TypeError"):
                raise
            runtime.heap.release(raised.exception)
    if type_of(source).lookup("__iter__") is None:
        raise type_error(runtime, f"cannot convert '{type_of(source).name}' object to bytes")
    if items_if_plain(source) is None:
        check_size(runtime, length_hint(runtime, source, GUESSED_LENGTH))
    items = items_of(runtime, source)
    try:
        numbers = [index_of(runtime, item) for item in items]
    finally:
        runtime.heap.release_all(items)
    for number in numbers:
        if not 0 <= number <= 255:
            raise value_error(runtime, "bytes must be in range(0, 256)")
    return make_bytes(runtime, bytes(numbers))


def zeros_count(runtime: Runtime, source: HeapObject) -> int:
    """How many zeros the number given to a constructor asks for."""
    count = index_of(runtime, source)
    if count < 0:
        raise value_error(runtime, "negative count")
    check_size(runtime, repeat_count(runtime, source))
    return count


def _itself(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    arguments[0].refcount += 1
    return arguments[0]


OWN_METHODS: Final[list[MethodSpec]] = [
    static_method(keyword_method("__new__", _new_bytes)),
    method("__hash__", _hash),
    method("__repr__", _repr),
    method("__bytes__", _itself),
]
"""What only bytes have."""

METHODS: Final[list[MethodSpec]] = [
    method("__len__", _length),
    method("__getitem__", _item, 1),
    method("__contains__", _contains, 1),
    method("__iter__", _iterate),
    method("__add__", _add, 1),
    method("__mul__", _repeat, 1),
    method("__rmul__", _repeat, 1),
    *[method(name, BytesComparison(host), 1) for name, host in COMPARISONS.items()],
    method("find", BytesSearch("find", bytes.find, False), 0, ANY_NUMBER),
    method("rfind", BytesSearch("rfind", bytes.rfind, False), 0, ANY_NUMBER),
    method("count", BytesSearch("count", bytes.count, False), 0, ANY_NUMBER),
    method("index", BytesSearch("index", bytes.find, True), 0, ANY_NUMBER),
    method("rindex", BytesSearch("rindex", bytes.rfind, True), 0, ANY_NUMBER),
    method("startswith", BytesAffix("startswith", bytes.startswith), 0, ANY_NUMBER),
    method("endswith", BytesAffix("endswith", bytes.endswith), 0, ANY_NUMBER),
    method("strip", BytesStrip(bytes.strip), 0, 1),
    method("lstrip", BytesStrip(bytes.lstrip), 0, 1),
    method("rstrip", BytesStrip(bytes.rstrip), 0, 1),
    method("replace", _replace, 2, 3),
    method("join", _join, 1),
    class_method(keyword_method("fromhex", _from_hex)),
    keyword_method("decode", _decode),
]
