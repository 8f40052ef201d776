"""The `_random` module: the source of random numbers that `random` draws on.

It is the Mersenne Twister, CPython's generator, which the host has as well: the same seed gives
the same numbers. What `random` makes of them is written in Toy.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from toylang.heap.header import Container, HeapObject
from toylang.objects.arguments import check_size, size_argument
from toylang.objects.atoms import plain
from toylang.objects.builtins import MethodSpec, TypeSpec, keyword_method, method, static_method
from toylang.objects.byte_values import Bytes
from toylang.objects.derived import begin_life
from toylang.objects.dicts import Dict
from toylang.objects.errors import type_error, value_error
from toylang.objects.hashing import hash_of
from toylang.objects.numbers import Float, Int, make_float, make_int
from toylang.objects.protocol import index_of, none
from toylang.objects.text import Str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import Type

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

STATE_WORDS: Final = 624
LARGEST_WORD: Final = (1 << 32) - 1
STATE_VERSION: Final = 3


class RandomSource(Container):
    """A Mersenne Twister, which holds no values of the program."""

    def __init__(self) -> None:
        self.host: random.Random = random.Random()


def _receiver(value: HeapObject) -> RandomSource:
    assert isinstance(value, RandomSource)
    return value


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    cls = arguments[0]
    assert isinstance(cls, Type)
    result = RandomSource()
    begin_life(runtime, result, cls, runtime.types.by_name["_random.Random"], 0)
    return result


def _seed(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """Start anew from a number or a text; without one, from the machine's entropy."""
    source = _receiver(arguments[0]).host
    value = plain(arguments[1]) if len(arguments) > 1 else runtime.none
    if value is runtime.none:
        source.seed()
    elif isinstance(value, (Int, Float, Str, Bytes)):
        source.seed(value.value)
    else:
        source.seed(hash_of(runtime, arguments[1]))
    return none(runtime)


def _random(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_float(runtime, _receiver(arguments[0]).host.random())


def _getrandbits(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    bits = size_argument(runtime, arguments[1])
    if bits < 0:
        raise value_error(runtime, "number of bits must be non-negative")
    check_size(runtime, bits // 8)
    return make_int(runtime, _receiver(arguments[0]).host.getrandbits(bits))


def _getstate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    words: tuple[int, ...] = _receiver(arguments[0]).host.getstate()[1]
    return make_tuple(runtime, [make_int(runtime, word) for word in words])


def _setstate(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    given = plain(arguments[1])
    if not isinstance(given, Tuple):
        raise type_error(runtime, "state vector must be a tuple")
    if len(given.items) != STATE_WORDS + 1:
        raise value_error(runtime, "state vector is the wrong size")
    words = [index_of(runtime, item) for item in given.items]
    if not 0 <= words[STATE_WORDS] <= STATE_WORDS:
        raise value_error(runtime, "invalid state")
    state = tuple([word & LARGEST_WORD for word in words])
    _receiver(arguments[0]).host.setstate((STATE_VERSION, state, None))
    return none(runtime)


FUNCTIONS: Final[list[MethodSpec]] = []

TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "_random.Random",
        [
            static_method(keyword_method("__new__", _new)),
            method("seed", _seed, 0, 1),
            method("random", _random),
            method("getrandbits", _getrandbits, 1),
            method("getstate", _getstate),
            method("setstate", _setstate, 1),
        ],
        [],
    )
]


def fill(runtime: Runtime, namespace: Dict) -> None:
    """Add the type."""
    kind = runtime.types.by_name["_random.Random"]
    kind.refcount += 1
    namespace.set_text("Random", kind)
