"""Running code of the program while an object dies: `__del__` and weak reference callbacks.

Nobody is there to catch what such code raises, so it is reported and forgotten, and the statement
that let the object die goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.heap.header import HeapObject
from toylang.objects.attributes import bind
from toylang.objects.builtins import Builtin
from toylang.objects.errors import LimitReached, Raised
from toylang.objects.functions import Function
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def call_finalizer(runtime: Runtime, value: HeapObject) -> None:
    """Call `value.__del__()`; one that cannot even be read is passed over (slot_tp_finalize)."""
    found = type_of(value).lookup("__del__")
    if isinstance(found, Function) or (isinstance(found, Builtin) and found.owner is not None):
        call_unraisable(runtime, found, [value])
    elif found is not None:
        try:
            method = bind(runtime, found, value, type_of(value))
        except Raised as raised:
            runtime.heap.release(raised.exception)
            return
        call_unraisable(runtime, method, [])
        runtime.heap.release(method)


def call_unraisable(runtime: Runtime, function: HeapObject, arguments: list[HeapObject]) -> None:
    """Call `function` with borrowed arguments; an exception is reported, not raised.

    A limit that strikes in it strikes again where the program goes on: an object's death is not
    broken off.
    """
    function.refcount += 1
    try:
        runtime.heap.release(runtime.call(function, arguments))
    except Raised as raised:
        runtime.report_unraisable(raised, function)
    except LimitReached:
        pass
    finally:
        runtime.heap.release(function)
