"""A session: one program's world. A heap, its roots, its modules, and what a prompt remembers.

A script is one text run in a session; a prompt runs many, one after the other, in the same
namespace. Closing a session ends its world as CPython ends a process: a last collection, then the
program's namespace goes, then the modules; what the program's finalizers print on the way is still
heard. Afterwards the heap is empty.

Nothing a session shows changes what it shows: looking takes a snapshot.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import pairwise
from typing import Final, TextIO

from toylang.evaluator.host_stack import USUAL_LEVELS, allow_host_frames
from toylang.evaluator.interpreter import Interpreter
from toylang.evaluator.limits import Limits
from toylang.evaluator.running import compile_text, run_code, run_text
from toylang.evaluator.tracebacks import format_exception
from toylang.heap.allocator import NO_LIMIT
from toylang.heap.choice import GENERATIONAL, choose_collector, forget_leaks
from toylang.heap.header import HeapObject
from toylang.heap.heap import Heap, NamedRoots
from toylang.interruption import Interruption
from toylang.modules.registry import MODULE_TYPES, ModuleRegistry
from toylang.objects.atoms import plain
from toylang.objects.dicts import Dict
from toylang.objects.errors import LimitReached, Raised
from toylang.objects.exceptions import ExceptionObject, is_instance_of
from toylang.objects.modules import Module, make_module
from toylang.objects.numbers import Int
from toylang.objects.object_operations import attribute_names
from toylang.objects.protocol import none, repr_text, str_text
from toylang.objects.text import Str, make_str
from toylang.source import Source, ToySyntaxError
from toylang.syntax.incomplete import incomplete
from toylang.syntax.lines import ends_of_statements
from toylang.syntax.parser import parse, parse_expression
from toylang.syntax.tree import ImportFrom

FAILED: Final = 1
INTERRUPTED: Final = 130


class Session:
    """Runs texts on a heap of its own.

    `arguments` are the program's `sys.argv`. The streams default to the process's own. `collector`
    is the name of one of the COLLECTORS. If `stressed`, every allocation of a container starts a
    collection, and the heap is verified after every statement: `UnsoundHeap` is raised when an
    error of Toy shows.
    """

    def __init__(
        self,
        arguments: Sequence[str] = ("",),
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
        collector: str = GENERATIONAL,
        stressed: bool = False,
    ) -> None:
        allow_host_frames(USUAL_LEVELS)
        self._made_with: Final = (arguments, stdin, stdout, stderr, collector, stressed)
        self.heap = Heap()
        choose_collector(self.heap, collector)
        self.interpreter = Interpreter(
            self.heap,
            sys.stdin if stdin is None else stdin,
            sys.stdout if stdout is None else stdout,
            sys.stderr if stderr is None else stderr,
            MODULE_TYPES,
        )
        self.modules = ModuleRegistry(self.interpreter, list(arguments))
        more = os.environ.get("TOYPATH", "").split(os.pathsep)
        self.modules.directories = ["", *(directory for directory in more if directory)]
        self.tell: Callable[[str], object] = self.interpreter.tell
        """Shows the text of an error that ended the program."""

        self.roots = NamedRoots()
        """What the session itself holds: the program's module, the last error."""

        self.heap.roots.append(self.roots)
        self.main: Module | None = self._make_main()
        self.interruption = Interruption(self.interpreter.interrupted)
        self.interpreter.checkpoint = self.interruption.check
        self.heap.collector.reset_counts()
        self.heap.collector.stressed = stressed

    def anew(self) -> Session:
        """Another session, made as this one was."""
        return Session(*self._made_with)

    def limit(self, limits: Limits, heap_size: int | None, depth: int | None) -> None:
        """Let the program use up no more: steps and seconds, bytes of its heap, calls under way."""
        interpreter = self.interpreter
        interpreter.limit(limits)
        interpreter.limit_heap(NO_LIMIT if heap_size is None else heap_size)
        if depth is not None:
            interpreter.limit_depth(depth)

    def _make_main(self) -> Module:
        interpreter = self.interpreter
        main = make_module(interpreter, "__main__")
        for name in ("__doc__", "__package__", "__loader__", "__spec__"):
            main.namespace.set_text(name, none(interpreter))
        builtins = self.modules.make("builtins")
        builtins.refcount += 1
        main.namespace.set_text("__builtins__", builtins)
        self.modules.add(main)
        for container in (main, main.namespace):
            self.heap.collector.settle(container)
        self.roots.held["module __main__"] = main
        self.roots.named_namespaces = [(main.namespace, "global ")]
        return main

    # -- running ---------------------------------------------------------------

    def run_file(self, path: str) -> int:
        """Run the program in a file; returns the exit status, errors are told on stderr."""
        where = os.path.abspath(path)
        try:
            with open(path, "rb") as file:
                source = Source.from_bytes(file.read(), where)
        except ToySyntaxError as problem:
            return self._tell_syntax_error(problem)
        self.set_file(where)
        return self.run_source(source)

    def set_file(self, path: str) -> None:
        """Tell the program which file it is (`__file__`); its folder is the first of sys.path."""
        self._namespace().set_text("__file__", make_str(self.interpreter, path))
        self.modules.directories[0] = os.path.dirname(os.path.realpath(path))

    def run(self, text: str, filename: str = "<string>") -> int:
        """Run a program text; returns the exit status, errors are told on stderr."""
        try:
            return self.run_source(Source(text, filename))
        except ToySyntaxError as problem:
            return self._tell_syntax_error(problem)

    def run_source(self, source: Source) -> int:
        """Run a source as the main program."""
        with self.interruption:
            try:
                self.heap_release(self._run(source, interactive=False))
                self.interruption.check()
                self.interpreter.limits.heed()
            except Raised as raised:
                return self._tell_uncaught(raised.exception)
            except KeyboardInterrupt:
                self.interpreter.stderr.write("KeyboardInterrupt\n")
                return INTERRUPTED
        return 0

    def heap_release(self, value: HeapObject | None) -> None:
        """Let go of an owned value that may not be there."""
        if value is not None:
            self.heap.release(value)

    def _run(self, source: Source, interactive: bool) -> HeapObject | None:
        """Run a source in the program's namespace; returns what its last expression gave."""
        result = run_text(self.interpreter, source, self._namespace(), interactive)
        if result is self.interpreter.none:
            return None
        return result

    def _namespace(self) -> Dict:
        assert self.main is not None, "the session is closed"
        return self.main.namespace

    def is_expression(self, text: str) -> bool:
        """Whether `text` is an expression; nothing runs."""
        try:
            parse_expression(Source(text.strip(), "<expression>"))
        except ToySyntaxError:
            return False
        return True

    # -- a prompt's way of running ---------------------------------------------

    def is_incomplete(self, text: str) -> bool:
        """Whether a prompt must read another line before `text` can run."""
        return incomplete(text)

    def statements(self, text: str) -> list[str]:
        """What was typed as one text or more, to be run one after the other with the same effect.

        Each is a statement of the text, or several that share a line, at the line where it was.
        What is no program stays as it is, and so does what is under a `from __future__`.
        """
        try:
            body = parse(Source(text, "<stdin>")).body
        except ToySyntaxError:
            return [text]
        if any(isinstance(each, ImportFrom) and each.module == "__future__" for each in body):
            return [text]
        lines = text.split("\n")
        bounds = [0, *ends_of_statements(body)[:-1], len(lines)]
        return ["\n" * begin + "\n".join(lines[begin:end]) for begin, end in pairwise(bounds)]

    def interact(
        self,
        text: str,
        filename: str = "<stdin>",
        show: Callable[[str], None] | None = None,
        first_line: int = 1,
        around: AbstractContextManager[object] = nullcontext(),  # noqa: B008
    ) -> str | None:
        """Run what was typed; returns the repr of its last value, None if there is none to show.

        It may be a part of a file, which begins there in line `first_line`. It runs within
        `around`, which is entered when the text has been understood.

        `show` hears the repr of every value as it comes; the last stays reachable as `_`. Raises
        `ProgramError` with the text of the traceback, or SystemExit.
        """
        shown: list[str] = []
        self.interpreter.display = self._display_on(shown.append if show is None else show)
        try:
            with self.interruption, self._program_errors(keep=True):
                source = Source("\n" * (first_line - 1) + text, filename)
                self._run_within(around, source)
            return shown[-1] if shown else None
        finally:
            self.interpreter.display = None

    def _run_within(self, around: AbstractContextManager[object], source: Source) -> None:
        """Run a source as typed; what `around` sees of it is the running alone."""
        interpreter = self.interpreter
        code = compile_text(interpreter, source, interactive=True)
        interpreter.running_codes.append(code)
        try:
            with around:
                self.heap.release(run_code(interpreter, code, self._namespace()))
        finally:
            interpreter.running_codes.pop()
            self.heap.release(code)

    def _display_on(self, show: Callable[[str], None]) -> Callable[[HeapObject], None]:
        """The function that shows a value at a prompt, and keeps it as `_`."""
        interpreter = self.interpreter

        def display(value: HeapObject) -> None:
            if value is not interpreter.none:
                show(repr_text(interpreter, value))
                value.refcount += 1
                interpreter.builtin_names.set_text("_", value)

        return display

    @contextmanager
    def _program_errors(self, keep: bool) -> Iterator[None]:
        """Let errors of a program come out as `ProgramError` or SystemExit, kept as last or not."""
        try:
            with self._renewed_limits():
                yield
        except ToySyntaxError as problem:
            raise ProgramError(problem.describe(), interrupted=False) from None
        except Raised as raised:
            raise self._program_error(raised.exception, keep) from None

    @contextmanager
    def _renewed_limits(self) -> Iterator[None]:
        """What the program may use up, it may use up anew; `ProgramError` if it does."""
        self.interpreter.limits.renew()
        try:
            yield
            self.interpreter.limits.heed()
        except LimitReached as limit:
            raise ProgramError(f"{limit}\n", interrupted=False) from None

    def _program_error(self, exception: ExceptionObject, keep: bool) -> ProgramError | SystemExit:
        """The host's exception for an uncaught one of the program, kept as last error or not."""
        if is_instance_of(self.interpreter, exception, "SystemExit"):
            status = self._exit_status(exception)
            self.heap.release(exception)
            return SystemExit(status)
        text = format_exception(self.interpreter, exception)
        interrupted = is_instance_of(self.interpreter, exception, "KeyboardInterrupt")
        if keep:
            self.heap_release(self.roots.held.pop("last error", None))
            self.roots.held["last error"] = exception
        else:
            self.heap.release(exception)
        return ProgramError(text, interrupted)

    def evaluate(self, text: str) -> HeapObject:
        """The value of an expression of the program, a new reference. Keeps nothing of it.

        Raises `ProgramError`, and keeps nothing of the error either.
        """
        with self.interruption, self._program_errors(keep=False):
            source = Source(text.strip(), "<expression>")
            parse_expression(source)
            value = self._run(source, interactive=True)
        return none(self.interpreter) if value is None else value

    def shown(self, value: HeapObject) -> str:
        """The repr of a value (borrowed). Raises `ProgramError`, and keeps nothing of the error."""
        with self.interruption, self._program_errors(keep=False):
            return repr_text(self.interpreter, value)

    def execute(self, text: str, filename: str) -> None:
        """Run a program text. Raises `ProgramError` or SystemExit, and keeps nothing of them."""
        with self.interruption, self._program_errors(keep=False):
            self.heap_release(self._run(Source(text, filename), interactive=False))

    def forget(self) -> None:
        """Let go of the last value and the last error."""
        entry = self.interpreter.builtin_names.find_text("_")
        if entry is not None:
            self.heap.release(self.interpreter.builtin_names.remove(entry))
        self.heap_release(self.roots.held.pop("last error", None))

    # -- telling errors --------------------------------------------------------

    def _tell_syntax_error(self, problem: ToySyntaxError) -> int:
        self.interpreter.stdout.flush()
        self.tell(problem.describe())
        return FAILED

    def _tell_uncaught(self, exception: ExceptionObject) -> int:
        """Report an exception nobody caught, as the interpreter of a script does."""
        interpreter = self.interpreter
        interpreter.stdout.flush()
        if is_instance_of(interpreter, exception, "SystemExit"):
            status = self._exit_status(exception)
        else:
            self.tell(format_exception(interpreter, exception))
            interrupted = is_instance_of(interpreter, exception, "KeyboardInterrupt")
            status = INTERRUPTED if interrupted else FAILED
        self.heap.release(exception)
        return status

    def _exit_status(self, exception: ExceptionObject) -> int:
        """The status SystemExit asks for; anything but an int or None is told on stderr."""
        code = exception.fields.get("code")
        if code is None or code is self.interpreter.none:
            return 0
        number = plain(code)
        if isinstance(number, Int):
            return number.value & 0xFF
        try:
            text = str_text(self.interpreter, code)
        except Raised as raised:
            self.heap.release(raised.exception)
            text = ""
        self.interpreter.tell(text + "\n")
        return FAILED

    # -- names -----------------------------------------------------------------

    def own_names(self) -> list[str]:
        """Every name the program has bound and not deleted."""
        return text_keys(self._namespace())

    def names(self) -> list[str]:
        """Every name the program can use now, its own first."""
        return [*self.own_names(), *text_keys(self.interpreter.builtin_names)]

    def attributes_of(self, text: str) -> list[str]:
        """The attribute names of a dotted name's value, found without running any code."""
        value = self.find(text)
        return [] if value is None else attribute_names(value)

    def find(self, text: str) -> HeapObject | None:
        """The value of a dotted name (borrowed), found without running any code, or None."""
        first, *others = text.split(".")
        value = self._look_up(first)
        for name in others:
            value = plain_attribute(value, name)
        return value

    def _look_up(self, name: str) -> HeapObject | None:
        for namespace in (self._namespace(), self.interpreter.builtin_names):
            entry = namespace.find_text(name)
            if entry is not None:
                return entry.value
        return None

    # -- the end ---------------------------------------------------------------

    def close(self) -> None:
        """End the session as CPython ends: finalizers run, then everything is freed.

        Ctrl-C gets out of what the program does in the meantime, and of nothing else. Raises
        `ProgramError` if something of it runs into a limit; nothing is freed any more then.
        """
        if self.main is not None:
            with self._renewed_limits(), self.interruption:
                self._close(self.main)

    def _close(self, main: Module) -> None:
        interpreter, collector = self.interpreter, self.heap.collector
        self.make_exit_calls()
        self.forget()
        if collector.enabled:
            collector.collect()
        interpreter.sources_readable = False
        self.main = None
        self.roots.named_namespaces = []
        del self.roots.held["module __main__"]
        self.modules.remove("__main__")
        self.heap.release(main)
        self.modules.forget_programs()
        forget_leaks(self.heap)
        collector.collect()
        if collector.listener is not None:
            collector.listener.program_ended()
        self.modules.close()
        collector.forget_frozen()
        collector.collect()
        self.heap.roots.clear()
        interpreter.close()

    def make_exit_calls(self) -> None:
        """Make the calls the program has put off until its end; Ctrl-C gets out of them."""
        try:
            with self.interruption:
                self.interpreter.exit_calls.run()
        except KeyboardInterrupt:
            self.interpreter.stderr.write("KeyboardInterrupt\n")
            self.interpreter.exit_calls.clear()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ProgramError(Exception):
    """An exception of the program that nobody caught; `text` is its traceback."""

    def __init__(self, text: str, interrupted: bool) -> None:
        super().__init__(text)
        self.text = text
        self.interrupted = interrupted


def text_keys(dictionary: Dict) -> list[str]:
    """The keys of a dict that are strings."""
    keys = [entry.key for entry in dictionary.live_entries()]
    return [key.value for key in keys if isinstance(key, Str)]


def plain_attribute(value: HeapObject | None, name: str) -> HeapObject | None:
    """An attribute that can be read without running code (borrowed)."""
    from toylang.objects.attributes import own_attribute
    from toylang.objects.types import Type

    if value is None:
        return None
    if isinstance(value, Type):
        return value.lookup(name)
    return own_attribute(value, name)
