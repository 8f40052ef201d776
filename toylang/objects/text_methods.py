"""The methods of str that have names: case, search, strip, split, join, pad, replace, translate.

The work is the host's, on host texts. What stands here is what surrounds it: which arguments a
method takes, what it says when they are wrong, and what size it refuses. Methods of one shape share
a small class that holds the host's method.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import (
    LARGEST_SIZE,
    bound_argument,
    c_int_argument,
    check_count,
    check_size,
    size_argument,
    text_argument,
)
from toylang.objects.atoms import plain
from toylang.objects.builtins import (
    ANY_NUMBER,
    MethodSpec,
    bind_arguments,
    keyword_method,
    method,
    packed,
    static_method,
)
from toylang.objects.errors import type_error, value_error
from toylang.objects.formatting import Fields
from toylang.objects.list_growth import sequence_to_join
from toylang.objects.lists import make_list
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.text import Str, make_str
from toylang.objects.text_translation import make_translation, translate
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def text_value(value: HeapObject) -> str:
    """The host text of a value known to be a string."""
    text = plain(value)
    assert isinstance(text, Str)
    return text.value


def same_or_new(runtime: Runtime, receiver: HeapObject, text: str) -> HeapObject:
    """A string for `text`: the receiver itself if the host gave its very text back."""
    if isinstance(receiver, Str) and text is receiver.value:
        receiver.refcount += 1
        return receiver
    return make_str(runtime, text)


# -- methods of one shape ------------------------------------------------------


class Transform:
    """`upper`, `title`, …: a text made of the receiver's."""

    def __init__(self, host: Callable[[str], str]) -> None:
        self.host: Callable[[str], str] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The host's method, applied to the receiver."""
        return make_str(runtime, self.host(text_value(arguments[0])))


class Predicate:
    """`isdigit`, `isupper`, …: a yes or no about the receiver."""

    def __init__(self, host: Callable[[str], bool]) -> None:
        self.host: Callable[[str], bool] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The host's answer about the receiver."""
        return make_bool(runtime, self.host(text_value(arguments[0])))


class Search:
    """`find`, `rfind`, `count`, `index`, `rindex`: a part looked for between two bounds."""

    def __init__(self, name: str, host: Callable[[str, str, int, int], int], must: bool) -> None:
        self.name: str = name
        self.host: Callable[[str, str, int, int], int] = host
        self.must: bool = must
        """Whether it is an error not to find the part."""

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The place or the number of places the host finds."""
        check_count(runtime, self.name, arguments, 1, 3)
        start = bound_argument(runtime, arguments, 2, 0)
        stop = bound_argument(runtime, arguments, 3, LARGEST_SIZE)
        part = text_argument(runtime, arguments[1])
        place = self.host(text_value(arguments[0]), part, start, stop)
        if self.must and place < 0:
            raise value_error(runtime, "substring not found")
        return make_int(runtime, place)


class Affix:
    """`startswith`, `endswith`: one text or a tuple of them, between two bounds."""

    def __init__(self, name: str, host: Callable[[str, str, int, int], bool]) -> None:
        self.name: str = name
        self.host: Callable[[str, str, int, int], bool] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Whether the receiver begins or ends so."""
        check_count(runtime, self.name, arguments, 1, 3)
        start = bound_argument(runtime, arguments, 2, 0)
        stop = bound_argument(runtime, arguments, 3, LARGEST_SIZE)
        text, affix = text_value(arguments[0]), arguments[1]
        if isinstance(affix, Str):
            return make_bool(runtime, self.host(text, affix.value, start, stop))
        if not isinstance(affix, Tuple):
            complaint = f"{self.name} first arg must be str or a tuple of str, not"
            raise type_error(runtime, f"{complaint} {type_of(affix).name}")
        for choice in affix.items:
            part = plain(choice)
            if not isinstance(part, Str):
                complaint = f"tuple for {self.name} must only contain str, not"
                raise type_error(runtime, f"{complaint} {type_of(choice).name}")
            if self.host(text, part.value, start, stop):
                return make_bool(runtime, True)
        return make_bool(runtime, False)


