"""No room asks the host about a value of a program; the lint that sees to it sees what it must."""

import pytest

pytest.importorskip("mypy")

from mypy.modulefinder import BuildSource

from tests.isolation.lint import findings_in_rooms, questions, ways_out

WRONG = """
import operator
from typing import Any
from toylang.heap.header import Container, HeapObject

def wrong(one: HeapObject, two: Container, many: list[HeapObject], unknown: Any) -> object:
    repr(one)
    str(two)
    f"it is {one}"
    "it is %s" % one
    "it is {}".format(many)
    sorted(many)
    hash(two)
    one == two
    one < unknown
    max(many)
    def inside(pair: tuple[str, HeapObject | None]) -> None:
        for _ in [repr(pair)]:
            if pair[1] != one and str(unknown):
                pass
    return [repr(each) for each in many]
"""

RIGHT = """
from toylang.heap.header import HeapObject

def right(one: HeapObject, two: HeapObject, many: list[HeapObject]) -> str:
    if one is two or one in many:
        many.sort(key=lambda each: each.refcount)
    return f"{one.refcount} {one.describe()!r} %s" % one.size + repr(len(many))
"""


def found_in(text: str) -> list[int]:
    source = BuildSource("toylang/objects/example.py", "example", text)
    return sorted(finding.line for finding in questions([source]))


def test_the_rooms_ask_the_host_nothing_about_values() -> None:
    assert not findings_in_rooms()


def test_what_is_asked_of_a_value_is_found() -> None:
    assert found_in(WRONG) == [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 19, 19, 21]


def test_what_is_asked_of_host_values_is_not() -> None:
    assert found_in(RIGHT) == []


@pytest.mark.parametrize(
    "text",
    [
        "getattr(value, 'name')",
        "from os import environ",
        "import sys",
        "def read(path):\n    return open(path)",
        "class Wrong:\n    def __repr__(self):\n        return ''",
        "lister = vars",
        "value.__dict__",
        "eval('1')",
        "import pickle",
    ],
)
def test_what_leads_out_is_found(text: str) -> None:
    assert list(ways_out("objects/example.py", text))


def test_an_exception_to_the_rule_is_one_for_its_file_alone() -> None:
    assert not list(ways_out("modules/importing.py", "open('a')"))
    assert list(ways_out("modules/search.py", "open('a')"))
