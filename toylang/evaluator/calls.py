"""Calls: `f(a)`, `x.m(a)`, with keywords, with `*` and `**`.

Each form has a node of its own, chosen when the tree is lowered. A method call does not make the
bound method it stands for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.evaluator.caches import BuiltinCache, MethodCache
from toylang.evaluator.calling import pack_for_slot
from toylang.evaluator.code import Code
from toylang.evaluator.nodes import (
    Expression,
    evaluate_all,
    release_pair,
    second_operand,
    unwind,
)
from toylang.evaluator.slots import Slot
from toylang.heap.header import HeapObject
from toylang.objects.arities import Binary, Unary
from toylang.objects.atoms import plain
from toylang.objects.attributes import get_attribute
from toylang.objects.builtins import BoundBuiltin, Builtin, pack_arguments
from toylang.objects.derived import DerivedPart, derived_part
from toylang.objects.descriptors import StaticMethod, SuperObject
from toylang.objects.dict_merging import listed_keys, walks_as_dict
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import Raised, type_error
from toylang.objects.exceptions import is_instance_of, make_exception_from
from toylang.objects.functions import BoundMethod, Function
from toylang.objects.instances import Instance
from toylang.objects.lists import List, make_list
from toylang.objects.modules import Module
from toylang.objects.object_operations import qualified_name
from toylang.objects.protocol import get_item, is_iterable, items_of, str_text
from toylang.objects.text import Str, name_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame
    from toylang.objects.runtime import Runtime


class Call(Expression):
    """`function(a, b)`: positional arguments only."""

    def __init__(self, position: i64, function: Expression, arguments: list[Expression]) -> None:
        super().__init__(position)
        self.function: Expression = function
        self.arguments: list[Expression] = arguments
        self.only_argument: Expression | None = arguments[0] if len(arguments) == 1 else None

    def evaluate(self, frame: Frame) -> HeapObject:
        function = self.function.evaluate(frame)
        if isinstance(function, Function):
            code = plain_code(function, len(self.arguments))
            if code is not None:
                return self._call_plainly(frame, function, code)
        elif isinstance(function, Builtin):
            unary, only = function.unary, self.only_argument
            if unary is not None and only is not None:
                return self._call_unary(frame, function, unary, only)
        try:
            arguments = evaluate_all(frame, self.arguments)
        except BaseException:
            frame.heap.release(function)
            raise
        frame.position = self.position
        if isinstance(function, Type):
            return self._call_class(frame, function, arguments)
        return call_owned(frame, function, arguments, None)

    def _call_plainly(self, frame: Frame, function: Function, code: Code) -> HeapObject:
        callee = frame.interpreter.frame_for(function, code)
        evaluate_into(frame, callee.slots, 0, self.arguments, self.only_argument, function)
        frame.position = self.position
        return frame.interpreter.run_bound(function, callee)

    def _call_class(self, frame: Frame, cls: Type, arguments: list[HeapObject]) -> HeapObject:
        interpreter = frame.interpreter
        constructor = interpreter.constructor_of(cls)
        if isinstance(constructor, Function):
            if plain_code(constructor, len(arguments) + 1) is not None:
                try:
                    return interpreter.construct_plainly(cls, constructor, arguments)
                finally:
                    frame.heap.release(cls)
        elif isinstance(constructor, Builtin):
            try:
                return interpreter.make_plainly(cls, constructor, arguments)
            finally:
                frame.heap.release(cls)
                frame.heap.release_all(arguments)
        return call_owned(frame, cls, arguments, None)

    def _call_unary(
        self, frame: Frame, function: Builtin, implementation: Unary, argument: Expression
    ) -> HeapObject:
        value = second_operand(frame, function, argument)
        frame.position = self.position
        try:
            return implementation.call(frame.interpreter, value)
        finally:
            release_pair(frame, function, value)


def plain_code(function: Function, given: i64) -> Code | None:
    """The code to run, if so many positional arguments and no others need no sorting for it."""
    code = function.code
    return code if isinstance(code, Code) and code.takes(given) else None


def evaluate_into(
    frame: Frame,
    slots: list[Slot],
    first: i64,
    arguments: list[Expression],
    only: Expression | None,
    function: Function,
) -> None:
    """Evaluate arguments into the slots of the call to be; if one raises, all is released.

    If there is only one, it is given by itself as well.
    """
    index = first
    try:
        if only is not None:
            slots[index].value = only.evaluate(frame)
            return
        for argument in arguments:
            slots[index].value = argument.evaluate(frame)
            index += 1
    except BaseException:
        unwind(frame, [slot.value for slot in slots if slot.value is not None])
        frame.heap.release(function)
        raise


def call_owned(
    frame: Frame,
    function: HeapObject,
    arguments: list[HeapObject],
    keywords: dict[str, HeapObject] | None,
) -> HeapObject:
    """Call with an owned function and owned arguments, all of which are used up."""
    interpreter = frame.interpreter
    if isinstance(function, Function):
        return interpreter.run_function(function, arguments, keywords)
    if isinstance(function, BoundMethod) and isinstance(function.function, Function):
        method = function.function
        method.refcount += 1
        function.receiver.refcount += 1
        arguments.insert(0, function.receiver)
        frame.heap.release(function)
        return interpreter.run_function(method, arguments, keywords)
    held = pack_for_slot(interpreter, function, arguments, keywords)
    try:
        return interpreter.call(function, arguments, keywords)
    finally:
        frame.heap.release_all(held)
        frame.heap.release(function)
        frame.heap.release_all(arguments)
        if keywords is not None:
            frame.heap.release_all(list(keywords.values()))


class MethodCall(Expression):
    """`receiver.name(a, b)`: the function is found on the type and gets the receiver."""

    def __init__(
        self, position: i64, receiver: Expression, name: str, arguments: list[Expression]
    ) -> None:
        super().__init__(position)
        self.receiver: Expression = receiver
        self.name: str = name
        self.arguments: list[Expression] = arguments
        self.only_argument: Expression | None = arguments[0] if len(arguments) == 1 else None
        self.cache: MethodCache = MethodCache(name)
        self.built_in: BuiltinCache = BuiltinCache(name)
        self.lookup_position: i64 = position
        """Where a missing attribute is reported: without the arguments."""

    def evaluate(self, frame: Frame) -> HeapObject:
        receiver = self.receiver.evaluate(frame)
        method = self.plain_method(receiver)
        if method is None:
            return self._call_attribute(frame, receiver)
        method.refcount += 1
        if isinstance(method, Function):
            return self._call_function(frame, receiver, method)
        if isinstance(method, Builtin):
            binary, only = method.binary, self.only_argument
            suits = receiver.kind is method.owner and not method.is_slot
            if binary is not None and only is not None and suits:
                return self._call_binary(frame, receiver, method, binary, only)
        arguments = self._arguments(frame, receiver, method)
        frame.position = self.position
        return call_owned(frame, method, arguments, None)

    def attribute_of(self, frame: Frame, receiver: HeapObject) -> HeapObject:
        """What the owned receiver has under the name, a new reference."""
        frame.position = self.lookup_position
        try:
            return get_attribute(frame.interpreter, receiver, self.name)
        finally:
            frame.heap.release(receiver)

    def _call_function(self, frame: Frame, receiver: HeapObject, method: Function) -> HeapObject:
        code = plain_code(method, len(self.arguments) + 1)
        if code is None:
            arguments = self._arguments(frame, receiver, method)
            frame.position = self.position
            return frame.interpreter.run_function(method, arguments, None)
        callee = frame.interpreter.frame_for(method, code)
        callee.slots[0].value = receiver
        evaluate_into(frame, callee.slots, 1, self.arguments, self.only_argument, method)
        frame.position = self.position
        return frame.interpreter.run_bound(method, callee)

    def _call_binary(
        self,
        frame: Frame,
        receiver: HeapObject,
        method: Builtin,
        implementation: Binary,
        argument: Expression,
    ) -> HeapObject:
        try:
            value = second_operand(frame, receiver, argument)
        except BaseException:
            frame.heap.release(method)
            raise
        frame.position = self.position
        try:
            return implementation.call(frame.interpreter, receiver, value)
        finally:
            release_pair(frame, value, receiver)
            frame.heap.release(method)

    def _arguments(
        self, frame: Frame, receiver: HeapObject, method: HeapObject
    ) -> list[HeapObject]:
        """The receiver and the arguments' values; everything is released if one raises."""
        only = self.only_argument
        arguments: list[HeapObject] = [] if only is not None else [receiver]
        try:
            if only is not None:
                return [receiver, only.evaluate(frame)]
            for argument in self.arguments:
                arguments.append(argument.evaluate(frame))
        except BaseException:
            unwind(frame, arguments or [receiver])
            frame.heap.release(method)
            raise
        return arguments

    def plain_method(self, receiver: HeapObject) -> HeapObject | None:
        """The function (borrowed) to call with the receiver, None if it is not that simple."""
        if isinstance(receiver, Instance):
            return self.cache.method(receiver)
        known = self.built_in.found(receiver)
        if known is not None:
            return known
        if isinstance(receiver, (Type, Module, SuperObject, StaticMethod)):
            return None
        cls = type_of(receiver)
        found = cls.lookup(self.name)
        if isinstance(found, Builtin) and found.owner is not None:
            extension = derived_part(receiver)
            if extension is None or self._found_on_class(extension, cls):
                return found
        return None

    def _found_on_class(self, extension: DerivedPart, cls: Type) -> bool:
        """Whether neither an attribute nor a `__getattribute__` of the program comes first."""
        if cls.has_custom_lookup:
            return False
        return extension.dictionary is None or extension.dictionary.find_text(self.name) is None

    def _call_attribute(self, frame: Frame, receiver: HeapObject) -> HeapObject:
        function = self.attribute_of(frame, receiver)
        try:
            arguments = evaluate_all(frame, self.arguments)
        except BaseException:
            frame.heap.release(function)
            raise
        frame.position = self.position
        return call_owned(frame, function, arguments, None)


