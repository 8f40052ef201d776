"""The algebra of sets: union, intersection, difference, and the questions about subsets.

Which of two sets is walked and which is asked shows in the order of the result, and is CPython's
choice throughout. An iterable that is no set is walked; a dict and a set bring the hashes of their
items along. A walk reads the table anew at each step and holds the item at hand, for a comparison
may run code of the program that changes the set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.dicts import Dict
from toylang.objects.hashing import hash_of
from toylang.objects.protocol import advance, iterate
from toylang.objects.set_object import (
    AnySet,
    FrozenSet,
    SetEntry,
    make_frozenset,
    make_set,
)

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime
    from toylang.objects.types import Type


def empty_like(runtime: Runtime, model: AnySet) -> AnySet:
    """A new empty set of the same kind."""
    return make_frozenset(runtime) if isinstance(model, FrozenSet) else make_set(runtime)


def set_from(runtime: Runtime, iterable: HeapObject) -> AnySet:
    """`set(iterable)`."""
    return _filled(runtime, make_set(runtime), iterable)


def frozenset_from(runtime: Runtime, cls: Type, iterable: HeapObject) -> AnySet:
    """A new frozenset, of class `cls`, of everything in the iterable."""
    return _filled(runtime, make_frozenset(runtime, cls), iterable)


def _filled(runtime: Runtime, result: AnySet, iterable: HeapObject) -> AnySet:
    try:
        update(runtime, result, iterable)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def copy_set(runtime: Runtime, original: AnySet) -> AnySet:
    """A new set of the same kind with the same items."""
    return _filled(runtime, empty_like(runtime, original), original)


# -- walks ---------------------------------------------------------------------


class Walk:
    """A walk over what an operation is given; each item is held while it is looked at."""

    def __init__(self, runtime: Runtime, subject: HeapObject) -> None:
        self.runtime: Runtime = runtime
        self.subject: HeapObject = subject
        self.place: i64 = 0
        self.iterator: HeapObject | None = None
        self.hash: i64 = 0
        """The hash of the item `step` gave last."""

        if not _can_be_asked(runtime, subject):
            self.iterator = iterate(runtime, subject)

    def step(self) -> HeapObject | None:
        """The next item (a new reference), None at the end."""
        subject = self.subject
        if self.iterator is not None:
            return self._step_iterator(self.iterator)
        if isinstance(subject, AnySet):
            return self._step_set(subject)
        assert isinstance(subject, Dict)
        return self._step_dict(subject)

    def _step_iterator(self, iterator: HeapObject) -> HeapObject | None:
        self.runtime.poll()
        item = advance(self.runtime, iterator)
        if item is None:
            return None
        try:
            self.hash = hash_of(self.runtime, item)
        except BaseException:
            self.runtime.heap.release(item)
            raise
        return item

    def _step_set(self, subject: AnySet) -> HeapObject | None:
        place = subject.next_place(self.place)
        if place < 0:
            return None
        entry = subject.table[place]
        assert entry is not None
        self.place = place + 1
        self.hash = entry.hash
        entry.key.refcount += 1
        return entry.key

    def _step_dict(self, subject: Dict) -> HeapObject | None:
        while self.place < len(subject.entries):
            entry = subject.entries[self.place]
            self.place += 1
            if entry.value is not None:
                self.hash = entry.hash
                entry.key.refcount += 1
                return entry.key
        return None

    def put_into(self, target: AnySet, item: HeapObject) -> None:
        """Add the item `step` gave last, taking its reference over."""
        if self.iterator is not None:
            target.add_held(item, self.hash)
        else:
            target.add_hashed(item, self.hash)

    def end(self) -> None:
        """The walk is over, however it went."""
        if self.iterator is not None:
            self.runtime.heap.release(self.iterator)
            self.iterator = None


def _can_be_asked(runtime: Runtime, other: HeapObject) -> bool:
    """Whether `other` finds an item by its hash: any set, and a plain dict."""
    return isinstance(other, AnySet) or other.kind is runtime.types.dict


def _holds(asked: AnySet | Dict, item: HeapObject, hashed: i64) -> bool:
    """Whether a set or a dict has an item with this hash."""
    if isinstance(asked, AnySet):
        return asked.find(item, hashed) is not None
    return asked.find_hashed(item, hashed) is not None


def all_held(runtime: Runtime, walked: HeapObject, asked: AnySet | Dict, expected: bool) -> bool:
    """Whether each of the items walked over is (or, not `expected`, is not) in `asked`."""
    walk = Walk(runtime, walked)
    try:
        while True:
            item = walk.step()
            if item is None:
                return True
            try:
                if _holds(asked, item, walk.hash) != expected:
                    return False
            finally:
                runtime.heap.release(item)
    finally:
        walk.end()


def _collect(
    runtime: Runtime,
    result: AnySet,
    walked: HeapObject,
    asked: AnySet | Dict,
    expected: bool,
) -> AnySet:
    """Add to `result`, which is returned, the items that are (or are not) in `asked`."""
    try:
        walk = Walk(runtime, walked)
        try:
            while True:
                item = walk.step()
                if item is None:
                    return result
                _add_if(runtime, result, item, walk.hash, asked, expected)
        finally:
            walk.end()
    except BaseException:
        runtime.heap.release(result)
        raise


def _add_if(
    runtime: Runtime,
    result: AnySet,
    item: HeapObject,
    hashed: i64,
    asked: AnySet | Dict,
    expected: bool,
) -> None:
    """Add an item, taken over, if `asked` has it (or has it not)."""
    try:
        wanted = _holds(asked, item, hashed) == expected
    except BaseException:
        runtime.heap.release(item)
        raise
    if wanted:
        result.add_hashed(item, hashed)
    else:
        runtime.heap.release(item)


# -- union ---------------------------------------------------------------------


def update(runtime: Runtime, target: AnySet, other: HeapObject) -> None:
    """Add everything in `other` (borrowed): a set, or anything that can be iterated over."""
    if isinstance(other, AnySet):
        _merge(runtime, target, other)
        return
    if isinstance(other, Dict) and other.kind is runtime.types.dict:
        _expect(target, other.used)
    walk = Walk(runtime, other)
    try:
        while True:
            item = walk.step()
            if item is None:
                return
            walk.put_into(target, item)
    finally:
        walk.end()


def _expect(target: AnySet, count: i64) -> None:
    """Make the table large enough for `count` more items, none of which may be there yet."""
    if (target.fill + count) * 5 >= (len(target.table) - 1) * 3:
        target.resize((target.used + count) * 2)


def _merge(runtime: Runtime, target: AnySet, other: AnySet) -> None:
    if other is target or other.used == 0:
        return
    _expect(target, other.used)
    if target.fill == 0:
        _fill(target, other)
        return
    walk = Walk(runtime, other)
    while True:
        item = walk.step()
        if item is None:
            return
        walk.put_into(target, item)


def _fill(target: AnySet, other: AnySet) -> None:
    """Take all items of another set into an empty table; equal tables come out slot for slot."""
    same_slots = len(target.table) == len(other.table) and other.fill == other.used
    for slot, entry in enumerate(other.table):
        if entry is not None and not entry.removed:
            entry.key.refcount += 1
            copy = SetEntry(entry.key, entry.hash)
            if same_slots:
                target.table[slot] = copy
            else:
                target.place(copy)
    target.used = other.used
    target.fill = other.used


# -- intersection --------------------------------------------------------------


def intersection(runtime: Runtime, left: AnySet, other: HeapObject) -> AnySet:
    """A new set of what both have; of two sets the smaller one is walked."""
    if left is other:
        return copy_set(runtime, left)
    result = empty_like(runtime, left)
    if isinstance(other, AnySet) and other.used > left.used:
        return _collect(runtime, result, left, other, True)
    return _collect(runtime, result, other, left, True)


def is_disjoint(runtime: Runtime, left: AnySet, other: HeapObject) -> bool:
    """Whether the two have nothing in common."""
    if left is other:
        return left.used == 0
    if isinstance(other, AnySet) and other.used > left.used:
        return all_held(runtime, left, other, False)
    return all_held(runtime, other, left, False)


# -- difference ----------------------------------------------------------------


def difference(runtime: Runtime, left: AnySet, other: HeapObject) -> AnySet:
    """A new set of what `left` has and `other` has not."""
    asked = other if isinstance(other, (AnySet, Dict)) else None
    if asked is None or not _can_be_asked(runtime, other) or left.used >> 2 > asked.used:
        return _copy_and_take_off(runtime, left, other)
    return _collect(runtime, empty_like(runtime, left), left, asked, False)


def _copy_and_take_off(runtime: Runtime, left: AnySet, other: HeapObject) -> AnySet:
    result = copy_set(runtime, left)
    try:
        difference_update(runtime, result, other)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def difference_update(runtime: Runtime, target: AnySet, other: HeapObject) -> None:
    """Take everything in `other` out of `target`."""
    if target is other:
        target.release_referents(runtime.heap)
        return
    common: AnySet | None = None
    if isinstance(other, AnySet) and other.used >> 3 > target.used:
        common = intersection(runtime, target, other)
        other = common
    try:
        _discard_all(runtime, target, other)
    finally:
        if common is not None:
            runtime.heap.release(common)
    target.tidy()


def _discard_all(runtime: Runtime, target: AnySet, other: HeapObject) -> None:
    walk = Walk(runtime, other)
    try:
        while True:
            item = walk.step()
            if item is None:
                return
            try:
                target.discard(item, walk.hash)
            finally:
                runtime.heap.release(item)
    finally:
        walk.end()


def symmetric_difference(runtime: Runtime, left: AnySet, other: HeapObject) -> AnySet:
    """A new set of what only one of the two has; it starts as a copy of `other`."""
    result = _filled(runtime, empty_like(runtime, left), other)
    try:
        symmetric_difference_update(runtime, result, left)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def symmetric_difference_update(runtime: Runtime, target: AnySet, other: HeapObject) -> None:
    """Take out what `other` has too, and add what only it has."""
    if target is other:
        target.release_referents(runtime.heap)
    elif _can_be_asked(runtime, other):
        _toggle_all(runtime, target, other)
    else:
        unique = _filled(runtime, empty_like(runtime, target), other)
        try:
            _toggle_all(runtime, target, unique)
        finally:
            runtime.heap.release(unique)


def _toggle_all(runtime: Runtime, target: AnySet, other: HeapObject) -> None:
    walk = Walk(runtime, other)
    while True:
        item = walk.step()
        if item is None:
            return
        try:
            removed = target.discard(item, walk.hash)
        except BaseException:
            runtime.heap.release(item)
            raise
        if removed:
            runtime.heap.release(item)
        else:
            walk.put_into(target, item)


# -- subsets -------------------------------------------------------------------


def is_subset(runtime: Runtime, left: AnySet, other: HeapObject) -> bool:
    """Whether everything in `left` is in `other`."""
    if isinstance(other, AnySet):
        return left.used <= other.used and all_held(runtime, left, other, True)
    common = intersection(runtime, left, other)
    try:
        return common.used == left.used
    finally:
        runtime.heap.release(common)


def is_superset(runtime: Runtime, left: AnySet, other: HeapObject) -> bool:
    """Whether everything in `other` is in `left`."""
    if isinstance(other, AnySet):
        return is_subset(runtime, other, left)
    return all_held(runtime, other, left, True)
