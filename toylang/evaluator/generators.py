"""Generators: calls that stop at each `yield` and go on when they are asked for the next value.

A generator holds its frame from the first `next` to the last: the variables, the iterators of the
loops it stands in, the exceptions it is handling. To stop, the statement that yields answers
YIELD, and every statement around it notes where it stood and answers YIELD in turn; to go on, the
body is executed again, and each of them goes straight to where it stood (`resumable`). No thread,
no host generator: a suspended call is plain data that the collector can look into.

A generator that dies unfinished is closed first: GeneratorExit is raised where it stopped, so that
its `finally` blocks run (CPython, `Objects/genobject.c`, _PyGen_Finalize).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.evaluator.frames import Frame
from toylang.evaluator.nodes import YIELD
from toylang.evaluator.thrown import Thrown
from toylang.heap.header import HeapObject, Visitor
from toylang.heap.weak_references import clear_weak_references
from toylang.objects.errors import LimitReached, Raised, error, type_error, value_error
from toylang.objects.exceptions import ExceptionObject, is_instance_of
from toylang.objects.iterators import Iterator, stop_iteration

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

GENERATOR_SIZE: Final[i64] = 160
"""Bytes of a generator without its frame's slots."""


class GeneratorFrame(Frame):
    """The frame of a generator: it outlives the call that made it, and knows where to go on."""

    resuming: bool = False
    """Whether execution is on its way from the top of the body to where it stopped."""

    yielded: HeapObject | None = None
    """What the statement that stopped the frame hands out, owned."""

    sent: HeapObject | None = None
    """What the yield gives when execution goes on, owned."""

    thrown: Raised | None = None
    """What the yield raises instead."""

    passed_on: Thrown | None = None
    """What is thrown into the iterator that speaks for the generator."""

    places: list[i64] | None = None
    """For each statement that can be resumed, how far it was when the frame stopped."""

    handled_before: i64 = 0
    """How many exceptions were being handled when the frame went on, its own not counted."""

    delegate_slot: i64 = -1
    """The slot of the iterator that speaks for the generator in a `yield from`; -1 without one."""

    # -- stopping and going on -------------------------------------------------

    def resumed(self, place: i64) -> i64:
        """How far the statement at `place` was when the frame stopped; 0 if it starts anew."""
        if not self.resuming or self.places is None:
            return 0
        return self.places[place]

    def stopped(self, place: i64, stage: i64, status: i64) -> i64:
        """Note the stage of the statement at `place` if `status` says that a part of it stops."""
        if status == YIELD:
            if self.places is None:
                self.places = [0] * self.code.resume_places
            self.places[place] = stage
        return status

    def receive(self) -> HeapObject:
        """The value a yield gives (owned), now that execution has come back to it; or raises."""
        self.resuming = False
        sent, self.sent = self.sent, None
        thrown, self.thrown = self.thrown, None
        if thrown is not None:
            raise thrown
        assert sent is not None
        return sent

    def set_own_context(self, exception: ExceptionObject) -> None:
        """An exception thrown in remembers what the generator handles, not what its caller does."""
        if len(self.interpreter.handled) > self.handled_before:
            self.interpreter.set_context(exception)

    # -- the collector's questions ---------------------------------------------

    def edges(self) -> list[tuple[str, HeapObject]]:
        """Until the end all it refers to is the generator's; afterwards the frame's own."""
        return [] if self.running else super().edges()


