"""The built-in functions: `print`, `repr`, `isinstance`; which types are built-in names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.evaluator.interpreter import Interpreter
from toylang.heap.header import HeapObject
from toylang.modules import execution_functions, import_function, iteration_functions
from toylang.modules.output import flush, print_values, read_line, write_text
from toylang.objects.arities import Unary
from toylang.objects.atoms import plain
from toylang.objects.attributes import (
    delete_attribute,
    find_attribute,
    get_attribute,
    set_attribute,
)
from toylang.objects.builtins import (
    MethodSpec,
    bind_arguments,
    keyword_method,
    method,
    packed,
    unary_function,
)
from toylang.objects.byte_values import bytes_if_any
from toylang.objects.class_checks import is_instance, is_subclass
from toylang.objects.dicts import Dict
from toylang.objects.errors import error, type_error, value_error
from toylang.objects.formatting import escaped
from toylang.objects.functions import Function
from toylang.objects.hashing import hash_of
from toylang.objects.lists import make_list
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.object_operations import attribute_name, attribute_names
from toylang.objects.operators import absolute, binary, quotient_and_remainder
from toylang.objects.protocol import (
    call_bound_special,
    call_special,
    format_text,
    index_of,
    is_callable,
    none,
    repr_object,
    repr_text,
    str_text,
)
from toylang.objects.text import Str, make_str
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

HIGHEST_CHARACTER: Final = 0x10FFFF


# -- numbers -------------------------------------------------------------------


def _abs(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return absolute(runtime, arguments[0])


def _divmod(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return quotient_and_remainder(runtime, arguments[0], arguments[1])


def _pow(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["base", "exp", "mod"]
    base, exponent, modulus = bind_arguments(runtime, "pow", arguments, keywords, names, 3, 2)
    assert base is not None and exponent is not None
    if modulus is None or modulus is runtime.none:
        return binary(runtime, "**", base, exponent)
    result = call_special(runtime, base, "__pow__", [exponent, modulus])
    if result is None or result is runtime.not_implemented:
        kinds = "', '".join(type_of(value).name for value in (base, exponent, modulus))
        message = f"unsupported operand type(s) for ** or pow(): '{kinds}'"
        raise type_error(runtime, message)
    return result


def _round(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["number", "ndigits"]
    number, digits = bind_arguments(runtime, "round", arguments, keywords, names, 2, 1)
    assert number is not None
    given = [] if digits is None or digits is runtime.none else [digits]
    result = call_bound_special(runtime, number, "__round__", given)
    if result is None:
        name = type_of(number).name
        raise type_error(runtime, f"type {name} doesn't define __round__ method")
    return result


def _in_base(runtime: Runtime, value: HeapObject, spec: str) -> HeapObject:
    return make_str(runtime, format(index_of(runtime, value), spec))


def _bin(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _in_base(runtime, arguments[0], "#b")


def _oct(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _in_base(runtime, arguments[0], "#o")


def _hex(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _in_base(runtime, arguments[0], "#x")


# -- text ----------------------------------------------------------------------


class Chr(Unary):
    """`chr`."""

    def call(self, runtime: Runtime, value: HeapObject) -> HeapObject:
        code = index_of(runtime, value)
        if not -(1 << 31) <= code < 1 << 31:
            raise error(runtime, "OverflowError", "Python int too large to convert to C int")
        if not 0 <= code <= HIGHEST_CHARACTER:
            raise value_error(runtime, "chr() arg not in range(0x110000)")
        return make_str(runtime, chr(code))


class Ord(Unary):
    """`ord`."""

    def call(self, runtime: Runtime, value: HeapObject) -> HeapObject:
        text = plain(value)
        character = text.value if isinstance(text, Str) else bytes_if_any(text)
        if character is None:
            name = type_of(value).name
            raise type_error(runtime, f"ord() expected string of length 1, but {name} found")
        if len(character) != 1:
            message = f"ord() expected a character, but string of length {len(character)} found"
            raise type_error(runtime, message)
        return make_int(runtime, ord(character))


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return repr_object(runtime, arguments[0])


def _ascii(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    text = repr_text(runtime, arguments[0])
    return make_str(runtime, escaped(text))


def _format(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    spec = ""
    if len(arguments) == 2:
        given = plain(arguments[1])
        if not isinstance(given, Str):
            name = type_of(arguments[1]).name
            raise type_error(runtime, f"format() argument 2 must be str, not {name}")
        spec = given.value
    return make_str(runtime, format_text(runtime, arguments[0], spec))


def _input(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    if arguments:
        write_text(runtime, runtime.stdout, str_text(runtime, arguments[0]))
    flush(runtime, runtime.stdout)
    line = read_line(runtime, runtime.stdin)
    if not line:
        raise error(runtime, "EOFError", "EOF when reading a line")
    return make_str(runtime, line.removesuffix("\n"))


# -- objects -------------------------------------------------------------------


def _id(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, arguments[0].address)


def _hash(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, hash_of(runtime, arguments[0]))


def _callable(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, is_callable(arguments[0]))


def _isinstance(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, is_instance(runtime, arguments[0], arguments[1]))


def _issubclass(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    cls, classes = arguments
    return make_bool(runtime, is_subclass(runtime, cls, classes))


def _getattr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    name = attribute_name(runtime, arguments[1])
    if len(arguments) == 2:
        return get_attribute(runtime, arguments[0], name)
    found = find_attribute(runtime, arguments[0], name)
    if found is None:
        found = arguments[2]
        found.refcount += 1
    return found


def _hasattr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    found = find_attribute(runtime, arguments[0], attribute_name(runtime, arguments[1]))
    if found is None:
        return make_bool(runtime, False)
    runtime.heap.release(found)
    return make_bool(runtime, True)


def _setattr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value, name, new = arguments
    set_attribute(runtime, value, attribute_name(runtime, name), new)
    return none(runtime)


def _delattr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    delete_attribute(runtime, arguments[0], attribute_name(runtime, arguments[1]))
    return none(runtime)


def _dir(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    if not arguments:
        local = _local_names(runtime)
        keys = [entry.key for entry in local.live_entries()]
        names = sorted(key.value for key in keys if isinstance(key, Str))
        runtime.heap.release(local)
        return make_list(runtime, [make_str(runtime, name) for name in names])
    custom = type_of(arguments[0]).lookup("__dir__")
    if isinstance(custom, Function):
        listed = call_bound_special(runtime, arguments[0], "__dir__", [])
        assert listed is not None
        try:
            return iteration_functions.sorted_list(runtime, listed, {})
        finally:
            runtime.heap.release(listed)
    names = attribute_names(arguments[0])
    return make_list(runtime, [make_str(runtime, name) for name in names])


def _vars(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    if not arguments:
        return _locals(runtime, arguments)
    found = find_attribute(runtime, arguments[0], "__dict__")
    if found is None:
        raise type_error(runtime, "vars() argument must have __dict__ attribute")
    return found


def _globals(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    assert isinstance(runtime, Interpreter)
    frame = runtime.frame
    if frame is None:
        raise error(runtime, "RuntimeError", "no program is running")
    frame.globals.refcount += 1
    return frame.globals


def _locals(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _local_names(runtime)


def _local_names(runtime: Runtime) -> Dict:
    """The namespace of the running code, or a dict made from its variables; owned."""
    assert isinstance(runtime, Interpreter)
    frame = runtime.frame
    if frame is None:
        raise error(runtime, "RuntimeError", "no program is running")
    return frame.local_names()


FUNCTIONS: Final[list[MethodSpec]] = [
    *execution_functions.FUNCTIONS,
    *import_function.FUNCTIONS,
    *iteration_functions.FUNCTIONS,
    method("abs", _abs, 1),
    method("ascii", _ascii, 1),
    method("bin", _bin, 1),
    method("callable", _callable, 1),
    unary_function("chr", Chr()),
    method("delattr", _delattr, 2),
    packed(method("dir", _dir, 0, 1)),
    method("divmod", _divmod, 2),
    method("format", _format, 1, 2),
    method("getattr", _getattr, 2, 3),
    method("globals", _globals),
    method("hasattr", _hasattr, 2),
    method("hash", _hash, 1),
    method("hex", _hex, 1),
    method("id", _id, 1),
    method("input", _input, 0, 1),
    method("isinstance", _isinstance, 2),
    method("issubclass", _issubclass, 2),
    method("locals", _locals),
    method("oct", _oct, 1),
    unary_function("ord", Ord()),
    keyword_method("pow", _pow),
    keyword_method("print", print_values),
    method("repr", _repr, 1),
    keyword_method("round", _round),
    method("setattr", _setattr, 3),
    packed(method("vars", _vars, 0, 1)),
]

TYPE_NAMES: Final[list[str]] = [
    "object",
    "type",
    "int",
    "float",
    "complex",
    "bool",
    "str",
    "bytes",
    "bytearray",
    "list",
    "tuple",
    "dict",
    "set",
    "frozenset",
    "range",
    "slice",
    "enumerate",
    "zip",
    "map",
    "filter",
    "reversed",
    "property",
    "classmethod",
    "staticmethod",
    "super",
]
"""The types among the built-in names, besides the exceptions."""