class Strip:
    """`strip`, `lstrip`, `rstrip`: characters taken off the ends."""

    def __init__(self, name: str, host: Callable[[str, str | None], str]) -> None:
        self.name: str = name
        self.host: Callable[[str, str | None], str] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The receiver without the characters at its ends."""
        characters: str | None = None
        if len(arguments) == 2 and arguments[1] is not runtime.none:
            given = arguments[1]
            if not isinstance(given, Str):
                raise type_error(runtime, f"{self.name} arg must be None or str")
            characters = given.value
        return same_or_new(runtime, arguments[0], self.host(text_value(arguments[0]), characters))


class Pad:
    """`center`, `ljust`, `rjust`: the receiver in a wider field."""

    def __init__(self, host: Callable[[str, int, str], str]) -> None:
        self.host: Callable[[str, int, str], str] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The receiver with fill characters around it."""
        width, fill = size_argument(runtime, arguments[1]), " "
        if len(arguments) == 3:
            given = arguments[2]
            if not isinstance(given, Str):
                wrong = type_of(given).name
                message = f"The fill character must be a unicode character, not {wrong}"
                raise type_error(runtime, message)
            if len(given.value) != 1:
                message = "The fill character must be exactly one character long"
                raise type_error(runtime, message)
            fill = given.value
        check_size(runtime, width)
        return same_or_new(runtime, arguments[0], self.host(text_value(arguments[0]), width, fill))


class RemoveAffix:
    """`removeprefix`, `removesuffix`."""

    def __init__(self, name: str, host: Callable[[str, str], str]) -> None:
        self.name: str = name
        self.host: Callable[[str, str], str] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The receiver without the affix."""
        affix = text_argument(runtime, arguments[1], f"{self.name}() argument")
        return same_or_new(runtime, arguments[0], self.host(text_value(arguments[0]), affix))


class Partition:
    """`partition`, `rpartition`: what stands before a separator, the separator, what follows."""

    def __init__(self, host: Callable[[str, str], tuple[str, str, str]]) -> None:
        self.host: Callable[[str, str], tuple[str, str, str]] = host

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The three parts, as a tuple."""
        separator = text_argument(runtime, arguments[1])
        if separator == "":
            raise value_error(runtime, "empty separator")
        parts = self.host(text_value(arguments[0]), separator)
        return make_tuple(runtime, [same_or_new(runtime, arguments[0], part) for part in parts])


