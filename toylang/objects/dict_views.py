"""Dict views: a dict's keys, values or items as they are at the moment one looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects import set_algebra
from toylang.objects.builtins import MethodSpec, TypeSpec, method
from toylang.objects.dict_iterators import iterate_dict
from toylang.objects.dict_merging import copy_dict
from toylang.objects.dicts import Dict, Entry
from toylang.objects.hashing import same_or_equal
from toylang.objects.list_growth import list_from
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.protocol import (
    advance,
    call_method,
    contains,
    iterate,
    length,
    not_implemented,
    repr_text,
)
from toylang.objects.set_object import AnySet, make_set
from toylang.objects.shared_methods import (
    all_comparison_methods,
    begin_repr,
    end_repr,
    unhashable,
)
from toylang.objects.text import make_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

VIEW_SIZE: Final[i64] = 40


class DictView(Container):
    """What `keys()`, `values()` and `items()` return."""

    def __init__(self, subject: Dict, part: str) -> None:
        self.subject: Dict = subject
        self.part: str = part
        """key, value or item."""

    def may_wait_in_trash(self) -> bool:
        return False

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.subject)

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [(" views", self.subject)]

    def clear(self, heap: Heap) -> None:
        """A view cannot be emptied: a cycle through it is broken elsewhere."""

    def release_referents(self, heap: Heap) -> None:
        heap.release(self.subject)


def make_view(runtime: Runtime, subject: Dict, part: str) -> DictView:
    """A new view of a dict (borrowed)."""
    subject.refcount += 1
    result = DictView(subject, part)
    result.kind = runtime.types.by_name[f"dict_{part}s"]
    runtime.heap.allocate_container(result, VIEW_SIZE)
    runtime.heap.track(result)
    return result


def _receiver(value: HeapObject) -> DictView:
    assert isinstance(value, DictView)
    return value


def _set_like(value: HeapObject) -> bool:
    """Whether a value is a view that behaves as a set: keys or items."""
    return isinstance(value, DictView) and value.part != "value"


def _length(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, _receiver(arguments[0]).subject.used)


def _iterate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    view = _receiver(arguments[0])
    return iterate_dict(runtime, view.subject, view.part, False)


def _reversed(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    view = _receiver(arguments[0])
    return iterate_dict(runtime, view.subject, view.part, True)


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    view = _receiver(arguments[0])
    if not begin_repr(view):
        return make_str(runtime, "...")
    try:
        items = list_from(runtime, view)
        try:
            words = repr_text(runtime, items)
        finally:
            runtime.heap.release(items)
    finally:
        end_repr()
    return make_str(runtime, f"{type_of(view).name}({words})")


def _contains(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, _holds(runtime, _receiver(arguments[0]), arguments[1]))


def _holds(runtime: Runtime, view: DictView, value: HeapObject) -> bool:
    """Whether a view of keys or items has the value."""
    if view.part == "key":
        return view.subject.find(value) is not None
    if not isinstance(value, Tuple) or len(value.items) != 2:
        return False
    entry = view.subject.find(value.items[0])
    if entry is None:
        return False
    found = entry.value
    assert found is not None
    found.refcount += 1
    try:
        return same_or_equal(runtime, found, value.items[1])
    finally:
        runtime.heap.release(found)


def _all_contained(runtime: Runtime, walked: HeapObject, asked: HeapObject, expected: bool) -> bool:
    """Whether each item of `walked` is (or is not) in `asked`."""
    iterator = iterate(runtime, walked)
    try:
        while True:
            item = advance(runtime, iterator)
            if item is None:
                return True
            try:
                if contains(runtime, asked, item) != expected:
                    return False
            finally:
                runtime.heap.release(item)
    finally:
        runtime.heap.release(iterator)


def _compare(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    if not isinstance(right, AnySet) and not _set_like(right):
        return not_implemented(runtime)
    return make_bool(runtime, _compare_sets(runtime, operator, left, right))


def _compare_sets(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> bool:
    if operator in (">", ">="):
        left, right = right, left
    size, other_size = length(runtime, left), length(runtime, right)
    if operator in ("==", "!="):
        same = size == other_size and _all_contained(runtime, left, right, True)
        return same == (operator == "==")
    if size > other_size or (size == other_size and operator in ("<", ">")):
        return False
    return _all_contained(runtime, left, right, True)


def _is_disjoint(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    view, other = arguments[0], arguments[1]
    if view is other:
        return make_bool(runtime, _receiver(view).subject.used == 0)
    sized = isinstance(other, AnySet) or _set_like(other)
    if sized and length(runtime, other) > length(runtime, view):
        view, other = other, view
    return make_bool(runtime, _all_contained(runtime, other, view, False))


# -- set operations of keys and items ------------------------------------------


def _as_set(runtime: Runtime, value: HeapObject) -> AnySet:
    """A new set of a view's content; keys come with their hashes, straight from the dict."""
    if isinstance(value, DictView) and value.part == "key":
        return set_algebra.set_from(runtime, value.subject)
    return set_algebra.set_from(runtime, value)


