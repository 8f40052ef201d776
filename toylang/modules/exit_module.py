"""The atexit module: functions that are called when the program ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.evaluator.exit_calls import ExitCall
from toylang.evaluator.interpreter import Interpreter
from toylang.heap.header import HeapObject
from toylang.objects.builtins import MethodSpec, keyword_method, method
from toylang.objects.errors import type_error
from toylang.objects.hashing import same_or_equal
from toylang.objects.numbers import make_int
from toylang.objects.protocol import is_callable, none

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _register(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    if not arguments:
        raise type_error(runtime, "register() takes at least 1 argument (0 given)")
    function = arguments[0]
    if not is_callable(function):
        raise type_error(runtime, "the first argument must be callable")
    runtime.exit_calls.add(ExitCall(function, arguments[1:], keywords.copy()))
    function.refcount += 1
    return function


def _unregister(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    known = runtime.exit_calls
    for call in known.calls.copy():
        if call in known.calls and same_or_equal(runtime, call.function, arguments[0]):
            known.remove(call)
    return none(runtime)


def _run(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    runtime.exit_calls.run()
    return none(runtime)


def _clear(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    runtime.exit_calls.clear()
    return none(runtime)


def _count(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    return make_int(runtime, len(runtime.exit_calls.calls))


FUNCTIONS: Final[list[MethodSpec]] = [
    keyword_method("register", _register),
    method("unregister", _unregister, 1),
    method("_run_exitfuncs", _run),
    method("_clear", _clear),
    method("_ncallbacks", _count),
]
