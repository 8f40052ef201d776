"""What code objects say of the functions they are the code of: names, parameters, place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.builtins import AttributeSpec, TypeSpec, method
from toylang.objects.functions import CodeObject
from toylang.objects.numbers import make_int
from toylang.objects.text import make_str
from toylang.objects.tuples import make_tuple

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

FUNCTION_FLAGS: Final[i64] = 3
"""The locals have slots (1) and are new in each call (2)."""

TAKES_REST: Final[i64] = 4
TAKES_KEYWORDS: Final[i64] = 8
IS_NESTED: Final[i64] = 16
IS_GENERATOR: Final[i64] = 32


def _code(value: HeapObject) -> CodeObject:
    assert isinstance(value, CodeObject)
    return value


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    code = _code(arguments[0])
    where = f'at {hex(code.address)}, file "{code.filename}", line {code.first_line}'
    return make_str(runtime, f"<code object {code.name} {where}>")


def _name(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, _code(value).name)


def _qualname(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, _code(value).qualname)


def _filename(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, _code(value).filename)


def _first_line(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_int(runtime, _code(value).first_line)


def _argument_count(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_int(runtime, _code(value).positional)


def _positional_only_count(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_int(runtime, _code(value).positional_only)


def _keyword_only_count(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_int(runtime, _code(value).keyword_only)


def _flags(runtime: Runtime, value: HeapObject) -> HeapObject:
    code = _code(value)
    flags = FUNCTION_FLAGS
    if code.takes_rest:
        flags += TAKES_REST
    if code.takes_keywords:
        flags += TAKES_KEYWORDS
    if "<locals>" in code.qualname:
        flags += IS_NESTED
    if code.is_generator:
        flags += IS_GENERATOR
    return make_int(runtime, flags)


# -- names of variables --------------------------------------------------------


def local_names(code: CodeObject) -> list[str]:
    """Parameters and other locals, also those parameters that are cells."""
    names: list[str] = []
    for slot, name in enumerate(code.variables[: code.free_start]):
        if slot not in code.own_cells:
            names.append(name)
    return names


def _cell_names(code: CodeObject) -> list[str]:
    """The variables inner functions share: parameters first, then the others by name."""
    names = [code.variables[slot] for slot in code.cell_parameters]
    return names + sorted(code.variables[slot] for slot in code.own_cells)


def _names(runtime: Runtime, names: list[str]) -> HeapObject:
    return make_tuple(runtime, [make_str(runtime, name) for name in names])


def _variable_names(runtime: Runtime, value: HeapObject) -> HeapObject:
    return _names(runtime, local_names(_code(value)))


def _local_count(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_int(runtime, len(local_names(_code(value))))


def _cell_variables(runtime: Runtime, value: HeapObject) -> HeapObject:
    return _names(runtime, _cell_names(_code(value)))


def _free_variables(runtime: Runtime, value: HeapObject) -> HeapObject:
    code = _code(value)
    return _names(runtime, code.variables[code.free_start :])


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "code",
        [method("__repr__", _repr)],
        [
            AttributeSpec("co_name", _name),
            AttributeSpec("co_qualname", _qualname),
            AttributeSpec("co_filename", _filename),
            AttributeSpec("co_firstlineno", _first_line),
            AttributeSpec("co_argcount", _argument_count),
            AttributeSpec("co_posonlyargcount", _positional_only_count),
            AttributeSpec("co_kwonlyargcount", _keyword_only_count),
            AttributeSpec("co_flags", _flags),
            AttributeSpec("co_nlocals", _local_count),
            AttributeSpec("co_varnames", _variable_names),
            AttributeSpec("co_cellvars", _cell_variables),
            AttributeSpec("co_freevars", _free_variables),
        ],
    ),
]