def _union(runtime: Runtime, left: HeapObject, right: HeapObject) -> AnySet:
    result = _as_set(runtime, left)
    try:
        set_algebra.update(runtime, result, right)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _difference(runtime: Runtime, left: HeapObject, right: HeapObject) -> AnySet:
    result = _as_set(runtime, left)
    try:
        set_algebra.difference_update(runtime, result, right)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _intersection(runtime: Runtime, left: HeapObject, right: HeapObject) -> HeapObject:
    if not _set_like(left):
        left, right = right, left
    if right.kind is runtime.types.set and length(runtime, left) <= length(runtime, right):
        return call_method(runtime, right, "intersection", [left])
    if _set_like(right) and length(runtime, right) > length(runtime, left):
        left, right = right, left
    result = make_set(runtime)
    try:
        _add_common(runtime, result, _receiver(left), right)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _add_common(runtime: Runtime, result: AnySet, view: DictView, other: HeapObject) -> None:
    iterator = iterate(runtime, other)
    try:
        while True:
            item = advance(runtime, iterator)
            if item is None:
                return
            try:
                if _holds(runtime, view, item):
                    item.refcount += 1
                    result.add(item)
            finally:
                runtime.heap.release(item)
    finally:
        runtime.heap.release(iterator)


def _symmetric_difference(runtime: Runtime, left: HeapObject, right: HeapObject) -> AnySet:
    both_views = isinstance(left, DictView) and isinstance(right, DictView)
    if both_views and _receiver(left).part == _receiver(right).part == "item":
        return _items_of_one(runtime, _receiver(left).subject, _receiver(right).subject)
    result = _as_set(runtime, left)
    try:
        set_algebra.symmetric_difference_update(runtime, result, right)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _items_of_one(runtime: Runtime, left: Dict, right: Dict) -> AnySet:
    """The items that only one of two dicts has; of equal keys the values are compared."""
    result = make_set(runtime)
    rest = copy_dict(runtime, left)
    try:
        for entry in right.live_entries():
            _settle_item(runtime, result, rest, entry)
        for entry in rest.live_entries():
            _add_item(runtime, result, entry)
    except BaseException:
        runtime.heap.release(result)
        raise
    finally:
        runtime.heap.release(rest)
    return result


def _settle_item(runtime: Runtime, result: AnySet, rest: Dict, entry: Entry) -> None:
    """Delete an item from `rest` if that has the same, else add it to the result."""
    key, value = entry.key, entry.value
    if value is None:
        return
    key.refcount += 1
    value.refcount += 1
    try:
        own = rest.find_hashed(key, entry.hash)
        known = own.value if own is not None else None
        if own is None or known is None or not same_or_equal(runtime, known, value):
            _add_item(runtime, result, entry)
        else:
            runtime.heap.release(rest.remove(own))
    finally:
        runtime.heap.release(key)
        runtime.heap.release(value)


def _add_item(runtime: Runtime, result: AnySet, entry: Entry) -> None:
    value = entry.value
    if value is not None:
        entry.key.refcount += 1
        value.refcount += 1
        result.add(make_tuple(runtime, [entry.key, value]))


class ViewOperator:
    """A set operator of keys and items views; the other operand is any iterable."""

    def __init__(self, name: str, reflected: bool) -> None:
        self.name: str = name
        self.reflected: bool = reflected

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """A new set."""
        left, right = arguments[0], arguments[1]
        if self.reflected:
            left, right = right, left
        if self.name == "or":
            return _union(runtime, left, right)
        if self.name == "and":
            return _intersection(runtime, left, right)
        if self.name == "sub":
            return _difference(runtime, left, right)
        return _symmetric_difference(runtime, left, right)


def _view_methods() -> list[MethodSpec]:
    return [
        method("__len__", _length),
        method("__iter__", _iterate),
        method("__reversed__", _reversed),
        method("__repr__", _repr),
    ]


def _set_methods() -> list[MethodSpec]:
    lines = [
        *_view_methods(),
        method("__contains__", _contains, 1),
        method("isdisjoint", _is_disjoint, 1),
        *all_comparison_methods(_compare),
        unhashable(),
    ]
    for name in ("or", "and", "sub", "xor"):
        lines.append(method(f"__{name}__", ViewOperator(name, False), 1))
        lines.append(method(f"__r{name}__", ViewOperator(name, True), 1))
    return lines


TYPES: Final[list[TypeSpec]] = [
    TypeSpec("dict_keys", _set_methods(), []),
    TypeSpec("dict_items", _set_methods(), []),
    TypeSpec("dict_values", _view_methods(), []),
]
