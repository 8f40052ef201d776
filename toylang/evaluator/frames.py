"""Frames: a running function's variables, and where in its code it is.

A frame is a plain host object until somebody wants to keep it: a traceback, `sys._getframe`, a
generator. Then it gets its place in the heap, and at its end, if it is still wanted, it stays there
with all its variables, watched by the collector like any container.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.evaluator.slots import Slot
from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.builtins import AttributeSpec, TypeSpec, method
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import Raised
from toylang.objects.exceptions import Traceback
from toylang.objects.functions import Cell, Function
from toylang.objects.numbers import make_int
from toylang.objects.protocol import none
from toylang.objects.text import make_str

if TYPE_CHECKING:
    from toylang.evaluator.code import Code
    from toylang.evaluator.interpreter import Interpreter
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

FRAME_SIZE: Final[i64] = 72
"""Bytes of a frame object without the slots it keeps."""

TRACEBACK_SIZE: Final[i64] = 64

SPARE_FRAMES: Final[i64] = 64
"""The most ended frames that a code keeps for its next calls."""


class Frame(Container):
    """One call under way, or one that somebody still holds."""

    position: i64 = 0
    """Which expression is being worked on: an index into the code's spans."""

    result: HeapObject | None = None
    """What a return statement has brought, owned."""

    names: Dict | None = None
    """The namespace of a class body or module, counted; functions have slots instead."""

    function: Function | None = None
    """The function running, counted; None for module and class bodies."""

    back: Frame | None = None
    """The caller's frame while this one runs; counted once `kept_back` is set."""

    kept_back: bool = False
    running: bool = True
    next_spare: Frame | None = None
    """The next of the ended frames that wait for a call of their code."""

    def __init__(
        self,
        interpreter: Interpreter,
        code: Code,
        global_names: Dict,
        slots: list[Slot],
    ) -> None:
        self.interpreter: Interpreter = interpreter
        self.heap: Heap = interpreter.heap
        self.code: Code = code
        self.globals: Dict = global_names
        self.slots: list[Slot] = slots
        """Locals, cells and what statements under way hold; counted references."""

        self.first_slot: Slot | None = slots[0] if slots else None

    # -- life ------------------------------------------------------------------

    def begin_again(self, global_names: Dict) -> None:
        """Serve another call of the same code, after one that left nothing behind."""
        self.globals = global_names
        self.position = 0
        self.running = True

    def keep(self) -> None:
        """Give the frame its place in the heap; somebody is about to hold it."""
        if self.address == 0:
            self.kind = self.interpreter.types.frame
            self.code.refcount += 1
            self.globals.refcount += 1
            size = FRAME_SIZE + 8 * len(self.slots)
            self.heap.allocate_container(self, size)

    def finish(self) -> None:
        """The call is over: let the variables go, unless the frame is held."""
        self.running = False
        if self.address == 0:
            self._release_variables(self.heap)
            return
        if self.refcount == 1:
            self._die()
            return
        self._keep_callers()
        self.refcount -= 1
        self.heap.track(self)

    def _die(self) -> None:
        """Nobody holds the frame: it goes first, then its variables, as in _PyFrame_Clear."""
        held: list[HeapObject] = [slot.value for slot in self.slots if slot.value is not None]
        for last in (self.names, self.function):
            if last is not None:
                held.append(last)
        self.slots, self.first_slot, self.names, self.function = [], None, None, None
        self.heap.release(self)
        self.heap.release_all(held)

    def _keep_callers(self) -> None:
        """A frame that outlives its call holds its caller's frame."""
        if self.back is not None and not self.kept_back:
            self.back.keep()
            self.back.refcount += 1
            self.kept_back = True

    def _release_variables(self, heap: Heap) -> None:
        """Release the locals in their order, then the namespace and the function."""
        slot = self.first_slot
        while slot is not None:
            value = slot.value
            if value is not None:
                slot.value = None
                value.refcount -= 1
                if value.refcount == 0:
                    value.deallocate(heap)
            slot = slot.next
        names, self.names = self.names, None
        if names is not None:
            heap.release(names)
        function, self.function = self.function, None
        if function is not None:
            heap.release(function)

    # -- the collector's questions ---------------------------------------------

    def traverse(self, visitor: Visitor) -> None:
        for _, held in self.edges():
            visitor.visit(held)

    def edges(self) -> list[tuple[str, HeapObject]]:
        result: list[tuple[str, HeapObject]] = []
        if self.kept_back and self.back is not None:
            result.append((".f_back", self.back))
        if self.function is not None:
            result.append((" function", self.function))
        if self.address != 0:
            result.append((".f_code", self.code))
            result.append((".f_globals", self.globals))
        if self.names is not None:
            result.append((".f_locals", self.names))
        result.extend(self.variables())
        return result

    def variables(self) -> list[tuple[str, HeapObject]]:
        """The references in the slots, each with the words for its place."""
        words = self.code.slot_words
        return [
            (words[index], slot.value)
            for index, slot in enumerate(self.slots)
            if slot.value is not None
        ]

    def local_names(self) -> Dict:
        """The names visible here as a dict, owned: the namespace itself, or made from the slots."""
        if self.names is not None:
            self.names.refcount += 1
            return self.names
        if self.code.name == "<module>":
            self.globals.refcount += 1
            return self.globals
        result = make_dict(self.interpreter)
        for name, slot in zip(self.code.variables, self.slots, strict=False):
            held = slot.value
            value = held.value if isinstance(held, Cell) else held
            if value is not None:
                value.refcount += 1
                result.set_text(name, value)
        return result

    def clear(self, heap: Heap) -> None:
        """As frame_tp_clear: the variables go, unless the frame is still running."""
        if not self.running:
            self._release_variables(heap)

    def release_referents(self, heap: Heap) -> None:
        back, self.back = self.back, None
        self._release_variables(heap)
        if self.kept_back and back is not None:
            heap.release(back)
        heap.release(self.globals)
        heap.release(self.code)

    def describe(self) -> str:
        return "frame of " + self.code.name

    # -- exceptions ------------------------------------------------------------

    def note(self, raised: Raised) -> None:
        """Write this frame into the traceback of an exception passing through, once."""
        if raised.noted_by is self:
            return
        if raised.noted_by is None:
            self.interpreter.set_context(raised.exception)
        raised.noted_by = self
        self.keep()
        self.refcount += 1
        exception = raised.exception
        line = self.code.line_of(self.position)
        entry = Traceback(exception.traceback, self, line, self.position)
        entry.kind = self.interpreter.types.traceback
        exception.traceback = entry
        self.heap.allocate_container(entry, TRACEBACK_SIZE)
        self.heap.track(entry)


