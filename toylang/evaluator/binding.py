"""Argument binding: which argument of a call ends in which parameter.

The rules and the words of the complaints are CPython's (`Python/ceval.c`, initialize_locals,
missing_arguments, too_many_positional).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.code import Code
from toylang.heap.header import HeapObject
from toylang.objects.dicts import make_dict
from toylang.objects.errors import type_error
from toylang.objects.functions import Function
from toylang.objects.text import name_str
from toylang.objects.tuples import make_tuple

if TYPE_CHECKING:
    from toylang.evaluator.interpreter import Interpreter


def bind_call(
    interpreter: Interpreter,
    function: Function,
    code: Code,
    arguments: list[HeapObject],
    keywords: dict[str, HeapObject] | None,
) -> list[HeapObject | None]:
    """The parameters' slots for a call; all arguments are taken over, also when this raises."""
    slots: list[HeapObject | None] = [None] * code.parameter_count
    rest: list[HeapObject] = []
    named = {} if keywords is None else keywords
    given: i64 = len(arguments)
    for index, argument in enumerate(arguments):
        if index < code.positional:
            slots[index] = argument
        else:
            rest.append(argument)
    try:
        unknown = _place_keywords(interpreter, function, code, named, slots)
        if rest and not code.takes_rest:
            raise type_error(interpreter, _too_many(function, code, given, slots))
        _fill_defaults(interpreter, function, code, slots)
    except BaseException:
        _release(interpreter, slots)
        interpreter.heap.release_all(rest)
        interpreter.heap.release_all(list(named.values()))
        raise
    _place_rest(interpreter, code, slots, rest, unknown)
    return slots


def _release(interpreter: Interpreter, slots: list[HeapObject | None]) -> None:
    for value in slots:
        if value is not None:
            interpreter.heap.release(value)


def _place_keywords(
    interpreter: Interpreter,
    function: Function,
    code: Code,
    keywords: dict[str, HeapObject],
    slots: list[HeapObject | None],
) -> dict[str, HeapObject]:
    """Move named arguments into their slots; returns those that no parameter has the name of."""
    unknown: dict[str, HeapObject] = {}
    last = code.positional + code.keyword_only
    for name in list(keywords):
        slot = _slot_of(code, name, code.positional_only, last)
        if slot < 0:
            if not code.takes_keywords:
                raise type_error(interpreter, _unexpected(function, code, keywords, name))
            unknown[name] = keywords[name]
        elif slots[slot] is not None:
            message = f"{function.qualname}() got multiple values for argument '{name}'"
            raise type_error(interpreter, message)
        else:
            slots[slot] = keywords.pop(name)
    return unknown


def _slot_of(code: Code, name: str, start: i64, end: i64) -> i64:
    variables = code.variables
    slot = start
    while slot < end:
        if variables[slot] == name:
            return slot
        slot += 1
    return -1


def _unexpected(function: Function, code: Code, keywords: dict[str, HeapObject], name: str) -> str:
    """The words for an argument no parameter has the name of."""
    positional_only = code.variables[: code.positional_only]
    wrongly = [given for given in keywords if given in positional_only]
    if wrongly:
        return (
            f"{function.qualname}() got some positional-only arguments passed as keyword "
            f"arguments: '{', '.join(wrongly)}'"
        )
    return f"{function.qualname}() got an unexpected keyword argument '{name}'"


def _too_many(function: Function, code: Code, given: i64, slots: list[HeapObject | None]) -> str:
    """The words for more positional arguments than parameters."""
    defaults: i64 = 0 if function.defaults is None else len(function.defaults.items)
    keyword_slots = slots[code.positional : code.positional + code.keyword_only]
    named = len([value for value in keyword_slots if value is not None])
    plural = code.positional != 1
    if defaults > 0:
        takes = f"from {code.positional - defaults} to {code.positional}"
        plural = True
    else:
        takes = f"{code.positional}"
    also = ""
    if named > 0:
        also = (
            f" positional argument{'s'[: given != 1]} (and {named} keyword-only "
            f"argument{'s'[: named != 1]})"
        )
    verb = "was" if given == 1 and named == 0 else "were"
    word = "argument" + ("s" if plural else "")
    return f"{function.qualname}() takes {takes} positional {word} but {given}{also} {verb} given"


def _fill_defaults(
    interpreter: Interpreter, function: Function, code: Code, slots: list[HeapObject | None]
) -> None:
    """Give parameters without argument their default; TypeError if one has none."""
    defaults = [] if function.defaults is None else function.defaults.items
    first_default = code.positional - len(defaults)
    missing: list[str] = []
    for slot in range(code.positional):
        if slots[slot] is None:
            if slot < first_default:
                missing.append(code.variables[slot])
            else:
                default = defaults[slot - first_default]
                default.refcount += 1
                slots[slot] = default
    if missing:
        raise type_error(interpreter, _missing(function, missing, "positional"))
    for slot in range(code.positional, code.positional + code.keyword_only):
        if slots[slot] is None and not _keyword_default(function, code, slot, slots):
            missing.append(code.variables[slot])
    if missing:
        raise type_error(interpreter, _missing(function, missing, "keyword-only"))


def _keyword_default(
    function: Function, code: Code, slot: i64, slots: list[HeapObject | None]
) -> bool:
    if function.keyword_defaults is None:
        return False
    entry = function.keyword_defaults.find_text(code.variables[slot])
    if entry is None or entry.value is None:
        return False
    entry.value.refcount += 1
    slots[slot] = entry.value
    return True


def _missing(function: Function, names: list[str], kind: str) -> str:
    """The words for parameters left without a value: 'a', 'b', and 'c'."""
    quoted = [f"'{name}'" for name in names]
    if len(quoted) > 2:
        listed = ", ".join(quoted[:-1]) + f", and {quoted[-1]}"
    else:
        listed = " and ".join(quoted)
    word = "argument" if len(names) == 1 else "arguments"
    return f"{function.qualname}() missing {len(names)} required {kind} {word}: {listed}"


def _place_rest(
    interpreter: Interpreter,
    code: Code,
    slots: list[HeapObject | None],
    rest: list[HeapObject],
    unknown: dict[str, HeapObject],
) -> None:
    """Fill `*args` and `**kwargs`; the dict is made first (initialize_locals)."""
    slot = code.positional + code.keyword_only
    collected = make_dict(interpreter) if code.takes_keywords else None
    if code.takes_rest:
        slots[slot] = make_tuple(interpreter, rest)
        slot += 1
    if collected is not None:
        slots[slot] = collected
        for name, value in unknown.items():
            key = name_str(interpreter, name)
            key.refcount += 1
            collected.set(key, value)
