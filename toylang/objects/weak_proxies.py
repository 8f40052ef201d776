"""Weak proxies: stand-ins that do everything their object does, as long as it lives.

Each special method unwraps its operands and starts the operation anew. The object is held while
the operation runs; when it is gone, there is a ReferenceError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.attributes import delete_attribute, get_attribute, set_attribute
from toylang.objects.builtins import MethodSpec, Positional, TypeSpec, keyword_method, method
from toylang.objects.comparison import METHODS, compare
from toylang.objects.errors import error, type_error
from toylang.objects.iterators import stop_iteration
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.object_operations import attribute_name
from toylang.objects.operators import (
    IN_PLACE,
    REFLECTED,
    STEMS,
    UNARY,
    absolute,
    binary,
    in_place,
    quotient_and_remainder,
    unary,
)
from toylang.objects.protocol import (
    advance,
    call_method,
    call_special,
    contains,
    delete_item,
    get_item,
    is_callable,
    iterate,
    length,
    none,
    set_item,
    str_text,
    truth,
)
from toylang.objects.shared_methods import unhashable
from toylang.objects.text import make_str
from toylang.objects.types import type_of
from toylang.objects.weak import SHARED_PROXY, LanguageReference, attached, weakly_referable

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

Work = Callable[["Runtime", list[HeapObject]], HeapObject]


class Proxy(LanguageReference):
    """What `weakref.proxy(x)` makes."""

    shared_rank: i64 = SHARED_PROXY

    def describe(self) -> str:
        return "weakproxy"


def make_proxy(runtime: Runtime, referent: HeapObject, callback: HeapObject | None) -> HeapObject:
    """A proxy for `referent`; the one there is already, if neither has a callback."""
    container = weakly_referable(runtime, referent)
    name = "weakref.CallableProxyType" if is_callable(referent) else "weakref.ProxyType"
    fresh = Proxy(runtime)
    fresh.kind = runtime.types.by_name[name]
    return attached(runtime, fresh, runtime.types.by_name[name], container, callback)


def unwrapped(runtime: Runtime, value: HeapObject) -> HeapObject:
    """The object a proxy stands for, any other value itself; a new reference.

    Raises ReferenceError if the object is gone.
    """
    if isinstance(value, Proxy):
        if value.referent is None:
            message = "weakly-referenced object no longer exists"
            raise error(runtime, "ReferenceError", message)
        value = value.referent
    value.refcount += 1
    return value


# -- special methods, each as an operation on what the proxies stand for -------------------------


class Unwrapping:
    """A special method of proxies: `work` gets its arguments with the proxies unwrapped.

    Only the first `count` arguments are looked at; the others may well be proxies for good.
    """

    def __init__(self, work: Work, count: i64 = 2) -> None:
        self.work: Work = work
        self.count: i64 = count

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Do the work."""
        held: list[HeapObject] = []
        try:
            for argument in arguments[: self.count]:
                held.append(unwrapped(runtime, argument))
            return self.work(runtime, [*held, *arguments[self.count :]])
        finally:
            runtime.heap.release_all(held)


class BinaryWork:
    """`left operator right`; for a reflected method, the receiver is on the right."""

    def __init__(self, operator: str, reflected: bool) -> None:
        self.operator: str = operator
        self.reflected: bool = reflected

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The operation's value."""
        first, second = arguments[0], arguments[1]
        if len(arguments) == 3:
            return _power(runtime, arguments)
        if self.reflected:
            return binary(runtime, self.operator, second, first)
        return binary(runtime, self.operator, first, second)


