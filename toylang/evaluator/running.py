"""Running a text: the whole way from a source to what it does in a namespace.

A script, what is typed at a prompt, a module's file and the argument of `exec` all come through
here. A text that is no program is the program's SyntaxError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.evaluator.code import Code
from toylang.evaluator.lower_statements import lower_expression, lower_module
from toylang.heap.header import HeapObject
from toylang.objects.bytes_object import encode
from toylang.objects.dicts import Dict
from toylang.objects.errors import Raised, error
from toylang.objects.exceptions import make_exception_from
from toylang.objects.numbers import make_int
from toylang.objects.text import make_str
from toylang.objects.tuples import make_tuple
from toylang.source import Source, ToySyntaxError
from toylang.syntax.parser import parse_expression_with_scopes, parse_with_scopes

if TYPE_CHECKING:
    from toylang.evaluator.interpreter import Interpreter


def read_source(interpreter: Interpreter, text: str | bytes, filename: str) -> Source:
    """A text of the program, bytes being UTF-8, as a source; SyntaxError if it cannot be one."""
    if isinstance(text, str) and "\0" in text:
        raise error(interpreter, "SyntaxError", "source code string cannot contain null bytes")
    if isinstance(text, str) and not text.isascii():
        encode(interpreter, text, "utf-8", "strict")  # half a surrogate pair is no text
    try:
        if isinstance(text, bytes):
            return Source.from_bytes(text, filename)
        return Source(text, filename)
    except ToySyntaxError as problem:
        raise syntax_error(interpreter, problem) from None


def compile_text(
    interpreter: Interpreter, source: Source, interactive: bool = False, own_names: bool = False
) -> Code:
    """The code of a whole text, a new reference; SyntaxError if it is no program.

    With `interactive`, the values of its expression statements are shown. With `own_names`, its
    names live in the frame's own namespace, as a class body's do, and not in the globals.
    """
    try:
        module, scopes = parse_with_scopes(source)
        return lower_module(interpreter, source, module, scopes, interactive, own_names)
    except ToySyntaxError as problem:
        raise syntax_error(interpreter, problem) from None


def compile_expression(interpreter: Interpreter, source: Source) -> Code:
    """The code of a text that is one expression and returns its value, a new reference."""
    try:
        expression, scopes = parse_expression_with_scopes(source)
        return lower_expression(interpreter, source, expression, scopes)
    except ToySyntaxError as problem:
        raise syntax_error(interpreter, problem) from None


def run_code(
    interpreter: Interpreter, code: Code, global_names: Dict, own_names: Dict | None = None
) -> HeapObject:
    """Run a code without parameters on borrowed namespaces; returns what it returned."""
    frame = interpreter.new_frame(code, global_names)
    if own_names is not None:
        own_names.refcount += 1
        frame.names = own_names
    return interpreter.run_frame(frame)


def run_text(
    interpreter: Interpreter, source: Source, global_names: Dict, interactive: bool = False
) -> HeapObject:
    """Run a whole text in a namespace; returns what its last shown expression gave, or None."""
    code = compile_text(interpreter, source, interactive)
    return run_owned_code(interpreter, code, global_names)


def run_owned_code(
    interpreter: Interpreter, code: Code, global_names: Dict, own_names: Dict | None = None
) -> HeapObject:
    """As `run_code`, letting go of the code afterwards."""
    interpreter.running_codes.append(code)
    try:
        return run_code(interpreter, code, global_names, own_names)
    finally:
        interpreter.running_codes.pop()
        interpreter.heap.release(code)


def syntax_error(interpreter: Interpreter, problem: ToySyntaxError) -> Raised:
    """The program's exception for a text that is no program."""
    items: list[HeapObject] = [make_str(interpreter, problem.message)]
    if problem.line > 0:
        place: list[HeapObject] = [
            make_str(interpreter, problem.filename),
            make_int(interpreter, problem.line),
            make_int(interpreter, problem.column),
            make_str(interpreter, problem.text),
            make_int(interpreter, problem.end_line),
            make_int(interpreter, problem.end_column),
        ]
        items.append(make_tuple(interpreter, place))
    cls = interpreter.types.exceptions[problem.kind]
    return Raised(make_exception_from(interpreter, cls, items))