def _frame(value: HeapObject) -> Frame:
    assert isinstance(value, Frame)
    return value


def _line(runtime: Runtime, value: HeapObject) -> HeapObject:
    frame = _frame(value)
    return make_int(runtime, frame.code.line_of(frame.position))


def _code(runtime: Runtime, value: HeapObject) -> HeapObject:
    code = _frame(value).code
    code.refcount += 1
    return code


def _globals(runtime: Runtime, value: HeapObject) -> HeapObject:
    names = _frame(value).globals
    names.refcount += 1
    return names


def _builtin_names(runtime: Runtime, value: HeapObject) -> HeapObject:
    names = _frame(value).interpreter.builtin_names
    names.refcount += 1
    return names


def _local_names(runtime: Runtime, value: HeapObject) -> HeapObject:
    return _frame(value).local_names()


def _back(runtime: Runtime, value: HeapObject) -> HeapObject:
    back = _frame(value).back
    if back is None:
        return none(runtime)
    back.keep()
    back.refcount += 1
    return back


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    frame = _frame(arguments[0])
    line, code = frame.code.line_of(frame.position), frame.code
    where = f"file '{code.filename}', line {line}, code {code.name}"
    return make_str(runtime, f"<frame at {hex(frame.address)}, {where}>")


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "frame",
        [method("__repr__", _repr)],
        [
            AttributeSpec("f_lineno", _line),
            AttributeSpec("f_code", _code),
            AttributeSpec("f_globals", _globals),
            AttributeSpec("f_locals", _local_names),
            AttributeSpec("f_builtins", _builtin_names),
            AttributeSpec("f_back", _back),
        ],
    ),
]
