"""The wrapper of functools.lru_cache: a function that keeps its results by their arguments.

After CPython's `Modules/_functoolsmodule.c`: a dict from keys to links, and the links in the order
of their last use. Without a limit (`maxsize=None`) the dict holds the results themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.arguments import size_argument
from toylang.objects.builtins import (
    AttributeSpec,
    TypeSpec,
    bind_arguments,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import type_error
from toylang.objects.hashing import hash_of
from toylang.objects.native_callables import NativeCallable, call_native, native_dictionary
from toylang.objects.numbers import make_int
from toylang.objects.protocol import is_callable, none, or_none, truth
from toylang.objects.text import name_str
from toylang.objects.tuples import make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.runtime import Runtime

CACHE_SIZE: Final[i64] = 168
LINK_SIZE: Final[i64] = 56
NO_LIMIT: Final = -1


class CacheLink(HeapObject):
    """A result in a cache with a limit. Its key and result are references of the cache's."""

    def __init__(self, hashed: i64, key: HeapObject, result: HeapObject) -> None:
        self.hash: i64 = hashed
        self.key: HeapObject = key
        self.result: HeapObject = result

    def deallocate(self, heap: Heap) -> None:
        heap.release(self.key)
        heap.release(self.result)
        heap.free(self)


class CallCache(NativeCallable):
    """A function and the results it gave for the arguments it was called with."""

    becomes_method: bool = True
    has_attributes: bool = True
    hits: int = 0
    misses: int = 0

    def __init__(
        self, function: HeapObject, limit: int, typed: bool, results: Dict, summary: HeapObject
    ) -> None:
        self.function: HeapObject = function
        self.limit: int = limit
        """How many results are kept at most, or `NO_LIMIT`."""

        self.typed: bool = typed
        self.results: Dict = results
        self.summary: HeapObject = summary
        """What makes the answer of `cache_info`."""

        self.links: dict[CacheLink, None] = {}
        """The links, that used longest ago first."""

    def call(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        if self.limit == 0:
            self.misses += 1
            return runtime.call(self.function, arguments, keywords)
        key = self._key(runtime, arguments, keywords)
        try:
            hashed = hash_of(runtime, key)
            entry = self.results.find_hashed(key, hashed)
            known = None if entry is None else entry.value
            if known is not None:
                return self._hit(known)
            self.misses += 1
            result = runtime.call(self.function, arguments, keywords)
            if self.limit == NO_LIMIT:
                result.refcount += 1
                key.refcount += 1
                self._store(runtime, key, hashed, result)
            else:
                self._keep(runtime, key, hashed, result)
            return result
        finally:
            runtime.heap.release(key)

    def _hit(self, known: HeapObject) -> HeapObject:
        self.hits += 1
        if isinstance(known, CacheLink):
            del self.links[known]
            self.links[known] = None
            known = known.result
        known.refcount += 1
        return known

    def _keep(self, runtime: Runtime, key: HeapObject, hashed: i64, result: HeapObject) -> None:
        """Remember a (borrowed) result, unless a call meanwhile did; the oldest one makes room."""
        if self.results.find_hashed(key, hashed) is not None:
            return
        key.refcount += 2
        result.refcount += 1
        if self.results.used < self.limit or not self.links:
            link = CacheLink(hashed, key, result)
            link.kind = runtime.types.by_name["functools._lru_list_elem"]
            runtime.heap.allocate(link, LINK_SIZE)
            link.refcount += 1
            self.links[link] = None
            self.results.insert(key, hashed, link)
            return
        link = next(iter(self.links))
        del self.links[link]
        old_entry = self.results.find_hashed(link.key, link.hash)
        dropped = None if old_entry is None else self.results.remove(old_entry)
        old_key, old_result = link.key, link.result
        link.key, link.result, link.hash = key, result, hashed
        link.refcount += 1
        self.links[link] = None
        self._store(runtime, key, hashed, link)
        if dropped is not None:
            runtime.heap.release(dropped)
        runtime.heap.release(old_key)
        runtime.heap.release(old_result)

    def _store(self, runtime: Runtime, key: HeapObject, hashed: i64, value: HeapObject) -> None:
        """Store an owned value under an owned key without asking for its hash again."""
        entry = self.results.find_hashed(key, hashed)
        if entry is None:
            self.results.insert(key, hashed, value)
            return
        old, entry.value = entry.value, value
        runtime.heap.release(key)
        if old is not None:
            runtime.heap.release(old)

    def _key(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        """What stands for the arguments, a new reference: as lru_cache_make_key."""
        parts = arguments.copy()
        if keywords:
            parts.append(type_of(self))
            for name, value in keywords.items():
                parts += [name_str(runtime, name), value]
        if self.typed:
            parts += [type_of(value) for value in [*arguments, *keywords.values()]]
        elif len(parts) == 1:
            kind = type_of(parts[0])
            if kind is runtime.types.str or kind is runtime.types.int:
                parts[0].refcount += 1
                return parts[0]
        for part in parts:
            part.refcount += 1
        return make_tuple(runtime, parts)

    def forget(self, runtime: Runtime) -> None:
        """Drop all results and begin to count anew."""
        links, self.links = self.links, {}
        self.hits = self.misses = 0
        self.results.clear(runtime.heap)
        runtime.heap.release_all([*links])

    def held(self) -> list[tuple[str, HeapObject | None]]:
        result: list[tuple[str, HeapObject | None]] = []
        for link in self.links:
            result += [(" link", link), (" key", link.key), (" result", link.result)]
        return [
            *result,
            (" results", self.results),
            (" function", self.function),
            (" summary", self.summary),
        ]

    def clear(self, heap: Heap) -> None:
        """As lru_cache_tp_clear, but the function stays until the end: it may yet be called."""
        links, self.links = self.links, {}
        self.results.clear(heap)
        heap.release_all([*links])

    def release_referents(self, heap: Heap) -> None:
        links, self.links = self.links, {}
        super().release_referents(heap)
        heap.release_all([*links])


def _new(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    function, limit, typed, summary = bind_arguments(
        runtime,
        "lru_cache",
        arguments[1:],
        keywords,
        ["user_function", "maxsize", "typed", "cache_info_type"],
        4,
        4,
    )
    assert function is not None and limit is not None and typed is not None and summary is not None
    if not is_callable(function):
        raise type_error(runtime, "the first argument must be callable")
    if limit is runtime.none:
        most = NO_LIMIT
    elif type_of(limit).lookup("__index__") is None:
        raise type_error(runtime, "maxsize should be integer or None")
    else:
        most = max(size_argument(runtime, limit), 0)
    is_typed = truth(runtime, typed)
    function.refcount += 1
    summary.refcount += 1
    result = CallCache(function, most, is_typed, make_dict(runtime), summary)
    result.kind = runtime.types.by_name["functools._lru_cache_wrapper"]
    runtime.heap.allocate_container(result, CACHE_SIZE)
    runtime.heap.track(result)
    return result


def _receiver(value: HeapObject) -> CallCache:
    assert isinstance(value, CallCache)
    return value


def _cache_info(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    cache = _receiver(arguments[0])
    limit = none(runtime) if cache.limit == NO_LIMIT else make_int(runtime, cache.limit)
    numbers = [make_int(runtime, cache.hits), make_int(runtime, cache.misses)]
    figures = [*numbers, limit, make_int(runtime, cache.results.used)]
    try:
        return runtime.call(cache.summary, figures)
    finally:
        runtime.heap.release_all(figures)


def _cache_clear(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    _receiver(arguments[0]).forget(runtime)
    return none(runtime)


def _copy(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return or_none(runtime, arguments[0])


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "functools._lru_cache_wrapper",
        [
            static_method(keyword_method("__new__", _new)),
            keyword_method("__call__", call_native),
            method("cache_info", _cache_info),
            method("cache_clear", _cache_clear),
            method("__copy__", _copy),
            method("__deepcopy__", _copy, 1),
        ],
        [AttributeSpec("__dict__", native_dictionary)],
    ),
    TypeSpec("functools._lru_list_elem", [], []),
]
