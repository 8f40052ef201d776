"""More methods of bytes and bytearrays: case, kinds of characters, padding, splitting, translation.

As with strings, the work is the host's, on host bytes; methods of one shape share a small class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import c_int_argument, check_size, size_argument
from toylang.objects.builtins import (
    MethodSpec,
    bind_arguments,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.byte_values import (
    Bytes,
    bytes_argument,
    bytes_if_any,
    bytes_value,
    make_bytes,
    make_like,
)
from toylang.objects.errors import type_error, value_error
from toylang.objects.lists import make_list
from toylang.objects.numbers import make_bool
from toylang.objects.protocol import length
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def same_or_new(runtime: Runtime, receiver: HeapObject, content: bytes) -> HeapObject:
    """`content` as the receiver's kind: itself if it is bytes and the host gave those back."""
    if isinstance(receiver, Bytes) and content is receiver.value:
        receiver.refcount += 1
        return receiver
    return make_like(runtime, receiver, content)


# -- methods of one shape ------------------------------------------------------


class BytesTransform:
    """`upper`, `title`, …: bytes made of the receiver's."""

    def __init__(self, host: Callable[[bytes], bytes]) -> None:
        self.host: Callable[[bytes], bytes] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The host's method, applied to the receiver."""
        return make_like(runtime, arguments[0], self.host(bytes_value(arguments[0])))


class BytesPredicate:
    """`isdigit`, `isupper`, …: a yes or no about the receiver."""

    def __init__(self, host: Callable[[bytes], bool]) -> None:
        self.host: Callable[[bytes], bool] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The host's answer about the receiver."""
        return make_bool(runtime, self.host(bytes_value(arguments[0])))


class BytesPad:
    """`center`, `ljust`, `rjust`: the receiver in a wider field."""

    def __init__(self, name: str, host: Callable[[bytes, int, bytes], bytes]) -> None:
        self.name: str = name
        self.host: Callable[[bytes, int, bytes], bytes] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The receiver with fill bytes around it."""
        width, fill = size_argument(runtime, arguments[1]), b" "
        if len(arguments) == 3:
            given = arguments[2]
            content = bytes_if_any(given)
            if content is None or len(content) != 1:
                wrong = "None" if given is runtime.none else type_of(given).name
                message = f"{self.name}() argument 2 must be a byte string of length 1, not {wrong}"
                raise type_error(runtime, message)
            fill = content
        check_size(runtime, width)
        return same_or_new(runtime, arguments[0], self.host(bytes_value(arguments[0]), width, fill))


class BytesRemoveAffix:
    """`removeprefix`, `removesuffix`."""

    def __init__(self, host: Callable[[bytes, bytes], bytes]) -> None:
        self.host: Callable[[bytes, bytes], bytes] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The receiver without the affix."""
        affix = bytes_argument(runtime, arguments[1])
        return same_or_new(runtime, arguments[0], self.host(bytes_value(arguments[0]), affix))


