"""Iterators that need not end: count, cycle and repeat of the module itertools."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.arguments import size_argument
from toylang.objects.builtins import TypeSpec, method
from toylang.objects.errors import type_error
from toylang.objects.iterators import sized_iterator_methods, start_iterator
from toylang.objects.list_growth import reserve
from toylang.objects.lists import List, make_list
from toylang.objects.numbers import Int, make_int
from toylang.objects.operators import binary
from toylang.objects.protocol import advance, iterate, repr_text
from toylang.objects.selecting_iterators import HoldingIterator, constructors, labelled
from toylang.objects.shared_methods import constructor_arguments, constructor_parameters
from toylang.objects.text import make_str
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

COUNT_SIZE: Final[i64] = 56
CYCLE_SIZE: Final[i64] = 64
REPEAT_SIZE: Final[i64] = 48
FOR_EVER: Final = -1


# -- count ---------------------------------------------------------------------


class Count(HoldingIterator):
    """A start and what comes of adding the step again and again.

    Counting ints by one needs no more than a host number; anything else (`value`) is added to.
    """

    def __init__(self, number: int, value: HeapObject | None, step: HeapObject) -> None:
        self.number: int = number
        self.value: HeapObject | None = value
        self.step: HeapObject = step

    def advance(self, runtime: Runtime) -> HeapObject | None:
        value = self.value
        if value is None:
            result = make_int(runtime, self.number)
            self.number += 1
            return result
        self.value = binary(runtime, "+", value, self.step)
        return value

    def held(self) -> list[tuple[str, HeapObject]]:
        return labelled([(" next", self.value), (" step", self.step)])


def _new_count(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["start", "step"]
    start, step = constructor_parameters(runtime, "count", arguments, keywords, names, 2)
    for value in (start, step):
        if value is not None and not _is_number(value):
            raise type_error(runtime, "a number is required")
    if step is None:
        step = runtime.small_ints[6]
    if start is None:
        start = runtime.small_ints[5]
    step.refcount += 1
    by_one = isinstance(step, Int) and step.value == 1
    if by_one and isinstance(start, Int) and abs(start.value) <= sys.maxsize:
        result = Count(start.value, None, step)
    else:
        start.refcount += 1
        result = Count(0, start, step)
    return start_iterator(runtime, result, "itertools.count", COUNT_SIZE)


def _is_number(value: HeapObject) -> bool:
    """As PyNumber_Check."""
    cls = type_of(value)
    return any(cls.lookup(name) is not None for name in ("__index__", "__int__", "__float__")) or (
        cls.name == "complex"
    )


def _repr_count(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    counter = arguments[0]
    assert isinstance(counter, Count)
    value = counter.value
    shown = str(counter.number) if value is None else repr_text(runtime, value)
    step = counter.step
    if not isinstance(step, Int) or step.value != 1:
        shown += ", " + repr_text(runtime, step)
    return make_str(runtime, f"count({shown})")


# -- cycle ---------------------------------------------------------------------


class Cycle(HoldingIterator):
    """The items of an iterator, kept to be handed out again and again."""

    index: i64 = 0

    def __init__(self, iterator: HeapObject, saved: List) -> None:
        self.iterator: HeapObject | None = iterator
        self.saved: List = saved

    def advance(self, runtime: Runtime) -> HeapObject | None:
        saved = self.saved
        iterator = self.iterator
        if iterator is not None:
            item = advance(runtime, iterator)
            if item is not None:
                reserve(saved, len(saved.items) + 1)
                item.refcount += 1
                saved.items.append(item)
                return item
            self.iterator = None
            runtime.heap.release(iterator)
        if not saved.items:
            return None
        result = saved.items[self.index]
        self.index += 1
        if self.index >= len(saved.items):
            self.index = 0
        result.refcount += 1
        return result

    def held(self) -> list[tuple[str, HeapObject]]:
        return labelled([(" iterator", self.iterator), (" saved items", self.saved)])

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.saved)
        if self.iterator is not None:
            heap.release(self.iterator)


def _new_cycle(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    iterable = constructor_arguments(runtime, "cycle", arguments, keywords, 1, 1)[0]
    iterator = iterate(runtime, iterable)
    result = Cycle(iterator, make_list(runtime, []))
    return start_iterator(runtime, result, "itertools.cycle", CYCLE_SIZE)


# -- repeat --------------------------------------------------------------------


class Repeat(HoldingIterator):
    """One value, a number of times or for ever."""

    def __init__(self, element: HeapObject, times: int) -> None:
        self.element: HeapObject = element
        self.times: int = times

    def advance(self, runtime: Runtime) -> HeapObject | None:
        if self.times == 0:
            return None
        if self.times > 0:
            self.times -= 1
        self.element.refcount += 1
        return self.element

    def remaining(self, runtime: Runtime) -> int:
        if self.times == FOR_EVER:
            raise type_error(runtime, "len() of unsized object")
        return self.times

    def held(self) -> list[tuple[str, HeapObject]]:
        return [(" repeats", self.element)]


def _new_repeat(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["object", "times"]
    element, times = constructor_parameters(runtime, "repeat", arguments, keywords, names, 2, 1)
    assert element is not None
    count = FOR_EVER if times is None else max(size_argument(runtime, times), 0)
    element.refcount += 1
    return start_iterator(runtime, Repeat(element, count), "itertools.repeat", REPEAT_SIZE)


def _repr_repeat(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    repeat = arguments[0]
    assert isinstance(repeat, Repeat)
    times = "" if repeat.times == FOR_EVER else f", {repeat.times}"
    return make_str(runtime, f"repeat({repr_text(runtime, repeat.element)}{times})")


TYPES: Final[list[TypeSpec]] = [
    TypeSpec("itertools.count", [*constructors(_new_count), method("__repr__", _repr_count)], []),
    TypeSpec("itertools.cycle", constructors(_new_cycle), []),
    TypeSpec(
        "itertools.repeat",
        [
            *constructors(_new_repeat),
            sized_iterator_methods()[2],
            method("__repr__", _repr_repeat),
        ],
        [],
    ),
]
