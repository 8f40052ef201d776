"""Calls put off until the program's end (`atexit`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.evaluator.tracebacks import describe_unraisable
from toylang.heap.header import HeapObject
from toylang.heap.heap import Roots
from toylang.objects.errors import Raised

if TYPE_CHECKING:
    from toylang.evaluator.interpreter import Interpreter


class ExitCall:
    """A function and what it will be called with; counted references."""

    def __init__(
        self, function: HeapObject, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> None:
        self.function: HeapObject = function
        self.arguments: list[HeapObject] = arguments
        self.keywords: dict[str, HeapObject] = keywords

    def held(self) -> list[HeapObject]:
        """Everything the call holds (borrowed)."""
        return [self.function, *self.arguments, *self.keywords.values()]


class ExitCalls(Roots):
    """The calls of one program, in the order of their registration."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter: Interpreter = interpreter
        self.calls: list[ExitCall] = []
        interpreter.heap.roots.append(self)

    def add(self, call: ExitCall) -> None:
        """Remember a call; from now on it holds its values."""
        for value in call.held():
            value.refcount += 1
        self.calls.append(call)

    def remove(self, call: ExitCall) -> None:
        """Forget a call."""
        self.calls.remove(call)
        self.interpreter.heap.release_all(call.held())

    def run(self) -> None:
        """Make the calls, the last first, and forget them all; what they raise is reported."""
        for call in self.calls[::-1]:
            if call in self.calls:
                self._make(call)
        self.clear()

    def _make(self, call: ExitCall) -> None:
        interpreter = self.interpreter
        values = call.held()
        for value in values:
            value.refcount += 1
        try:
            result = interpreter.call(call.function, call.arguments, call.keywords)
            interpreter.heap.release(result)
        except Raised as raised:
            heading = "Exception ignored in atexit callback"
            report = describe_unraisable(interpreter, raised.exception, call.function, heading)
            interpreter.tell(report)
            interpreter.heap.release(raised.exception)
        finally:
            interpreter.heap.release_all(values)

    def clear(self) -> None:
        """Forget all calls."""
        calls, self.calls = self.calls, []
        for call in calls:
            self.interpreter.heap.release_all(call.held())

    def edges(self) -> list[tuple[str, HeapObject]]:
        return [("call at exit", value) for call in self.calls for value in call.held()]
