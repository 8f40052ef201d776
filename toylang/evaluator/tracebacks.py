"""Tracebacks as text, in CPython's format: frames, source lines, carets, chained exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from mypy_extensions import i64

from toylang.evaluator.code import Code
from toylang.evaluator.frames import Frame
from toylang.evaluator.suggestions import suggestion_for
from toylang.heap.header import HeapObject
from toylang.objects.attributes import own_attribute
from toylang.objects.errors import Raised
from toylang.objects.exceptions import ExceptionObject, Traceback
from toylang.objects.lists import List
from toylang.objects.numbers import Int
from toylang.objects.object_operations import qualified_name
from toylang.objects.protocol import repr_text, str_text
from toylang.objects.text import Str
from toylang.objects.types import type_of
from toylang.source import Span, ToySyntaxError

if TYPE_CHECKING:
    from toylang.evaluator.interpreter import Interpreter

SHOWN_REPEATS: Final[i64] = 3
"""Equal entries in a row that are shown before the rest is only counted."""

HEADING: Final = "Traceback (most recent call last):\n"
BECAUSE: Final = "\nThe above exception was the direct cause of the following exception:\n\n"
DURING: Final = "\nDuring handling of the above exception, another exception occurred:\n\n"


def format_exception(interpreter: Interpreter, exception: ExceptionObject) -> str:
    """The whole report for an uncaught exception, chained exceptions first."""
    parts: list[str] = []
    seen: list[ExceptionObject] = []
    current: ExceptionObject | None = exception
    while current is not None:
        seen.append(current)
        parts.append(format_traceback(current.traceback) + exception_line(interpreter, current))
        link: HeapObject | None = current.cause
        joint = BECAUSE
        if link is None and not current.suppress_context:
            link = current.context
            joint = DURING
        if not isinstance(link, ExceptionObject) or link in seen:
            break
        parts.append(joint)
        current = link
    return "".join(parts[::-1])


def exception_line(interpreter: Interpreter, exception: ExceptionObject) -> str:
    """The last line: `ValueError: message`."""
    text = _message(interpreter, exception) + suggestion_for(interpreter, exception)
    head = f"{_type_name(exception)}: {text}\n" if text else f"{_type_name(exception)}\n"
    return _syntax_excerpt(exception) + head + _notes(exception)


def _type_name(exception: ExceptionObject) -> str:
    return qualified_name(type_of(exception)).removeprefix("__main__.")


def _message(interpreter: Interpreter, exception: ExceptionObject) -> str:
    """What an exception says; of a text that is no program, not where, which is shown apart."""
    shown = exception.fields.get("msg", exception) if _syntax_excerpt(exception) else exception
    try:
        return str_text(interpreter, shown)
    except Raised as raised:
        interpreter.heap.release(raised.exception)
        return "<exception str() failed>"


def _syntax_excerpt(exception: ExceptionObject) -> str:
    """Where a text is no program, if the exception is about that and knows the place."""
    filename, line = exception.fields.get("filename"), exception.fields.get("lineno")
    if not isinstance(filename, Str) or not isinstance(line, Int):
        return ""
    numbers = [exception.fields.get(name) for name in ("offset", "end_lineno", "end_offset")]
    column, end_line, end_column = [
        number.value if isinstance(number, Int) else 0 for number in numbers
    ]
    text = exception.fields.get("text")
    span = Span(line.value, column, end_line, end_column)
    shown = text.value if isinstance(text, Str) else ""
    kind = type_of(exception).name
    return ToySyntaxError("", filename.value, span, shown, kind).excerpt()


def _notes(exception: ExceptionObject) -> str:
    """The notes added to an exception, a line each."""
    notes = own_attribute(exception, "__notes__")
    if not isinstance(notes, List):
        return ""
    return "".join(f"{note.value}\n" for note in notes.items if isinstance(note, Str))


def format_traceback(traceback: Traceback | None, with_source: bool = True) -> str:
    """The entries of a traceback with their heading; nothing for none."""
    if traceback is None:
        return ""
    lines = [HEADING]
    previous = ""
    repeats: i64 = 0
    entry: Traceback | None = traceback
    while entry is not None:
        place = _place(entry)
        repeats = repeats + 1 if place == previous else 1
        if repeats <= SHOWN_REPEATS:
            lines.append(place + (_excerpt(entry) if with_source else ""))
        elif entry.next_entry is None or _place(entry.next_entry) != place:
            lines.append(_repeated(repeats - SHOWN_REPEATS))
        previous = place
        entry = entry.next_entry
    return "".join(lines)


def _repeated(times: i64) -> str:
    return f"  [Previous line repeated {times} more time{'s'[: times != 1]}]\n"


def _place(entry: Traceback) -> str:
    code = _code_of(entry)
    return f'  File "{code.filename}", line {entry.line}, in {code.name}\n'


def _code_of(entry: Traceback) -> Code:
    frame = entry.frame
    assert isinstance(frame, Frame)
    return frame.code


def _excerpt(entry: Traceback) -> str:
    """The source line, and carets under what failed unless that is the whole line."""
    code = _code_of(entry)
    line = code.source_line(entry.line)
    stripped = line.lstrip(" \t\f")
    if not stripped:
        return ""
    shown = f"    {stripped}\n"
    if not 0 <= entry.place < len(code.spans):
        return shown
    indent = len(line) - len(stripped)
    carets = _carets(line, code.spans[entry.place], code.anchor_of(entry.place))
    if carets.strip() and carets.strip() != "^" * len(stripped):
        shown += "    " + carets[indent:] + "\n"
    return shown


def _carets(line: str, span: Span, anchor: tuple[int, int] | None) -> str:
    """`^` under the span, or `~` with `^` under its operator."""
    end = span.end_column if span.end_line == span.line else len(line.rstrip())
    start = span.column
    left, right = (start, end) if anchor is None else anchor
    return (
        " " * columns(line[:start])
        + "~" * columns(line[start:left])
        + "^" * columns(line[left:right])
        + "~" * columns(line[right:end])
    )


def columns(text: str) -> int:
    """Columns a terminal needs for `text`: a wide character takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def describe_unraisable(
    interpreter: Interpreter,
    exception: ExceptionObject,
    where: HeapObject,
    heading: str = "Exception ignored in",
) -> str:
    """The report of an exception that nobody can catch, raised by `where`."""
    if where is interpreter.none:
        return format_exception(interpreter, exception)
    where.refcount += 1
    try:
        name = repr_text(interpreter, where)
    except Raised as raised:
        interpreter.heap.release(raised.exception)
        name = "<object repr() failed>"
    finally:
        interpreter.heap.release(where)
    body = format_traceback(exception.traceback, with_source=interpreter.sources_readable)
    # Bare, unlike the last line of an exception that ends a program: no hint, no note.
    last = f"{_type_name(exception)}: {_message(interpreter, exception)}\n"
    return f"{heading}: {name}\n{body}{last}"
