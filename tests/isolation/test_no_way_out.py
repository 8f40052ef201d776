"""Whatever a program reaches is a value of its heap; nothing of the host is.

The walk sets out from one value of every kind (`specimens.toy`), from the roots and from the
collector's lists, and follows each reference, each type, each attribute: of the objects that
exist, and of those that reading attributes makes. It is made by the host, within a call of the
program's, so that a getter that gave anything else would be caught in the act.
"""

import io
import random
from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.heap_checks import close_and_check
from toylang.heap.header import HeapObject
from toylang.objects.attributes import get_attribute
from toylang.objects.builtins import Builtin, make_builtin, method
from toylang.objects.errors import Raised
from toylang.objects.lists import List
from toylang.objects.object_operations import attribute_names
from toylang.objects.protocol import none
from toylang.objects.runtime import Runtime
from toylang.objects.types import Type, type_of
from toylang.session import Session

SPECIMENS = Path(__file__).with_name("specimens.toy")
MOST_OF_A_TYPE = 4
"""Objects of one type whose attributes are all read; of the others only the references."""

NO_ARGUMENTS = (
    "itertools.count itertools.cycle itertools.repeat callable_iterator longrange_iterator "
    "range types.GenericAlias TypeVar _Alias _Feature _Name _Optional _Union _UnionAlias "
    "module dict"
)
"""Types whose values would be iterated over for ever, or emptied to everybody's harm."""

NOT_CALLED = {"walk", "sleep", "set_debug", "freeze", "disable", "setrecursionlimit"}
"""Functions whose effect would last."""


class Walk:
    """What is reached, and what is wrong with it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.reached: dict[HeapObject, str] = {}
        """Each object with the way to it."""

        self.wrong: list[str] = []
        self.owned: list[HeapObject] = []
        """What getters made, until the walk is over."""

        self._read: Counter[Type] = Counter()

    def make(self) -> None:
        """Walk until nothing new is reached."""
        waiting = deque(self._beginnings())
        while waiting:
            value, way = waiting.popleft()
            if not isinstance(value, HeapObject):
                self.wrong.append(f"{way} is a {type(value)} of the host")
            elif not isinstance(value.kind, Type):
                self.wrong.append(f"{way} has no type")
            elif value not in self.reached:
                self.reached[value] = way
                waiting.extend((each, way + step) for each, step in self._steps(value))

    def let_go(self) -> None:
        """Give back what the walk holds."""
        owned, self.owned = self.owned, []
        self.reached.clear()
        self.session.heap.release_all(owned)

    def _beginnings(self) -> Iterator[tuple[object, str]]:
        for roots in self.session.heap.roots:
            for name, value in roots.edges():
                yield value, name
        for value in self.session.heap.known_objects():
            yield value, value.describe()

    def _steps(self, value: HeapObject) -> Iterator[tuple[object, str]]:
        """What a value leads to, each with the step."""
        kind = type_of(value)
        for label, referent in value.all_edges():
            yield referent, label
        yield kind, ".__class__"
        if isinstance(value, Type):
            for referent in value.hidden_referents():
                yield referent, " (hidden)"
        self._read[kind] += 1
        if self._read[kind] <= MOST_OF_A_TYPE or isinstance(value, Type):
            for name in attribute_names(value):
                yield self._attribute(value, name), f".{name}"

    def _attribute(self, value: HeapObject, name: str) -> object:
        """An attribute, or the exception that reading it raises."""
        try:
            result = get_attribute(self.session.interpreter, value, name)
        except Raised as raised:
            result = raised.exception
        self.owned.append(result)
        return result


def within_a_call(session: Session, action: Callable[[], None]) -> None:
    """Let the host act while a function of the program is running."""

    def implementation(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        action()
        return none(runtime)

    interpreter = session.interpreter
    function = make_builtin(interpreter, method("walk", implementation), None)
    assert session.main is not None
    session.main.namespace.set_text("walk", function)
    assert session.run("def calling(argument):\n    walk()\ncalling([])\n") == 0
    session.run("del walk, calling")


@pytest.fixture
def walked() -> Iterator[Session]:
    """Yield a session with one value of every kind in it."""
    session = Session(["x"], io.StringIO("one\ntwo\n"), io.StringIO(), io.StringIO())
    status = session.run(SPECIMENS.read_text(encoding="utf-8"), str(SPECIMENS))
    assert status == 0, session.interpreter.stderr.getvalue()  # type: ignore[attr-defined]
    yield session
    close_and_check(session)


def test_everything_reached_is_a_value_of_the_heap(walked: Session) -> None:
    walk = Walk(walked)
    within_a_call(walked, walk.make)
    wrong, count = walk.wrong, len(walk.reached)
    kinds = {type_of(value).name for value in walk.reached}
    walk.let_go()
    assert not wrong
    assert count > 10_000
    assert {"frame", "traceback", "code", "cell", "generator", "getset_descriptor"} <= kinds


def test_no_function_of_a_type_fails_whatever_it_is_given(walked: Session) -> None:
    walk, problems = Walk(walked), list[str]()

    def call_all() -> None:
        walk.make()
        functions = [each for each in walk.reached if isinstance(each, Builtin)]
        arguments = one_of_each_type(walked)
        chance = random.Random(7)
        for function in functions:
            if function.name not in NOT_CALLED:
                problems.extend(problems_of(walked, function, arguments, chance))

    within_a_call(walked, call_all)
    walk.let_go()
    assert not problems, "\n".join(problems)


def one_of_each_type(session: Session) -> list[HeapObject]:
    """One of the specimens of each type that may be given to any function."""
    specimens = session.find("specimens")
    assert isinstance(specimens, List)
    result = {type_of(each): each for each in specimens.items[::-1]}
    return [value for kind, value in result.items() if kind.name not in NO_ARGUMENTS.split()]


def problems_of(
    session: Session, function: Builtin, arguments: list[HeapObject], chance: random.Random
) -> Iterator[str]:
    """What a function answers with errors of the host to a few calls."""
    fitting = [each for each in arguments if function.owner in type_of(each).mro]
    given: list[list[HeapObject]] = [[], chance.choices(arguments, k=1)]
    for count in (0, 1, 2):
        given.append([*fitting[:1], *chance.choices(arguments, k=count)])
    for each in given:
        try:
            result = session.interpreter.call(function, each)
        except Raised as raised:
            result = raised.exception
        except Exception as problem:
            words = ", ".join(value.describe() for value in each)
            yield f"{function.describe()}({words}): {problem!r}"
            continue
        session.heap.release(result)
