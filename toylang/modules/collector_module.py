"""The gc module: the collector's switches, counts and views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.collector import CollectionListener
from toylang.heap.events import Collection
from toylang.heap.header import Container, HeapObject, Visitor
from toylang.objects.builtins import (
    MethodSpec,
    bind_arguments,
    keyword_method,
    method,
    pack_arguments,
    packed,
)
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import type_error, value_error
from toylang.objects.finalization import call_unraisable
from toylang.objects.lists import List, make_list
from toylang.objects.numbers import Int, make_bool, make_int
from toylang.objects.protocol import index_of, none
from toylang.objects.text import name_str
from toylang.objects.tuples import make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

DEBUG_FLAGS: Final[dict[str, int]] = {
    "DEBUG_STATS": 1,
    "DEBUG_COLLECTABLE": 2,
    "DEBUG_UNCOLLECTABLE": 4,
    "DEBUG_SAVEALL": 32,
    "DEBUG_LEAK": 38,
}

OLDEST: Final = 2


def _collect(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = bind_arguments(runtime, "collect", arguments, keywords, ["generation"], 1)
    generation = OLDEST if given[0] is None else index_of(runtime, given[0])
    if not 0 <= generation <= OLDEST:
        raise value_error(runtime, "invalid generation")
    collection = runtime.heap.collector.collect(generation)
    return make_int(runtime, collection.collected)


def _enable(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    runtime.heap.collector.enabled = True
    return none(runtime)


def _disable(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    runtime.heap.collector.enabled = False
    return none(runtime)


def _is_enabled(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, runtime.heap.collector.enabled)


def _int_tuple(runtime: Runtime, numbers: list[int]) -> HeapObject:
    return make_tuple(runtime, [make_int(runtime, number) for number in numbers])


def _get_count(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    generations = runtime.heap.collector.generations
    return _int_tuple(runtime, [generation.count for generation in generations])


def _get_threshold(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    generations = runtime.heap.collector.generations
    return _int_tuple(runtime, [generation.threshold for generation in generations])


def _set_threshold(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    thresholds = [index_of(runtime, argument) for argument in arguments]
    for generation, threshold in zip(runtime.heap.collector.generations, thresholds, strict=False):
        generation.threshold = threshold
    return none(runtime)


def _get_objects(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = bind_arguments(runtime, "get_objects", arguments, keywords, ["generation"], 1)
    collector = runtime.heap.collector
    everything = given[0] is None or given[0] is runtime.none
    if isinstance(given[0], Int) and given[0].value == -1:
        everything = True
    if given[0] is None or everything:
        found = collector.tracked_objects()
    else:
        if not isinstance(given[0], Int):
            name = type_of(given[0]).name
            raise type_error(runtime, f"argument should be integer or None, not '{name}'")
        generation = given[0].value
        if generation > OLDEST:
            message = "generation parameter must be less than the number of available"
            raise value_error(runtime, f"{message} generations (3)")
        if generation < 0:
            raise value_error(runtime, "generation parameter cannot be negative")
        found = collector.generations[generation].objects.to_list()
    return _list_of(runtime, found)


def _list_of(runtime: Runtime, containers: list[Container]) -> HeapObject:
    held: list[HeapObject] = []
    for container in containers:
        container.refcount += 1
        held.append(container)
    return make_list(runtime, held)


class _LookFor(Visitor):
    """Notes whether one of some objects is among the referents shown."""

    found: bool = False

    def __init__(self, wanted: list[HeapObject]) -> None:
        self.wanted: list[HeapObject] = wanted

    def visit(self, referent: HeapObject) -> None:
        if not self.found:
            for each in self.wanted:
                if each is referent:
                    self.found = True


class _Gather(Visitor):
    """Gathers the referents shown, each retained."""

    def __init__(self) -> None:
        self.referents: list[HeapObject] = []

    def visit(self, referent: HeapObject) -> None:
        referent.refcount += 1
        self.referents.append(referent)


def _get_referrers(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    found: list[Container] = []
    packed = pack_arguments(runtime, arguments)
    for container in runtime.heap.collector.tracked_objects():
        look = _LookFor(arguments)
        container.traverse(look)
        if look.found and container is not packed:
            found.append(container)
    runtime.heap.release(packed)
    return _list_of(runtime, found)


def _get_referents(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    gather = _Gather()
    for argument in arguments:
        if isinstance(argument, Container):
            argument.traverse(gather)
    return make_list(runtime, gather.referents)


def _is_tracked(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = arguments[0]
    return make_bool(runtime, isinstance(value, Container) and value.tracked)


def _is_finalized(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = arguments[0]
    return make_bool(runtime, isinstance(value, Container) and value.finalized)


def _freeze(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    runtime.heap.collector.freeze()
    return none(runtime)


def _unfreeze(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    runtime.heap.collector.unfreeze()
    return none(runtime)


def _get_freeze_count(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, runtime.heap.collector.permanent.size())


def _get_stats(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    result: list[HeapObject] = []
    for generation in runtime.heap.collector.generations:
        entry = make_dict(runtime)
        entry.set_text("collections", make_int(runtime, generation.collections))
        entry.set_text("collected", make_int(runtime, generation.collected))
        entry.set_text("uncollectable", make_int(runtime, generation.uncollectable))
        result.append(entry)
    return make_list(runtime, result)


def _set_debug(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    collector = runtime.heap.collector
    collector.debug_flags = index_of(runtime, arguments[0])
    collector.save_all = collector.debug_flags & DEBUG_FLAGS["DEBUG_SAVEALL"] != 0
    return none(runtime)


def _get_debug(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, runtime.heap.collector.debug_flags)


class ProgramListener(CollectionListener):
    """Calls the program's gc.callbacks, and puts what DEBUG_SAVEALL saves into gc.garbage."""

    def __init__(self, runtime: Runtime, callbacks: List, garbage: List) -> None:
        self.runtime: Runtime = runtime
        self.callbacks: List = callbacks
        self.garbage: List = garbage

    def started(self, collection: Collection) -> None:
        self._call("start", collection)

    def saved(self, container: Container) -> None:
        container.refcount += 1
        self.garbage.append(container)

    def stopped(self, collection: Collection) -> None:
        self._call("stop", collection)

    def _call(self, phase: str, collection: Collection) -> None:
        if not self.callbacks.items:
            return
        runtime = self.runtime
        facts = self._facts(collection)
        word = name_str(runtime, phase)
        for callback in self.callbacks.items.copy():
            call_unraisable(runtime, callback, [word, facts])
        runtime.heap.release(facts)

    def _facts(self, collection: Collection) -> Dict:
        runtime = self.runtime
        facts = make_dict(runtime)
        facts.set_text("generation", make_int(runtime, collection.generation))
        facts.set_text("collected", make_int(runtime, collection.collected))
        facts.set_text("uncollectable", make_int(runtime, 0))
        return facts


