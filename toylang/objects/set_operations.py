"""What sets and frozensets can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects import set_algebra, set_iterator
from toylang.objects.arities import Binary
from toylang.objects.builtins import (
    ANY_NUMBER,
    MethodSpec,
    TypeSpec,
    binary_method,
    keyword_method,
    method,
    packed,
    static_method,
)
from toylang.objects.errors import Raised, error, key_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.generic_alias import class_item_method
from toylang.objects.hashing import hash_of
from toylang.objects.iterators import start_iterator
from toylang.objects.list_growth import list_from
from toylang.objects.lists import List, make_list
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.protocol import none, not_implemented
from toylang.objects.sequence_methods import joined_reprs
from toylang.objects.set_iterator import SetIterator
from toylang.objects.set_object import AnySet, FrozenSet, Set, make_set
from toylang.objects.shared_methods import (
    all_comparison_methods,
    begin_repr,
    constructor_arguments,
    end_repr,
    unhashable,
)
from toylang.objects.text import make_str
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

MASK_64: Final = (1 << 64) - 1


def _receiver(value: HeapObject) -> AnySet:
    assert isinstance(value, AnySet)
    return value


def _new_set(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """An empty set; what is to be in it is left to `__init__`."""
    cls = arguments[0]
    return make_set(runtime, cls if isinstance(cls, Type) else None)


def _initialise_set(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """`set.__init__`: fill the set anew."""
    given = constructor_arguments(runtime, "set", arguments, keywords, 0, 1)
    receiver = _receiver(arguments[0])
    if receiver.fill > 0:
        receiver.release_referents(runtime.heap)
    if given:
        set_algebra.update(runtime, receiver, given[0])
    return none(runtime)


def _new_frozenset(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = constructor_arguments(runtime, "frozenset", arguments, keywords, 0, 1)
    cls = arguments[0]
    assert isinstance(cls, Type)
    if given and given[0].kind is cls is runtime.types.frozenset:
        given[0].refcount += 1
        return given[0]
    return set_algebra.frozenset_from(runtime, cls, given[0] if given else runtime.empty_tuple)


# -- one item ------------------------------------------------------------------


def _hash_to_find(runtime: Runtime, key: HeapObject) -> i64:
    """The hash under which an item is looked for: a set may stand for the equal frozenset."""
    try:
        return hash_of(runtime, key)
    except Raised as raised:
        if not isinstance(key, Set) or not is_instance_of(runtime, raised.exception, "TypeError"):
            raise
        runtime.heap.release(raised.exception)
        return frozen_hash(key)


def _contains(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key = _receiver(arguments[0]), arguments[1]
    return make_bool(runtime, receiver.find(key, _hash_to_find(runtime, key)) is not None)


class Add(Binary):
    """`add`."""

    def call(self, runtime: Runtime, receiver: HeapObject, argument: HeapObject) -> HeapObject:
        hashed = hash_of(runtime, argument)
        argument.refcount += 1
        _receiver(receiver).add_hashed(argument, hashed)
        return none(runtime)


def _remove(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key = _receiver(arguments[0]), arguments[1]
    if not receiver.discard(key, _hash_to_find(runtime, key)):
        raise key_error(runtime, key)
    return none(runtime)


def _discard(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver, key = _receiver(arguments[0]), arguments[1]
    receiver.discard(key, _hash_to_find(runtime, key))
    return none(runtime)


def _pop(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if receiver.used == 0:
        raise error(runtime, "KeyError", "pop from an empty set")
    return receiver.pop_any()


def _clear(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _receiver(arguments[0]).release_referents(runtime.heap)
    return none(runtime)


def _copy(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if isinstance(receiver, FrozenSet) and receiver.extension is None:
        receiver.refcount += 1
        return receiver
    return set_algebra.copy_set(runtime, receiver)


# -- methods taking any iterables ----------------------------------------------


def _update(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    for other in arguments[1:]:
        set_algebra.update(runtime, _receiver(arguments[0]), other)
    return none(runtime)


def _union(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    result = set_algebra.copy_set(runtime, receiver)
    try:
        for other in arguments[1:]:
            if other is not receiver:
                set_algebra.update(runtime, result, other)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _intersection(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    if len(arguments) == 1:
        return set_algebra.copy_set(runtime, _receiver(arguments[0]))
    result = receiver
    result.refcount += 1
    for other in arguments[1:]:
        try:
            following = set_algebra.intersection(runtime, result, other)
        finally:
            runtime.heap.release(result)
        result = following
    return result


def _intersection_update(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    result = _receiver(_intersection(runtime, arguments))
    _receiver(arguments[0]).exchange(result)
    runtime.heap.release(result)
    return none(runtime)


def _difference(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    if len(arguments) == 1:
        return set_algebra.copy_set(runtime, _receiver(arguments[0]))
    result = set_algebra.difference(runtime, _receiver(arguments[0]), arguments[1])
    try:
        for other in arguments[2:]:
            set_algebra.difference_update(runtime, result, other)
    except BaseException:
        runtime.heap.release(result)
        raise
    return result


def _difference_update(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    for other in arguments[1:]:
        set_algebra.difference_update(runtime, _receiver(arguments[0]), other)
    return none(runtime)


def _symmetric_difference(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return set_algebra.symmetric_difference(runtime, _receiver(arguments[0]), arguments[1])


def _symmetric_difference_update(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    set_algebra.symmetric_difference_update(runtime, _receiver(arguments[0]), arguments[1])
    return none(runtime)


def _is_subset(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    answer = set_algebra.is_subset(runtime, _receiver(arguments[0]), arguments[1])
    return make_bool(runtime, answer)


def _is_superset(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    answer = set_algebra.is_superset(runtime, _receiver(arguments[0]), arguments[1])
    return make_bool(runtime, answer)


def _is_disjoint(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    answer = set_algebra.is_disjoint(runtime, _receiver(arguments[0]), arguments[1])
    return make_bool(runtime, answer)


# -- operators, between sets only ----------------------------------------------


class SetOperator:
    """A binary operator: the method of the same meaning, if both operands are sets."""

    def __init__(self, name: str, reflected: bool) -> None:
        self.name: str = name
        self.reflected: bool = reflected

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The new set."""
        left, right = arguments[0], arguments[1]
        if not isinstance(left, AnySet) or not isinstance(right, AnySet):
            return not_implemented(runtime)
        operands: list[HeapObject] = [right, left] if self.reflected else [left, right]
        if self.name == "or":
            return _union(runtime, operands)
        if self.name == "and":
            return set_algebra.intersection(runtime, _receiver(operands[0]), operands[1])
        if self.name == "sub":
            return _difference(runtime, operands)
        return _symmetric_difference(runtime, operands)


