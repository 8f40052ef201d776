"""Exceptions: the objects, their hierarchy, and the traceback they collect on their way.

A traceback holds frames, and a frame holds its locals: an exception kept in a local of the frame
it passed through is a cycle only the collector can free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.derived import DerivedPart
from toylang.objects.errors import Raised
from toylang.objects.text import make_str, name_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.dicts import Dict
    from toylang.objects.runtime import Runtime

EXCEPTION_SIZE: Final[i64] = 88
TRACEBACK_SIZE: Final[i64] = 64

HIERARCHY: Final[list[tuple[str, str]]] = [
    ("BaseException", "object"),
    ("Exception", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("SystemExit", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("FloatingPointError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("BufferError", "Exception"),
    ("EOFError", "Exception"),
    ("ImportError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("UnboundLocalError", "NameError"),
    ("OSError", "Exception"),
    ("BlockingIOError", "OSError"),
    ("ChildProcessError", "OSError"),
    ("ConnectionError", "OSError"),
    ("BrokenPipeError", "ConnectionError"),
    ("ConnectionAbortedError", "ConnectionError"),
    ("ConnectionRefusedError", "ConnectionError"),
    ("ConnectionResetError", "ConnectionError"),
    ("FileExistsError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("InterruptedError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("NotADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("ProcessLookupError", "OSError"),
    ("TimeoutError", "OSError"),
    ("ReferenceError", "Exception"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("StopIteration", "Exception"),
    ("StopAsyncIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("IndentationError", "SyntaxError"),
    ("TabError", "IndentationError"),
    ("SystemError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("UnicodeError", "ValueError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
    ("UnicodeTranslateError", "UnicodeError"),
    ("Warning", "Exception"),
    ("BytesWarning", "Warning"),
    ("DeprecationWarning", "Warning"),
    ("EncodingWarning", "Warning"),
    ("FutureWarning", "Warning"),
    ("ImportWarning", "Warning"),
    ("PendingDeprecationWarning", "Warning"),
    ("ResourceWarning", "Warning"),
    ("RuntimeWarning", "Warning"),
    ("SyntaxWarning", "Warning"),
    ("UnicodeWarning", "Warning"),
    ("UserWarning", "Warning"),
]
"""Each built-in exception class with its base."""

FIELDS: Final[dict[str, list[str]]] = {
    "StopIteration": ["value"],
    "SystemExit": ["code"],
    "ImportError": ["msg", "name", "path"],
    "NameError": ["name"],
    "AttributeError": ["name", "obj"],
    "SyntaxError": ["msg", "filename", "lineno", "offset", "text", "end_lineno", "end_offset"],
    "OSError": ["errno", "strerror", "filename"],
    "UnicodeDecodeError": ["encoding", "object", "start", "end", "reason"],
    "UnicodeEncodeError": ["encoding", "object", "start", "end", "reason"],
    "UnicodeTranslateError": ["encoding", "object", "start", "end", "reason"],
}
"""What some classes know besides their arguments; each is a counted reference."""


class ExceptionObject(Container):
    """An exception: its arguments, what it came from, and where it has been."""

    cause: HeapObject | None = None
    context: HeapObject | None = None
    suppress_context: bool = False
    traceback: Traceback | None = None
    dictionary: Dict | None = None

    def __init__(self, cls: Type, arguments: Tuple) -> None:
        self.kind = cls
        self.arguments: Tuple = arguments
        self.fields: dict[str, HeapObject] = {}

    def traverse(self, visitor: Visitor) -> None:
        for _, held in self.edges():
            visitor.visit(held)

    def edges(self) -> list[tuple[str, HeapObject]]:
        result: list[tuple[str, HeapObject]] = []
        if self.dictionary is not None:
            result.append((".__dict__", self.dictionary))
        result.append((".args", self.arguments))
        result.extend((f".{name}", held) for name, held in self.fields.items())
        if self.traceback is not None:
            result.append((".__traceback__", self.traceback))
        if self.cause is not None:
            result.append((".__cause__", self.cause))
        if self.context is not None:
            result.append((".__context__", self.context))
        if type_of(self).is_heap_type and self.extension is None:
            result.append((".__class__", type_of(self)))
        return result

    def clear(self, heap: Heap) -> None:
        """As BaseException_clear and those of its subclasses, which come first."""
        fields, self.fields = self.fields, {}
        held: list[HeapObject | None] = [*fields.values(), self.dictionary]
        if self.arguments.refcount > 0 and self.arguments.items:
            held.append(self.arguments)
            self.arguments = type_of(self).runtime.empty_tuple
            self.arguments.refcount += 1
        held.append(self.traceback)
        held.append(self.cause)
        held.append(self.context)
        self.dictionary = self.traceback = self.cause = self.context = None
        for value in held:
            if value is not None:
                heap.release(value)

    def release_referents(self, heap: Heap) -> None:
        self.clear(heap)
        heap.release(self.arguments)
        if type_of(self).is_heap_type and self.extension is None:
            heap.release(type_of(self))

    def has_finalizer(self) -> bool:
        return type_of(self).has_del

    def finalize(self, heap: Heap) -> None:
        from toylang.objects.finalization import call_finalizer

        call_finalizer(type_of(self).runtime, self)


class Traceback(Container):
    """One frame an exception passed through; `next` is the one it came from (deeper)."""

    def __init__(
        self, following: Traceback | None, frame: Container, line: i64, place: i64
    ) -> None:
        self.next_entry: Traceback | None = following
        self.frame: Container = frame
        self.line: i64 = line
        self.place: i64 = place
        """Which expression of the frame's code failed, for the caret line."""

    def traverse(self, visitor: Visitor) -> None:
        if self.next_entry is not None:
            visitor.visit(self.next_entry)
        visitor.visit(self.frame)

    def edges(self) -> list[tuple[str, HeapObject]]:
        result: list[tuple[str, HeapObject]] = []
        if self.next_entry is not None:
            result.append((".tb_next", self.next_entry))
        result.append((".tb_frame", self.frame))
        return result

    def release_referents(self, heap: Heap) -> None:
        following, self.next_entry = self.next_entry, None
        if following is not None:
            heap.release(following)
        heap.release(self.frame)

    def clear(self, heap: Heap) -> None:
        """As tb_clear; the frame is replaced by nothing only when the traceback dies."""
        following, self.next_entry = self.next_entry, None
        if following is not None:
            heap.release(following)