FUNCTIONS: Final[list[MethodSpec]] = [
    keyword_method("collect", _collect),
    method("enable", _enable),
    method("disable", _disable),
    method("isenabled", _is_enabled),
    method("get_count", _get_count),
    method("get_threshold", _get_threshold),
    packed(method("set_threshold", _set_threshold, 1, 3)),
    keyword_method("get_objects", _get_objects),
    method("get_referrers", _get_referrers, 0, 1 << 30),
    packed(method("get_referents", _get_referents, 0, 1 << 30)),
    method("is_tracked", _is_tracked, 1),
    method("is_finalized", _is_finalized, 1),
    method("freeze", _freeze),
    method("unfreeze", _unfreeze),
    method("get_freeze_count", _get_freeze_count),
    method("get_stats", _get_stats),
    method("set_debug", _set_debug, 1),
    method("get_debug", _get_debug),
]


def fill(runtime: Runtime, namespace: Dict) -> None:
    """Add what is no function: the flags, `garbage`, `callbacks`."""
    for name, flag in DEBUG_FLAGS.items():
        namespace.set_text(name, make_int(runtime, flag))
    garbage = make_list(runtime, [])
    callbacks = make_list(runtime, [])
    runtime.heap.collector.listener = ProgramListener(runtime, callbacks, garbage)
    namespace.set_text("garbage", garbage)
    namespace.set_text("callbacks", callbacks)