class Generator(Iterator):
    """A call under way, as an iterator."""

    started: bool = False
    executing: bool = False
    returned: HeapObject | None = None
    """What the body returned, owned, until somebody takes it."""

    def __init__(self, frame: GeneratorFrame, name: str, qualname: str) -> None:
        self.frame: GeneratorFrame | None = frame
        """None once it is over."""

        self.code: HeapObject = frame.code
        self.name: str = name
        self.qualname: str = qualname
        self.handled: list[ExceptionObject] = []
        """The exceptions it was handling when it stopped; counted."""

    # -- running ---------------------------------------------------------------

    def throw(self, runtime: Runtime, thrown: Thrown) -> HeapObject | None:
        """Raise an exception where it stopped, or where the one that speaks for it stopped."""
        frame = self.frame
        if frame is None or frame.delegate_slot < 0 or self.executing:
            raised = thrown.make(runtime)
            if thrown.closing and frame is not None:
                frame.interpreter.set_context(raised.exception)
            return self.step(None, raised)
        frame.resuming = True
        frame.passed_on = thrown
        try:
            return self._run(frame)
        finally:
            frame.passed_on = None

    def step(self, sent: HeapObject | None, thrown: Raised | None) -> HeapObject | None:
        """Go on to the next yield, whose value is returned; None at the end (see `returned`).

        `sent` is owned; None means None. Raises what the body raises.
        """
        frame = self.frame
        if thrown is not None:
            thrown.noted_by = self  # its context is none of the caller's business
        if frame is None:
            if thrown is not None:
                raise thrown
            return None
        runtime = frame.interpreter
        if self.executing:
            if thrown is not None:
                runtime.heap.release(thrown.exception)
            raise value_error(runtime, "generator already executing")
        if not self.started:
            self.started = True
            if thrown is not None:
                self._end_before_start(frame, thrown)
        else:
            frame.resuming = True
            frame.thrown = thrown
            frame.sent = sent
            if sent is None:
                runtime.none.refcount += 1
                frame.sent = runtime.none
        return self._run(frame)

    def _end_before_start(self, frame: GeneratorFrame, thrown: Raised) -> None:
        """The exception strikes before the first statement."""
        self.frame = None
        frame.note(thrown)
        frame.finish()
        raise self._without_stop_iteration(frame.interpreter, thrown)

    def _run(self, frame: GeneratorFrame) -> HeapObject | None:
        interpreter = frame.interpreter
        self.executing = True
        handled = interpreter.handled
        outer = len(handled)
        frame.handled_before = outer
        handled.extend(self.handled)
        if frame.thrown is not None:
            frame.set_own_context(frame.thrown.exception)
        self.handled = []
        try:
            status = interpreter.resume(frame)
        except Raised as raised:
            self._forget(frame)
            raise self._without_stop_iteration(interpreter, raised) from None
        except BaseException:
            self._forget(frame)
            raise
        self.executing = False
        if status == YIELD:
            if len(handled) > outer:
                self.handled = handled[outer:]
                del handled[outer:]
            yielded, frame.yielded = frame.yielded, None
            return yielded
        self.frame = None
        self.returned, frame.result = frame.result, None
        interpreter.leave_frame(frame)
        return None

    def _forget(self, frame: GeneratorFrame) -> None:
        """The frame has ended by an exception; what was sent to it may not have arrived."""
        self.executing = False
        self.frame = None
        sent, frame.sent = frame.sent, None
        if sent is not None:
            frame.heap.release(sent)
        thrown, frame.thrown = frame.thrown, None
        if thrown is not None:
            frame.heap.release(thrown.exception)

    def _without_stop_iteration(self, runtime: Runtime, raised: Raised) -> Raised:
        """StopIteration must not leave a generator: a loop would take it for its end (PEP 479)."""
        exception = raised.exception
        if not is_instance_of(runtime, exception, "StopIteration"):
            return raised
        replaced = error(runtime, "RuntimeError", "generator raised StopIteration")
        exception.refcount += 1
        replaced.exception.cause = exception
        replaced.exception.context = exception
        replaced.exception.suppress_context = True
        return replaced

    def take_returned(self, runtime: Runtime) -> HeapObject:
        """What the body returned, once it is over: a new reference."""
        returned, self.returned = self.returned, None
        if returned is None:
            runtime.none.refcount += 1
            return runtime.none
        return returned

    def advance(self, runtime: Runtime) -> HeapObject | None:
        value = self.step(None, None)
        if value is None:
            runtime.heap.release(self.take_returned(runtime))
        return value

    def next_value(self, runtime: Runtime) -> HeapObject:
        return self.value_or_stop(runtime, self.step(None, None))

    def value_or_stop(self, runtime: Runtime, value: HeapObject | None) -> HeapObject:
        """The value of a step; StopIteration with what the body returned if there was none."""
        if value is not None:
            return value
        returned = self.take_returned(runtime)
        if returned is runtime.none:
            runtime.heap.release(returned)
            raise stop_iteration(runtime)
        raise stop_iteration(runtime, returned)

    def send(self, runtime: Runtime, value: HeapObject) -> HeapObject | None:
        """Go on with `value` (borrowed) as what the yield gives."""
        if self.frame is not None and not self.started and value is not runtime.none:
            raise type_error(runtime, "can't send non-None value to a just-started generator")
        if self.frame is None or not self.started or self.executing:
            return self.step(None, None)
        value.refcount += 1
        return self.step(value, None)

    def close(self, runtime: Runtime) -> None:
        """Raise GeneratorExit where it stopped; RuntimeError if it yields once more."""
        frame = self.frame
        if frame is None:
            return
        if not self.started:
            self.frame = None
            frame.finish()
            return
        leave = runtime.types.exceptions["GeneratorExit"]
        try:
            value = self.throw(runtime, Thrown([leave], closing=True))
        except Raised as raised:
            self._expect_exit(runtime, raised)
            return
        if value is None:
            runtime.heap.release(self.take_returned(runtime))
            return
        runtime.heap.release(value)
        raise error(runtime, "RuntimeError", "generator ignored GeneratorExit")

    def _expect_exit(self, runtime: Runtime, raised: Raised) -> None:
        """Swallow the exception that closing ends with; pass any other on."""
        exception = raised.exception
        if not is_instance_of(runtime, exception, "GeneratorExit"):
            raise raised
        runtime.heap.release(exception)

    # -- the collector's questions ---------------------------------------------

    def traverse(self, visitor: Visitor) -> None:
        for _, held in self.edges():
            visitor.visit(held)

    def edges(self) -> list[tuple[str, HeapObject]]:
        result: list[tuple[str, HeapObject]] = [(".gi_code", self.code)]
        frame = self.frame
        if frame is None:
            return result
        if frame.address != 0:
            result.append((".gi_frame", frame))
            if not frame.running:
                return result  # it has just ended, and holds everything itself
            result.append((".gi_frame.f_code", frame.code))
            result.append((".gi_frame.f_globals", frame.globals))
        if frame.function is not None:
            result.append((" function", frame.function))
        if not self.executing:
            result.extend(frame.variables())
        result.extend((" handled exception", held) for held in self.handled)
        return result

    def release_referents(self, heap: Heap) -> None:
        frame, self.frame = self.frame, None
        if frame is not None:
            frame.finish()
        handled: list[HeapObject] = []
        handled.extend(self.handled)
        self.handled = []
        heap.release_all(handled)
        if self.returned is not None:
            heap.release(self.returned)
        heap.release(self.code)

    def has_finalizer(self) -> bool:
        return self.frame is not None

    def finalize(self, heap: Heap) -> None:
        frame = self.frame
        if frame is None:
            return
        try:
            self.close(frame.interpreter)
        except Raised as raised:
            frame.interpreter.report_unraisable(raised, self)
        except LimitReached:
            pass  # it strikes again where the program goes on

    def may_wait_in_trash(self) -> bool:
        return False

    def deallocate(self, heap: Heap) -> None:
        """As gen_dealloc: weak references are told before the body's `finally` blocks run.

        Their callbacks may collect, so the collector must not see what nobody holds any more.
        """
        heap.untrack(self)
        if self.weak_references is not None:
            clear_weak_references(heap, self)
        heap.deallocate_container(self)

    def describe(self) -> str:
        return "generator " + self.qualname


def make_generator(frame: GeneratorFrame) -> Generator:
    """The generator for a call of which nothing has run yet; takes the frame over."""
    interpreter = frame.interpreter
    function = frame.function
    name, qualname = frame.code.name, frame.code.qualname
    if function is not None:
        name, qualname = function.name, function.qualname
    result = Generator(frame, name, qualname)
    result.kind = interpreter.types.by_name["generator"]
    frame.position = -1
    frame.code.refcount += 1
    interpreter.heap.allocate_container(result, GENERATOR_SIZE + 8 * len(frame.slots))
    interpreter.heap.track(result)
    return result
