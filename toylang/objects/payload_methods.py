"""The special methods that numbers and strings share: comparison and hash of a host value.

The host compares an int with a float exactly, whatever their size; so does a program.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from toylang.heap.header import HeapObject
from toylang.objects.atoms import plain
from toylang.objects.builtins import MethodSpec, method
from toylang.objects.hashing import hash_of, identity_hash
from toylang.objects.numbers import Float, Int, make_bool, make_int
from toylang.objects.protocol import not_implemented
from toylang.objects.text import Str

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

HostComparison = Callable[[Any, Any], Any]

COMPARISONS: Final[dict[str, HostComparison]] = {
    "__eq__": operator.eq,
    "__ne__": operator.ne,
    "__lt__": operator.lt,
    "__le__": operator.le,
    "__gt__": operator.gt,
    "__ge__": operator.ge,
}


class PayloadComparison:
    """A comparison method: the host's answer, or left to the other operand."""

    def __init__(self, compare: HostComparison) -> None:
        self.compare: HostComparison = compare

    def __call__(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """Compare the receiver with the other operand."""
        left, right = arguments[0], arguments[1]
        if isinstance(left, Int) and isinstance(right, Int):
            return make_bool(runtime, self.compare(left.value, right.value))
        if isinstance(left, Float) and isinstance(right, (Float, Int)):
            return make_bool(runtime, self.compare(left.value, right.value))
        if isinstance(left, Str) and isinstance(right, Str):
            return make_bool(runtime, self.compare(left.value, right.value))
        return not_implemented(runtime)


def _hash(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = plain(arguments[0])
    if isinstance(value, Float) and value.value != value.value:
        return make_int(runtime, identity_hash(arguments[0]))
    return make_int(runtime, hash_of(runtime, value))


def payload_methods() -> list[MethodSpec]:
    """The comparison methods, and `__hash__`."""
    lines = [method(name, PayloadComparison(host), 1) for name, host in COMPARISONS.items()]
    return [*lines, method("__hash__", _hash)]
