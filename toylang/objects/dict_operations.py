"""What dicts can do. Merging, views and iterators stand in files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects import dict_iterators, dict_views
from toylang.objects.builtins import (
    TypeSpec,
    class_method,
    keyword_method,
    method,
    pack_call,
    static_method,
)
from toylang.objects.derived import begin_life
from toylang.objects.dict_iterators import iterate_dict
from toylang.objects.dict_merging import (
    copy_dict,
    fill_from_keys,
    set_keywords,
    update,
)
from toylang.objects.dict_views import make_view
from toylang.objects.dicts import Dict, Entry, construct_dict
from toylang.objects.errors import error, key_error, type_error
from toylang.objects.generic_alias import class_item_method
from toylang.objects.hashing import hash_of, same_or_equal
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.protocol import (
    SOME,
    call_bound_special,
    items_of,
    none,
    not_implemented,
    repr_text,
    set_item,
)
from toylang.objects.shared_methods import (
    EQUALITY,
    begin_repr,
    comparison_methods,
    constructor_arguments,
    end_repr,
    unhashable,
)
from toylang.objects.text import make_str
from toylang.objects.tuples import make_tuple
from toylang.objects.types import Type

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _receiver(value: HeapObject) -> Dict:
    assert isinstance(value, Dict)
    return value


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """An empty dict; what is to be in it is left to `__init__`."""
    cls = arguments[0]
    if cls is runtime.types.dict or not isinstance(cls, Type):
        return construct_dict(runtime)
    result = Dict(runtime)
    begin_life(runtime, result, cls, runtime.types.dict, 0)
    return result


def _initialise(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """`dict.__init__`: add items to those there are."""
    given = constructor_arguments(runtime, "dict", arguments, {}, 0, 1)
    receiver = _receiver(arguments[0])
    if given:
        update(runtime, receiver, given[0])
    set_keywords(runtime, receiver, keywords)
    return none(runtime)


def _from_keys(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if keywords:
        raise type_error(runtime, "dict.fromkeys() takes no keyword arguments")
    given = constructor_arguments(runtime, "fromkeys", arguments, keywords, 1, 2)
    result = runtime.call(arguments[0], [])
    value = given[1] if len(given) == 2 else runtime.none
    try:
        if isinstance(result, Dict) and result.extension is None:
            fill_from_keys(runtime, result, given[0], value)
        else:
            _set_each(runtime, result, given[0], value)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _set_each(
    runtime: Runtime, target: HeapObject, iterable: HeapObject, value: HeapObject
) -> None:
    """Store a value under each key with whatever `__setitem__` the target has."""
    keys = items_of(runtime, iterable)
    try:
        for key in keys:
            set_item(runtime, target, key, value)
    finally:
        runtime.heap.release_all(keys)


# -- items ---------------------------------------------------------------------


def _value_of(entry: Entry) -> HeapObject:
    """The value of a live entry, a new reference."""
    value = entry.value
    assert value is not None
    value.refcount += 1
    return value


def _get_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key = _receiver(arguments[0]), arguments[1]
    entry = receiver.find(key)
    if entry is not None:
        return _value_of(entry)
    if receiver.extension is not None:
        provided = call_bound_special(runtime, receiver, "__missing__", [key])
        if provided is not None:
            return provided
    raise key_error(runtime, key)


def _set_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key, value = _receiver(arguments[0]), arguments[1], arguments[2]
    key.refcount += 1
    value.refcount += 1
    receiver.set(key, value)
    return none(runtime)


def _delete_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    entry = receiver.find(arguments[1])
    if entry is None:
        raise key_error(runtime, arguments[1])
    runtime.heap.release(receiver.remove(entry))
    return none(runtime)


def _contains(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, _receiver(arguments[0]).find(arguments[1]) is not None)


def _length(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, _receiver(arguments[0]).used)


def _get(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    entry = _receiver(arguments[0]).find(arguments[1])
    if entry is not None:
        return _value_of(entry)
    default = arguments[2] if len(arguments) == 3 else runtime.none
    default.refcount += 1
    return default


def _set_default(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key = _receiver(arguments[0]), arguments[1]
    hashed = hash_of(runtime, key)
    entry = receiver.find_hashed(key, hashed)
    if entry is not None:
        return _value_of(entry)
    default = arguments[2] if len(arguments) == 3 else runtime.none
    key.refcount += 1
    default.refcount += 2
    receiver.insert(key, hashed, default)
    return default


def _pop(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    entry = receiver.find(arguments[1]) if receiver.used > 0 else None
    if entry is not None:
        return receiver.remove(entry)
    if len(arguments) == 2:
        raise key_error(runtime, arguments[1])
    arguments[2].refcount += 1
    return arguments[2]


def _pop_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if receiver.used == 0:
        raise error(runtime, "KeyError", "popitem(): dictionary is empty")
    while receiver.entries[-1].value is None:
        receiver.entries.pop()
    entry = receiver.entries.pop()
    entry.key.refcount += 1
    return make_tuple(runtime, [entry.key, receiver.remove(entry)])


def _clear(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _receiver(arguments[0]).release_referents(runtime.heap)
    return none(runtime)


# -- whole dicts ---------------------------------------------------------------


def _copy(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return copy_dict(runtime, _receiver(arguments[0]))


def _update(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    receiver = _receiver(arguments[0])
    given = constructor_arguments(runtime, "update", arguments, {}, 0, 1)
    held = pack_call(runtime, given, keywords)
    try:
        for mapping in [*given, *held[1:]]:
            update(runtime, receiver, mapping)
    finally:
        runtime.heap.release_all(held)
    return none(runtime)


def _union(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _merged(runtime, arguments[0], arguments[1])


def _reflected_union(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _merged(runtime, arguments[1], arguments[0])


def _merged(runtime: Runtime, left: HeapObject, right: HeapObject) -> HeapObject:
    if not isinstance(left, Dict) or not isinstance(right, Dict):
        return not_implemented(runtime)
    result = copy_dict(runtime, left)
    try:
        update(runtime, result, right)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _union_in_place(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    update(runtime, receiver, arguments[1])
    receiver.refcount += 1
    return receiver


def _compare(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    if not isinstance(left, Dict) or not isinstance(right, Dict):
        return not_implemented(runtime)
    return make_bool(runtime, _same_items(runtime, left, right) == (operator == "=="))


def _same_items(runtime: Runtime, left: Dict, right: Dict) -> bool:
    if left.used != right.used:
        return False
    place = 0
    while place < len(left.entries):
        entry = left.entries[place]
        place += 1
        if entry.value is not None and not _has_item(runtime, right, entry):
            return False
    return True


def _has_item(runtime: Runtime, other: Dict, entry: Entry) -> bool:
    """Whether another dict has the same value under the entry's key."""
    runtime.poll()
    key, value = entry.key, _value_of(entry)
    key.refcount += 1
    try:
        found = other.find_hashed(key, entry.hash)
        if found is None:
            return False
        held = _value_of(found)
        try:
            return same_or_equal(runtime, held, value)
        finally:
            runtime.heap.release(held)
    finally:
        runtime.heap.release(key)
        runtime.heap.release(value)


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, dict_text(runtime, _receiver(arguments[0])))


