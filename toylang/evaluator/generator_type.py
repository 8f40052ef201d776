"""The type `generator`: send, throw, close, and what a generator says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.evaluator.generators import Generator
from toylang.evaluator.thrown import Thrown
from toylang.heap.header import HeapObject
from toylang.objects.builtins import AttributeSpec, TypeSpec, method
from toylang.objects.errors import type_error
from toylang.objects.iterators import iterator_methods
from toylang.objects.numbers import make_bool
from toylang.objects.protocol import none
from toylang.objects.shared_methods import read_only
from toylang.objects.text import Str, make_str

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def _generator(value: HeapObject) -> Generator:
    assert isinstance(value, Generator)
    return value


def _send(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    generator = _generator(arguments[0])
    return generator.value_or_stop(runtime, generator.send(runtime, arguments[1]))


def _throw(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    generator = _generator(arguments[0])
    thrown = Thrown(arguments[1:])
    return generator.value_or_stop(runtime, generator.throw(runtime, thrown))


def _close(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _generator(arguments[0]).close(runtime)
    return none(runtime)


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    generator = _generator(arguments[0])
    text = f"<generator object {generator.qualname} at {hex(generator.address)}>"
    return make_str(runtime, text)


# -- attributes ----------------------------------------------------------------


def _frame(runtime: Runtime, value: HeapObject) -> HeapObject:
    frame = _generator(value).frame
    if frame is None:
        return none(runtime)
    frame.keep()
    frame.refcount += 1
    return frame


def _running(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_bool(runtime, _generator(value).executing)


def _suspended(runtime: Runtime, value: HeapObject) -> HeapObject:
    generator = _generator(value)
    stopped = generator.started and not generator.executing and generator.frame is not None
    return make_bool(runtime, stopped)


def _code(runtime: Runtime, value: HeapObject) -> HeapObject:
    code = _generator(value).code
    code.refcount += 1
    return code


def _delegate(runtime: Runtime, value: HeapObject) -> HeapObject:
    frame = _generator(value).frame
    if frame is None or frame.delegate_slot < 0:
        return none(runtime)
    delegate = frame.slots[frame.delegate_slot].value
    assert delegate is not None
    delegate.refcount += 1
    return delegate


def _name(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, _generator(value).name)


def _set_name(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    _generator(value).name = _text(runtime, "__name__", new)


def _qualname(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, _generator(value).qualname)


def _set_qualname(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    _generator(value).qualname = _text(runtime, "__qualname__", new)


def _text(runtime: Runtime, name: str, new: HeapObject | None) -> str:
    if not isinstance(new, Str):
        raise type_error(runtime, f"{name} must be set to a string object")
    return new.value


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "generator",
        [
            *iterator_methods(),
            method("send", _send, 1),
            method("throw", _throw, 1, 3),
            method("close", _close),
            method("__repr__", _repr),
        ],
        [
            AttributeSpec("gi_frame", _frame),
            AttributeSpec("gi_running", _running),
            AttributeSpec("gi_suspended", _suspended),
            AttributeSpec("gi_code", _code, read_only),
            AttributeSpec("gi_yieldfrom", _delegate),
            AttributeSpec("__name__", _name, _set_name),
            AttributeSpec("__qualname__", _qualname, _set_qualname),
        ],
    ),
]
