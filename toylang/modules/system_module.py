"""The sys module: reference counts, sizes, arguments, streams, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.evaluator.interpreter import Interpreter
from toylang.evaluator.tracebacks import format_exception
from toylang.heap.header import OBJECT_HEADER, HeapObject
from toylang.modules.output import make_stream
from toylang.objects.arguments import LARGEST_SIZE
from toylang.objects.builtins import (
    AttributeSpec,
    MethodSpec,
    TypeSpec,
    bind_arguments,
    keyword_method,
    method,
    packed,
    static_method,
)
from toylang.objects.dicts import Dict
from toylang.objects.errors import Raised, error, type_error, value_error
from toylang.objects.exceptions import ExceptionObject, make_exception_from
from toylang.objects.lists import make_list
from toylang.objects.numbers import make_int
from toylang.objects.object_operations import collector_header
from toylang.objects.protocol import call_special, index_of, none, repr_text
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

LANGUAGE_VERSION: Final = (3, 11, 7)
"""The Python whose behaviour Toy has."""


def _getrefcount(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, arguments[0].refcount)


def _getsizeof(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = bind_arguments(runtime, "getsizeof", arguments, keywords, ["object", "default"], 2, 1)
    value = given[0]
    assert value is not None
    result = call_special(runtime, value, "__sizeof__", [])
    assert result is not None
    try:
        size = index_of(runtime, result)
    finally:
        runtime.heap.release(result)
    return make_int(runtime, size + collector_header(value))


def _exit(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    for argument in arguments:
        argument.refcount += 1
    cls = runtime.types.exceptions["SystemExit"]
    raise Raised(make_exception_from(runtime, cls, arguments.copy()))


def _intern(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = arguments[0]
    if not isinstance(value, Str):
        name = "None" if value is runtime.none else type_of(value).name
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
    if runtime.depth >= limit:
        message = (
            f"cannot set the recursion limit to {limit} at the recursion depth {runtime.depth}: "
            "the limit is too low"
        )
        raise error(runtime, "RecursionError", message)
    runtime.set_recursion_limit(limit)
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


def _excepthook(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    exception = arguments[1]
    if isinstance(exception, ExceptionObject):
        runtime.tell(format_exception(runtime, exception))
    return none(runtime)


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
    packed(keyword_method("getsizeof", _getsizeof)),
    method("exit", _exit, 0, 1),
    method("intern", _intern, 1),
    method("getrecursionlimit", _getrecursionlimit),
    method("setrecursionlimit", _setrecursionlimit, 1),
    method("excepthook", _excepthook, 3),
    method("exc_info", _exc_info),
    method("_getframe", _getframe, 0, 1),
]


def fill(runtime: Runtime, namespace: Dict, arguments: list[str]) -> None:
    """Add what is no function: arguments, streams, version and limits."""
    assert isinstance(runtime, Interpreter)
    runtime.system_names = namespace
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
    version_info = make_tuple(runtime, numbers)
    version_info.kind = runtime.types.by_name["sys.version_info"]
    namespace.set_text("version_info", version_info)
    implementation = Implementation()
    implementation.kind = runtime.types.by_name["types.SimpleNamespace"]
    runtime.heap.allocate(implementation, OBJECT_HEADER)
    namespace.set_text("implementation", implementation)


class Implementation(HeapObject):
    """`sys.implementation`: whose behaviour a program meets here, which is CPython's."""


def _implementation_name(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, "cpython")


def _implementation_tag(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, f"cpython-{LANGUAGE_VERSION[0]}{LANGUAGE_VERSION[1]}")


class VersionPart:
    """Reads one part of sys.version_info by its name."""

    def __init__(self, index: int) -> None:
        self.index: int = index

    def __call__(self, runtime: Runtime, value: HeapObject) -> HeapObject:
        """The part's value."""
        assert isinstance(value, Tuple)
        part = value.items[self.index]
        part.refcount += 1
        return part


def _no_other_version(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    raise type_error(runtime, "cannot create 'sys.version_info' instances")


VERSION_PARTS: Final = ["major", "minor", "micro", "releaselevel", "serial"]


def _repr_version(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    version = arguments[0]
    assert isinstance(version, Tuple)
    parts = [
        f"{name}={repr_text(runtime, part)}"
        for name, part in zip(VERSION_PARTS, version.items, strict=True)
    ]
    return make_str(runtime, f"sys.version_info({', '.join(parts)})")


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "types.SimpleNamespace",
        [],
        [
            AttributeSpec("name", _implementation_name),
            AttributeSpec("cache_tag", _implementation_tag),
        ],
    ),
    TypeSpec(
        "sys.version_info",
        [
            static_method(keyword_method("__new__", _no_other_version)),
            method("__repr__", _repr_version),
        ],
        [AttributeSpec(name, VersionPart(index)) for index, name in enumerate(VERSION_PARTS)],
        base="tuple",
    ),
]
