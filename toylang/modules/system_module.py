"""The sys module: reference counts, sizes, arguments, streams, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.evaluator.interpreter import Interpreter
from toylang.heap.header import HeapObject
from toylang.modules.output import make_stream
from toylang.objects.builtins import MethodSpec, bind_arguments, keyword_method, method
from toylang.objects.dicts import DICT_SIZE, Dict
from toylang.objects.errors import Raised, type_error, value_error
from toylang.objects.exceptions import make_exception_from
from toylang.objects.lists import LIST_SIZE, POINTER_SIZE, List, make_list
from toylang.objects.numbers import make_int
from toylang.objects.protocol import index_of, none
from toylang.objects.set_object import AnySet
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

LARGEST_SIZE: Final = (1 << 63) - 1
LANGUAGE_VERSION: Final = (3, 11, 7)
"""The Python whose behaviour Toy has."""


def _getrefcount(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, arguments[0].refcount)


def _getsizeof(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = bind_arguments(runtime, "getsizeof", arguments, keywords, ["object", "default"], 2, 1)
    assert given[0] is not None
    return make_int(runtime, size_of(given[0]))


def size_of(value: HeapObject) -> int:
    """Bytes of an object and of the block that belongs to it alone, as sys.getsizeof says."""
    if isinstance(value, List):
        return LIST_SIZE + POINTER_SIZE * value.capacity
    if isinstance(value, Dict):
        return DICT_SIZE + value.block_size
    if isinstance(value, AnySet):
        return value.size + value.table_bytes()
    return value.size


def _exit(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    for argument in arguments:
        argument.refcount += 1
    cls = runtime.types.exceptions["SystemExit"]
    raise Raised(make_exception_from(runtime, cls, arguments.copy()))


def _intern(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = arguments[0]
    if not isinstance(value, Str):
        name = type_of(value).name
        raise type_error(runtime, f"intern() argument must be str, not {name}")
    known = runtime.names.get(value.value)
    if known is None:
        known = value
    known.refcount += 1
    return known


def _getrecursionlimit(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    return make_int(runtime, runtime.recursion_limit)


def _setrecursionlimit(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    limit = index_of(runtime, arguments[0])
    if limit < 1:
        raise value_error(runtime, "recursion limit must be greater or equal than 1")
    runtime.recursion_limit = min(limit, runtime.highest_recursion_limit)
    return none(runtime)


def _exc_info(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    facts: list[HeapObject] = [runtime.none, runtime.none, runtime.none]
    if runtime.handled:
        exception = runtime.handled[-1]
        traceback: HeapObject | None = exception.traceback
        facts = [type_of(exception), exception, runtime.none if traceback is None else traceback]
    for fact in facts:
        fact.refcount += 1
    return make_tuple(runtime, facts)


def _getframe(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    depth = index_of(runtime, arguments[0]) if arguments else 0
    frame = runtime.frame
    while frame is not None and depth > 0:
        frame = frame.back
        depth -= 1
    if frame is None:
        raise value_error(runtime, "call stack is not deep enough")
    frame.keep()
    frame.refcount += 1
    return frame


FUNCTIONS: Final[list[MethodSpec]] = [
    method("getrefcount", _getrefcount, 1),
    keyword_method("getsizeof", _getsizeof),
    method("exit", _exit, 0, 1),
    method("intern", _intern, 1),
    method("getrecursionlimit", _getrecursionlimit),
    method("setrecursionlimit", _setrecursionlimit, 1),
    method("exc_info", _exc_info),
    method("_getframe", _getframe, 0, 1),
]


def fill(runtime: Runtime, namespace: Dict, arguments: list[str]) -> None:
    """Add what is no function: arguments, streams, version and limits."""
    assert isinstance(runtime, Interpreter)
    given = [make_str(runtime, argument) for argument in arguments]
    namespace.set_text("argv", make_list(runtime, [*given]))
    namespace.set_text("stdin", make_stream(runtime, runtime.stdin, "<stdin>"))
    namespace.set_text("stdout", make_stream(runtime, runtime.stdout, "<stdout>"))
    namespace.set_text("stderr", make_stream(runtime, runtime.stderr, "<stderr>"))
    namespace.set_text("maxsize", make_int(runtime, LARGEST_SIZE))
    namespace.set_text("byteorder", make_str(runtime, "little"))
    namespace.set_text("platform", make_str(runtime, "toy"))
    version = ".".join(str(part) for part in LANGUAGE_VERSION)
    namespace.set_text("version", make_str(runtime, f"{version} (Toy)"))
    numbers: list[HeapObject] = [make_int(runtime, part) for part in LANGUAGE_VERSION]
    numbers.append(make_str(runtime, "final"))
    numbers.append(make_int(runtime, 0))
    namespace.set_text("version_info", make_tuple(runtime, numbers))
