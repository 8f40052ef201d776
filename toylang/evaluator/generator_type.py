"""The type `generator`: send, throw, close, and what a generator says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.evaluator.generators import Generator
from toylang.heap.header import HeapObject
from toylang.objects.builtins import AttributeSpec, TypeSpec, method
from toylang.objects.errors import Raised, type_error
from toylang.objects.exceptions import ExceptionObject, Traceback
from toylang.objects.iterators import iterator_methods
from toylang.objects.numbers import make_bool
from toylang.objects.protocol import none
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple
from toylang.objects.types import Type, type_of

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
    raised = Raised(_exception_to_throw(runtime, arguments[1:]))
    return generator.value_or_stop(runtime, generator.step(None, raised))


def _exception_to_throw(runtime: Runtime, arguments: list[HeapObject]) -> ExceptionObject:
    """The exception (owned) that `throw(exception)` or `throw(class, value, traceback)` means."""
    given = arguments[0]
    value = arguments[1] if len(arguments) > 1 else runtime.none
    if len(arguments) > 2:
        _check_traceback(runtime, arguments[2])
    if isinstance(given, ExceptionObject):
        if value is not runtime.none:
            raise type_error(runtime, "instance exception may not have a separate value")
        given.refcount += 1
        return given
    if not _is_exception_class(runtime, given):
        name = type_of(given).name
        message = f"exceptions must be classes or instances deriving from BaseException, not {name}"
        raise type_error(runtime, message)
    return _instance_to_throw(runtime, given, value)


def _check_traceback(runtime: Runtime, given: HeapObject) -> None:
    if given is not runtime.none and not isinstance(given, Traceback):
        raise type_error(runtime, "throw() third argument must be a traceback object")


def _is_exception_class(runtime: Runtime, value: HeapObject) -> bool:
    return isinstance(value, Type) and value.is_subtype(runtime.types.exceptions["BaseException"])


def _instance_to_throw(runtime: Runtime, cls: HeapObject, value: HeapObject) -> ExceptionObject:
    """An exception of class `cls`: `value` if it is one, else made with `value` as arguments."""
    assert isinstance(cls, Type)
    if isinstance(value, ExceptionObject) and type_of(value).is_subtype(cls):
        value.refcount += 1
        return value
    arguments = [] if value is runtime.none else [value]
    if isinstance(value, Tuple):
        arguments = value.items
    made = runtime.call(cls, arguments)
    if isinstance(made, ExceptionObject):
        return made
    name = type_of(made).name
    runtime.heap.release(made)
    message = f"calling {cls.name} should have returned an instance of BaseException, not {name}"
    raise type_error(runtime, message)


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
    delegate = frame.slots[frame.delegate_slot]
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
            AttributeSpec("gi_code", _code),
            AttributeSpec("gi_yieldfrom", _delegate),
            AttributeSpec("__name__", _name, _set_name),
            AttributeSpec("__qualname__", _qualname, _set_qualname),
        ],
    ),
]
