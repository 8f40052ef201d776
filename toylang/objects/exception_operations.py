"""What exceptions can do: be made, shown, chained; and the traceback's attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects import unicode_errors
from toylang.objects.attributes import find_attribute, replace_attributes, set_attribute
from toylang.objects.builtins import (
    AttributeSpec,
    Getter,
    MethodSpec,
    Setter,
    TypeSpec,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.dicts import make_dict
from toylang.objects.errors import type_error
from toylang.objects.exceptions import (
    FIELDS,
    HIERARCHY,
    ExceptionObject,
    Traceback,
    is_instance_of,
    make_exception_from,
    set_fields_from_arguments,
)
from toylang.objects.lists import List, make_list
from toylang.objects.numbers import Int, make_bool, make_int
from toylang.objects.protocol import items_of, none, or_none, repr_text, str_text
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import make_tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _receiver(value: HeapObject) -> ExceptionObject:
    assert isinstance(value, ExceptionObject)
    return value


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    cls = arguments[0]
    assert isinstance(cls, Type)
    items = arguments[1:]
    if cls is runtime.types.exceptions["OSError"] and len(items) > 1:
        cls = _os_error_class(runtime, items[0])
    for item in items:
        item.refcount += 1
    return make_exception_from(runtime, cls, items)


OS_ERRORS: Final[dict[int, str]] = {
    1: "PermissionError",
    2: "FileNotFoundError",
    3: "ProcessLookupError",
    4: "InterruptedError",
    10: "ChildProcessError",
    11: "BlockingIOError",
    13: "PermissionError",
    17: "FileExistsError",
    20: "NotADirectoryError",
    21: "IsADirectoryError",
    32: "BrokenPipeError",
    103: "ConnectionAbortedError",
    104: "ConnectionResetError",
    108: "BrokenPipeError",
    110: "TimeoutError",
    111: "ConnectionRefusedError",
    114: "BlockingIOError",
    115: "BlockingIOError",
}
"""The class an OSError with an error number turns into."""


def _os_error_class(runtime: Runtime, number: HeapObject) -> Type:
    known = runtime.types.exceptions
    if isinstance(number, Int) and number.value in OS_ERRORS:
        return known[OS_ERRORS[number.value]]
    return known["OSError"]


def _init(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    exception = _receiver(arguments[0])
    _take_keywords(runtime, exception, keywords)
    items, before = arguments[1:], exception.arguments.items
    same = [each for each, known in zip(items, before, strict=False) if each is known]
    if not len(same) == len(items) == len(before):
        _set_arguments(runtime, exception, items)
    if is_instance_of(runtime, exception, "ImportError"):
        _store_field(runtime, exception, "msg", items[0] if len(items) == 1 else None)
    elif len(items) == 2 and is_instance_of(runtime, exception, "SyntaxError"):
        _set_details(runtime, exception, items[1])
    return none(runtime)


def _take_keywords(
    runtime: Runtime, exception: ExceptionObject, keywords: dict[str, HeapObject]
) -> None:
    """Fill fields given by name: ImportError(name=…), AttributeError(obj=…), NameError(name=…)."""
    for cls in ("ImportError", "AttributeError", "NameError"):
        if is_instance_of(runtime, exception, cls):
            for name in keywords:
                if name not in FIELDS[cls] or name == "msg":
                    message = f"'{name}' is an invalid keyword argument for {cls}()"
                    raise type_error(runtime, message)
            for name in FIELDS[cls]:
                if name != "msg":
                    _store_field(runtime, exception, name, keywords.get(name))
            return
    if keywords:
        raise type_error(runtime, f"{type_of(exception).name}() takes no keyword arguments")


def _set_details(runtime: Runtime, exception: ExceptionObject, given: HeapObject) -> None:
    """The place of a SyntaxError, given as any sequence; as SyntaxError_init."""
    details = items_of(runtime, given)
    try:
        if not 4 <= len(details) <= 6:
            limit = "at least 4" if len(details) < 4 else "at most 6"
            message = f"function takes {limit} arguments ({len(details)} given)"
            raise type_error(runtime, message)
        if len(details) == 5:
            message = "end_offset must be provided when end_lineno is provided"
            raise type_error(runtime, message)
        for name, item in zip(FIELDS["SyntaxError"][1:], details, strict=False):
            _store_field(runtime, exception, name, item)
    finally:
        runtime.heap.release_all(details)


def _set_arguments(runtime: Runtime, exception: ExceptionObject, items: list[HeapObject]) -> None:
    for item in items:
        item.refcount += 1
    old, exception.arguments = exception.arguments, make_tuple(runtime, items)
    runtime.heap.release(old)
    set_fields_from_arguments(runtime, exception)


def _str(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    exception = _receiver(arguments[0])
    items = exception.arguments.items
    if is_instance_of(runtime, exception, "SyntaxError"):
        return make_str(runtime, _syntax_error_text(runtime, exception))
    if not items:
        return make_str(runtime, "")
    number, words = exception.fields.get("errno"), exception.fields.get("strerror")
    if number is not None and words is not None:
        code = str_text(runtime, number)
        return make_str(runtime, f"[Errno {code}] {str_text(runtime, words)}")
    if len(items) > 1:
        return make_str(runtime, repr_text(runtime, exception.arguments))
    item = items[0]
    item.refcount += 1
    try:
        if is_instance_of(runtime, exception, "KeyError"):
            return make_str(runtime, repr_text(runtime, item))
        return make_str(runtime, str_text(runtime, item))
    finally:
        runtime.heap.release(item)


def _syntax_error_text(runtime: Runtime, exception: ExceptionObject) -> str:
    """The message, and the file's name and the line as far as they are known."""
    message = str_text(runtime, exception.fields.get("msg", runtime.none))
    filename, line = exception.fields.get("filename"), exception.fields.get("lineno")
    where: list[str] = []
    if isinstance(filename, Str):
        where.append(filename.value.rpartition("/")[2])
    if isinstance(line, Int):
        where.append(f"line {line.value}")
    return f"{message} ({', '.join(where)})" if where else message


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    exception = _receiver(arguments[0])
    name = type_of(exception).name
    items = exception.arguments.items
    if len(items) == 1:
        return make_str(runtime, f"{name}({repr_text(runtime, items[0])})")
    return make_str(runtime, name + repr_text(runtime, exception.arguments))