class InPlaceSetOperator:
    """An operator that changes its left side, which it returns."""

    def __init__(self, name: str) -> None:
        self.name: str = name

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The receiver, changed."""
        left, right = arguments[0], arguments[1]
        if not isinstance(left, AnySet) or not isinstance(right, AnySet):
            return not_implemented(runtime)
        if self.name == "or":
            set_algebra.update(runtime, left, right)
        elif self.name == "and":
            common = set_algebra.intersection(runtime, left, right)
            left.exchange(common)
            runtime.heap.release(common)
        elif self.name == "sub":
            set_algebra.difference_update(runtime, left, right)
        else:
            set_algebra.symmetric_difference_update(runtime, left, right)
        left.refcount += 1
        return left


def _compare(runtime: Runtime, operator: str, left: HeapObject, right: HeapObject) -> HeapObject:
    if not isinstance(left, AnySet) or not isinstance(right, AnySet):
        return not_implemented(runtime)
    return make_bool(runtime, _holds(runtime, operator, left, right))


def _holds(runtime: Runtime, operator: str, left: AnySet, right: AnySet) -> bool:
    if operator == "==":
        return _same_items(runtime, left, right)
    if operator == "!=":
        return not _same_items(runtime, left, right)
    if operator in (">", ">="):
        left, right = right, left
    if operator in ("<", ">") and left.used >= right.used:
        return False
    return set_algebra.is_subset(runtime, left, right)


def _same_items(runtime: Runtime, left: AnySet, right: AnySet) -> bool:
    if left.used != right.used:
        return False
    if isinstance(left, FrozenSet) and isinstance(right, FrozenSet):
        both_known = left.hash_known and right.hash_known
        if both_known and left.cached_hash != right.cached_hash:
            return False
    return set_algebra.is_subset(runtime, left, right)


# -- the rest ------------------------------------------------------------------


def _iterate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    receiver.refcount += 1
    return start_iterator(runtime, SetIterator(receiver), "set_iterator")


def _length(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, _receiver(arguments[0]).used)


def _hash(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = arguments[0]
    assert isinstance(receiver, FrozenSet)
    if not receiver.hash_known:
        receiver.cached_hash = frozen_hash(receiver)
        receiver.hash_known = True
    return make_int(runtime, receiver.cached_hash)


def frozen_hash(value: AnySet) -> i64:
    """The hash of a frozenset of these items, which does not depend on their order."""
    mixed = 0
    for entry in value.live_entries():
        mixed ^= _shuffled(entry.hash)
    count: int = value.used
    mixed ^= (count + 1) * 1927868237
    mixed &= MASK_64
    mixed ^= (mixed >> 11) ^ (mixed >> 25)
    mixed = (mixed * 69069 + 907133923) & MASK_64
    if mixed == MASK_64:
        return 590923713
    return mixed - (1 << 64) if mixed >> 63 else mixed


def _shuffled(hashed: int) -> int:
    unsigned = hashed & MASK_64
    return ((unsigned ^ 89869747 ^ (unsigned << 16)) * 3644798167) & MASK_64


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    receiver = _receiver(arguments[0])
    name = type_of(receiver).name
    if not begin_repr(receiver):
        return make_str(runtime, f"{name}(...)")
    try:
        words = _joined(runtime, receiver)
    finally:
        end_repr()
    if not words:
        return make_str(runtime, f"{name}()")
    if isinstance(receiver, Set) and receiver.kind is runtime.types.set:
        return make_str(runtime, f"{{{words}}}")
    return make_str(runtime, f"{name}({{{words}}})")


def _joined(runtime: Runtime, receiver: AnySet) -> str:
    """The reprs of the items; a list holds these meanwhile."""
    if receiver.extension is None:
        held = items_list(runtime, receiver)
    else:
        held = list_from(runtime, receiver)
    try:
        return joined_reprs(runtime, held)
    finally:
        runtime.heap.release(held)


def items_list(runtime: Runtime, subject: AnySet) -> List:
    """A new list of a set's items."""
    items: list[HeapObject] = []
    for entry in subject.live_entries():
        entry.key.refcount += 1
        items.append(entry.key)
    return make_list(runtime, items)