class CallWithKeywords(Expression):
    """`function(a, name=b)`."""

    def __init__(
        self,
        position: i64,
        function: Expression,
        arguments: list[Expression],
        names: list[str],
        values: list[Expression],
    ) -> None:
        super().__init__(position)
        self.function: Expression = function
        self.arguments: list[Expression] = arguments
        self.names: list[str] = names
        self.values: list[Expression] = values

    def evaluate(self, frame: Frame) -> HeapObject:
        return self.call_with(frame, self.function.evaluate(frame), [])

    def call_with(
        self, frame: Frame, function: HeapObject, arguments: list[HeapObject]
    ) -> HeapObject:
        """Evaluate the arguments and call an owned function; some arguments may be there before."""
        try:
            for argument in self.arguments:
                arguments.append(argument.evaluate(frame))
            values = evaluate_all(frame, self.values)
        except BaseException:
            unwind(frame, arguments)
            frame.heap.release(function)
            raise
        keywords: dict[str, HeapObject] = {}
        for index, name in enumerate(self.names):
            keywords[name] = values[index]
        frame.position = self.position
        return call_owned(frame, function, arguments, keywords)


class MethodCallWithKeywords(CallWithKeywords):
    """`receiver.name(a, name=b)`: no method is bound either, if it is that simple."""

    def __init__(
        self, position: i64, method: MethodCall, names: list[str], values: list[Expression]
    ) -> None:
        super().__init__(position, method.receiver, method.arguments, names, values)
        self.method: MethodCall = method

    def evaluate(self, frame: Frame) -> HeapObject:
        receiver = self.function.evaluate(frame)
        function = self.method.plain_method(receiver)
        if function is None:
            return self.call_with(frame, self.method.attribute_of(frame, receiver), [])
        function.refcount += 1
        return self.call_with(frame, function, [receiver])


