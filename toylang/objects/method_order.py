"""The method resolution order: in which order classes are asked for an attribute.

It is the C3 linearisation (Barrett et al., 1996), as in CPython's `Objects/typeobject.c`,
mro_implementation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.objects.errors import type_error
from toylang.objects.types import Type

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def linearise(runtime: Runtime, cls: Type, bases: list[Type]) -> list[Type]:
    """The method resolution order: the class, then a merge of its bases' orders and the bases."""
    for position, base in enumerate(bases):
        if any(other is base for other in bases[:position]):
            raise type_error(runtime, f"duplicate base class {base.name}")
    waiting = [base.mro.copy() for base in bases]
    waiting.append(bases.copy())
    order = [cls]
    while True:
        waiting = [sequence for sequence in waiting if sequence]
        if not waiting:
            return order
        chosen = _next_in_order(waiting)
        if chosen is None:
            names = ", ".join(dict.fromkeys(sequence[0].name for sequence in waiting))
            message = "Cannot create a consistent method resolution\norder (MRO) for bases "
            raise type_error(runtime, message + names)
        order.append(chosen)
        for sequence in waiting:
            if sequence[0] is chosen:
                del sequence[0]


def _next_in_order(waiting: list[list[Type]]) -> Type | None:
    """The first head that stands in no other sequence's tail."""
    for sequence in waiting:
        candidate = sequence[0]
        if not any(candidate in other[1:] for other in waiting):
            return candidate
    return None
