"""The time module: clocks, and sleeping in slices so that Ctrl-C is heard."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.modules.math_module import real
from toylang.objects.builtins import MethodSpec, method
from toylang.objects.errors import value_error
from toylang.objects.numbers import make_float, make_int
from toylang.objects.protocol import none

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

SLICE: Final = 0.05
"""Seconds slept at a time."""


def _time(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_float(runtime, time.time())


def _perf_counter(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_float(runtime, time.perf_counter())


def _perf_counter_ns(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, time.perf_counter_ns())


def _monotonic(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_float(runtime, time.monotonic())


def _process_time(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_float(runtime, time.process_time())


def _time_ns(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, time.time_ns())


def _sleep(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    seconds = real(runtime, arguments[0])
    if seconds < 0:
        raise value_error(runtime, "sleep length must be non-negative")
    end = time.monotonic() + seconds
    while True:
        left = end - time.monotonic()
        if left <= 0:
            return none(runtime)
        time.sleep(min(left, SLICE))
        runtime.poll()


FUNCTIONS: Final[list[MethodSpec]] = [
    method("time", _time),
    method("time_ns", _time_ns),
    method("perf_counter", _perf_counter),
    method("perf_counter_ns", _perf_counter_ns),
    method("monotonic", _monotonic),
    method("process_time", _process_time),
    method("sleep", _sleep, 1),
]
