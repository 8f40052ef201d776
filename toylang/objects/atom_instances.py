"""Making instances of classes derived from int, float, str and bytes, and plain values of them.

The methods of the four built-in classes know plain values only. They get plain copies in the place
of such instances, and what they return is plain, too: `Celsius(3.5) + 1` is a float.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import COLLECTOR_HEADER, HeapObject
from toylang.objects.atoms import AtomInstance, plain
from toylang.objects.byte_values import Bytes, make_bytes
from toylang.objects.derived import begin_life
from toylang.objects.numbers import INT_HEADER, Float, Int, int_size, make_float, make_int
from toylang.objects.text import Str, make_str
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

DERIVED_STR_HEADER: Final[i64] = 80
"""Bytes of a string whose characters stand in a block of their own, as a subclass's do."""


def instance_of(runtime: Runtime, cls: HeapObject, value: HeapObject) -> HeapObject:
    """A value (taken over) as an instance of `cls`, derived from the value's built-in class."""
    assert isinstance(cls, Type)
    atom = _detached(plain(value))
    runtime.heap.release(value)
    result = AtomInstance(atom)
    begin_life(runtime, result, cls, type_of(atom), _content_size(atom))
    return result


def plain_copy(runtime: Runtime, instance: AtomInstance) -> HeapObject:
    """A new plain value equal to an instance's."""
    atom = instance.atom
    if isinstance(atom, Int):
        return make_int(runtime, atom.value)
    if isinstance(atom, Float):
        return make_float(runtime, atom.value)
    if isinstance(atom, Str):
        return make_str(runtime, atom.value)
    assert isinstance(atom, Bytes)
    return make_bytes(runtime, atom.value)


def _detached(value: HeapObject) -> HeapObject:
    """A copy of a plain value without a place in the heap."""
    atom: HeapObject
    if isinstance(value, Int):
        atom = Int(value.value)
    elif isinstance(value, Float):
        atom = Float(value.value)
    elif isinstance(value, Str):
        atom = Str(value.value)
    else:
        assert isinstance(value, Bytes)
        atom = Bytes(value.value)
    atom.kind = value.kind
    return atom


def _content_size(atom: HeapObject) -> i64:
    """Bytes of an instance that its value takes, past the fixed size of its class."""
    if isinstance(atom, Int):
        return int_size(atom.value) - INT_HEADER
    if isinstance(atom, Str):
        return _characters_size(atom.value)
    return len(atom.value) if isinstance(atom, Bytes) else 0


def _characters_size(text: str) -> i64:
    """Bytes of a string's characters and the final NUL."""
    widest = ord(max(text)) if text else 0
    width = 1 if widest < 0x100 else 2 if widest < 0x10000 else 4
    return width * (len(text) + 1)


def told_size(instance: AtomInstance) -> i64:
    """The size an instance says it has: int and str count what they know of, as CPython's do."""
    atom = instance.atom
    if isinstance(atom, Int):
        return COLLECTOR_HEADER + int_size(atom.value)
    if isinstance(atom, Str):
        headers = 2 * COLLECTOR_HEADER if type_of(instance).shares_names else COLLECTOR_HEADER
        return headers + DERIVED_STR_HEADER + _characters_size(atom.value)
    return instance.size


def plain_values(runtime: Runtime, owner: Type, arguments: list[HeapObject]) -> list[HeapObject]:
    """The arguments of a method of `owner`, plain copies in place of instances (new references).

    Numbers are only replaced where numbers are wanted: others read them as indices, and complain
    of the class they are of.
    """
    values: list[HeapObject] = []
    for argument in arguments:
        if isinstance(argument, AtomInstance) and _is_wanted(runtime, owner, argument.atom):
            values.append(plain_copy(runtime, argument))
        else:
            argument.refcount += 1
            values.append(argument)
    return values


def _is_wanted(runtime: Runtime, owner: Type, atom: HeapObject) -> bool:
    if isinstance(atom, (Int, Float)):
        return owner is not runtime.types.str and owner is not runtime.types.bytes
    return type_of(atom) is owner
