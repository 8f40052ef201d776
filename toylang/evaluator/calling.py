"""Calling: what a call does with a function, a class, a bound method, an instance.

A class's call is `__new__`, then `__init__`; an instance's is its type's `__call__`. In the end
there is a built-in function, which is called here, or a function of the program, which the
interpreter runs. All arguments are borrowed; where CPython puts them into a tuple for the call, so
does this.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.attributes import bind
from toylang.objects.builtins import BoundBuiltin, Builtin, pack_arguments, pack_call
from toylang.objects.errors import error, type_error
from toylang.objects.functions import BoundMethod, Function
from toylang.objects.instances import Instance, make_instance
from toylang.objects.native_callables import NativeCallable
from toylang.objects.object_operations import check_excess_arguments, check_not_abstract
from toylang.objects.runtime import Runtime
from toylang.objects.text import make_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import Type, type_of

RECURSION_LIMIT: Final[i64] = 1000
"""CPython's."""


def pack_for_slot(
    runtime: Runtime,
    function: HeapObject,
    arguments: list[HeapObject],
    keywords: dict[str, HeapObject] | None,
) -> list[HeapObject]:
    """What holds the arguments of a special method of a built-in type that is called by its name.

    A tuple, and one without the receiver unless that is bound (wrapperdescr_call in CPython's
    `Objects/descrobject.c`).
    """
    if isinstance(function, Builtin) and function.is_slot:
        held = pack_call(runtime, arguments, keywords)
        return [pack_arguments(runtime, arguments[1:]), *held[::-1]]
    if isinstance(function, BoundBuiltin) and function.function.is_slot:
        return pack_call(runtime, arguments, keywords)
    return []


class Caller(Runtime):
    """The part of a runtime that calls values."""

    deepest: i64 = RECURSION_LIMIT
    """The depth at which no call is made any more."""

    plain_new: HeapObject | None = None
    plain_metacall: HeapObject | None = None
    plain_init: HeapObject | None = None

    def note_plain_methods(self) -> None:
        """Note what classes have that define no `__new__`, `__init__` or `__call__` (borrowed)."""
        self.plain_new = self.types.object.lookup("__new__")
        self.plain_metacall = self.types.type.lookup("__call__")
        self.plain_init = self.types.object.lookup("__init__")

    def run_function(
        self,
        function: Function,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None,
    ) -> HeapObject:
        """Run a function of the program; function and arguments are taken over."""
        raise NotImplementedError

    # -- any value -------------------------------------------------------------

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
        if self.depth >= self.deepest:
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
                return self._call_by_names(bound, arguments, keywords)
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
        """Call with keywords that came in a dict: they are unpacked (_PyStack_UnpackDict).

        While it runs, their names are in a tuple, and all arguments once more on the stack.
        """
        if not keywords:
            return self.call(function, arguments, keywords)
        names = make_tuple(self, [make_str(self, name) for name in keywords])
        stack = [*arguments, *keywords.values()]
        for value in stack:
            value.refcount += 1
        try:
            return self.call(function, arguments, keywords)
        finally:
            self.heap.release_all(stack)
            self.heap.release(names)

    # -- classes ---------------------------------------------------------------

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
            return self._call_instance(cls, arguments, keywords, packed)
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

    def constructor_of(self, cls: Type) -> HeapObject | None:
        """The `__init__` or `__new__` that is all there is to a call of the class, if so.

        A class of the program that has no `__new__` has a function, a built-in class without
        `__init__` a built-in one. The class remembers it as long as lookups on it give the same.
        """
        if cls.version != cls.constructor_version:
            cls.constructor_version = cls.version
            cls.constructor = self._find_constructor(cls)
        return cls.constructor

    def _find_constructor(self, cls: Type) -> HeapObject | None:
        if cls.kind is not self.types.type or cls is self.types.type:
            return None
        maker, initializer = cls.lookup("__new__"), cls.lookup("__init__")
        if not cls.is_heap_type:
            return maker if initializer is self.plain_init else None
        if maker is self.plain_new and cls.packs_arguments and not cls.notes_abstract_methods:
            return initializer if isinstance(initializer, Function) else None
        return None

    def make_plainly(self, cls: Type, maker: Builtin, arguments: list[HeapObject]) -> HeapObject:
        """Call a built-in class that has only a `__new__` with borrowed arguments."""
        if not cls.packs_arguments:
            return maker.call_packed(self, [cls, *arguments], None)
        held = pack_call(self, arguments, None)
        try:
            return maker.call_packed(self, [cls, *arguments], None)
        finally:
            self.heap.release_all(held)

    def expect_none(self, result: HeapObject) -> None:
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
            return self._call_by_names(function, [cls, *arguments], keywords)
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
            self.expect_none(self._call_init(found, value, arguments, keywords))
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
