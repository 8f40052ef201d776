"""Functions, lambdas, comprehensions and classes coming to be."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.calls import CallUnpacked, call_owned, keywords_of
from toylang.evaluator.code import Code
from toylang.evaluator.nodes import Expression, evaluate_all
from toylang.heap.header import HeapObject
from toylang.objects.attributes import find_attribute
from toylang.objects.builtins import pack_arguments
from toylang.objects.class_making import calculate_metatype
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import type_error
from toylang.objects.functions import Function, make_cell, make_function
from toylang.objects.protocol import iterate
from toylang.objects.text import make_str, name_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame
    from toylang.objects.runtime import Runtime


class FunctionDefinition(Expression):
    """A function object for a code: with defaults, keyword defaults and closure."""

    def __init__(
        self,
        position: i64,
        code: Code,
        defaults: Expression | None,
        keyword_names: list[str],
        keyword_defaults: list[Expression],
        closure: list[i64],
        doc: Expression | None,
    ) -> None:
        super().__init__(position)
        self.code: Code = code
        self.defaults: Expression | None = defaults
        """Gives the tuple of defaults."""

        self.keyword_names: list[str] = keyword_names
        self.keyword_defaults: list[Expression] = keyword_defaults
        self.closure: list[i64] = closure
        """The slots of the cells the function shares with this frame."""

        self.doc: Expression | None = doc
        self.annotations: Expression | None = None
        """Gives the tuple of names and annotations."""

    def evaluate(self, frame: Frame) -> HeapObject:
        return self.make(frame)

    def make(self, frame: Frame) -> Function:
        """The function, owned."""
        defaults: HeapObject | None = None
        keyword_defaults: Dict | None = None
        annotations: HeapObject | None = None
        try:
            if self.defaults is not None:
                defaults = self.defaults.evaluate(frame)
            if self.keyword_names:
                keyword_defaults = self._keyword_defaults(frame)
            if self.annotations is not None:
                annotations = self.annotations.evaluate(frame)
        except BaseException:
            for held in (defaults, keyword_defaults):
                if held is not None:
                    frame.heap.release(held)
            raise
        closure = self._closure(frame)
        code = self.code
        function = make_function(frame.interpreter, code, frame.globals, code.name, code.qualname)
        if isinstance(defaults, Tuple):
            function.defaults = defaults
        function.keyword_defaults = keyword_defaults
        function.closure = closure
        function.annotations = annotations
        self._describe(frame, function)
        return function

    def _describe(self, frame: Frame, function: Function) -> None:
        if self.doc is not None:
            function.doc = self.doc.evaluate(frame)
        entry = frame.globals.find_text("__name__")
        if entry is not None and entry.value is not None:
            entry.value.refcount += 1
            function.module = entry.value

    def _keyword_defaults(self, frame: Frame) -> Dict:
        values = evaluate_all(frame, self.keyword_defaults)
        result = make_dict(frame.interpreter)
        for index, name in enumerate(self.keyword_names):
            key = name_str(frame.interpreter, name)
            key.refcount += 1
            result.set(key, values[index])
        return result

    def _closure(self, frame: Frame) -> Tuple | None:
        if not self.closure:
            return None
        cells: list[HeapObject] = []
        for slot in self.closure:
            cell = frame.slots[slot].value
            assert cell is not None
            cell.refcount += 1
            cells.append(cell)
        return make_tuple(frame.interpreter, cells)


class Decorated(Expression):
    """A definition handed to its decorators, the nearest first."""

    def __init__(
        self, position: i64, decorators: list[Expression], places: list[i64], inner: Expression
    ) -> None:
        super().__init__(position)
        self.decorators: list[Expression] = decorators
        self.places: list[i64] = places
        self.inner: Expression = inner

    def evaluate(self, frame: Frame) -> HeapObject:
        waiting = evaluate_all(frame, self.decorators)
        try:
            value = self.inner.evaluate(frame)
            while waiting:
                frame.position = self.places[len(waiting) - 1]
                value = call_owned(frame, waiting.pop(), [value], None)
        except BaseException:
            frame.heap.release_all(waiting)
            raise
        return value


class Comprehension(Expression):
    """`[… for x in xs]` and its kin: a function of its own, called with the iterator at once."""

    def __init__(self, position: i64, function: FunctionDefinition, iterable: Expression) -> None:
        super().__init__(position)
        self.function: FunctionDefinition = function
        self.iterable: Expression = iterable

    def evaluate(self, frame: Frame) -> HeapObject:
        function = self.function.make(frame)
        try:
            iterable = self.iterable.evaluate(frame)
            frame.position = self.position
            try:
                iterator = iterate(frame.interpreter, iterable)
            finally:
                frame.heap.release(iterable)
        except BaseException:
            frame.heap.release(function)
            raise
        return frame.interpreter.run_function(function, [iterator], None)


# -- classes -------------------------------------------------------------------


class ClassDefinition(Expression):
    """The class a `class` statement makes: its body is run as a function over a fresh namespace."""

    def __init__(
        self,
        position: i64,
        body: FunctionDefinition,
        name: str,
        bases: list[Expression],
        keyword_names: list[str],
        keyword_values: list[Expression],
    ) -> None:
        super().__init__(position)
        self.body: FunctionDefinition = body
        self.name: str = name
        self.bases: list[Expression] = bases
        self.keyword_names: list[str] = keyword_names
        self.keyword_values: list[Expression] = keyword_values

    def evaluate(self, frame: Frame) -> HeapObject:
        body = self.body.make(frame)
        values: list[HeapObject] = []
        bases: list[HeapObject] = []
        try:
            bases = evaluate_all(frame, self.bases)
            values = evaluate_all(frame, self.keyword_values)
            keywords: dict[str, HeapObject] = {}
            for index, name in enumerate(self.keyword_names):
                keywords[name] = values[index]
            frame.position = self.position
            return self.build(frame, body, bases, keywords)
        finally:
            frame.heap.release_all(bases)
            frame.heap.release_all(values)
            frame.heap.release(body)

    def build(
        self,
        frame: Frame,
        body: Function,
        bases: list[HeapObject],
        keywords: dict[str, HeapObject],
    ) -> HeapObject:
        """As `__build_class__`: bases, metatype, namespace, body, class."""
        if all(isinstance(base, Type) for base in bases):
            return self._build_from(frame, body, bases, keywords, None)
        resolved = resolve_bases(frame.interpreter, bases)
        try:
            unchanged = len(resolved) == len(bases) and all(map(operator.is_, resolved, bases))
            original = None if unchanged else bases
            return self._build_from(frame, body, resolved, keywords, original)
        finally:
            frame.heap.release_all(resolved)

    def _build_from(
        self,
        frame: Frame,
        body: Function,
        bases: list[HeapObject],
        keywords: dict[str, HeapObject],
        original: list[HeapObject] | None,
    ) -> HeapObject:
        """The class from resolved bases; `original` is what was written, if that is different."""
        interpreter = frame.interpreter
        maker: HeapObject | None = keywords.pop("metaclass", None)
        if maker is not None and not isinstance(maker, Type):
            return self._build_with(frame, maker, body, bases, keywords, original)
        if maker is None:
            maker = type_of(bases[0]) if bases else interpreter.types.type
        maker = calculate_metatype(interpreter, maker, bases)
        return self._build_with(frame, maker, body, bases, keywords, original)

    def _build_with(
        self,
        frame: Frame,
        maker: HeapObject,
        body: Function,
        bases: list[HeapObject],
        keywords: dict[str, HeapObject],
        original: list[HeapObject] | None,
    ) -> HeapObject:
        """A class, or whatever it is, that a metaclass or other callable makes."""
        interpreter = frame.interpreter
        name = make_str(interpreter, self.name)
        given: list[HeapObject] = [name, pack_arguments(interpreter, bases)]
        namespace: HeapObject | None = None
        try:
            namespace = self._prepare(frame, maker, given, keywords)
            if not isinstance(namespace, Dict):
                kind = type_of(namespace).name
                owner = maker.name if isinstance(maker, Type) else "<metaclass>"
                message = f"{owner}.__prepare__() must return a mapping, not {kind}"
                raise type_error(interpreter, message)
            self._run_body(frame, body, namespace, original)
            frame.position = self.position
            return interpreter.call(maker, [*given, namespace], keywords)
        finally:
            if namespace is not None:
                frame.heap.release(namespace)
            frame.heap.release_all(given)

    def _prepare(
        self,
        frame: Frame,
        maker: HeapObject,
        given: list[HeapObject],
        keywords: dict[str, HeapObject],
    ) -> HeapObject:
        """The namespace the body runs in: from the metatype's `__prepare__`, else an empty dict."""
        interpreter = frame.interpreter
        prepare = find_attribute(interpreter, maker, "__prepare__")
        if prepare is None:
            return make_dict(interpreter)
        try:
            return interpreter.call(prepare, given, keywords)
        finally:
            frame.heap.release(prepare)

    def _run_body(
        self, frame: Frame, body: Function, namespace: Dict, original: list[HeapObject] | None
    ) -> None:
        """Run the class body with its names, and the original bases, going into `namespace`."""
        interpreter = frame.interpreter
        code = self.body.code
        inner = interpreter.new_frame(code, frame.globals)
        namespace.refcount += 1
        inner.names = namespace
        body.refcount += 1
        inner.function = body
        if body.closure is not None:
            for index, cell in enumerate(body.closure.items):
                cell.refcount += 1
                inner.slots[code.free_start + index].value = cell
        for slot in code.own_cells:
            inner.slots[slot].value = make_cell(interpreter, None)
        frame.heap.release(interpreter.run_frame(inner))
        if original is not None:
            namespace.set_text("__orig_bases__", pack_arguments(interpreter, original))


