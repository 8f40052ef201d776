"""`exec`, `eval` and `compile`: texts of the program that become code while it runs.

Such a text is Toy like any other. It sees the namespaces it is given and the built-in names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.evaluator.code import Code
from toylang.evaluator.interpreter import Interpreter
from toylang.evaluator.running import compile_expression, compile_text, read_source, run_owned_code
from toylang.heap.header import HeapObject
from toylang.modules.output import write_text
from toylang.objects.arguments import text_argument
from toylang.objects.atoms import plain
from toylang.objects.builtins import MethodSpec, bind_arguments, keyword_method, method
from toylang.objects.byte_values import Bytes
from toylang.objects.dicts import Dict
from toylang.objects.errors import error, type_error, value_error
from toylang.objects.protocol import none, repr_text
from toylang.objects.text import Str
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

UNNAMED: Final = "<string>"
"""The filename of the texts that `exec` and `eval` run."""

BLANKS: Final = " \t"
"""What may stand in front of an expression."""


# -- what to run ---------------------------------------------------------------


def _text_of(
    runtime: Runtime, function: str, value: HeapObject, other: str = "code"
) -> str | bytes:
    """The text given to a function that also takes `other` objects."""
    if isinstance(value, Str):
        return value.value
    if isinstance(value, Bytes):
        return value.value
    raise type_error(runtime, f"{function}() arg 1 must be a string, bytes or {other} object")


def _expression(interpreter: Interpreter, text: str | bytes, filename: str) -> Code:
    source = read_source(interpreter, text, filename)
    return compile_expression(
        interpreter, read_source(interpreter, source.text.lstrip(BLANKS), filename)
    )


def _ready_code(runtime: Runtime, function: str, code: Code) -> Code:
    """A new reference to a code that can run by itself."""
    if code.free_count > 0:
        message = f"code object requires a closure of exactly length {code.free_count}"
        if function == "eval":
            message = "code object passed to eval() may not contain free variables"
        raise type_error(runtime, message)
    if code.parameter_count > 0 or code.own_cells:
        raise type_error(runtime, f"{function}() cannot run the code of this function")
    code.refcount += 1
    return code


# -- where to run it -----------------------------------------------------------


class Namespaces:
    """The globals and locals of an `exec` or `eval`; holds both while it runs."""

    def __init__(self, interpreter: Interpreter, global_names: Dict, local_names: Dict) -> None:
        self.interpreter: Interpreter = interpreter
        self.global_names: Dict = global_names
        self.local_names: Dict = local_names
        if global_names.find_text("__builtins__") is None:
            interpreter.builtin_names.refcount += 1
            global_names.set_text("__builtins__", interpreter.builtin_names)

    @property
    def own(self) -> Dict | None:
        """The locals, if they are not just the globals."""
        return None if self.local_names is self.global_names else self.local_names

    def release(self) -> None:
        """Let go of both."""
        self.interpreter.heap.release(self.global_names)
        self.interpreter.heap.release(self.local_names)


def _namespaces(interpreter: Interpreter, function: str, arguments: list[HeapObject]) -> Namespaces:
    """The namespaces given behind the text, else those of whoever calls."""
    given: list[Dict | None] = [None, None]
    for index, value in enumerate(arguments[1:]):
        if isinstance(value, Dict):
            given[index] = value
        elif value is not interpreter.none:
            raise type_error(interpreter, _refusal(function, index, value))
    global_names, local_names = given
    frame = interpreter.frame
    if frame is None:
        raise error(interpreter, "RuntimeError", "no program is running")
    if global_names is None:
        global_names = frame.globals
        if local_names is None:
            global_names.refcount += 1
            return Namespaces(interpreter, global_names, frame.local_names())
    if local_names is None:
        local_names = global_names
    global_names.refcount += 1
    local_names.refcount += 1
    return Namespaces(interpreter, global_names, local_names)


def _refusal(function: str, index: int, value: HeapObject) -> str:
    """CPython's words for what is no namespace, given as globals (0) or locals (1)."""
    kind = type_of(value).name
    if function == "exec":
        if index == 0:
            return f"exec() globals must be a dict, not {kind}"
        return f"locals must be a mapping or None, not {kind}"
    if index == 1:
        return "locals must be a mapping"
    if type_of(value).lookup("__getitem__") is None:
        return "globals must be a dict"
    return "globals must be a real dict; try eval(expr, {}, mapping)"


# -- the functions -------------------------------------------------------------


def _exec(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    if not arguments:
        raise type_error(runtime, "exec() takes at least 1 positional argument (0 given)")
    names = [" source", " globals", " locals", "closure"]
    bind_arguments(runtime, "exec", arguments, keywords, names, 3, 1)
    return _execute(runtime, arguments)


def _execute(runtime: Interpreter, arguments: list[HeapObject]) -> HeapObject:
    names = _namespaces(runtime, "exec", arguments)
    try:
        what, own = arguments[0], names.own
        if isinstance(what, Code):
            code, own = _ready_code(runtime, "exec", what), names.local_names
        else:
            source = read_source(runtime, _text_of(runtime, "exec", what), UNNAMED)
            code = compile_text(runtime, source, own_names=own is not None)
        runtime.heap.release(_run(runtime, code, names.global_names, own))
    finally:
        names.release()
    return none(runtime)


def _eval(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    names = _namespaces(runtime, "eval", arguments)
    try:
        what = arguments[0]
        if isinstance(what, Code):
            code = _ready_code(runtime, "eval", what)
        else:
            code = _expression(runtime, _text_of(runtime, "eval", what), UNNAMED)
        return _run(runtime, code, names.global_names, names.local_names)
    finally:
        names.release()


def _run(
    interpreter: Interpreter, code: Code, global_names: Dict, own_names: Dict | None
) -> HeapObject:
    """Run an owned code, and show what it has to show if nobody else does."""
    before = interpreter.display
    if before is None:
        interpreter.display = Display(interpreter)
    try:
        return run_owned_code(interpreter, code, global_names, own_names)
    finally:
        interpreter.display = before


class Display:
    """Shows the values of code compiled as if typed at a prompt."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter: Interpreter = interpreter

    def __call__(self, value: HeapObject) -> None:
        """Print a (borrowed) value and keep it as `_`, unless it is None."""
        interpreter = self.interpreter
        if value is not interpreter.none:
            write_text(interpreter, interpreter.stdout, repr_text(interpreter, value) + "\n")
            value.refcount += 1
            interpreter.builtin_names.set_text("_", value)


def _compile(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    names = ["source", "filename", "mode", "flags", "dont_inherit", "optimize"]
    given = bind_arguments(runtime, "compile", arguments, keywords, names, len(names), 3)
    text, filename, mode = given[:3]
    assert text is not None and filename is not None and mode is not None
    where_text = plain(filename)
    if not isinstance(where_text, Str):
        wrong = type_of(filename).name
        raise type_error(runtime, f"expected str, bytes or os.PathLike object, not {wrong}")
    where = where_text.value
    manner = text_argument(runtime, mode, "compile() argument 'mode'")
    if manner not in ("exec", "eval", "single"):
        raise value_error(runtime, "compile() mode must be 'exec', 'eval' or 'single'")
    content = _text_of(runtime, "compile", text, "AST")
    if manner == "eval":
        return _expression(runtime, content, where)
    source = read_source(runtime, content, where)
    source.hidden = True
    return compile_text(runtime, source, interactive=manner == "single", own_names=True)


FUNCTIONS: Final[list[MethodSpec]] = [
    keyword_method("compile", _compile),
    method("eval", _eval, 1, 3),
    keyword_method("exec", _exec),
]