class Split:
    """`split`, `rsplit`: the parts between separators."""

    def __init__(self, name: str, host: Callable[[str, str | None, int], list[str]]) -> None:
        self.name: str = name
        self.host: Callable[[str, str | None, int], list[str]] = host

    def __call__(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        """The parts, as a list."""
        names = ["sep", "maxsplit"]
        given = bind_arguments(runtime, self.name, arguments[1:], keywords, names, 2)
        most = -1 if given[1] is None else size_argument(runtime, given[1])
        separator: str | None = None
        if isinstance(given[0], Str):
            separator = given[0].value
        elif given[0] is not None and given[0] is not runtime.none:
            raise type_error(runtime, f"must be str or None, not {type_of(given[0]).name}")
        if separator == "":
            raise value_error(runtime, "empty separator")
        return _pieces(runtime, arguments[0], self.host(text_value(arguments[0]), separator, most))


def _pieces(runtime: Runtime, receiver: HeapObject, pieces: list[str]) -> HeapObject:
    return make_list(runtime, [same_or_new(runtime, receiver, piece) for piece in pieces])


# -- the others ----------------------------------------------------------------


def _split_lines(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = bind_arguments(runtime, "splitlines", arguments[1:], keywords, ["keepends"], 1)
    keep = given[0] is not None and c_int_argument(runtime, given[0]) != 0
    return _pieces(runtime, arguments[0], text_value(arguments[0]).splitlines(keep))


def _join(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    sequence = sequence_to_join(runtime, arguments[1])
    try:
        return _joined(runtime, text_value(arguments[0]), sequence.items)
    finally:
        runtime.heap.release(sequence)


def _joined(runtime: Runtime, separator: str, items: list[HeapObject]) -> HeapObject:
    if len(items) == 1 and isinstance(items[0], Str):
        items[0].refcount += 1
        return items[0]
    size = len(separator) * (len(items) - 1)
    texts: list[str] = []
    for index, item in enumerate(items):
        text = plain(item)
        if not isinstance(text, Str):
            wrong = type_of(item).name
            message = f"sequence item {index}: expected str instance, {wrong} found"
            raise type_error(runtime, message)
        size += len(text.value)
        texts.append(text.value)
    check_size(runtime, size)
    return make_str(runtime, separator.join(texts))


def _replace(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    old = text_argument(runtime, arguments[1], "replace() argument 1")
    new = text_argument(runtime, arguments[2], "replace() argument 2")
    most = size_argument(runtime, arguments[3]) if len(arguments) == 4 else -1
    text = text_value(arguments[0])
    if len(new) > len(old):
        places = text.count(old)
        if 0 <= most < places:
            places = most
        check_size(runtime, len(text) + places * (len(new) - len(old)))
    return same_or_new(runtime, arguments[0], text.replace(old, new, most))


def _expand_tabs(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = bind_arguments(runtime, "expandtabs", arguments[1:], keywords, ["tabsize"], 1)
    width = 8 if given[0] is None else c_int_argument(runtime, given[0])
    text = text_value(arguments[0])
    check_size(runtime, len(text) + text.count("\t") * width)
    return same_or_new(runtime, arguments[0], text.expandtabs(width))


def _fill_with_zeros(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    width = size_argument(runtime, arguments[1])
    check_size(runtime, width)
    return same_or_new(runtime, arguments[0], text_value(arguments[0]).zfill(width))


# -- format --------------------------------------------------------------------


def _format(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    fields = Fields(runtime, arguments[1:], keywords, None)
    return make_str(runtime, fields.expand(text_value(arguments[0])))


def _format_map(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    fields = Fields(runtime, None, {}, arguments[1])
    return make_str(runtime, fields.expand(text_value(arguments[0])))


TRANSFORMS: Final[dict[str, Callable[[str], str]]] = {
    "capitalize": str.capitalize,
    "casefold": str.casefold,
    "lower": str.lower,
    "swapcase": str.swapcase,
    "title": str.title,
    "upper": str.upper,
}

PREDICATES: Final[dict[str, Callable[[str], bool]]] = {
    "isalnum": str.isalnum,
    "isalpha": str.isalpha,
    "isascii": str.isascii,
    "isdecimal": str.isdecimal,
    "isdigit": str.isdigit,
    "isidentifier": str.isidentifier,
    "islower": str.islower,
    "isnumeric": str.isnumeric,
    "isprintable": str.isprintable,
    "isspace": str.isspace,
    "istitle": str.istitle,
    "isupper": str.isupper,
}

METHODS: Final[list[MethodSpec]] = [
    *[method(name, Transform(host)) for name, host in TRANSFORMS.items()],
    *[method(name, Predicate(host)) for name, host in PREDICATES.items()],
    packed(method("find", Search("find", str.find, False), 0, ANY_NUMBER)),
    packed(method("rfind", Search("rfind", str.rfind, False), 0, ANY_NUMBER)),
    packed(method("count", Search("count", str.count, False), 0, ANY_NUMBER)),
    packed(method("index", Search("index", str.find, True), 0, ANY_NUMBER)),
    packed(method("rindex", Search("rindex", str.rfind, True), 0, ANY_NUMBER)),
    packed(method("startswith", Affix("startswith", str.startswith), 0, ANY_NUMBER)),
    packed(method("endswith", Affix("endswith", str.endswith), 0, ANY_NUMBER)),
    method("strip", Strip("strip", str.strip), 0, 1),
    method("lstrip", Strip("lstrip", str.lstrip), 0, 1),
    method("rstrip", Strip("rstrip", str.rstrip), 0, 1),
    method("center", Pad(str.center), 1, 2),
    method("ljust", Pad(str.ljust), 1, 2),
    method("rjust", Pad(str.rjust), 1, 2),
    method("removeprefix", RemoveAffix("removeprefix", str.removeprefix), 1),
    method("removesuffix", RemoveAffix("removesuffix", str.removesuffix), 1),
    method("partition", Partition(str.partition), 1),
    method("rpartition", Partition(str.rpartition), 1),
    keyword_method("split", Split("split", str.split)),
    keyword_method("rsplit", Split("rsplit", str.rsplit)),
    keyword_method("splitlines", _split_lines),
    method("join", _join, 1),
    method("replace", _replace, 2, 3),
    keyword_method("expandtabs", _expand_tabs),
    method("zfill", _fill_with_zeros, 1),
    packed(keyword_method("format", _format)),
    method("format_map", _format_map, 1),
    method("translate", translate, 1),
    static_method(method("maketrans", make_translation, 1, 3)),
]
