"""Ctrl-C at random instants of programs that go on for ever, and how soon it is heard.

A timer of the host interrupts at an instant that nothing in Toy can know, also in the middle of a
collection, of a sort or of an import. The program ends, the heap is sound, and the same session
answers the next question.
"""

import io
import random
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Final

from tests.support.heap_checks import assert_sound, close_and_check
from toylang.session import INTERRUPTED, Session

LONGEST_DELAY: Final = 0.06
"""Seconds a program runs before it is interrupted, at most."""

PATIENCE: Final = 0.2
"""Seconds until Ctrl-C is pressed again: a finalizer may have heard the first, and gone on."""

HANGING: Final = 10.0
"""Seconds after which nobody believes any more that the program will stop."""

CASES_OF_A_SESSION: Final = 25

CYCLES: Final = """
import gc
class Node:
    def __init__(self, other):
        self.other = other
        self.me = self
while True:
    nodes = None
    for index in range(200):
        nodes = Node(nodes)
    del nodes
    gc.collect()
"""

AUTOMATIC: Final = """
import gc
gc.set_threshold(5, 2, 2)
kept = []
while True:
    pair = [[], {}]
    pair[0].append(pair)
    pair[1]['pair'] = pair
    kept = kept[-50:] + [pair]
"""

FINALIZERS: Final = """
import gc
class Dying:
    def __init__(self):
        self.me = self
    def __del__(self):
        words = ['some', 'words']
        words.append('gone')
while True:
    several = [Dying() for _ in range(20)]
    for each in several[:10]:
        each.me = None
    del several, each
    gc.collect()
"""

CALLBACKS: Final = """
import gc, weakref
class Node:
    pass
heard = []
gc.callbacks.append(lambda phase, info: heard.append(info['generation']))
while True:
    heard.clear()
    nodes = [Node() for _ in range(20)]
    references = [weakref.ref(node, heard.append) for node in nodes]
    for node in nodes[:10]:
        node.me = node
    del node, nodes
    gc.collect()
"""

SORTING: Final = """
class Card:
    def __init__(self, rank):
        self.rank = rank
    def __lt__(self, other):
        return self.rank < other.rank
while True:
    cards = [Card((index * 7) % 31) for index in range(60)]
    cards.sort()
    cards.sort(key=lambda card: [-card.rank])
    sorted(range(1000), reverse=True)
"""

GENERATORS: Final = """
def count(limit):
    try:
        for index in range(limit):
            yield [index]
    finally:
        closed.append(limit)
def twice(stream):
    yield from stream
    yield from (item for item in [1, 2])
while True:
    closed = []
    for item in twice(count(30)):
        pass
    half = twice(count(10))
    next(half)
    del half
    sum(number for number in range(1000))
"""

RAISING: Final = """
def fail(depth):
    try:
        if depth == 0:
            raise ValueError([depth])
        fail(depth - 1)
    except ValueError as problem:
        if depth % 2:
            raise KeyError(depth) from problem
        raise
    finally:
        trail.append(depth)
while True:
    trail = []
    try:
        fail(8)
    except Exception as problem:
        kept = problem
"""

IMPORTING: Final = """
import sys
while True:
    import dataclasses, heapq, collections
    for name in ['dataclasses', 'heapq', 'collections', 'keyword', 'operator']:
        sys.modules.pop(name, None)
"""

CLASSES: Final = """
class Meta(type):
    def __new__(meta, name, bases, names):
        return super().__new__(meta, name, bases, dict(names, made=[name]))
while True:
    class Base(metaclass=Meta):
        def __init_subclass__(cls):
            cls.order = [each.__name__ for each in cls.__mro__]
    class Child(Base):
        __slots__ = ('a', 'b')
        def method(self):
            return super().__init__()
    Child().method()
    exec('x = [i for i in range(3)]', {})
"""

TEXTS: Final = """
while True:
    words = [f'{index:>5}' for index in range(100)]
    text = ','.join(words)
    table = {word.strip(): [word] for word in text.split(',')}
    assert len(table) == 100 and repr(table)
    3 ** 500 % 7, 'x' * 1000, b'y' * 1000, [None] * 1000
"""

