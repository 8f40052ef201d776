"""What `throw` was given: an exception, or a class and what to make one of.

It travels through the generators that delegate to each other as it was given; the innermost one
makes the exception of it (CPython, `Objects/genobject.c`, _gen_throw).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.heap.header import HeapObject
from toylang.objects.errors import Raised, type_error
from toylang.objects.exceptions import ExceptionObject, Traceback
from toylang.objects.protocol import repr_text
from toylang.objects.tuples import Tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


class Thrown:
    """The arguments of `throw(exception)` or `throw(class, value, traceback)`, borrowed."""

    def __init__(self, arguments: list[HeapObject], closing: bool = False) -> None:
        self.arguments: list[HeapObject] = arguments
        self.closing: bool = closing
        """Whether this is no `throw` but a `close`."""

    def is_exit(self, runtime: Runtime) -> bool:
        """Whether this asks the generator to end."""
        wanted = runtime.types.exceptions["GeneratorExit"]
        given = self.arguments[0]
        cls = given if isinstance(given, Type) else type_of(given)
        return cls.is_subtype(wanted)

    def make(self, runtime: Runtime) -> Raised:
        """The exception to raise where the generator stopped; TypeError if it is none.

        If it cannot be made of its class, what was raised meanwhile is to be raised there.
        """
        given = self.arguments[0]
        value = self.arguments[1] if len(self.arguments) > 1 else runtime.none
        traceback = self._traceback(runtime)
        if isinstance(given, ExceptionObject):
            if value is not runtime.none:
                raise type_error(runtime, "instance exception may not have a separate value")
            given.refcount += 1
            if traceback is not None:
                _set_traceback(runtime, given, traceback)
            return Raised(given)
        if not isinstance(given, Type) or not given.is_subtype(
            runtime.types.exceptions["BaseException"]
        ):
            name = type_of(given).name
            raise type_error(
                runtime,
                f"exceptions must be classes or instances deriving from BaseException, not {name}",
            )
        try:
            exception = _instance(runtime, given, value)
        except Raised as problem:
            return problem
        _set_traceback(runtime, exception, traceback)
        return Raised(exception)

    def _traceback(self, runtime: Runtime) -> Traceback | None:
        given = self.arguments[2] if len(self.arguments) > 2 else runtime.none
        if given is runtime.none:
            return None
        if not isinstance(given, Traceback):
            raise type_error(runtime, "throw() third argument must be a traceback object")
        return given


def _set_traceback(
    runtime: Runtime, exception: ExceptionObject, traceback: Traceback | None
) -> None:
    """What an exception has gone through so far."""
    if traceback is not None:
        traceback.refcount += 1
    old, exception.traceback = exception.traceback, traceback
    if old is not None:
        runtime.heap.release(old)


def _instance(runtime: Runtime, cls: Type, value: HeapObject) -> ExceptionObject:
    """An exception of class `cls`: `value` if it is one, else made with `value` as arguments."""
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
    made_of = repr_text(runtime, cls)
    message = f"calling {made_of} should have returned an instance of BaseException, not {name}"
    raise type_error(runtime, message)