def _common_methods() -> list[MethodSpec]:
    lines = [
        packed(method("union", _union, 0, ANY_NUMBER)),
        packed(method("intersection", _intersection, 0, ANY_NUMBER)),
        packed(method("difference", _difference, 0, ANY_NUMBER)),
        method("symmetric_difference", _symmetric_difference, 1),
        method("issubset", _is_subset, 1),
        method("issuperset", _is_superset, 1),
        method("isdisjoint", _is_disjoint, 1),
        method("copy", _copy),
        method("__len__", _length),
        method("__contains__", _contains, 1),
        method("__iter__", _iterate),
        method("__repr__", _repr),
        *all_comparison_methods(_compare),
    ]
    for name in ("or", "and", "sub", "xor"):
        lines.append(method(f"__{name}__", SetOperator(name, False), 1))
        lines.append(method(f"__r{name}__", SetOperator(name, True), 1))
    return lines


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "set",
        [
            static_method(keyword_method("__new__", _new_set)),
            class_item_method(),
            keyword_method("__init__", _initialise_set),
            binary_method("add", Add()),
            method("remove", _remove, 1),
            method("discard", _discard, 1),
            method("pop", _pop),
            method("clear", _clear),
            packed(method("update", _update, 0, ANY_NUMBER)),
            packed(method("intersection_update", _intersection_update, 0, ANY_NUMBER)),
            packed(method("difference_update", _difference_update, 0, ANY_NUMBER)),
            method("symmetric_difference_update", _symmetric_difference_update, 1),
            *_common_methods(),
            *[
                method(f"__i{name}__", InPlaceSetOperator(name), 1)
                for name in ("or", "and", "sub", "xor")
            ],
            unhashable(),
        ],
        [],
    ),
    TypeSpec(
        "frozenset",
        [
            static_method(keyword_method("__new__", _new_frozenset)),
            class_item_method(),
            *_common_methods(),
            method("__hash__", _hash),
        ],
        [],
    ),
    *set_iterator.TYPES,
]
