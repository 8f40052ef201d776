"""The interpreter: runs functions in frames, and is the runtime the objects know.

A call of a function of the program moves its arguments into the new frame's slots: the caller owns
them no longer. A call from inside an operation (`__eq__` from a sort, `__del__` from a release)
borrows its arguments, so they are counted once more for the frame. Both are visible in
`sys.getrefcount`, and both are as in CPython.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TextIO

from mypy_extensions import i64

from toylang.evaluator import frames, generator_type
from toylang.evaluator.binding import bind_call
from toylang.evaluator.calling import RECURSION_LIMIT, Caller
from toylang.evaluator.code import Code
from toylang.evaluator.exit_calls import ExitCalls
from toylang.evaluator.frames import SPARE_FRAMES, Frame
from toylang.evaluator.generators import GeneratorFrame, make_generator
from toylang.evaluator.host_stack import SAFE_DEPTH, USUAL_LEVELS, most_levels
from toylang.evaluator.importer import Importer
from toylang.evaluator.limits import Limits
from toylang.evaluator.nodes import YIELD
from toylang.evaluator.tracebacks import describe_unraisable
from toylang.evaluator.waiting import Waiting, keyboard_interrupt
from toylang.heap.header import HeapObject
from toylang.heap.heap import Heap, Roots
from toylang.heap.wording import fit_for
from toylang.objects.bootstrap import OBJECT_TYPES, boot, dismantle, residents
from toylang.objects.builtins import TypeSpec
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import Raised, error, memory_error
from toylang.objects.exceptions import ExceptionObject
from toylang.objects.functions import Function, make_cell
from toylang.objects.instances import make_instance
from toylang.objects.protocol import none
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import Type

WORK_BETWEEN_LOOKS: Final[i64] = 40_000_000
"""Bytes that the operations between two looks at signals and limits may go through, if each goes
through the largest block there has been: less than half a second, even if it is a dict's table."""