class Argument:
    """One piece of a call with stars: a value, `*values`, `name=value` or `**mapping`."""

    def __init__(self, value: Expression, name: str, starred: bool) -> None:
        self.value: Expression = value
        self.name: str = name
        """The keyword; empty for a positional argument or a star."""

        self.starred: bool = starred


class CallUnpacked(Expression):
    """A call with `*` or `**`: the arguments are gathered in a tuple and a dict first."""

    def __init__(
        self,
        position: i64,
        function: Expression,
        positional: list[Argument],
        keywords: list[Argument],
    ) -> None:
        super().__init__(position)
        self.function: Expression = function
        self.positional: list[Argument] = positional
        self.keywords: list[Argument] = keywords

    def evaluate(self, frame: Frame) -> HeapObject:
        function = self.function.evaluate(frame)
        gathered: Tuple | None = None
        mapping: Dict | None = None
        try:
            gathered = self.gather(frame, function)
            mapping = self.merge(frame, function)
            frame.position = self.position
            return self._call(frame, function, gathered, mapping)
        finally:
            if gathered is not None:
                frame.heap.release(gathered)
            if mapping is not None:
                frame.heap.release(mapping)
            frame.heap.release(function)

    def _call(
        self, frame: Frame, function: HeapObject, gathered: Tuple, mapping: Dict | None
    ) -> HeapObject:
        keywords: dict[str, HeapObject] | None = None
        if mapping is not None and mapping.used > 0:
            keywords = keywords_of(frame.interpreter, mapping)
        return frame.interpreter.call_gathered(function, gathered, keywords)

    def gather(self, frame: Frame, function: HeapObject) -> Tuple:
        """The positional arguments, `*values` spread out; a tuple alone is taken as it is."""
        stars = len([argument for argument in self.positional if argument.starred])
        if stars == 0:
            values = [argument.value for argument in self.positional]
            return make_tuple(frame.interpreter, evaluate_all(frame, values))
        if len(self.positional) == 1:
            alone = self.positional[0].value.evaluate(frame)
            if isinstance(alone, Tuple) and alone.extension is None:
                return alone
            return make_tuple(frame.interpreter, self._spread(frame, function, alone))
        return self._gather_by_list(frame, function)

    def _gather_by_list(self, frame: Frame, function: HeapObject) -> Tuple:
        """As CPython does it: the values are put into a list, then into a tuple."""
        collected: List | None = None
        waiting: list[HeapObject] = []
        try:
            for argument in self.positional:
                if collected is None and argument.starred:
                    collected = make_list(frame.interpreter, waiting)
                    waiting = []
                value = argument.value.evaluate(frame)
                if collected is None:
                    waiting.append(value)
                elif argument.starred:
                    collected.items.extend(self._spread(frame, function, value))
                    collected.resized()
                else:
                    collected.append(value)
            assert collected is not None
            return pack_arguments(frame.interpreter, collected.items)
        finally:
            frame.heap.release_all(waiting)
            if collected is not None:
                frame.heap.release(collected)

    def _spread(self, frame: Frame, function: HeapObject, value: HeapObject) -> list[HeapObject]:
        """New references to the items of an owned value, which is released."""
        frame.position = self.position
        try:
            if not is_iterable(value):
                name = type_of(value).name
                where = "Value"
                if len(self.positional) == 1:
                    where = f"{function_words(function)} argument"
                message = f"{where} after * must be an iterable, not {name}"
                raise type_error(frame.interpreter, message)
            return items_of(frame.interpreter, value)
        finally:
            frame.heap.release(value)

    def merge(self, frame: Frame, function: HeapObject) -> Dict | None:
        """The keyword arguments, `**mapping` spread out; no name may come twice."""
        if not self.keywords:
            return None
        mapping = make_dict(frame.interpreter)
        try:
            for argument in self.keywords:
                self._merge_one(frame, function, mapping, argument)
        except BaseException:
            frame.heap.release(mapping)
            raise
        return mapping

    def _merge_one(
        self, frame: Frame, function: HeapObject, mapping: Dict, argument: Argument
    ) -> None:
        value = argument.value.evaluate(frame)
        frame.position = self.position
        if not argument.starred:
            key = name_str(frame.interpreter, argument.name)
            key.refcount += 1
            self._add(frame, function, mapping, key, value)
            return
        try:
            self._spread_mapping(frame, function, mapping, value)
        finally:
            frame.heap.release(value)

    def _spread_mapping(
        self, frame: Frame, function: HeapObject, mapping: Dict, value: HeapObject
    ) -> None:
        interpreter = frame.interpreter
        keys = mapping_keys(frame, value)
        if keys is None:
            given = type_of(value).name
            where = function_words(function)
            message = f"{where} argument after ** must be a mapping, not {given}"
            raise type_error(interpreter, message)
        try:
            for key in keys:
                item = _item_of(interpreter, value, key)
                key.refcount += 1
                self._add(frame, function, mapping, key, item)
        finally:
            frame.heap.release_all(keys)

    def _add(
        self, frame: Frame, function: HeapObject, mapping: Dict, key: HeapObject, value: HeapObject
    ) -> None:
        """Add an entry; takes key and value over."""
        if mapping.find(key) is None:
            mapping.set(key, value)
            return
        frame.heap.release(value)
        raise self._given_twice(frame, function, key)

    def _given_twice(self, frame: Frame, function: HeapObject, key: HeapObject) -> Raised:
        """The complaint about a name that comes twice; takes the name over.

        While an exception is handled the dict's KeyError comes through, as it does in CPython
        (`Python/ceval.c`, format_kwargs_error, which expects it without an instance).
        """
        interpreter = frame.interpreter
        if interpreter.handled:
            cls = interpreter.types.exceptions["KeyError"]
            return Raised(make_exception_from(interpreter, cls, [key]))
        where = function_words(function)
        try:
            name = str_text(interpreter, key)
        finally:
            frame.heap.release(key)
        return type_error(interpreter, f"{where} got multiple values for keyword argument '{name}'")


