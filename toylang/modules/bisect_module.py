"""The `bisect` module: positions in sorted sequences (CPython: `Modules/_bisectmodule.c`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.arguments import size_argument
from toylang.objects.builtins import MethodSpec, bind_arguments, keyword_method
from toylang.objects.comparison import less_than
from toylang.objects.errors import value_error
from toylang.objects.list_growth import reserve
from toylang.objects.lists import List
from toylang.objects.numbers import make_int
from toylang.objects.protocol import call_method, get_item, length, none

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

PARAMETERS: Final = ["a", "x", "lo", "hi", "key"]


class Search:
    """Where a value belongs in part of a sorted sequence; everything is borrowed."""

    def __init__(
        self,
        runtime: Runtime,
        name: str,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject],
    ) -> None:
        given = bind_arguments(runtime, name, arguments, keywords, PARAMETERS, 4, 2)
        sequence, value, low, high, key = given
        assert sequence is not None and value is not None
        self.runtime: Runtime = runtime
        self.sequence: HeapObject = sequence
        self.value: HeapObject = value
        self.low: int = 0 if low is None else size_argument(runtime, low)
        self.high: int = -1
        if high is not None and high is not runtime.none:
            self.high = size_argument(runtime, high)
        self.key: HeapObject | None = None if key is runtime.none else key

    def position(self, value: HeapObject, after_equals: bool) -> int:
        """Halve the part until one position is left."""
        runtime, low, high = self.runtime, self.low, self.high
        if low < 0:
            raise value_error(runtime, "lo must be non-negative")
        if high == -1:
            high = length(runtime, self.sequence)
        while low < high:
            middle = (low + high) // 2
            item = self._keyed(self._item(middle))
            try:
                if after_equals:
                    goes_left = less_than(runtime, value, item)
                else:
                    goes_left = not less_than(runtime, item, value)
            finally:
                runtime.heap.release(item)
            if goes_left:
                high = middle
            else:
                low = middle + 1
        return low

    def _item(self, position: int) -> HeapObject:
        sequence = self.sequence
        if isinstance(sequence, List) and position < len(sequence.items):
            result = sequence.items[position]
            result.refcount += 1
            return result
        index = make_int(self.runtime, position)
        try:
            return get_item(self.runtime, sequence, index)
        finally:
            self.runtime.heap.release(index)

    def _keyed(self, item: HeapObject) -> HeapObject:
        """What the key function makes of an item, which is taken over."""
        if self.key is None:
            return item
        try:
            return self.runtime.call(self.key, [item])
        finally:
            self.runtime.heap.release(item)


class Find:
    """`bisect_left` and `bisect_right`: before or behind what is equal."""

    def __init__(self, name: str, after_equals: bool) -> None:
        self.name: str = name
        self.after_equals: bool = after_equals

    def __call__(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        """The position; the key function is for the items, not for the value."""
        search = Search(runtime, self.name, arguments, keywords)
        return make_int(runtime, search.position(search.value, self.after_equals))


class Insert:
    """`insort_left` and `insort_right`: put a value where it belongs."""

    def __init__(self, name: str, after_equals: bool) -> None:
        self.name: str = name
        self.after_equals: bool = after_equals

    def __call__(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        """The key function is for the value, too."""
        search = Search(runtime, self.name, arguments, keywords)
        value = search.value
        if search.key is None:
            position = search.position(value, self.after_equals)
        else:
            ranked = runtime.call(search.key, [value])
            try:
                position = search.position(ranked, self.after_equals)
            finally:
                runtime.heap.release(ranked)
        _insert(runtime, search.sequence, position, value)
        return none(runtime)


def _insert(runtime: Runtime, sequence: HeapObject, position: int, value: HeapObject) -> None:
    if isinstance(sequence, List) and sequence.extension is None:
        reserve(sequence, len(sequence.items) + 1)
        value.refcount += 1
        sequence.items.insert(position, value)
        return
    index = make_int(runtime, position)
    try:
        runtime.heap.release(call_method(runtime, sequence, "insert", [index, value]))
    finally:
        runtime.heap.release(index)


FUNCTIONS: Final[list[MethodSpec]] = [
    keyword_method("bisect_left", Find("bisect_left", False)),
    keyword_method("bisect_right", Find("bisect_right", True)),
    keyword_method("bisect", Find("bisect_right", True)),
    keyword_method("insort_left", Insert("insort_left", False)),
    keyword_method("insort_right", Insert("insort_right", True)),
    keyword_method("insort", Insert("insort_right", True)),
]
