"""`yield` and `yield from`, and the values an expression had computed before it came to one.

A yield stands in the frame as a statement of its own: its value goes to a target. A larger
expression with a yield inside is taken apart when the tree is lowered; what it had computed so far
waits in slots of the frame, as CPython's waits on the frame's stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.generators import Generator, GeneratorFrame
from toylang.evaluator.nodes import NEXT, YIELD, Expression, Statement, Target
from toylang.evaluator.thrown import Thrown
from toylang.heap.header import HeapObject
from toylang.objects.attributes import find_attribute
from toylang.objects.errors import Raised
from toylang.objects.exceptions import is_instance_of
from toylang.objects.protocol import call_method, iterate, next_value, or_none

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class TemporaryTarget(Target):
    """A slot for a value that an unfinished expression needs later."""

    def __init__(self, position: i64, slot: i64) -> None:
        super().__init__(position)
        self.slot: i64 = slot

    def store(self, frame: Frame, value: HeapObject) -> None:
        old, frame.slots[self.slot].value = frame.slots[self.slot].value, value
        if old is not None:
            frame.heap.release(old)


class Temporary(Expression):
    """The value that waits in a slot, moved out of it."""

    def __init__(self, position: i64, slot: i64) -> None:
        super().__init__(position)
        self.slot: i64 = slot

    def evaluate(self, frame: Frame) -> HeapObject:
        value = frame.slots[self.slot].value
        assert value is not None
        frame.slots[self.slot].value = None
        return value


class TemporaryLook(Temporary):
    """The value that waits in a slot, where it stays."""

    def evaluate(self, frame: Frame) -> HeapObject:
        value = frame.slots[self.slot].value
        assert value is not None
        value.refcount += 1
        return value


class Yield(Statement):
    """`target = yield value`."""

    def __init__(self, position: i64, value: Expression, target: Target | None) -> None:
        super().__init__(position)
        self.value: Expression = value
        self.target: Target | None = target

    def execute(self, frame: Frame) -> i64:
        assert isinstance(frame, GeneratorFrame)
        if not frame.resuming:
            frame.yielded = self.value.evaluate(frame)
            frame.position = self.position
            return YIELD
        frame.position = self.position
        return deliver(frame, self.target, frame.receive())


def deliver(frame: Frame, target: Target | None, value: HeapObject) -> i64:
    """Give an owned value to the target, if there is one."""
    if target is None:
        frame.heap.release(value)
    else:
        target.store(frame, value)
    return NEXT


class YieldFrom(Statement):
    """`target = yield from value`: another iterator speaks for this generator until its end."""

    def __init__(self, position: i64, slot: i64, value: Expression, target: Target | None) -> None:
        super().__init__(position)
        self.slot: i64 = slot
        """Where the frame holds the other iterator."""

        self.value: Expression = value
        self.target: Target | None = target

    def execute(self, frame: Frame) -> i64:
        assert isinstance(frame, GeneratorFrame)
        if not frame.resuming:
            self._start(frame)
            frame.interpreter.none.refcount += 1
            frame.sent = frame.interpreter.none
        frame.resuming = False
        frame.position = self.position
        try:
            more, value = self._ask(frame)
        except BaseException:
            self._let_go(frame)
            raise
        if more:
            frame.yielded = value
            frame.delegate_slot = self.slot
            return YIELD
        self._let_go(frame)
        return deliver(frame, self.target, value)

    def _start(self, frame: GeneratorFrame) -> None:
        iterable = self.value.evaluate(frame)
        frame.position = self.position
        if isinstance(iterable, Generator):
            frame.slots[self.slot].value = iterable
            return
        try:
            frame.slots[self.slot].value = iterate(frame.interpreter, iterable)
        finally:
            frame.heap.release(iterable)

    def _let_go(self, frame: GeneratorFrame) -> None:
        frame.delegate_slot = -1
        iterator = frame.slots[self.slot].value
        frame.slots[self.slot].value = None
        if iterator is not None:
            frame.heap.release(iterator)

    def _ask(self, frame: GeneratorFrame) -> tuple[bool, HeapObject]:
        """Pass on what was sent or thrown; whether there is a value, and it or the result."""
        iterator = frame.slots[self.slot].value
        assert iterator is not None
        sent, frame.sent = frame.sent, None
        thrown, frame.passed_on = frame.passed_on, None
        try:
            if thrown is not None:
                return self._throw(frame, iterator, thrown)
            assert sent is not None
            return self._send(frame, iterator, sent)
        finally:
            if sent is not None:
                frame.heap.release(sent)

    def _send(
        self, frame: GeneratorFrame, iterator: HeapObject, sent: HeapObject
    ) -> tuple[bool, HeapObject]:
        interpreter = frame.interpreter
        if isinstance(iterator, Generator):
            value = iterator.send(interpreter, sent)
            if value is None:
                return False, iterator.take_returned(interpreter)
            return True, value
        try:
            if sent is interpreter.none:
                return True, next_value(interpreter, iterator)
            return True, call_method(interpreter, iterator, "send", [sent])
        except Raised as raised:
            return False, _result_of(frame, raised)

    def _throw(
        self, frame: GeneratorFrame, iterator: HeapObject, thrown: Thrown
    ) -> tuple[bool, HeapObject]:
        """As _gen_throw: GeneratorExit closes the other iterator, others are thrown into it."""
        try:
            if thrown.is_exit(frame.interpreter):
                self._close(frame, iterator)
                raise self._made(frame, thrown)
            if isinstance(iterator, Generator):
                value = iterator.throw(frame.interpreter, thrown)
                if value is None:
                    return False, iterator.take_returned(frame.interpreter)
                return True, value
            return self._throw_into(frame, iterator, thrown)
        except Raised as raised:
            frame.set_own_context(raised.exception)
            raise

    def _made(self, frame: GeneratorFrame, thrown: Thrown) -> Raised:
        """The exception that is raised here, since nobody speaks for the generator any more."""
        raised = thrown.make(frame.interpreter)
        if thrown.closing:
            frame.interpreter.set_context(raised.exception)
        raised.noted_by = frame.globals  # its context is none of the caller's business
        return raised

    def _throw_into(
        self, frame: GeneratorFrame, iterator: HeapObject, thrown: Thrown
    ) -> tuple[bool, HeapObject]:
        interpreter = frame.interpreter
        method = find_attribute(interpreter, iterator, "throw")
        if method is None:
            raise self._made(frame, thrown)
        try:
            return True, interpreter.call(method, thrown.arguments)
        except Raised as raised:
            return False, _result_of(frame, raised)
        finally:
            frame.heap.release(method)

    def _close(self, frame: GeneratorFrame, iterator: HeapObject) -> None:
        interpreter = frame.interpreter
        if isinstance(iterator, Generator):
            iterator.close(interpreter)
            return
        try:
            method = find_attribute(interpreter, iterator, "close")
        except Raised as raised:
            interpreter.report_unraisable(raised, iterator)
            return
        if method is None:
            return
        try:
            frame.heap.release(interpreter.call(method, []))
        finally:
            frame.heap.release(method)


def _result_of(frame: GeneratorFrame, raised: Raised) -> HeapObject:
    """The value (owned) that a StopIteration brings; any other exception goes on."""
    interpreter = frame.interpreter
    exception = raised.exception
    if not is_instance_of(interpreter, exception, "StopIteration"):
        raise raised
    result = or_none(interpreter, exception.fields.get("value"))
    frame.heap.release(exception)
    return result
