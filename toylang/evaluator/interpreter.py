"""The interpreter: calls values, runs functions in frames, and is the runtime the objects know.

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
from toylang.evaluator.code import Code
from toylang.evaluator.exit_calls import ExitCalls
from toylang.evaluator.frames import SPARE_FRAMES, Frame
from toylang.evaluator.generators import GeneratorFrame, make_generator
from toylang.evaluator.importer import Importer
from toylang.evaluator.nodes import YIELD
from toylang.evaluator.tracebacks import describe_unraisable
from toylang.heap.header import HeapObject
from toylang.heap.heap import Heap, Roots
from toylang.objects.attributes import bind
from toylang.objects.bootstrap import OBJECT_TYPES, boot, dismantle, residents
from toylang.objects.builtins import BoundBuiltin, Builtin, TypeSpec, pack_call
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import Raised, error, type_error
from toylang.objects.exceptions import ExceptionObject, make_exception_from
from toylang.objects.functions import BoundMethod, Function, make_cell
from toylang.objects.instances import Instance, make_instance
from toylang.objects.native_callables import NativeCallable
from toylang.objects.object_operations import check_excess_arguments, check_not_abstract
from toylang.objects.protocol import none
from toylang.objects.runtime import Runtime
from toylang.objects.text import make_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import Type, type_of

RECURSION_LIMIT: Final[i64] = 1000
TICKS_BETWEEN_CHECKS: Final[i64] = 2000
"""Polls between two looks at the host's signals."""