def _power(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`pow(base, exponent, modulus)`."""
    result = call_special(runtime, arguments[0], "__pow__", arguments[1:])
    if result is None:
        kinds = "', '".join(type_of(value).name for value in arguments)
        raise type_error(runtime, f"unsupported operand type(s) for ** or pow(): '{kinds}'")
    return result


class InPlaceWork:
    """`left operator= right`."""

    def __init__(self, operator: str) -> None:
        self.operator: str = operator

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The new value, which is no proxy."""
        return in_place(runtime, self.operator, arguments[0], arguments[1])


class UnaryWork:
    """`-x` and its kin."""

    def __init__(self, operator: str) -> None:
        self.operator: str = operator

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The operation's value."""
        return unary(runtime, self.operator, arguments[0])


class CompareWork:
    """`left operator right` for a comparison."""

    def __init__(self, operator: str) -> None:
        self.operator: str = operator

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """The comparison's value."""
        return compare(runtime, self.operator, arguments[0], arguments[1])


def _abs(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return absolute(runtime, arguments[0])


def _divmod(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return quotient_and_remainder(runtime, arguments[0], arguments[1])


def _rdivmod(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return quotient_and_remainder(runtime, arguments[1], arguments[0])


def _int(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return runtime.call(runtime.types.int, arguments)


def _float(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return runtime.call(runtime.types.float, arguments)


def _str(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, str_text(runtime, arguments[0]))


def _bool(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, truth(runtime, arguments[0]))


def _len(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, length(runtime, arguments[0]))


def _index(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    result = call_special(runtime, arguments[0], "__index__", [])
    if result is None:
        name = type_of(arguments[0]).name
        message = f"'{name}' object cannot be interpreted as an integer"
        raise type_error(runtime, message)
    return result


def _contains(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, contains(runtime, arguments[0], arguments[1]))


def _get_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return get_item(runtime, arguments[0], arguments[1])


def _set_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    set_item(runtime, arguments[0], arguments[1], arguments[2])
    return none(runtime)


def _delete_item(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    delete_item(runtime, arguments[0], arguments[1])
    return none(runtime)


def _iterate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return iterate(runtime, arguments[0])


def _next(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = arguments[0]
    if type_of(value).lookup("__next__") is None:
        name = type_of(value).name
        message = f"Weakref proxy referenced a non-iterator '{name}' object"
        raise type_error(runtime, message)
    result = advance(runtime, value)
    if result is None:
        raise stop_iteration(runtime)
    return result


def _get_attribute(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return get_attribute(runtime, arguments[0], attribute_name(runtime, arguments[1]))


def _set_attribute(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    name = attribute_name(runtime, arguments[1])
    set_attribute(runtime, arguments[0], name, arguments[2])
    return none(runtime)


def _delete_attribute(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    delete_attribute(runtime, arguments[0], attribute_name(runtime, arguments[1]))
    return none(runtime)


def _reversed(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return call_method(runtime, arguments[0], "__reversed__", [])


def _bytes(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return call_method(runtime, arguments[0], "__bytes__", [])


def _call(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    function = unwrapped(runtime, arguments[0])
    try:
        return runtime.call(function, arguments[1:], keywords)
    finally:
        runtime.heap.release(function)


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    proxy = arguments[0]
    assert isinstance(proxy, Proxy)
    referent = runtime.none if proxy.referent is None else proxy.referent
    what = f"{type_of(referent).name} at {hex(referent.address)}"
    return make_str(runtime, f"<weakproxy at {hex(proxy.address)} to {what}>")


# -- the types -----------------------------------------------------------------


def _forward(name: str, work: Work, arguments: i64 = 0, most: i64 = -1) -> MethodSpec:
    unwrapping: Positional = Unwrapping(work)
    return method(name, unwrapping, arguments, most)


def _forward_receiver(name: str, work: Work, arguments: i64) -> MethodSpec:
    """A method whose arguments stay as they are, proxies or not."""
    unwrapping: Positional = Unwrapping(work, 1)
    return method(name, unwrapping, arguments)


def _operators() -> list[MethodSpec]:
    result: list[MethodSpec] = []
    for operator, stem in STEMS.items():
        most: i64 = 2 if operator == "**" else 1
        result.append(_forward(f"__{stem}__", BinaryWork(operator, False), 1, most))
        result.append(_forward(REFLECTED[operator], BinaryWork(operator, True), 1))
        result.append(_forward(IN_PLACE[operator], InPlaceWork(operator), 1))
    for operator, name in UNARY.items():
        result.append(_forward(name, UnaryWork(operator)))
    for operator, name in METHODS.items():
        result.append(_forward(name, CompareWork(operator), 1))
    return result


FORWARDED: Final[list[MethodSpec]] = [
    *_operators(),
    _forward("__abs__", _abs),
    _forward("__bool__", _bool),
    _forward("__contains__", _contains, 1),
    _forward("__divmod__", _divmod, 1),
    _forward("__rdivmod__", _rdivmod, 1),
    _forward("__float__", _float),
    _forward("__index__", _index),
    _forward("__int__", _int),
    _forward("__iter__", _iterate),
    _forward("__len__", _len),
    _forward("__next__", _next),
    _forward("__str__", _str),
    _forward_receiver("__getitem__", _get_item, 1),
    _forward_receiver("__setitem__", _set_item, 2),
    _forward_receiver("__delitem__", _delete_item, 1),
    _forward_receiver("__getattribute__", _get_attribute, 1),
    _forward_receiver("__setattr__", _set_attribute, 2),
    _forward_receiver("__delattr__", _delete_attribute, 1),
    method("__repr__", _repr),
    unhashable(),
]

TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "weakref.ProxyType",
        [*FORWARDED, _forward("__bytes__", _bytes), _forward("__reversed__", _reversed)],
        [],
    ),
    TypeSpec("weakref.CallableProxyType", [*FORWARDED, keyword_method("__call__", _call)], []),
]