def make_exception_from(runtime: Runtime, cls: Type, items: list[HeapObject]) -> ExceptionObject:
    """An exception of class `cls` with these arguments, whose references it takes over."""
    result = ExceptionObject(cls, make_tuple(runtime, items))
    if cls.is_heap_type:
        cls.refcount += 1
        if cls.slot_count > 0:
            result.extension = DerivedPart(cls)
    runtime.heap.allocate_container(result, cls.instance_size)
    runtime.heap.track(result)
    set_fields_from_arguments(runtime, result)
    return result


def set_fields_from_arguments(runtime: Runtime, exception: ExceptionObject) -> None:
    """Fill the fields that the arguments give: StopIteration.value, SystemExit.code, …."""
    items = exception.arguments.items
    known = runtime.types.exceptions
    cls = type_of(exception)
    if cls.is_subtype(known["StopIteration"]):
        set_field(runtime, exception, "value", items[0] if items else runtime.none)
    elif cls.is_subtype(known["SystemExit"]):
        code: HeapObject = runtime.none
        if len(items) == 1:
            code = items[0]
        elif items:
            code = exception.arguments
        set_field(runtime, exception, "code", code)
    elif cls.is_subtype(known["OSError"]) and len(items) in (2, 3):
        for name, item in zip(FIELDS["OSError"], items, strict=False):
            set_field(runtime, exception, name, item)
    elif cls.is_subtype(known["ImportError"]) and len(items) == 1:
        set_field(runtime, exception, "msg", items[0])
    elif cls.is_subtype(known["SyntaxError"]) and items:
        set_field(runtime, exception, "msg", items[0])
        if len(items) == 2 and isinstance(items[1], Tuple):
            for name, item in zip(FIELDS["SyntaxError"][1:], items[1].items, strict=False):
                set_field(runtime, exception, name, item)


def set_field(runtime: Runtime, exception: ExceptionObject, name: str, value: HeapObject) -> None:
    """Store a (borrowed) value in one of the exception's fields."""
    value.refcount += 1
    old = exception.fields.get(name)
    exception.fields[name] = value
    if old is not None:
        runtime.heap.release(old)


def make_exception(runtime: Runtime, name: str, message: str) -> ExceptionObject:
    """An exception of the built-in class `name` with one string argument."""
    text = make_str(runtime, message)
    return make_exception_from(runtime, runtime.types.exceptions[name], [text])


def attribute_error(
    runtime: Runtime, value: HeapObject, name: str, message: str
) -> ExceptionObject:
    """An AttributeError that knows the object and the name it was asked for."""
    result = make_exception(runtime, "AttributeError", message)
    set_field(runtime, result, "name", name_str(runtime, name))
    set_field(runtime, result, "obj", value)
    return result


def name_error(runtime: Runtime, kind: str, name: str, message: str) -> ExceptionObject:
    """A NameError or UnboundLocalError; the former knows the name."""
    result = make_exception(runtime, kind, message)
    if kind == "NameError":
        set_field(runtime, result, "name", name_str(runtime, name))
    return result


def import_error(runtime: Runtime, kind: str, message: str, name: str, path: str = "") -> Raised:
    """An ImportError, or one below it, that knows the module's name and perhaps its file."""
    result = make_exception(runtime, kind, message)
    set_field(runtime, result, "name", name_str(runtime, name))
    if path:
        result.fields["path"] = make_str(runtime, path)
    return Raised(result)


def os_error(runtime: Runtime, problem: OSError, path: str | None) -> Raised:
    """The OSError, or one below it, for what the host says of a file, or of a stream."""
    from toylang.objects.numbers import make_int

    known = runtime.types.exceptions
    cls = known.get(type(problem).__name__, known["OSError"])
    number = 0 if problem.errno is None else problem.errno
    reason = make_str(runtime, str(problem.strerror))
    items: list[HeapObject] = [make_int(runtime, number), reason]
    if path is not None:
        items.append(make_str(runtime, path))
    return Raised(make_exception_from(runtime, cls, items))


def is_instance_of(runtime: Runtime, exception: ExceptionObject, name: str) -> bool:
    """Whether the exception is of the built-in class `name` or one below it."""
    return type_of(exception).is_subtype(runtime.types.exceptions[name])
