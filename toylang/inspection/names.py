"""What a name stands for, in a few words, for menus. Found by looking: nothing runs for it."""

from __future__ import annotations

from toylang.heap.header import HeapObject
from toylang.objects.types import type_of
from toylang.session import Session, plain_attribute


def describe_name(session: Session, owner: str | None, name: str) -> str:
    """What a name, or an attribute of a dotted name, stands for: `list, 2 references`.

    Of an attribute that only the owner's class has, it is what the class holds: a function, say.
    Empty if nothing is found.
    """
    value = session.find(name) if owner is None else _attribute(session.find(owner), name)
    if value is None:
        return ""
    if value.immortal:
        return type_of(value).name
    plural = "" if value.refcount == 1 else "s"
    return f"{type_of(value).name}, {value.refcount:,} reference{plural}"


def _attribute(owner: HeapObject | None, name: str) -> HeapObject | None:
    """What the owner, or its class, holds under a name (borrowed)."""
    own = plain_attribute(owner, name)
    return own if own is not None or owner is None else type_of(owner).lookup(name)
