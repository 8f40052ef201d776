"""Writing: the print function, and the stream objects behind sys.stdout and sys.stderr.

The host may have to wait for whoever reads or types at the other end; meanwhile Ctrl-C is heard at
once. Output that cannot be written is no error of the program's: the command ends (`cli`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TextIO

from toylang.evaluator.interpreter import Interpreter
from toylang.heap.header import HeapObject
from toylang.objects.atoms import plain
from toylang.objects.attributes import get_attribute
from toylang.objects.builtins import (
    AttributeSpec,
    TypeSpec,
    bind_arguments,
    method,
    pack_arguments,
)
from toylang.objects.byte_values import make_bytes
from toylang.objects.bytes_object import unicode_error
from toylang.objects.errors import error, type_error
from toylang.objects.exceptions import os_error
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.protocol import call_method, none, str_text, truth
from toylang.objects.text import Str, make_str
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

STREAM_SIZE: Final = 216


class Stream(HeapObject):
    """A text stream of the host, as a value."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self.stream: TextIO = stream
        self.name: str = name


def make_stream(runtime: Runtime, stream: TextIO, name: str) -> HeapObject:
    """A stream value over a host stream."""
    result = Stream(stream, name)
    result.kind = runtime.types.by_name["TextIOWrapper"]
    runtime.heap.allocate(result, STREAM_SIZE)
    return result


def _stream(value: HeapObject) -> Stream:
    assert isinstance(value, Stream)
    return value


def _write(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    text = plain(arguments[1])
    if not isinstance(text, Str):
        name = type_of(arguments[1]).name
        raise type_error(runtime, f"write() argument must be str, not {name}")
    write_text(runtime, _stream(arguments[0]).stream, text.value)
    return make_int(runtime, len(text.value))


def write_text(runtime: Runtime, stream: TextIO, text: str) -> None:
    """Write to a host stream; text it cannot encode is the program's UnicodeEncodeError."""
    assert isinstance(runtime, Interpreter)
    try:
        with runtime.waiting:
            stream.write(text)
    except UnicodeEncodeError as problem:
        raise unicode_error(runtime, problem, make_str(runtime, problem.object)) from None


def flush(runtime: Runtime, stream: TextIO) -> None:
    """Have a host stream write what it has kept back."""
    assert isinstance(runtime, Interpreter)
    with runtime.waiting:
        stream.flush()


def read_line(runtime: Runtime, stream: TextIO) -> str:
    """A line of a host stream, empty at its end; the program's OSError or UnicodeDecodeError."""
    assert isinstance(runtime, Interpreter)
    try:
        with runtime.waiting:
            runtime.check_signals()
            return stream.readline()
    except UnicodeDecodeError as problem:
        raise unicode_error(runtime, problem, make_bytes(runtime, problem.object)) from None
    except OSError as problem:
        raise os_error(runtime, problem, None) from None


def _flush(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    flush(runtime, _stream(arguments[0]).stream)
    return none(runtime)


def _is_terminal(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, _stream(arguments[0]).stream.isatty())


def _read_line(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, read_line(runtime, _stream(arguments[0]).stream))


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, f"<_io.TextIOWrapper name='{_stream(arguments[0]).name}'>")


def _name(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, _stream(value).name)


def print_values(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    r"""`print(*values, sep=' ', end='\\n', file=None, flush=False)`; the values are in a tuple."""
    held = pack_arguments(runtime, arguments)
    try:
        return _print_held(runtime, arguments, keywords)
    finally:
        runtime.heap.release(held)


def _print_held(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["sep", "end", "file", "flush"]
    given = bind_arguments(runtime, "print", [], keywords, names, 0)
    flushes = given[3] is not None and truth(runtime, given[3])
    file = given[2]
    if file is None or file is runtime.none:
        file = _standard_output(runtime)
        if file is runtime.none:
            return none(runtime)
    separator = _text_option(runtime, given[0], "sep", " ")
    end = _text_option(runtime, given[1], "end", "\n")
    if file is None:
        _print_to_host(runtime, arguments, separator, end, flushes)
        return none(runtime)
    file.refcount += 1
    try:
        _print_to(runtime, file, arguments, separator, end)
        if flushes:
            runtime.heap.release(call_method(runtime, file, "flush", []))
    finally:
        runtime.heap.release(file)
    return none(runtime)


def _standard_output(runtime: Runtime) -> HeapObject | None:
    """What sys.stdout is now (borrowed); None while it is the stream it was to begin with."""
    assert isinstance(runtime, Interpreter)
    if runtime.system_names is None:
        return None
    entry = runtime.system_names.find_text("stdout")
    if entry is None or entry.value is None:
        raise error(runtime, "RuntimeError", "lost sys.stdout")
    current = entry.value
    is_first = isinstance(current, Stream) and current.stream is runtime.stdout
    return None if is_first else current


def _text_option(runtime: Runtime, value: HeapObject | None, name: str, default: str) -> str:
    if value is None or value is runtime.none:
        return default
    text = plain(value)
    if not isinstance(text, Str):
        kind = type_of(value).name
        raise type_error(runtime, f"{name} must be None or a string, not {kind}")
    return text.value


def _print_to_host(
    runtime: Runtime, arguments: list[HeapObject], separator: str, end: str, flushes: bool
) -> None:
    assert isinstance(runtime, Interpreter)
    stream = runtime.stdout
    for index, value in enumerate(arguments):
        if index > 0:
            write_text(runtime, stream, separator)
        write_text(runtime, stream, str_text(runtime, value))
    write_text(runtime, stream, end)
    if flushes:
        flush(runtime, stream)


def _print_to(
    runtime: Runtime, file: HeapObject, arguments: list[HeapObject], separator: str, end: str
) -> None:
    """Print to any object with a `write` method."""
    runtime.heap.release(get_attribute(runtime, file, "write"))
    for index, value in enumerate(arguments):
        if index > 0:
            _write_to(runtime, file, separator)
        _write_to(runtime, file, str_text(runtime, value))
    _write_to(runtime, file, end)


def _write_to(runtime: Runtime, file: HeapObject, text: str) -> None:
    argument = make_str(runtime, text)
    try:
        runtime.heap.release(call_method(runtime, file, "write", [argument]))
    finally:
        runtime.heap.release(argument)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "TextIOWrapper",
        [
            method("write", _write, 1),
            method("flush", _flush),
            method("isatty", _is_terminal),
            method("readline", _read_line),
            method("__repr__", _repr),
        ],
        [AttributeSpec("name", _name)],
    ),
]
