"""The gc module: the collector's switches, counts and views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.generations import LARGEST_THRESHOLD
from toylang.heap.header import Container, HeapObject, Visitor
from toylang.modules.collection_listener import DEBUG_FLAGS, ProgramListener
from toylang.objects.arguments import c_int_argument
from toylang.objects.builtins import (
    MethodSpec,
    bind_arguments,
    keyword_method,
    method,
    pack_arguments,
    packed,
)
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import error, type_error, value_error
from toylang.objects.lists import make_list
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.protocol import index_of, none
from toylang.objects.tuples import make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.evaluator.interpreter import Interpreter
    from toylang.objects.runtime import Runtime

OLDEST: Final = 2
EVERY_GENERATION: Final = -1
LARGEST_LONG: Final = (1 << 63) - 1


def _collect(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = bind_arguments(runtime, "collect", arguments, keywords, ["generation"], 1)
    generation = OLDEST if given[0] is None else c_int_argument(runtime, given[0])
    if not 0 <= generation <= OLDEST:
        raise value_error(runtime, "invalid generation")
    collection = runtime.heap.collector.collect(generation)
    runtime.hurry()
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


def _set_threshold(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """Set one threshold after the other; an argument that is refused leaves those before it set."""
    _check_threshold_count(runtime, len(arguments), bool(keywords))
    runtime.heap.release(pack_arguments(runtime, arguments))
    for generation, argument in zip(runtime.heap.collector.generations, arguments, strict=False):
        generation.threshold = _threshold(runtime, argument)
    return none(runtime)


def _check_threshold_count(runtime: Runtime, given: int, has_keywords: bool) -> None:
    if has_keywords:
        raise type_error(runtime, "set_threshold() takes no keyword arguments")
    if given == 0:
        raise type_error(runtime, "set_threshold() takes at least 1 argument (0 given)")
    if given > OLDEST + 1:
        raise type_error(runtime, f"set_threshold() takes at most 3 arguments ({given} given)")


def _threshold(runtime: Runtime, argument: HeapObject) -> int:
    """The argument as a C int, refused in the words of PyArg_ParseTuple."""
    number = index_of(runtime, argument)
    if not -LARGEST_LONG - 1 <= number <= LARGEST_LONG:
        raise error(runtime, "OverflowError", "Python int too large to convert to C long")
    if number > LARGEST_THRESHOLD:
        raise error(runtime, "OverflowError", "signed integer is greater than maximum")
    if number < -LARGEST_THRESHOLD - 1:
        raise error(runtime, "OverflowError", "signed integer is less than minimum")
    return number


def _get_objects(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    given = bind_arguments(runtime, "get_objects", arguments, keywords, ["generation"], 1)
    collector = runtime.heap.collector
    generation = _generation_of(runtime, given[0])
    if generation == EVERY_GENERATION:
        return _list_of(runtime, collector.tracked_objects())
    return _list_of(runtime, collector.generations[generation].objects.to_list())


def _generation_of(runtime: Runtime, argument: HeapObject | None) -> int:
    """Which generation's objects are asked for."""
    if argument is None or argument is runtime.none:
        return EVERY_GENERATION
    if type_of(argument).lookup("__index__") is None:
        name = type_of(argument).name
        raise type_error(runtime, f"argument should be integer or None, not '{name}'")
    generation = index_of(runtime, argument)
    if not -LARGEST_LONG - 1 <= generation <= LARGEST_LONG:
        raise error(runtime, "OverflowError", "cannot fit 'int' into an index-sized integer")
    if generation > OLDEST:
        message = "generation parameter must be less than the number of available"
        raise value_error(runtime, f"{message} generations (3)")
    if generation < EVERY_GENERATION:
        raise value_error(runtime, "generation parameter cannot be negative")
    return generation


def _list_of(runtime: Runtime, containers: list[Container]) -> HeapObject:
    held: list[HeapObject] = []
    for container in containers:
        container.refcount += 1
        held.append(container)
    runtime.hurry()
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
    given = pack_arguments(runtime, arguments)
    for container in runtime.heap.collector.tracked_objects():
        look = _LookFor(arguments)
        container.show_referents(look)
        if look.found and container is not given:
            found.append(container)
    runtime.heap.release(given)
    return _list_of(runtime, found)


def _get_referents(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    gather = _Gather()
    for argument in arguments:
        if isinstance(argument, Container):
            argument.show_referents(gather)
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
    collector.debug_flags = c_int_argument(runtime, arguments[0])
    collector.save_all = collector.debug_flags & DEBUG_FLAGS["DEBUG_SAVEALL"] != 0
    return none(runtime)


def _get_debug(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, runtime.heap.collector.debug_flags)


FUNCTIONS: Final[list[MethodSpec]] = [
    keyword_method("collect", _collect),
    method("enable", _enable),
    method("disable", _disable),
    method("isenabled", _is_enabled),
    method("get_count", _get_count),
    method("get_threshold", _get_threshold),
    keyword_method("set_threshold", _set_threshold),
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


def fill(interpreter: Interpreter, namespace: Dict) -> None:
    """Add what is no function: the flags, `garbage`, `callbacks`."""
    for name, flag in DEBUG_FLAGS.items():
        namespace.set_text(name, make_int(interpreter, flag))
    garbage = make_list(interpreter, [])
    callbacks = make_list(interpreter, [])
    interpreter.heap.collector.listener = ProgramListener(interpreter, callbacks, garbage)
    namespace.set_text("garbage", garbage)
    namespace.set_text("callbacks", callbacks)