def _with_traceback(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    exception, traceback = arguments
    _set_traceback(runtime, exception, traceback)
    exception.refcount += 1
    return exception


def _add_note(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    exception, note = arguments
    if not isinstance(note, Str):
        name = type_of(note).name
        raise type_error(runtime, f"note must be a str, not '{name}'")
    held = find_attribute(runtime, exception, "__notes__")
    if held is None:
        held = make_list(runtime, [])
        set_attribute(runtime, exception, "__notes__", held)
    if not isinstance(held, List):
        runtime.heap.release(held)
        raise type_error(runtime, "Cannot add note: __notes__ is not a list")
    try:
        note.refcount += 1
        held.append(note)
    finally:
        runtime.heap.release(held)
    return none(runtime)


def _arguments(runtime: Runtime, value: HeapObject) -> HeapObject:
    held = _receiver(value).arguments
    held.refcount += 1
    return held


def _replace_arguments(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    if new is None:
        raise type_error(runtime, "args may not be deleted")
    exception = _receiver(value)
    old, exception.arguments = exception.arguments, make_tuple(runtime, items_of(runtime, new))
    runtime.heap.release(old)


def _traceback(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _receiver(value).traceback)


def _set_traceback(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    exception = _receiver(value)
    if new is None:
        raise type_error(runtime, "__traceback__ may not be deleted")
    if isinstance(new, Traceback):
        new.refcount += 1
        old, exception.traceback = exception.traceback, new
    elif new is runtime.none:
        old, exception.traceback = exception.traceback, None
    else:
        raise type_error(runtime, "__traceback__ must be a traceback or None")
    if old is not None:
        runtime.heap.release(old)


def _cause(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _receiver(value).cause)


def _set_cause(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    exception = _receiver(value)
    if new is None:
        raise type_error(runtime, "__cause__ may not be deleted")
    linked = _exceptionor_none(runtime, new, "exception cause")
    old, exception.cause = exception.cause, linked
    exception.suppress_context = True
    if old is not None:
        runtime.heap.release(old)


def _exceptionor_none(runtime: Runtime, new: HeapObject, what: str) -> HeapObject | None:
    """An owned reference to an exception, or None for None."""
    if new is runtime.none:
        return None
    if not isinstance(new, ExceptionObject):
        raise type_error(runtime, f"{what} must be None or derive from BaseException")
    new.refcount += 1
    return new


def _context(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _receiver(value).context)


def _set_context(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    exception = _receiver(value)
    if new is None:
        raise type_error(runtime, "__context__ may not be deleted")
    linked = _exceptionor_none(runtime, new, "exception context")
    old, exception.context = exception.context, linked
    if old is not None:
        runtime.heap.release(old)


def _suppress(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_bool(runtime, _receiver(value).suppress_context)


def _set_suppress(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    if new is None:
        raise type_error(runtime, "can't delete numeric/char attribute")
    if new is not runtime.true and new is not runtime.false:
        raise type_error(runtime, "attribute value type must be bool")
    _receiver(value).suppress_context = new is runtime.true


def _dictionary(runtime: Runtime, value: HeapObject) -> HeapObject:
    exception = _receiver(value)
    if exception.dictionary is None:
        exception.dictionary = make_dict(runtime)
    exception.dictionary.refcount += 1
    return exception.dictionary


def _set_dictionary(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    replace_attributes(runtime, _receiver(value), new)


def _store_field(
    runtime: Runtime, exception: ExceptionObject, name: str, value: HeapObject | None
) -> None:
    old = exception.fields.pop(name, None)
    if value is not None:
        value.refcount += 1
        exception.fields[name] = value
    if old is not None:
        runtime.heap.release(old)


class FieldGetter:
    """Reads one of the fields some exception classes have."""

    def __init__(self, name: str) -> None:
        self.name: str = name

    def __call__(self, runtime: Runtime, value: HeapObject) -> HeapObject:
        """The field's value, None while it has none."""
        return or_none(runtime, _receiver(value).fields.get(self.name))


class FieldSetter:
    """Stores one of the fields some exception classes have."""

    def __init__(self, name: str) -> None:
        self.name: str = name

    def __call__(self, runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
        """Replace the field's value, or delete it."""
        _store_field(runtime, _receiver(value), self.name, new)


def _next_entry(runtime: Runtime, value: HeapObject) -> HeapObject:
    assert isinstance(value, Traceback)
    return or_none(runtime, value.next_entry)


def _frame(runtime: Runtime, value: HeapObject) -> HeapObject:
    assert isinstance(value, Traceback)
    return or_none(runtime, value.frame)


def _line(runtime: Runtime, value: HeapObject) -> HeapObject:
    assert isinstance(value, Traceback)
    return make_int(runtime, value.line)


BASE_METHODS: Final[list[MethodSpec]] = [
    static_method(keyword_method("__new__", _new)),
    keyword_method("__init__", _init),
    method("__str__", _str),
    method("__repr__", _repr),
    method("with_traceback", _with_traceback, 1),
    method("add_note", _add_note, 1),
]

BASE_ATTRIBUTES: Final[list[AttributeSpec]] = [
    AttributeSpec("args", _arguments, _replace_arguments),
    AttributeSpec("__traceback__", _traceback, _set_traceback),
    AttributeSpec("__cause__", _cause, _set_cause),
    AttributeSpec("__context__", _context, _set_context),
    AttributeSpec("__suppress_context__", _suppress, _set_suppress),
    AttributeSpec("__dict__", _dictionary, _set_dictionary),
]


def _field_attributes(name: str) -> list[AttributeSpec]:
    result: list[AttributeSpec] = []
    for field in FIELDS.get(name, []):
        getter: Getter = FieldGetter(field)
        setter: Setter = FieldSetter(field)
        result.append(AttributeSpec(field, getter, setter))
    return result


def _exception_types() -> list[TypeSpec]:
    result: list[TypeSpec] = []
    for name, base in HIERARCHY:
        if base == "object":
            result.append(TypeSpec(name, BASE_METHODS, BASE_ATTRIBUTES))
        else:
            methods = unicode_errors.METHODS.get(name, [])
            result.append(TypeSpec(name, methods, _field_attributes(name), base=base))
    return result


TYPES: Final[list[TypeSpec]] = [
    *_exception_types(),
    TypeSpec(
        "traceback",
        [],
        [
            AttributeSpec("tb_next", _next_entry),
            AttributeSpec("tb_frame", _frame),
            AttributeSpec("tb_lineno", _line),
        ],
    ),
]