WITH: Final = """
from contextlib import contextmanager
@contextmanager
def managed(name):
    try:
        yield name
    finally:
        names.append(name)
while True:
    names = []
    with managed('a') as a, managed('b'):
        with managed(a):
            pass
"""

LARGE: Final = """
import gc
chain = None
for index in range(3000):
    chain = [chain, {index: chain}]
while True:
    gc.collect()
"""

PROGRAMS: Final = (
    CYCLES, AUTOMATIC, FINALIZERS, CALLBACKS, SORTING, GENERATORS, RAISING, IMPORTING, CLASSES,
    TEXTS, WITH, LARGE,
)  # fmt: skip


class Alarm:
    """Presses Ctrl-C after a while, and again as long as the program goes on."""

    def __init__(self) -> None:
        self.pressed = 0
        self.first = 0.0
        self._is_set = False

    @contextmanager
    def set_for(self, delay: float) -> Iterator[None]:
        """Press Ctrl-C after so many seconds, unless the program has ended by then."""
        before = signal.signal(signal.SIGALRM, self._ring)
        self.pressed, self._is_set = 0, True
        self.first = time.monotonic() + delay
        signal.setitimer(signal.ITIMER_REAL, delay)
        try:
            yield
        finally:
            self._is_set = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._is_set:
            self.pressed += 1
            assert time.monotonic() - self.first < HANGING, "the program does not stop"
            signal.setitimer(signal.ITIMER_REAL, PATIENCE)
            signal.raise_signal(signal.SIGINT)


class Interrupts:
    """So many interrupts, the programs taking turns."""

    def __init__(self, seed: int, count: int) -> None:
        self.seed = seed
        self.count = count
        self.latencies: list[float] = []
        self.pressed_again = 0
        self._session = quiet_session()
        self._alarm = Alarm()

    def cases(self) -> tuple[int, Iterable[Callable[[], None]]]:
        """Numbers of cases; a program stays in its session for some of them."""
        return self.count, (partial(self.interrupt, number) for number in range(self.count))

    def interrupt(self, number: int) -> None:
        """Run a program, interrupt it, and look whether all is well."""
        turn, place = divmod(number, CASES_OF_A_SESSION)
        program = PROGRAMS[turn % len(PROGRAMS)]
        delay = random.Random(f"{self.seed} {number}").uniform(1e-6, LONGEST_DELAY)
        session = self._session
        with session.interruption, self._alarm.set_for(delay):
            status = session.run(program)
        self.latencies.append(time.monotonic() - self._alarm.first)
        self.pressed_again += self._alarm.pressed > 1
        told = take(session)
        assert status == INTERRUPTED, f"case {number}: status {status}\n{told}"
        assert told.endswith("KeyboardInterrupt\n"), f"case {number}: {told}"
        assert_sound(session)
        assert session.interact("6 * 7") == "42"
        session.run("import gc; gc.callbacks.clear(); gc.set_threshold(700, 10, 10)")
        if place == CASES_OF_A_SESSION - 1:
            self._session = quiet_session()
            close_and_check(session)

    def figures(self) -> str:
        """How soon the program had ended, in milliseconds."""
        if not self.latencies:
            return "none"
        return f"{distribution(self.latencies)}; pressed again {self.pressed_again} times"


def quiet_session() -> Session:
    """A session whose output is kept."""
    return Session([""], io.StringIO(), io.StringIO(), io.StringIO())


def take(session: Session) -> str:
    """Empty what was told on stderr; what it was."""
    stream = session.interpreter.stderr
    assert isinstance(stream, io.StringIO)
    told = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return told


def distribution(latencies: list[float]) -> str:
    """Median, 99 % and the longest, in milliseconds, of how many."""
    ordered = sorted(latencies)
    median, most = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
    return (
        f"{len(ordered)} interrupts, heard after {median * 1000:.1f} ms (median), "
        f"{most * 1000:.1f} ms (99 %), {ordered[-1] * 1000:.1f} ms (longest)"
    )