def dict_text(runtime: Runtime, receiver: Dict) -> str:
    """The repr of a dict, without regard to what derived classes make of it."""
    if not begin_repr(receiver):
        return "{...}"
    words: list[str] = []
    place = 0
    try:
        while place < len(receiver.entries):
            entry = receiver.entries[place]
            place += 1
            if entry.value is not None:
                words.append(_item_repr(runtime, entry))
            if place & SOME == 0:
                runtime.poll()
    finally:
        end_repr()
    return f"{{{', '.join(words)}}}"


def _item_repr(runtime: Runtime, entry: Entry) -> str:
    key, value = entry.key, _value_of(entry)
    key.refcount += 1
    try:
        return f"{repr_text(runtime, key)}: {repr_text(runtime, value)}"
    finally:
        runtime.heap.release(key)
        runtime.heap.release(value)


# -- views and iterators -------------------------------------------------------


def _keys(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_view(runtime, _receiver(arguments[0]), "key")


def _values(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_view(runtime, _receiver(arguments[0]), "value")


def _items(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_view(runtime, _receiver(arguments[0]), "item")


def _iterate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return iterate_dict(runtime, _receiver(arguments[0]), "key", False)


def _reversed(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return iterate_dict(runtime, _receiver(arguments[0]), "key", True)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "dict",
        [
            static_method(keyword_method("__new__", _new)),
            keyword_method("__init__", _initialise),
            class_method(keyword_method("fromkeys", _from_keys)),
            class_item_method(),
            method("get", _get, 1, 2),
            method("setdefault", _set_default, 1, 2),
            method("pop", _pop, 1, 2),
            method("popitem", _pop_item),
            method("clear", _clear),
            method("copy", _copy),
            keyword_method("update", _update),
            method("keys", _keys),
            method("values", _values),
            method("items", _items),
            method("__len__", _length),
            method("__getitem__", _get_item, 1),
            method("__setitem__", _set_item, 2),
            method("__delitem__", _delete_item, 1),
            method("__contains__", _contains, 1),
            method("__iter__", _iterate),
            method("__reversed__", _reversed),
            method("__or__", _union, 1),
            method("__ror__", _reflected_union, 1),
            method("__ior__", _union_in_place, 1),
            method("__repr__", _repr),
            *comparison_methods(_compare, EQUALITY),
            unhashable(),
        ],
        [],
    ),
    *dict_views.TYPES,
    *dict_iterators.TYPES,
]
