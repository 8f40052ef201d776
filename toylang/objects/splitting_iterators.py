"""Iterators that share one source: groupby with its groups, and the iterators tee makes.

The iterators of a tee walk along a chain of buffers (`TeeBuffer`), each holding up to 57 items and
the next buffer. A buffer lives as long as an iterator stands at it or before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.arguments import size_argument
from toylang.objects.attributes import find_attribute
from toylang.objects.builtins import MethodSpec, TypeSpec, method
from toylang.objects.errors import error, value_error
from toylang.objects.hashing import same_or_equal
from toylang.objects.iterators import iterator_methods, start_iterator
from toylang.objects.protocol import advance, iterate
from toylang.objects.selecting_iterators import HoldingIterator, constructors, labelled
from toylang.objects.shared_methods import constructor_arguments, constructor_parameters
from toylang.objects.tuples import make_tuple

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

GROUPBY_SIZE: Final[i64] = 80
GROUP_SIZE: Final[i64] = 48
TEE_SIZE: Final[i64] = 56
TEE_BUFFER_SIZE: Final[i64] = 512
BUFFERED: Final = 57
"""Items in one buffer of a tee: with the rest, it fills 512 bytes."""


# -- groupby -------------------------------------------------------------------


class GroupBy(HoldingIterator):
    """Pairs of a key and an iterator over the neighbouring items that have it."""

    current_group: Group | None = None
    """The group handed out last (borrowed: it is only compared with)."""

    target_key: HeapObject | None = None
    current_key: HeapObject | None = None
    current_value: HeapObject | None = None

    def __init__(self, iterator: HeapObject, function: HeapObject) -> None:
        self.iterator: HeapObject = iterator
        self.function: HeapObject = function

    def advance(self, runtime: Runtime) -> HeapObject | None:
        self.current_group = None
        while self._is_in_old_group(runtime):
            if not self.step(runtime):
                return None
            runtime.poll()
        key = self.current_key
        assert key is not None
        key.refcount += 3
        old, self.target_key = self.target_key, key
        if old is not None:
            runtime.heap.release(old)
        self.refcount += 1
        group = Group(self, key)
        self.current_group = group
        start_iterator(runtime, group, "itertools._grouper", GROUP_SIZE)
        return make_tuple(runtime, [key, group])

    def _is_in_old_group(self, runtime: Runtime) -> bool:
        """Whether the item at hand is missing or belongs to the group handed out last."""
        if self.current_key is None:
            return True
        if self.target_key is None:
            return False
        return same_or_equal(runtime, self.target_key, self.current_key)

    def step(self, runtime: Runtime) -> bool:
        """Take the next item and its key; False if there is none."""
        value = advance(runtime, self.iterator)
        if value is None:
            return False
        key = value
        if self.function is runtime.none:
            value.refcount += 1
        else:
            try:
                key = runtime.call(self.function, [value])
            except BaseException:
                runtime.heap.release(value)
                raise
        old_value, self.current_value = self.current_value, value
        if old_value is not None:
            runtime.heap.release(old_value)
        old_key, self.current_key = self.current_key, key
        if old_key is not None:
            runtime.heap.release(old_key)
        return True

    def held(self) -> list[tuple[str, HeapObject]]:
        pairs = [
            (" iterator", self.iterator),
            (" calls", self.function),
            (" key of the group", self.target_key),
            (" key of the item", self.current_key),
            (" item", self.current_value),
        ]
        return labelled(pairs)


class Group(HoldingIterator):
    """The items of a groupby that have one key, as long as it does not move on."""

    def __init__(self, parent: GroupBy, key: HeapObject) -> None:
        self.parent: GroupBy = parent
        self.key: HeapObject = key

    def advance(self, runtime: Runtime) -> HeapObject | None:
        parent = self.parent
        if parent.current_group is not self:
            return None
        if parent.current_value is None and not parent.step(runtime):
            return None
        key = parent.current_key
        assert key is not None
        if not same_or_equal(runtime, self.key, key):
            return None
        result, parent.current_value = parent.current_value, None
        parent.current_key = None
        runtime.heap.release(key)
        return result

    def held(self) -> list[tuple[str, HeapObject]]:
        return [(" groupby", self.parent), (" key", self.key)]


def _new_group_by(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["iterable", "key"]
    iterable, function = constructor_parameters(
        runtime, "groupby", arguments, keywords, names, 2, 1
    )
    assert iterable is not None
    iterator = iterate(runtime, iterable)
    chosen = runtime.none if function is None else function
    chosen.refcount += 1
    return start_iterator(runtime, GroupBy(iterator, chosen), "itertools.groupby", GROUPBY_SIZE)


# -- tee -----------------------------------------------------------------------


class TeeBuffer(HoldingIterator):
    """Some items of a shared iterator, in the order they came; not itself an iterator to Toy."""

    running: bool = False
    link: TeeBuffer | None = None

    def __init__(self, iterator: HeapObject | None) -> None:
        self.iterator: HeapObject | None = iterator
        self.values: list[HeapObject] = []

    def item(self, runtime: Runtime, index: int) -> HeapObject | None:
        """The item at `index` (a new reference), taken from the iterator if it is the next one."""
        if index >= len(self.values):
            if self.running:
                raise error(runtime, "RuntimeError", "cannot re-enter the tee iterator")
            iterator = self.iterator
            if iterator is None:
                return None
            self.running = True
            try:
                value = advance(runtime, iterator)
            finally:
                self.running = False
            if value is None:
                return None
            self.values.append(value)
        result = self.values[index]
        result.refcount += 1
        return result

    def next_buffer(self, runtime: Runtime) -> TeeBuffer:
        """The buffer after this one (a new reference), made when first asked for."""
        if self.link is None:
            self.link = _make_buffer(runtime, self.iterator)
        self.link.refcount += 1
        return self.link

    def held(self) -> list[tuple[str, HeapObject]]:
        items: list[tuple[str, HeapObject | None]] = [(" iterator", self.iterator)]
        items += [(f" item {index}", value) for index, value in enumerate(self.values)]
        return labelled([*items, (" next buffer", self.link)])

    def clear(self, heap: Heap) -> None:
        """As teedataobject_clear; the buffers after this one go one by one, not nested."""
        iterator, self.iterator = self.iterator, None
        if iterator is not None:
            heap.release(iterator)
        values, self.values = self.values, []
        heap.release_all(values)
        link, self.link = self.link, None
        while link is not None and link.refcount == 1:
            after, link.link = link.link, None
            heap.release(link)
            link = after
        if link is not None:
            heap.release(link)

    def release_referents(self, heap: Heap) -> None:
        self.clear(heap)


class Tee(HoldingIterator):
    """One of the independent iterators over a shared one."""

    index: int = 0

    def __init__(self, buffer: TeeBuffer) -> None:
        self.buffer: TeeBuffer = buffer

    def advance(self, runtime: Runtime) -> HeapObject | None:
        if self.index >= BUFFERED:
            following = self.buffer.next_buffer(runtime)
            old, self.buffer = self.buffer, following
            self.index = 0
            runtime.heap.release(old)
        result = self.buffer.item(runtime, self.index)
        if result is not None:
            self.index += 1
        return result

    def held(self) -> list[tuple[str, HeapObject]]:
        return [(" buffer", self.buffer)]


def _make_buffer(runtime: Runtime, iterator: HeapObject | None) -> TeeBuffer:
    """An empty buffer over a (borrowed) iterator."""
    if iterator is not None:
        iterator.refcount += 1
    buffer = TeeBuffer(iterator)
    start_iterator(runtime, buffer, "itertools._tee_dataobject", TEE_BUFFER_SIZE)
    return buffer


def _copy_tee(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    tee = arguments[0]
    assert isinstance(tee, Tee)
    tee.buffer.refcount += 1
    copy = Tee(tee.buffer)
    copy.index = tee.index
    return start_iterator(runtime, copy, "itertools._tee", TEE_SIZE)


def _tee_over(runtime: Runtime, iterator: HeapObject) -> HeapObject:
    """A tee iterator over a (borrowed) iterator."""
    tee = Tee(_make_buffer(runtime, iterator))
    return start_iterator(runtime, tee, "itertools._tee", TEE_SIZE)


def _new_tee(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    iterable = constructor_arguments(runtime, "_tee", arguments, keywords, 1, 1)[0]
    iterator = iterate(runtime, iterable)
    try:
        if isinstance(iterator, Tee):
            return _copy_tee(runtime, [iterator])
        return _tee_over(runtime, iterator)
    finally:
        runtime.heap.release(iterator)


def _tee(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    count = size_argument(runtime, arguments[1]) if len(arguments) > 1 else 2
    if count < 0:
        raise value_error(runtime, "n must be >= 0")
    if count == 0:
        return make_tuple(runtime, [])
    result: list[HeapObject] = []
    try:
        first = iterate(runtime, arguments[0])
        result.append(first)
        copier = find_attribute(runtime, first, "__copy__")
        if copier is None:
            result[0] = _tee_over(runtime, first)
            runtime.heap.release(first)
            copier = find_attribute(runtime, result[0], "__copy__")
            assert copier is not None
        try:
            while len(result) < count:
                result.append(runtime.call(copier, []))
        finally:
            runtime.heap.release(copier)
    except BaseException:
        runtime.heap.release_all(result)
        raise
    return make_tuple(runtime, result)


TEE_FUNCTION: Final[MethodSpec] = method("tee", _tee, 1, 2)

TYPES: Final[list[TypeSpec]] = [
    TypeSpec("itertools.groupby", constructors(_new_group_by), []),
    TypeSpec("itertools._grouper", iterator_methods(), []),
    TypeSpec("itertools._tee", [*constructors(_new_tee), method("__copy__", _copy_tee)], []),
    TypeSpec("itertools._tee_dataobject", [], []),
]