def keywords_of(runtime: Runtime, mapping: Dict) -> dict[str, HeapObject]:
    """The entries of a dict of keyword arguments (borrowed)."""
    entries = mapping.live_entries()
    if not all(isinstance(plain(entry.key), Str) for entry in entries):
        raise type_error(runtime, "keywords must be strings")
    keywords: dict[str, HeapObject] = {}
    for entry in entries:
        key, value = plain(entry.key), entry.value
        if isinstance(key, Str) and value is not None:
            keywords[key.value] = value
    return keywords


def _item_of(interpreter: Runtime, mapping: HeapObject, key: HeapObject) -> HeapObject:
    """The item under one of a mapping's keys, past the `__getitem__` of what walks as a dict."""
    if isinstance(mapping, Dict) and walks_as_dict(mapping):
        entry = mapping.find(key)
        if entry is not None and entry.value is not None:
            entry.value.refcount += 1
            return entry.value
    return get_item(interpreter, mapping, key)


def mapping_keys(frame: Frame, value: HeapObject) -> list[HeapObject] | None:
    """The keys of anything with a `keys` method, as new references; None if it has none."""
    interpreter = frame.interpreter
    if isinstance(value, Dict) and walks_as_dict(value):
        keys = [entry.key for entry in value.live_entries()]
        for key in keys:
            key.refcount += 1
        return keys
    try:
        method = get_attribute(interpreter, value, "keys")
    except Raised as raised:
        if not is_instance_of(interpreter, raised.exception, "AttributeError"):
            raise
        frame.heap.release(raised.exception)
        return None
    try:
        view = interpreter.call(method, [])
    finally:
        frame.heap.release(method)
    try:
        return listed_keys(interpreter, value, view)
    finally:
        frame.heap.release(view)


def function_words(function: HeapObject) -> str:
    """How a complaint about a call with stars names the function: with its module."""
    if isinstance(function, (BoundMethod, BoundBuiltin)):
        return function_words(function.function)
    if isinstance(function, Function):
        module = function.module
        prefix = f"{module.value}." if isinstance(module, Str) else ""
        return f"{prefix}{function.qualname}()"
    if isinstance(function, Builtin):
        return f"{function.qualname()}()"
    if isinstance(function, Type):
        return f"{qualified_name(function)}()"
    return f"{type_of(function).name} object"
