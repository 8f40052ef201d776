"""Ordered dicts: dicts whose order a program may change (`collections.OrderedDict`).

Every dict keeps its order; what these add is moving a key to an end, taking an item off either end
and comparing with regard to the order. (CPython: `Objects/odictobject.c`.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.attributes import find_attribute
from toylang.objects.builtins import (
    MethodSpec,
    TypeSpec,
    bind_arguments,
    class_method,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.comparison import compare
from toylang.objects.derived import begin_life, derived_part
from toylang.objects.dict_iterators import DictIterator, iterate_dict
from toylang.objects.dict_views import DictView, make_view
from toylang.objects.dicts import Dict, Entry
from toylang.objects.errors import error, key_error, type_error, value_error
from toylang.objects.hashing import hash_of
from toylang.objects.iterators import sized_iterator_methods
from toylang.objects.list_growth import list_from
from toylang.objects.protocol import (
    call_method,
    get_item,
    items_of,
    none,
    not_implemented,
    or_none,
    repr_text,
    set_item,
    truth,
)
from toylang.objects.shared_methods import EQUALITY, begin_repr, comparison_methods, end_repr
from toylang.objects.text import make_str, name_str
from toylang.objects.tuples import make_tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

ORDERED_DICT_SIZE: Final[i64] = 128


def _receiver(value: HeapObject) -> Dict:
    assert isinstance(value, Dict)
    return value


def is_ordered(value: HeapObject) -> bool:
    """Whether a value is an OrderedDict."""
    return isinstance(value, Dict) and type_of(value).family().name == "collections.OrderedDict"


# -- making and filling --------------------------------------------------------


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    cls = arguments[0]
    assert isinstance(cls, Type)
    result = Dict(runtime)
    begin_life(runtime, result, cls, runtime.types.dict, 0)
    return result


def _initialise(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = len(arguments) - 1
    if given > 1:
        raise type_error(runtime, f"expected at most 1 arguments, got {given}")
    return _update(runtime, arguments, keywords)


def _update(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """Store items by `__setitem__`, which a derived class may have its own of."""
    given = len(arguments) - 1
    if given > 1:
        message = f"update() takes at most 1 positional argument ({given} given)"
        raise type_error(runtime, message)
    if given == 1:
        _store_items(runtime, arguments[0], arguments[1])
    for name, value in keywords.items():
        set_item(runtime, arguments[0], name_str(runtime, name), value)
    return none(runtime)


def _store_items(runtime: Runtime, target: HeapObject, other: HeapObject) -> None:
    """Store the items of a mapping, or pairs."""
    keys = find_attribute(runtime, other, "keys")
    if keys is None:
        _store_pairs(runtime, target, other)
        return
    try:
        listed = runtime.call(keys, [])
    finally:
        runtime.heap.release(keys)
    try:
        names = items_of(runtime, listed)
    finally:
        runtime.heap.release(listed)
    try:
        for name in names:
            value = get_item(runtime, other, name)
            try:
                set_item(runtime, target, name, value)
            finally:
                runtime.heap.release(value)
    finally:
        runtime.heap.release_all(names)


def _store_pairs(runtime: Runtime, target: HeapObject, pairs: HeapObject) -> None:
    items = items_of(runtime, pairs)
    try:
        for item in items:
            both = items_of(runtime, item)
            try:
                _check_pair(runtime, len(both))
                set_item(runtime, target, both[0], both[1])
            finally:
                runtime.heap.release_all(both)
    finally:
        runtime.heap.release_all(items)


def _check_pair(runtime: Runtime, size: int) -> None:
    if size < 2:
        plural = "" if size == 1 else "s"
        raise value_error(runtime, f"need more than {size} value{plural} to unpack")
    if size > 2:
        raise value_error(runtime, "too many values to unpack (expected 2)")


def _from_keys(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["iterable", "value"]
    given = bind_arguments(runtime, "fromkeys", arguments[1:], keywords, names, 2, 1)
    iterable, value = given
    assert iterable is not None
    result = runtime.call(arguments[0], [])
    try:
        keys = items_of(runtime, iterable)
        try:
            for key in keys:
                set_item(runtime, result, key, runtime.none if value is None else value)
        finally:
            runtime.heap.release_all(keys)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _copy(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """An ordered dict of the same class with the same items and attributes."""
    original = _receiver(arguments[0])
    result = runtime.call(type_of(original), [])
    try:
        _store_items(runtime, result, original)
        part, other = derived_part(original), derived_part(result)
        if part is not None and other is not None and part.dictionary is not None:
            _store_items(runtime, other.own_dictionary(), part.dictionary)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


# -- items and order -----------------------------------------------------------


def _move_to_end(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    receiver, names = _receiver(arguments[0]), ["key", "last"]
    key, last = bind_arguments(runtime, "move_to_end", arguments[1:], keywords, names, 2, 1)
    assert key is not None
    to_the_right = last is None or truth(runtime, last)
    entry = receiver.find(key) if receiver.used > 0 else None
    if entry is None:
        raise key_error(runtime, key)
    held = entry.key
    held.refcount += 1
    value = receiver.remove(entry)
    receiver.insert(held, entry.hash, value)
    if not to_the_right:
        receiver.entries.insert(0, receiver.entries.pop())
    return none(runtime)


def _pop_item(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    receiver = _receiver(arguments[0])
    given = len(arguments) + len(keywords) - 1
    if given > 1:
        raise type_error(runtime, f"popitem() takes at most 1 argument ({given} given)")
    last = bind_arguments(runtime, "popitem", arguments[1:], keywords, ["last"], 1)[0]
    if receiver.used == 0:
        raise error(runtime, "KeyError", "dictionary is empty")
    from_the_right = last is None or truth(runtime, last)
    entry = _take_last(receiver) if from_the_right else _take_first(receiver)
    entry.key.refcount += 1
    return make_tuple(runtime, [entry.key, receiver.remove(entry)])


def _take_last(receiver: Dict) -> Entry:
    while receiver.entries[-1].value is None:
        receiver.entries.pop()
    return receiver.entries.pop()


def _take_first(receiver: Dict) -> Entry:
    place = 0
    while receiver.entries[place].value is None:
        place += 1
    entry = receiver.entries[place]
    del receiver.entries[: place + 1]
    return entry


def _pop(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    receiver = _receiver(arguments[0])
    key, default = _key_and_default(runtime, "pop", arguments, keywords)
    entry = receiver.find(key)
    if entry is not None:
        return receiver.remove(entry)
    if default is not None:
        default.refcount += 1
        return default
    raise key_error(runtime, key)


def _set_default(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    receiver = _receiver(arguments[0])
    key, default = _key_and_default(runtime, "setdefault", arguments, keywords)
    entry = receiver.find_hashed(key, hash_of(runtime, key))
    if entry is not None:
        return or_none(runtime, entry.value)
    value = or_none(runtime, default)
    try:
        set_item(runtime, receiver, key, value)
    except BaseException:
        runtime.heap.release(value)
        raise
    return value


def _key_and_default(
    runtime: Runtime,
    function: str,
    arguments: list[HeapObject],
    keywords: dict[str, HeapObject],
) -> tuple[HeapObject, HeapObject | None]:
    given = len(arguments) + len(keywords) - 1
    if given > 2:
        raise type_error(runtime, f"{function}() takes at most 2 arguments ({given} given)")
    names = ["key", "default"]
    key, default = bind_arguments(runtime, function, arguments[1:], keywords, names, 2, 1)
    assert key is not None
    return key, default


# -- operators -----------------------------------------------------------------


def _union(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _merged(runtime, type_of(arguments[0]), arguments[0], arguments[1])


def _reflected_union(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _merged(runtime, type_of(arguments[0]), arguments[1], arguments[0])


def _merged(runtime: Runtime, cls: Type, left: HeapObject, right: HeapObject) -> HeapObject:
    if not isinstance(left, Dict) or not isinstance(right, Dict):
        return not_implemented(runtime)
    result = runtime.call(cls, [left])
    try:
        _store_items(runtime, result, right)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _union_in_place(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _store_items(runtime, arguments[0], arguments[1])
    arguments[0].refcount += 1
    return arguments[0]


def _compare(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    """As dicts compare; two ordered dicts must have their keys in the same order too."""
    if not isinstance(left, Dict) or not isinstance(right, Dict):
        return not_implemented(runtime)
    by_items = runtime.types.dict.lookup("__eq__" if operator == "==" else "__ne__")
    assert by_items is not None
    result = runtime.call(by_items, [left, right])
    differ = result is (runtime.false if operator == "==" else runtime.true)
    if differ or not is_ordered(right):
        return result
    runtime.heap.release(result)
    keys = list_from(runtime, left), list_from(runtime, right)
    try:
        return compare(runtime, operator, keys[0], keys[1])
    finally:
        runtime.heap.release_all([*keys])


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    name = type_of(receiver).name.rpartition(".")[2]
    if receiver.used == 0:
        return make_str(runtime, f"{name}()")
    if not begin_repr(receiver):
        return make_str(runtime, "...")
    try:
        listed = call_method(runtime, receiver, "items", [])
        try:
            items = list_from(runtime, listed)
        finally:
            runtime.heap.release(listed)
        try:
            return make_str(runtime, f"{name}({repr_text(runtime, items)})")
        finally:
            runtime.heap.release(items)
    finally:
        end_repr()


# -- views and iterators -------------------------------------------------------


class ViewMethod:
    """`keys`, `values` or `items` of an ordered dict."""

    def __init__(self, part: str) -> None:
        self.part: str = part

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """A view of the receiver."""
        view = make_view(runtime, _receiver(arguments[0]), self.part)
        view.kind = runtime.types.by_name[f"odict_{self.part}s"]
        return view


def _walk(runtime: Runtime, subject: Dict, part: str, backwards: bool) -> DictIterator:
    result = iterate_dict(runtime, subject, part, backwards)
    result.kind = runtime.types.by_name["odict_iterator"]
    result.size_changed = result.keys_changed = "OrderedDict mutated during iteration"
    return result


def _iterate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _walk(runtime, _receiver(arguments[0]), "key", False)


def _reversed(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _walk(runtime, _receiver(arguments[0]), "key", True)


def _iterate_view(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    view = arguments[0]
    assert isinstance(view, DictView)
    return _walk(runtime, view.subject, view.part, False)


def _reversed_view(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    view = arguments[0]
    assert isinstance(view, DictView)
    return _walk(runtime, view.subject, view.part, True)


def _view_methods() -> list[MethodSpec]:
    return [method("__iter__", _iterate_view), method("__reversed__", _reversed_view)]


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "collections.OrderedDict",
        [
            static_method(keyword_method("__new__", _new)),
            keyword_method("__init__", _initialise),
            class_method(keyword_method("fromkeys", _from_keys)),
            keyword_method("update", _update),
            keyword_method("move_to_end", _move_to_end),
            keyword_method("popitem", _pop_item),
            keyword_method("pop", _pop),
            keyword_method("setdefault", _set_default),
            method("copy", _copy),
            *[method(f"{part}s", ViewMethod(part)) for part in ("key", "value", "item")],
            method("__iter__", _iterate),
            method("__reversed__", _reversed),
            method("__or__", _union, 1),
            method("__ror__", _reflected_union, 1),
            method("__ior__", _union_in_place, 1),
            method("__repr__", _repr),
            *comparison_methods(_compare, EQUALITY),
        ],
        [],
        "dict",
    ),
    TypeSpec("odict_keys", _view_methods(), [], "dict_keys"),
    TypeSpec("odict_values", _view_methods(), [], "dict_values"),
    TypeSpec("odict_items", _view_methods(), [], "dict_items"),
    TypeSpec("odict_iterator", sized_iterator_methods(), []),
]