class Interpreter(Caller):
    """Runs code on a heap."""

    frame: Frame | None = None
    """The frame running now."""

    recursion_limit: i64 = RECURSION_LIMIT
    """As the program has set it."""

    largest_depth: i64 = SAFE_DEPTH
    """The recursion limit beyond which none has an effect."""

    _stack_levels: i64 = USUAL_LEVELS
    """What the host has stack for."""

    _stack_load: i64 = 0
    """Levels of that which calls with deep expressions take on top of their own."""

    sources_readable: bool = True
    """Whether tracebacks may show lines of the program; not at the very end."""

    _ticks: i64 = 0
    """Polls before one looks around."""

    _ticks_saved: i64 = 0
    """Polls that were granted, and not made because somebody was in a hurry."""

    def __init__(
        self, heap: Heap, stdin: TextIO, stdout: TextIO, stderr: TextIO, specs: list[TypeSpec]
    ) -> None:
        self.heap = heap
        self.stdin: TextIO = stdin
        self.stdout: TextIO = stdout
        self.stderr: TextIO = stderr
        self.handled: list[ExceptionObject] = []
        """The exceptions being handled, innermost last; counted."""

        self.on_stack: list[ExceptionObject] = []
        """Those of them for which `finally` or `__exit__` runs; counted once more."""

        self.importer: Importer | None = None
        """Finds modules by their names."""

        self.system_names: Dict | None = None
        """The namespace (borrowed) of the sys module, once there is one."""

        self.display: Callable[[HeapObject], None] | None = None
        """Shows the (borrowed) value of an expression that is a statement at a prompt."""

        self.checkpoint: Callable[[], None] | None = None
        """Called now and then; the host may raise KeyboardInterrupt in it."""

        self.waiting: Waiting = Waiting(self)
        """Entered while the program waits for the host."""

        self.limits: Limits = Limits(None, None)
        """What the program may use up."""

        heap.allocator.alarm = self.hurry
        boot(self, [*OBJECT_TYPES, *frames.TYPES, *generator_type.TYPES, *specs])
        self.builtin_names: Dict = make_dict(self)
        """The built-in names."""

        self.note_plain_methods()
        self.running_codes: list[Code] = []
        """The codes of the texts being run, which may be known to nobody else; counted."""

        self.exit_calls: ExitCalls = ExitCalls(self)
        """What the program wants called at its end."""

        heap.roots.append(EvaluationRoots(self))

    def close(self) -> None:
        """Let go of the built-in names and types; the heap is empty afterwards."""
        self.heap.untrack(self.builtin_names)
        self.heap.release(self.builtin_names)
        dismantle(self)

    # -- running ---------------------------------------------------------------

    def construct_plainly(
        self, cls: Type, initializer: Function, arguments: list[HeapObject]
    ) -> HeapObject:
        """Call a class that has a plain initializer with owned arguments.

        The stack, a tuple and the variables hold them.
        """
        code = initializer.code
        assert isinstance(code, Code)
        callee = self.frame_for(initializer, code)
        slots = callee.slots
        for index, argument in enumerate(arguments):
            argument.refcount += 2
            slots[index + 1].value = argument
        held = make_tuple(self, arguments)  # and the list stays as it is, whatever becomes of it
        instance = make_instance(self, cls)
        instance.refcount += 1
        slots[0].value = instance
        initializer.refcount += 1
        try:
            self.expect_none(self.run_bound(initializer, callee))
        except BaseException:
            self.heap.release(instance)
            raise
        finally:
            self.heap.release(held)
            self.heap.release_all(arguments)
        return instance

    def run_function(
        self,
        function: Function,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        """Run a function of the program; function and arguments are taken over."""
        code = function.code
        assert isinstance(code, Code)
        if keywords is None and code.takes(len(arguments)):
            frame = self.frame_for(function, code)
            for index, argument in enumerate(arguments):
                frame.slots[index].value = argument
        else:
            try:
                bound = bind_call(self, function, code, arguments, keywords)
            except BaseException:
                self.heap.release(function)
                raise
            frame = self.frame_for(function, code)
            for index, value in enumerate(bound):
                frame.slots[index].value = value
        return self.run_bound(function, frame)

    def frame_for(self, function: Function, code: Code) -> Frame:
        """A frame for a call of the function (borrowed), to get its arguments and be run."""
        frame = code.spare
        if frame is not None:
            code.spare = frame.next_spare
            code.spares -= 1
            frame.begin_again(function.globals)
            return frame
        if code.is_generator:
            return GeneratorFrame(self, code, function.globals, code.new_slots())
        return Frame(self, code, function.globals, code.new_slots())

    def run_bound(self, function: Function, frame: Frame) -> HeapObject:
        """Run a function in its frame, which has the arguments; all is taken over.

        Of a generator function nothing is run yet.
        """
        code = frame.code
        frame.function = function
        if code.has_cells:
            self._make_cells(frame, code, function.closure)
        if isinstance(frame, GeneratorFrame):
            return make_generator(frame)
        return self.run_frame(frame)

    def new_frame(self, code: Code, global_names: Dict) -> Frame:
        """A frame for a code without parameters: a module's or class's body."""
        return Frame(self, code, global_names, code.new_slots())

    def _make_cells(self, frame: Frame, code: Code, closure: Tuple | None) -> None:
        slots = frame.slots
        for number in code.cell_parameters:
            slots[number].value = make_cell(self, slots[number].value)
        for number in code.own_cells:
            slots[number].value = make_cell(self, None)
        if closure is not None:
            for index, cell in enumerate(closure.items):
                cell.refcount += 1
                slots[code.free_start + index].value = cell

    def run_frame(self, frame: Frame) -> HeapObject:
        """Run a new frame to its end; returns what its code returned."""
        self._execute(frame)
        result, frame.result = frame.result, None
        self.leave_frame(frame)
        return none(self) if result is None else result

    def resume(self, frame: Frame) -> i64:
        """Let a generator's frame go on; says whether it stopped (YIELD) or came to its end.

        At its end the frame is still to be left.
        """
        status = self._execute(frame)
        if status == YIELD:
            self.depth -= 1
            self.frame = frame.back
            frame.back = None
        return status

    def _execute(self, frame: Frame) -> i64:
        """Enter a frame and run its code; if that raises, the frame has been left."""
        if self.depth >= self.deepest:
            frame.finish()
            raise self._too_deep()
        frame.back = self.frame
        self.frame = frame
        self.depth += 1
        try:
            self.poll()
            return frame.code.body.execute(frame)
        except Raised as raised:
            frame.note(raised)
            self._abandon_frame(frame)
            raise
        except BaseException:
            self._abandon_frame(frame)
            raise

    def find_module(self, name: str) -> HeapObject:
        if self.importer is None:
            message = "sys.meta_path is None, Python is likely shutting down"
            raise error(self, "ImportError", message)
        return self.importer.load(name)

    def leave_frame(self, frame: Frame) -> None:
        """The frame's code has ended: back to the caller's."""
        self.depth -= 1
        self.frame = frame.back
        observer = self.heap.observer
        if observer is None:
            frame.finish()
        else:
            observer.leaving(frame.code.name)
            frame.finish()
            observer.left()
        code = frame.code
        if frame.kind is None and code.spares < SPARE_FRAMES and not code.is_generator:
            # Nobody has ever held the frame: the code's next call may have it.
            frame.back = None
            frame.next_spare = code.spare
            code.spare = frame
            code.spares += 1

    def _abandon_frame(self, frame: Frame) -> None:
        """Leave a frame by an exception; what a return had brought before is not wanted."""
        result, frame.result = frame.result, None
        self.leave_frame(frame)
        if result is not None:
            self.heap.release(result)

    def _too_deep(self) -> Raised:
        return error(self, "RecursionError", "maximum recursion depth exceeded")

    def module_name(self) -> HeapObject | None:
        frame = self.frame
        entry = None if frame is None else frame.globals.find_text("__name__")
        return None if entry is None else entry.value

    def limit_depth(self, calls: i64) -> None:
        """Let no more calls be under way at once, whatever recursion limit the program sets."""
        self.largest_depth = calls
        self.set_recursion_limit(calls)

    def set_recursion_limit(self, limit: i64) -> None:
        """Let so many calls be under way at once, if that is safe."""
        self.recursion_limit = limit
        self._settle_depth()

    def load_stack(self, levels: i64) -> None:
        """Account for so many levels of the host's stack; RecursionError if it has no room."""
        self._stack_load += levels
        self._settle_depth()
        if self.depth >= self.deepest:
            self.unload_stack(levels)
            raise self._too_deep()

    def unload_stack(self, levels: i64) -> None:
        """So many levels are free again."""
        self._stack_load -= levels
        self._settle_depth()

    def _settle_depth(self) -> None:
        """How deep calls may become: as the program wants, as the stack has room."""
        wanted = min(self.recursion_limit, self.largest_depth)
        if wanted + self._stack_load > self._stack_levels == USUAL_LEVELS:
            self._stack_levels = most_levels()
        self.deepest = min(wanted, self._stack_levels - self._stack_load)

    def enter(self, doing: str) -> None:
        if self.depth >= self.deepest:
            raise error(self, "RecursionError", f"maximum recursion depth exceeded {doing}")
        self.depth += 1

    # -- exceptions ------------------------------------------------------------

    def set_context(self, exception: ExceptionObject) -> None:
        """A new exception remembers the one being handled; no chain may come back to itself."""
        if not self.handled:
            return
        handled = self.handled[-1]
        if handled is exception:
            return
        self._cut_chain(handled, exception)
        handled.refcount += 1
        old, exception.context = exception.context, handled
        if old is not None:
            self.heap.release(old)

    def _cut_chain(self, start: ExceptionObject, exception: ExceptionObject) -> None:
        """Take an exception out of a chain of contexts, which may be a circle without it.

        A second walker, half as fast, is met in a circle (Floyd; _PyErr_SetObject in CPython's
        `Python/errors.c`).
        """
        link = slow = start
        slow_waits = True
        while isinstance(link.context, ExceptionObject):
            following = link.context
            if following is exception:
                link.context = None
                self.heap.release(following)
                return
            if following is slow:
                return
            link = following
            if not slow_waits and isinstance(slow.context, ExceptionObject):
                slow = slow.context
            slow_waits = not slow_waits

    def report_unraisable(self, raised: Raised, where: HeapObject) -> None:
        if self.frame is not None and raised.noted_by is None:
            self.set_context(raised.exception)
            if raised.exception.traceback is None:
                self.frame.note(raised)
        self.tell(describe_unraisable(self, raised.exception, where))
        self.heap.release(raised.exception)

    def tell(self, diagnosis: str) -> None:
        """Write what Toy itself has to say to stderr; to a terminal, nothing that it would obey."""
        self.stderr.write(fit_for(self.stderr, diagnosis))

    # -- interruption ----------------------------------------------------------

    def poll(self) -> None:
        self._ticks -= 1
        if self._ticks < 0:
            self._look_around()

    def limit(self, limits: Limits) -> None:
        """Let the program use up no more than this from now on."""
        self.limits = limits
        self._ticks = self._ticks_saved = 0

    def limit_heap(self, size: i64) -> None:
        """MemoryError for the program whenever it has more than `size` bytes in use."""
        self.heap.allocator.limit = size

    def hurry(self) -> None:
        """Let the next poll look around."""
        self._ticks_saved += self._ticks
        self._ticks = 0

    def interrupted(self) -> bool:
        """Somebody wants the program to stop: says whether it is waiting, and can at once."""
        self.hurry()
        return self.waiting.now

    def check_signals(self) -> None:
        """Let the host run its signal handlers; Ctrl-C becomes the program's KeyboardInterrupt."""
        if self.checkpoint is None:
            return
        try:
            self.checkpoint()
        except KeyboardInterrupt:
            raise keyboard_interrupt(self) from None

    def _look_around(self) -> None:
        """What a poll does now and then; LimitReached if a limit has struck."""
        allocator = self.heap.allocator
        ticks = max(WORK_BETWEEN_LOOKS // allocator.largest_block, 1)
        self._ticks = 0
        self._ticks = self.limits.grant(ticks, self._ticks_saved) - 1
        self._ticks_saved = 0
        if allocator.bytes_in_use > allocator.limit:
            raise memory_error(self)
        self.check_signals()


class EvaluationRoots(Roots):
    """What the evaluation under way holds: variables of running functions, handled exceptions."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter: Interpreter = interpreter

    def edges(self) -> list[tuple[str, HeapObject]]:
        result: list[tuple[str, HeapObject]] = [("built-in names", self.interpreter.builtin_names)]
        for code in self.interpreter.running_codes:
            result.append(("code being run", code))
        frame = self.interpreter.frame
        while frame is not None:
            if isinstance(frame, GeneratorFrame):
                where = frame.code.name
                result.extend((f"{word} in {where}", held) for word, held in frame.variables())
            elif frame.address == 0:
                where = frame.code.name
                result.extend((f"{word} in {where}", held) for word, held in frame.edges())
            else:
                result.append((f"running frame of {frame.code.name}", frame))
            if frame.result is not None:
                result.append((f"result of {frame.code.name}", frame.result))
            frame = frame.back
        result.extend(("handled exception", held) for held in self.interpreter.handled)
        result.extend(("exception on the stack", held) for held in self.interpreter.on_stack)
        return result

    def namespaces(self) -> list[tuple[HeapObject, str]]:
        return [(self.interpreter.builtin_names, "")]

    def residents(self) -> list[HeapObject]:
        return residents(self.interpreter)