def resolve_bases(runtime: Runtime, bases: list[HeapObject]) -> list[HeapObject]:
    """The bases (new references) with what `__mro_entries__` gives in the place of its owners."""
    resolved: list[HeapObject] = []
    try:
        for base in bases:
            entries = None
            if not isinstance(base, Type):
                entries = find_attribute(runtime, base, "__mro_entries__")
            if entries is None:
                base.refcount += 1
                resolved.append(base)
            else:
                resolved.extend(_entries_for(runtime, entries, bases))
    except BaseException:
        runtime.heap.release_all(resolved)
        raise
    return resolved


def _entries_for(
    runtime: Runtime, function: HeapObject, bases: list[HeapObject]
) -> list[HeapObject]:
    """What `__mro_entries__` (taken over) answers to the bases, as new references."""
    argument = pack_arguments(runtime, bases)
    try:
        answer = runtime.call(function, [argument])
    finally:
        runtime.heap.release(argument)
        runtime.heap.release(function)
    try:
        if not isinstance(answer, Tuple):
            raise type_error(runtime, "__mro_entries__ must return a tuple")
        for entry in answer.items:
            entry.refcount += 1
        return answer.items.copy()
    finally:
        runtime.heap.release(answer)


class ClassDefinitionUnpacked(ClassDefinition):
    """A class statement with `*bases` or `**keywords`: they are gathered as for a call."""

    def __init__(
        self, position: i64, body: FunctionDefinition, name: str, arguments: CallUnpacked
    ) -> None:
        super().__init__(position, body, name, [], [], [])
        self.arguments: CallUnpacked = arguments

    def evaluate(self, frame: Frame) -> HeapObject:
        body = self.body.make(frame)
        gathered: Tuple | None = None
        mapping: Dict | None = None
        held: list[HeapObject] = []
        try:
            gathered = self.arguments.gather(frame, body)
            mapping = self.arguments.merge(frame, body)
            keywords = {} if mapping is None else keywords_of(frame.interpreter, mapping)
            held.extend(keywords.values())
            for value in held:
                value.refcount += 1
            frame.position = self.position
            return self.build(frame, body, gathered.items, keywords)
        finally:
            frame.heap.release_all(held)
            if mapping is not None:
                frame.heap.release(mapping)
            if gathered is not None:
                frame.heap.release(gathered)
            frame.heap.release(body)
