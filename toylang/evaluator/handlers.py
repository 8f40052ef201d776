"""try, raise, assert and with: how exceptions are caught, passed on and made.

The exception being handled is held by the interpreter (`handled`) until its handler ends; a new
exception raised meanwhile gets it as its context.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.nodes import (
    BREAK,
    CONTINUE,
    NEXT,
    RETURN,
    YIELD,
    Expression,
    Statement,
    Target,
)
from toylang.heap.header import HeapObject
from toylang.objects.attributes import bind
from toylang.objects.errors import Raised, error, type_error
from toylang.objects.exceptions import ExceptionObject, make_exception_from
from toylang.objects.protocol import none, repr_text, truth
from toylang.objects.tuples import Tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class Handler:
    """One `except` clause."""

    def __init__(
        self, position: i64, types: Expression | None, target: Target | None, body: Statement
    ) -> None:
        self.position: i64 = position
        self.types: Expression | None = types
        """The class or tuple of classes it catches; None catches everything."""

        self.target: Target | None = target
        """The name bound while the handler runs."""

        self.body: Statement = body

    def catches(self, frame: Frame, exception: ExceptionObject) -> bool:
        """Whether this clause is for the exception."""
        if self.types is None:
            return True
        wanted = self.types.evaluate(frame)
        frame.position = self.position
        try:
            return _matches(frame, exception, wanted)
        finally:
            frame.heap.release(wanted)

    def run(self, frame: Frame, exception: ExceptionObject) -> i64:
        """Bind the name and run the body."""
        if self.target is not None:
            exception.refcount += 1
            self.target.store(frame, exception)
        return self.run_body(frame)

    def run_body(self, frame: Frame) -> i64:
        """Run the body to its end; the handled exception is let go of before its name is."""
        target = self.target
        try:
            status = self.body.execute(frame)
        except BaseException as problem:
            note_if_raised(frame, problem)
            if target is not None:
                _forget_name(frame, target)
            end_handling(frame)
            raise
        if status == YIELD:
            return YIELD
        end_handling(frame)
        if target is not None:
            _forget_name(frame, target)
        return status


def _forget_name(frame: Frame, target: Target) -> None:
    target.store(frame, none(frame.interpreter))
    target.delete(frame)


def note_if_raised(frame: Frame, problem: BaseException) -> None:
    """Let a new exception of the program know the one being handled, before that is let go of."""
    if isinstance(problem, Raised):
        frame.note(problem)


def _matches(frame: Frame, exception: ExceptionObject, wanted: HeapObject) -> bool:
    if isinstance(wanted, Tuple):
        for each in wanted.items:
            _check_catchable(frame, each)
        return any(_matches(frame, exception, each) for each in wanted.items)
    _check_catchable(frame, wanted)
    return isinstance(wanted, Type) and type_of(exception).is_subtype(wanted)


def _check_catchable(frame: Frame, wanted: HeapObject) -> None:
    if not is_exception_class(frame, wanted):
        message = "catching classes that do not inherit from BaseException is not allowed"
        raise type_error(frame.interpreter, message)


def is_exception_class(frame: Frame, value: HeapObject) -> bool:
    """Whether the value is a class that can be raised."""
    base = frame.interpreter.types.exceptions["BaseException"]
    return isinstance(value, Type) and value.is_subtype(base)


def begin_handling(frame: Frame, raised: Raised) -> ExceptionObject:
    """The exception was caught here: hold it as the one being handled (returned borrowed)."""
    frame.note(raised)
    frame.interpreter.handled.append(raised.exception)
    return raised.exception


def end_handling(frame: Frame) -> None:
    """Let go of the exception handled last."""
    frame.heap.release(frame.interpreter.handled.pop())


def put_on_stack(frame: Frame) -> None:
    """While `finally` or `__exit__` runs, the exception handled last is on the stack as well."""
    exception = frame.interpreter.handled[-1]
    exception.refcount += 1
    frame.interpreter.on_stack.append(exception)


def take_off_stack(frame: Frame) -> None:
    """What was put on the stack last has come off."""
    frame.heap.release(frame.interpreter.on_stack.pop())


def raise_again(frame: Frame) -> Raised:
    """Stop handling the exception handled last and pass it on."""
    again = Raised(frame.interpreter.handled.pop())
    again.noted_by = frame
    return again


class TryExcept(Statement):
    """`try: … except …: … else: …`."""

    def __init__(
        self, position: i64, body: Statement, handlers: list[Handler], otherwise: Statement | None
    ) -> None:
        super().__init__(position)
        self.body: Statement = body
        self.handlers: list[Handler] = handlers
        self.otherwise: Statement | None = otherwise

    def execute(self, frame: Frame) -> i64:
        try:
            status = self.body.execute(frame)
        except Raised as raised:
            caught = raised
        else:
            if status == NEXT and self.otherwise is not None:
                return self.otherwise.execute(frame)
            return status
        return self._handle(frame, caught)

    def _handle(self, frame: Frame, caught: Raised) -> i64:
        index = self.choose(frame, caught)
        return self.handlers[index].run(frame, frame.interpreter.handled[-1])

    def choose(self, frame: Frame, caught: Raised) -> i64:
        """Begin to handle the exception: which clause is for it; raises it again if none is."""
        exception = begin_handling(frame, caught)
        try:
            for index, candidate in enumerate(self.handlers):
                if candidate.catches(frame, exception):
                    return index
        except BaseException as problem:
            note_if_raised(frame, problem)
            end_handling(frame)
            raise
        raise raise_again(frame)


class TryFinally(Statement):
    """`try: … finally: …`."""

    def __init__(self, position: i64, body: Statement, final: Statement) -> None:
        super().__init__(position)
        self.body: Statement = body
        self.final: Statement = final

    def execute(self, frame: Frame) -> i64:
        try:
            status = self.body.execute(frame)
        except Raised as raised:
            caught = raised
        else:
            return self.settle(frame, status, self.final.execute(frame))
        begin_handling(frame, caught)
        return self.run_final(frame)

    def run_final(self, frame: Frame) -> i64:
        """Run `finally` while an exception is under way, which goes on unless there is a jump."""
        put_on_stack(frame)
        try:
            status = self.final.execute(frame)
        except BaseException as problem:
            note_if_raised(frame, problem)
            end_handling(frame)
            raise
        finally:
            take_off_stack(frame)
        if status == NEXT:
            raise raise_again(frame)
        if status != YIELD:
            end_handling(frame)
        return status

    def settle(self, frame: Frame, status: i64, replaced: i64) -> i64:
        """How it ends when the body ended with `status`, unless `finally` has `replaced` that."""
        if replaced == NEXT:
            return status
        if status == RETURN and replaced in (BREAK, CONTINUE):
            result, frame.result = frame.result, None
            if result is not None:
                frame.heap.release(result)
        return replaced


class Raise(Statement):
    """`raise`, `raise exception`, `raise exception from cause`."""

    def __init__(
        self, position: i64, exception: Expression | None, cause: Expression | None
    ) -> None:
        super().__init__(position)
        self.exception: Expression | None = exception
        self.cause: Expression | None = cause

    def execute(self, frame: Frame) -> i64:
        if self.exception is None:
            raise self._active(frame)
        value = self.exception.evaluate(frame)
        frame.position = self.position
        exception = self._instance(frame, value, "exceptions must derive from BaseException")
        if self.cause is not None:
            try:
                self._set_cause(frame, exception, self.cause)
            except BaseException:
                frame.heap.release(exception)
                raise
        frame.position = self.position
        raise Raised(exception)

    def _active(self, frame: Frame) -> Raised:
        """The exception being handled, once more."""
        interpreter = frame.interpreter
        if not interpreter.handled:
            frame.position = self.position
            return error(interpreter, "RuntimeError", "No active exception to reraise")
        exception = interpreter.handled[-1]
        exception.refcount += 1
        again = Raised(exception)
        again.noted_by = frame
        return again

    def _instance(self, frame: Frame, value: HeapObject, complaint: str) -> ExceptionObject:
        """The exception an owned value stands for: itself, or a new one of its class."""
        interpreter = frame.interpreter
        if is_exception_class(frame, value):
            try:
                return self._made(frame, value)
            finally:
                frame.heap.release(value)
        if isinstance(value, ExceptionObject):
            return value
        frame.heap.release(value)
        raise type_error(interpreter, complaint)

    def _made(self, frame: Frame, cls: HeapObject) -> ExceptionObject:
        """An exception of a (borrowed) class."""
        interpreter = frame.interpreter
        made = interpreter.call(cls, [])
        if isinstance(made, ExceptionObject):
            return made
        try:
            wrong = repr_text(interpreter, type_of(made))
            complaint = "should have returned an instance of BaseException, not " + wrong
            raise type_error(interpreter, f"calling {repr_text(interpreter, cls)} {complaint}")
        finally:
            frame.heap.release(made)

    def _set_cause(self, frame: Frame, exception: ExceptionObject, given: Expression) -> None:
        value = given.evaluate(frame)
        frame.position = self.position
        linked: HeapObject | None = None
        if value is not frame.interpreter.none:
            linked = self._instance(frame, value, "exception causes must derive from BaseException")
        old, exception.cause = exception.cause, linked
        exception.suppress_context = True
        if old is not None:
            frame.heap.release(old)


class Assert(Statement):
    """`assert condition, message`."""

    def __init__(self, position: i64, condition: Expression, message: Expression | None) -> None:
        super().__init__(position)
        self.condition: Expression = condition
        self.message: Expression | None = message

    def execute(self, frame: Frame) -> i64:
        if self.condition.test(frame):
            return NEXT
        items: list[HeapObject] = []
        if self.message is not None:
            items.append(self.message.evaluate(frame))
        frame.position = self.position
        interpreter = frame.interpreter
        cls = interpreter.types.exceptions["AssertionError"]
        raise Raised(make_exception_from(interpreter, cls, items))


class With(Statement):
    """`with manager as target: …`; the way out is held by the frame meanwhile."""

    def __init__(
        self,
        position: i64,
        slot: i64,
        manager: Expression,
        target: Target | None,
        body: Statement,
    ) -> None:
        super().__init__(position)
        self.slot: i64 = slot
        self.manager: Expression = manager
        self.target: Target | None = target
        self.body: Statement = body

    def execute(self, frame: Frame) -> i64:
        value = self.enter(frame)
        try:
            self.bind(frame, value)
            status = self.body.execute(frame)
        except Raised as raised:
            caught = raised
        else:
            self.leave(frame)
            return status
        return self.leave_by_exception(frame, caught)

    def bind(self, frame: Frame, value: HeapObject) -> None:
        """Give the (owned) value of `__enter__` to the target."""
        if self.target is None:
            frame.heap.release(value)
        else:
            self.target.store(frame, value)

    def enter(self, frame: Frame) -> HeapObject:
        """Call `__enter__`; what it returns is what the target gets."""
        manager = self.manager.evaluate(frame)
        frame.position = self.position
        leave: HeapObject | None = None
        try:
            enter = self._special(frame, manager, "__enter__", "")
            try:
                leave = self._special(frame, manager, "__exit__", " (missed __exit__ method)")
            except BaseException:
                frame.heap.release(enter)
                raise
        finally:
            frame.heap.release(manager)
        frame.slots[self.slot].value = leave
        try:
            value = frame.interpreter.call(enter, [])
        except BaseException:
            frame.heap.release(enter)
            self._let_go(frame)
            raise
        frame.heap.release(enter)
        return value

    def _special(self, frame: Frame, manager: HeapObject, name: str, more: str) -> HeapObject:
        """A special method of the manager, bound to it."""
        cls = type_of(manager)
        found = cls.lookup(name)
        if found is None:
            message = f"'{cls.name}' object does not support the context manager protocol{more}"
            raise type_error(frame.interpreter, message)
        return bind(frame.interpreter, found, manager, cls)

    def leave(self, frame: Frame) -> None:
        """The body ended without an exception."""
        interpreter = frame.interpreter
        leave = self._take(frame)
        nothing = interpreter.none
        frame.position = self.position
        try:
            frame.heap.release(interpreter.call(leave, [nothing, nothing, nothing]))
        finally:
            frame.heap.release(leave)

    def leave_by_exception(self, frame: Frame, caught: Raised) -> i64:
        """Ask the manager whether to go on; pass the exception on if not."""
        exception = begin_handling(frame, caught)
        leave = self._take(frame)
        try:
            swallowed = self._asked(frame, leave, exception)
        except BaseException as problem:
            note_if_raised(frame, problem)
            frame.heap.release(leave)
            end_handling(frame)
            raise
        frame.heap.release(leave)
        if not swallowed:
            raise raise_again(frame)
        end_handling(frame)
        return NEXT

    def _asked(self, frame: Frame, leave: HeapObject, exception: ExceptionObject) -> bool:
        interpreter = frame.interpreter
        traceback: HeapObject = interpreter.none
        if exception.traceback is not None:
            traceback = exception.traceback
        frame.position = self.position
        put_on_stack(frame)
        try:
            answer = interpreter.call(leave, [type_of(exception), exception, traceback])
            try:
                return truth(interpreter, answer)
            finally:
                frame.heap.release(answer)
        finally:
            take_off_stack(frame)

    def _take(self, frame: Frame) -> HeapObject:
        leave = frame.slots[self.slot].value
        frame.slots[self.slot].value = None
        assert leave is not None
        return leave

    def _let_go(self, frame: Frame) -> None:
        frame.heap.release(self._take(frame))