class Interpreter(Runtime):
    """Runs code on a heap."""

    frame: Frame | None = None
    """The frame running now."""

    recursion_limit: i64 = RECURSION_LIMIT
    highest_recursion_limit: i64 = RECURSION_LIMIT
    """What a program can raise the limit to: what the host has stack for."""

    sources_readable: bool = True
    """Whether tracebacks may show lines of the program; not at the very end."""

    _ticks: i64 = TICKS_BETWEEN_CHECKS

    def __init__(
        self, heap: Heap, stdin: TextIO, stdout: TextIO, stderr: TextIO, specs: list[TypeSpec]
    ) -> None:
        self.heap = heap
        self.stdin: TextIO = stdin
        self.stdout: TextIO = stdout
        self.stderr: TextIO = stderr
        self.handled: list[ExceptionObject] = []
        """The exceptions being handled, innermost last; counted."""

        self.importer: Importer | None = None
        """Finds modules by their names."""

        self.system_names: Dict | None = None
        """The namespace (borrowed) of the sys module, once there is one."""

        self.display: Callable[[HeapObject], None] | None = None
        """Shows the (borrowed) value of an expression that is a statement at a prompt."""

        self.checkpoint: Callable[[], None] | None = None
        """Called now and then; the host may raise KeyboardInterrupt in it."""

        boot(self, [*OBJECT_TYPES, *frames.TYPES, *generator_type.TYPES, *specs])
        self.builtin_names: Dict = make_dict(self)
        """The built-in names."""

        self.plain_new: HeapObject | None = self.types.object.lookup("__new__")
        self.plain_metacall: HeapObject | None = self.types.type.lookup("__call__")
        self.plain_init: HeapObject | None = self.types.object.lookup("__init__")
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

    # -- calling ---------------------------------------------------------------

    def call(
        self,
        function: HeapObject,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None = None,
    ) -> HeapObject:
        """Call a value with borrowed arguments; returns a new reference."""
        if isinstance(function, Function):
            for argument in arguments:
                argument.refcount += 1
            named: dict[str, HeapObject] | None = None
            if keywords:
                named = keywords.copy()
                for value in named.values():
                    value.refcount += 1
            function.refcount += 1
            return self.run_function(function, arguments.copy(), named)
        if isinstance(function, Builtin):
            return function.call(self, arguments, keywords)
        if isinstance(function, BoundMethod):
            return self.call(function.function, [function.receiver, *arguments], keywords)
        if isinstance(function, BoundBuiltin):
            return function.function.call(self, [function.receiver, *arguments], keywords)
        if isinstance(function, Type):
            return self.construct(function, arguments, keywords)
        return self._call_instance(function, arguments, keywords)

    def _call_instance(
        self,
        value: HeapObject,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
        packed: bool = False,
    ) -> HeapObject:
        found = type_of(value).lookup("__call__")
        if found is None:
            raise type_error(self, f"'{type_of(value).name}' object is not callable")
        if self.depth >= self.recursion_limit:
            message = "maximum recursion depth exceeded while calling a Python object"
            raise error(self, "RecursionError", message)
        if isinstance(value, NativeCallable):
            return self._call_native(value, arguments, keywords)
        held = [] if packed else pack_call(self, arguments, keywords)
        self.depth += 1
        try:
            if isinstance(found, (Function, Builtin)):
                return self._call_slot(found, [value, *arguments], keywords)
            bound = bind(self, found, value, type_of(value))
            try:
                return self.call(bound, arguments, keywords)
            finally:
                self.heap.release(bound)
        finally:
            self.depth -= 1
            self.heap.release_all(held)

    def _call_native(
        self,
        value: NativeCallable,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        self.depth += 1
        try:
            return value.call(self, arguments, {} if keywords is None else keywords)
        finally:
            self.depth -= 1

    def call_gathered(
        self, function: HeapObject, arguments: Tuple, keywords: dict[str, HeapObject] | None
    ) -> HeapObject:
        """Call with arguments that are in a tuple already; all is borrowed."""
        if isinstance(function, Type) and function.packs_arguments:
            return self.construct(function, arguments.items, keywords, packed=True)
        if isinstance(function, Instance):
            return self._call_instance(function, arguments.items, keywords, packed=True)
        if isinstance(function, Builtin) and function.packs_arguments and function.owner is None:
            return function.call_packed(self, arguments.items, keywords)
        return self._call_by_names(function, arguments.items, keywords)

    def _call_slot(
        self,
        function: HeapObject,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        """Call the special method that stands behind a slot; arguments are packed already."""
        if isinstance(function, Builtin):
            return self.call(function, arguments, keywords)
        return self._call_by_names(function, arguments, keywords)

    def _call_by_names(
        self,
        function: HeapObject,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        """Call with keywords that came in a dict: their names get a tuple while it runs."""
        if not keywords:
            return self.call(function, arguments, keywords)
        names = make_tuple(self, [make_str(self, name) for name in keywords])
        try:
            return self.call(function, arguments, keywords)
        finally:
            self.heap.release(names)

    def construct(
        self,
        cls: Type,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
        packed: bool = False,
    ) -> HeapObject:
        """Call a class: `__new__`, then `__init__` on what it made."""
        if cls is self.types.type and len(arguments) == 1 and not keywords:
            result: HeapObject = type_of(arguments[0])
            result.refcount += 1
            return result
        if cls is self.types.type and len(arguments) != 3:
            refusal = "no keyword" if len(arguments) == 1 else "1 or 3"
            raise type_error(self, f"type() takes {refusal} arguments")
        metacall = type_of(cls).lookup("__call__")
        if metacall is not None and metacall is not self.plain_metacall:
            return self.call(metacall, [cls, *arguments], keywords)
        return self.instantiate(cls, arguments, keywords, packed)

    def instantiate(
        self,
        cls: Type,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
        packed: bool = False,
    ) -> HeapObject:
        """What a class's call does unless its metaclass has a `__call__` of its own."""
        if packed or not cls.packs_arguments:
            return self._make(cls, arguments, keywords)
        held = pack_call(self, arguments, keywords)
        try:
            return self._make(cls, arguments, keywords)
        finally:
            self.heap.release_all(held)

    def plain_initializer(self, cls: Type) -> Function | None:
        """The `__init__` that is all there is to a call of the class, if it is that simple.

        The class remembers it as long as lookups on it give the same.
        """
        if cls.version != cls.initializer_version:
            cls.initializer_version = cls.version
            cls.initializer = self._find_initializer(cls)
        initializer = cls.initializer
        return initializer if isinstance(initializer, Function) else None

    def _find_initializer(self, cls: Type) -> HeapObject | None:
        if not cls.is_heap_type or cls.kind is not self.types.type or not cls.packs_arguments:
            return None
        if cls.lookup("__new__") is not self.plain_new or cls.notes_abstract_methods:
            return None
        return cls.lookup("__init__")

    def construct_plainly(
        self, cls: Type, initializer: Function, arguments: list[HeapObject]
    ) -> HeapObject:
        """Call a class that has a plain initializer with owned arguments, which a tuple holds."""
        code = initializer.code
        assert isinstance(code, Code)
        callee = self.frame_for(initializer, code)
        slots = callee.slots
        for index, argument in enumerate(arguments):
            argument.refcount += 1
            slots[index + 1].value = argument
        held = make_tuple(self, arguments)
        instance = make_instance(self, cls)
        instance.refcount += 1
        slots[0].value = instance
        initializer.refcount += 1
        try:
            self._expect_none(self.run_bound(initializer, callee))
        except BaseException:
            self.heap.release(instance)
            raise
        finally:
            self.heap.release(held)
        return instance

    def _expect_none(self, result: HeapObject) -> None:
        """TypeError if an (owned) `__init__` result is anything but None."""
        if result is not self.none:
            name = type_of(result).name
            self.heap.release(result)
            raise type_error(self, f"__init__() should return None, not '{name}'")

    def _make(
        self, cls: Type, arguments: list[HeapObject], keywords: dict[str, HeapObject] | None
    ) -> HeapObject:
        maker = cls.lookup("__new__")
        if maker is None:
            raise type_error(self, f"cannot create '{cls.name}' instances")
        if maker is self.plain_new and cls.is_heap_type:
            if (arguments or keywords) and cls.lookup("__init__") is self.plain_init:
                check_excess_arguments(self, cls)
            check_not_abstract(self, cls)
            result: HeapObject = make_instance(self, cls)
        else:
            result = self._call_maker(maker, cls, arguments, keywords)
        if type_of(result).is_subtype(cls):
            self._initialise(result, arguments, keywords)
        return result

    def _call_maker(
        self,
        maker: HeapObject,
        cls: Type,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        if isinstance(maker, Builtin):
            return maker.call_packed(self, [cls, *arguments], keywords)
        if isinstance(maker, Function):
            return self._call_slot(maker, [cls, *arguments], keywords)
        function = bind(self, maker, None, cls)
        try:
            return self.call(function, [cls, *arguments], keywords)
        finally:
            self.heap.release(function)

    def _initialise(
        self,
        value: HeapObject,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> None:
        """Call `__init__` on a new value, which is released if that raises."""
        found = type_of(value).lookup("__init__")
        if found is None or found is self.plain_init:
            return
        try:
            self._expect_none(self._call_init(found, value, arguments, keywords))
        except BaseException:
            self.heap.release(value)
            raise

    def _call_init(
        self,
        found: HeapObject,
        value: HeapObject,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        if isinstance(found, (Function, Builtin)):
            return self._call_slot(found, [value, *arguments], keywords)
        bound = bind(self, found, value, type_of(value))
        try:
            return self._call_by_names(bound, arguments, keywords)
        finally:
            self.heap.release(bound)

    # -- running ---------------------------------------------------------------

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
        if self.depth >= self.recursion_limit:
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
            self.leave_frame(frame)
            raise
        except BaseException:
            self.leave_frame(frame)
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
        result, frame.result = frame.result, None
        observer = self.heap.observer
        if observer is None:
            frame.finish()
        else:
            observer.leaving(frame.code.name)
            frame.finish()
            observer.left()
        if result is not None:
            self.heap.release(result)
        if frame.kind is None:  # nobody has ever held it
            self._spare(frame)

    def _spare(self, frame: Frame) -> None:
        """Keep an ended frame for the next call of its code."""
        frame.back = None
        code = frame.code
        if code.spares < SPARE_FRAMES and not code.is_generator:
            frame.next_spare = code.spare
            code.spare = frame
            code.spares += 1

    def _too_deep(self) -> Raised:
        return error(self, "RecursionError", "maximum recursion depth exceeded")

    def module_name(self) -> HeapObject | None:
        frame = self.frame
        entry = None if frame is None else frame.globals.find_text("__name__")
        return None if entry is None else entry.value

    def enter(self, doing: str) -> None:
        if self.depth >= self.recursion_limit:
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
        """Take an exception out of a chain of contexts, which may be a circle without it."""
        seen: list[ExceptionObject] = [start]
        link = start
        while isinstance(link.context, ExceptionObject):
            following = link.context
            if following is exception:
                link.context = None
                self.heap.release(following)
                return
            if following in seen:
                return
            seen.append(following)
            link = following

    def report_unraisable(self, raised: Raised, where: HeapObject) -> None:
        if self.frame is not None and raised.noted_by is None:
            self.set_context(raised.exception)
            if raised.exception.traceback is None:
                self.frame.note(raised)
        self.stderr.write(describe_unraisable(self, raised.exception, where))
        self.heap.release(raised.exception)

    # -- interruption ----------------------------------------------------------

    def poll(self) -> None:
        self._ticks -= 1
        if self._ticks <= 0:
            self._ticks = TICKS_BETWEEN_CHECKS
            self._check_signals()

    def hurry(self) -> None:
        """Let the next poll look at the host's signals."""
        self._ticks = 0

    def _check_signals(self) -> None:
        """Let the host run its signal handlers; Ctrl-C becomes the program's KeyboardInterrupt."""
        if self.checkpoint is None:
            return
        try:
            self.checkpoint()
        except KeyboardInterrupt:
            cls = self.types.exceptions["KeyboardInterrupt"]
            raise Raised(make_exception_from(self, cls, [])) from None


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
        return result

    def namespaces(self) -> list[tuple[HeapObject, str]]:
        return [(self.interpreter.builtin_names, "")]

    def residents(self) -> list[HeapObject]:
        return residents(self.interpreter)
