"""functools.partial: a function together with some of its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.builtins import (
    AttributeSpec,
    TypeSpec,
    keyword_method,
    method,
    pack_arguments,
    pack_call,
    static_method,
)
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import type_error
from toylang.objects.native_callables import NativeCallable, call_native, native_dictionary
from toylang.objects.protocol import is_callable, or_none, repr_text
from toylang.objects.shared_methods import begin_repr, end_repr, read_only
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple, make_tuple

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

PARTIAL_SIZE: Final[i64] = 80


class Partial(NativeCallable):
    """A function that waits for the rest of its arguments."""

    has_attributes: bool = True

    def __init__(self, function: HeapObject, arguments: Tuple, keywords: Dict) -> None:
        self.function: HeapObject = function
        self.arguments: Tuple = arguments
        self.keywords: Dict = keywords

    def call(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        if self.keywords.used == 0:
            return runtime.call(self.function, [*self.arguments.items, *arguments], keywords)
        held = pack_call(runtime, arguments, keywords)
        try:
            named = self._all_named(runtime, keywords)
            held.append(named)
            gathered = self._gathered(runtime, held[0])
            held.append(gathered)
            return runtime.call_gathered(self.function, gathered, by_name(named))
        finally:
            runtime.heap.release_all(held[::-1])

    def _all_named(self, runtime: Runtime, keywords: dict[str, HeapObject]) -> Dict:
        """The keyword arguments of both in one new dict."""
        named = by_name(self.keywords)
        named.update(keywords)
        return keyword_dict(runtime, named)

    def _gathered(self, runtime: Runtime, given: HeapObject) -> Tuple:
        """The arguments of both, a new reference; one of the tuples if the other is empty."""
        assert isinstance(given, Tuple)
        if self.arguments.items and given.items:
            return pack_arguments(runtime, [*self.arguments.items, *given.items])
        alone = self.arguments if self.arguments.items else given
        alone.refcount += 1
        return alone

    def held(self) -> list[tuple[str, HeapObject | None]]:
        return [
            (".func", self.function),
            (".args", self.arguments),
            (".keywords", self.keywords),
        ]


def by_name(keywords: Dict) -> dict[str, HeapObject]:
    """Keyword arguments (borrowed) by their names."""
    result: dict[str, HeapObject] = {}
    for entry in keywords.live_entries():
        if isinstance(entry.key, Str) and entry.value is not None:
            result[entry.key.value] = entry.value
    return result


def keyword_dict(runtime: Runtime, keywords: dict[str, HeapObject]) -> Dict:
    """A new dict of borrowed keyword arguments."""
    result = make_dict(runtime)
    for name, value in keywords.items():
        value.refcount += 1
        result.set_text(name, value)
    return result


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    if len(arguments) < 2:
        raise type_error(runtime, "type 'partial' takes at least one argument")
    function, given = arguments[1], arguments[2:]
    if not is_callable(function):
        raise type_error(runtime, "the first argument must be callable")
    if isinstance(function, Partial) and function.dictionary is None:
        given = [*function.arguments.items, *given]
        merged = by_name(function.keywords)
        merged.update(keywords)
        keywords = merged
        function = function.function
    for value in [function, *given]:
        value.refcount += 1
    result = Partial(function, make_tuple(runtime, given), keyword_dict(runtime, keywords))
    result.kind = runtime.types.by_name["functools.partial"]
    runtime.heap.allocate_container(result, PARTIAL_SIZE)
    runtime.heap.track(result)
    return result


def _receiver(value: HeapObject) -> Partial:
    assert isinstance(value, Partial)
    return value


def _repr(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    partial = _receiver(arguments[0])
    if not begin_repr(partial):
        return make_str(runtime, "...")
    try:
        shown = [repr_text(runtime, partial.function)]
        shown += [repr_text(runtime, item) for item in partial.arguments.items]
        for name, value in by_name(partial.keywords).items():
            shown.append(f"{name}={repr_text(runtime, value)}")
    finally:
        end_repr()
    return make_str(runtime, f"functools.partial({', '.join(shown)})")


def _function(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _receiver(value).function)


def _arguments(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _receiver(value).arguments)


def _keywords(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _receiver(value).keywords)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "functools.partial",
        [
            static_method(keyword_method("__new__", _new)),
            keyword_method("__call__", call_native),
            method("__repr__", _repr),
        ],
        [
            AttributeSpec("func", _function, read_only),
            AttributeSpec("args", _arguments, read_only),
            AttributeSpec("keywords", _keywords, read_only),
            AttributeSpec("__dict__", native_dictionary),
        ],
    ),
]