class BytesPartition:
    """`partition`, `rpartition`: what stands before a separator, the separator, what follows."""

    def __init__(self, host: Callable[[bytes, bytes], tuple[bytes, bytes, bytes]]) -> None:
        self.host: Callable[[bytes, bytes], tuple[bytes, bytes, bytes]] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The three parts, as a tuple."""
        separator = _separator(runtime, arguments[1])
        parts = self.host(bytes_value(arguments[0]), separator)
        return make_tuple(runtime, [same_or_new(runtime, arguments[0], part) for part in parts])


class BytesSplit:
    """`split`, `rsplit`: the parts between separators."""

    def __init__(self, name: str, host: Callable[[bytes, bytes | None, int], list[bytes]]) -> None:
        self.name: str = name
        self.host: Callable[[bytes, bytes | None, int], list[bytes]] = host

    def __call__(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        """The parts, as a list."""
        names = ["sep", "maxsplit"]
        given = bind_arguments(runtime, self.name, arguments[1:], keywords, names, 2)
        most = -1 if given[1] is None else size_argument(runtime, given[1])
        separator: bytes | None = None
        if given[0] is not None and given[0] is not runtime.none:
            separator = _separator(runtime, given[0])
        pieces = self.host(bytes_value(arguments[0]), separator, most)
        return _pieces(runtime, arguments[0], pieces)


def _separator(runtime: Runtime, value: HeapObject) -> bytes:
    separator = bytes_argument(runtime, value)
    if separator == b"":
        raise value_error(runtime, "empty separator")
    return separator


def _pieces(runtime: Runtime, receiver: HeapObject, pieces: list[bytes]) -> HeapObject:
    return make_list(runtime, [same_or_new(runtime, receiver, piece) for piece in pieces])


# -- the others ----------------------------------------------------------------


def _split_lines(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = bind_arguments(runtime, "splitlines", arguments[1:], keywords, ["keepends"], 1)
    keep = given[0] is not None and c_int_argument(runtime, given[0]) != 0
    return _pieces(runtime, arguments[0], bytes_value(arguments[0]).splitlines(keep))


def _expand_tabs(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = bind_arguments(runtime, "expandtabs", arguments[1:], keywords, ["tabsize"], 1)
    width = 8 if given[0] is None else c_int_argument(runtime, given[0])
    content = bytes_value(arguments[0])
    check_size(runtime, len(content) + content.count(b"\t") * width)
    return make_like(runtime, arguments[0], content.expandtabs(width))


def _fill_with_zeros(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    width = size_argument(runtime, arguments[1])
    check_size(runtime, width)
    return same_or_new(runtime, arguments[0], bytes_value(arguments[0]).zfill(width))


def _hex(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["sep", "bytes_per_sep"]
    separator, group = bind_arguments(runtime, "hex", arguments[1:], keywords, names, 2)
    size = 1 if group is None else c_int_argument(runtime, group)
    content = bytes_value(arguments[0])
    if separator is None:
        return make_str(runtime, content.hex())
    mark = _hex_separator(runtime, separator)
    return make_str(runtime, content.hex(mark, size) if size != 0 else content.hex())


def _hex_separator(runtime: Runtime, separator: HeapObject) -> str:
    """The character between groups of hexadecimal digits; one and ASCII."""
    if length(runtime, separator) != 1:
        raise value_error(runtime, "sep must be length 1.")
    if isinstance(separator, Str):
        mark = separator.value
    elif isinstance(separator, Bytes):
        mark = separator.value.decode("latin-1")
    else:
        raise type_error(runtime, "sep must be str or bytes.")
    if not mark.isascii():
        raise value_error(runtime, "sep must be ASCII.")
    return mark


def _translate(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = [" table", "delete"]
    given = bind_arguments(runtime, "translate", arguments[1:], keywords, names, 2, 1)
    table: bytes | None = None
    if given[0] is not None and given[0] is not runtime.none:
        table = bytes_argument(runtime, given[0])
        if len(table) != 256:
            raise value_error(runtime, "translation table must be 256 characters long")
    deleted = b"" if given[1] is None else bytes_argument(runtime, given[1])
    translated = bytes_value(arguments[0]).translate(table, deleted)
    return make_like(runtime, arguments[0], translated)


def _make_translation(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    source = bytes_argument(runtime, arguments[0])
    target = bytes_argument(runtime, arguments[1])
    if len(source) != len(target):
        raise value_error(runtime, "maketrans arguments must have same length")
    return make_bytes(runtime, bytes.maketrans(source, target))


TRANSFORMS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "capitalize": bytes.capitalize,
    "lower": bytes.lower,
    "swapcase": bytes.swapcase,
    "title": bytes.title,
    "upper": bytes.upper,
}

PREDICATES: Final[dict[str, Callable[[bytes], bool]]] = {
    "isalnum": bytes.isalnum,
    "isalpha": bytes.isalpha,
    "isascii": bytes.isascii,
    "isdigit": bytes.isdigit,
    "islower": bytes.islower,
    "isspace": bytes.isspace,
    "istitle": bytes.istitle,
    "isupper": bytes.isupper,
}

METHODS: Final[list[MethodSpec]] = [
    *[method(name, BytesTransform(host)) for name, host in TRANSFORMS.items()],
    *[method(name, BytesPredicate(host)) for name, host in PREDICATES.items()],
    method("center", BytesPad("center", bytes.center), 1, 2),
    method("ljust", BytesPad("ljust", bytes.ljust), 1, 2),
    method("rjust", BytesPad("rjust", bytes.rjust), 1, 2),
    method("removeprefix", BytesRemoveAffix(bytes.removeprefix), 1),
    method("removesuffix", BytesRemoveAffix(bytes.removesuffix), 1),
    method("partition", BytesPartition(bytes.partition), 1),
    method("rpartition", BytesPartition(bytes.rpartition), 1),
    keyword_method("split", BytesSplit("split", bytes.split)),
    keyword_method("rsplit", BytesSplit("rsplit", bytes.rsplit)),
    keyword_method("splitlines", _split_lines),
    keyword_method("expandtabs", _expand_tabs),
    method("zfill", _fill_with_zeros, 1),
    keyword_method("hex", _hex),
    keyword_method("translate", _translate),
    static_method(method("maketrans", _make_translation, 2)),
]
