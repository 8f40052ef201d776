"""Toy inside another program: what `from toylang import Session` gives."""

import io
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

import toylang
from tests.support.heap_checks import assert_empty, assert_sound
from tests.views.screen import screen
from toylang import ProgramError, ProgramExit, Session

README = Path(__file__).parents[2] / "README.md"

CYCLE = """
class Node: pass
a = Node()
b = Node()
a.next = b
b.next = a
"""


@pytest.fixture
def toy() -> Iterator[Session]:
    toy = Session()
    yield toy
    if toy._session.main is not None:
        assert_sound(toy._session)
        toy.close()
    assert_empty(toy._session)


def test_the_example_of_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    section = README.read_text(encoding="utf-8").split("## Embedding\n")[1]
    found = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert found is not None
    exec(found[1], {})
    told = "".join(line + "\n" for line in re.findall(r"print.*# (.*)", found[1]))
    assert capsys.readouterr().out == told


def test_importing_the_package_loads_next_to_nothing() -> None:
    program = "import sys, toylang; print([name for name in sys.modules if 'toylang' in name])"
    assert subprocess.check_output([sys.executable, "-c", program]) == b"['toylang']\n"


def test_what_the_package_does_not_have() -> None:
    with pytest.raises(AttributeError, match="'toylang' has no attribute 'Sesion'"):
        toylang.Sesion  # noqa: B018


# -- run -------------------------------------------------------------------------------------------


def test_programs_share_a_namespace(toy: Session, capsys: pytest.CaptureFixture[str]) -> None:
    toy.run("a = 1")
    toy.run("def f():\n    return a + 1")
    toy.run("f()\nprint(f(), __name__)")
    assert capsys.readouterr().out == "2 __main__\n"


def test_sessions_do_not_meet(toy: Session) -> None:
    toy.run("a = 1")
    with Session() as other, pytest.raises(ProgramError, match="NameError"):
        other.evaluate("a")


def test_output_goes_to_the_stream_of_the_moment(
    toy: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy.run("import sys\ndef f():\n    print(input('? '))\n    print('oh', file=sys.stderr)")
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.StringIO())
    monkeypatch.setattr(sys, "stdin", io.StringIO("typed\n"))
    toy.run("f()")
    assert (sys.stdout.getvalue(), sys.stderr.getvalue()) == ("? typed\n", "oh\n")  # type: ignore


def test_an_uncaught_exception(toy: Session) -> None:
    with pytest.raises(ProgramError) as caught:
        toy.run("def f():\n    a = [1]\n    1 / 0\nf()", "lesson.toy")
    assert caught.value.text.splitlines() == [
        "Traceback (most recent call last):",
        '  File "lesson.toy", line 4, in <module>',
        "    f()",
        '  File "lesson.toy", line 3, in f',
        "    1 / 0",
        "    ~~^~~",
        "ZeroDivisionError: division by zero",
    ]
    assert [each.type for each in toy.snapshot().objects].count("list") == 0


@pytest.mark.parametrize("text", ["a = ", "a\0b", "def f(:"])
def test_what_is_no_program(toy: Session, text: str) -> None:
    with pytest.raises(ProgramError, match="SyntaxError"):
        toy.run(text)
    with pytest.raises(ProgramError, match="SyntaxError"):
        toy.evaluate(text)


@pytest.mark.parametrize(("code", "status"), [("", 0), ("3", 3), ("'so long'", 1)])
def test_the_end_of_a_program_is_not_the_hosts(toy: Session, code: str, status: int) -> None:
    with pytest.raises(ProgramExit) as caught:
        toy.run(f"import sys\na = 1\nsys.exit({code})")
    assert caught.value.status == status
    with pytest.raises(ProgramExit):
        toy.evaluate("sys.exit()")
    assert toy.evaluate("a").text == "1"


def test_in_another_thread() -> None:
    answers: list[str] = []

    def work() -> None:
        with Session() as toy:
            toy.run("a = [1, 2]")
            answers.append(toy.evaluate("a").text)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert answers == ["[1, 2]"]


def test_a_closed_session(toy: Session, capsys: pytest.CaptureFixture[str]) -> None:
    toy.run("class A:\n    def __del__(self): print('gone')\na = A()")
    toy.close()
    toy.close()
    assert capsys.readouterr().out == "gone\n"
    for ask in (lambda: toy.run("1"), lambda: toy.evaluate("1"), toy.snapshot, toy.collect):
        with pytest.raises(ValueError, match="the session is closed"):
            ask()


def test_a_collector_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="no collector 'sweeper'"):
        Session(collector="sweeper")


# -- evaluate --------------------------------------------------------------------------------------


def test_a_value_is_described(toy: Session) -> None:
    toy.run(CYCLE)
    value = toy.evaluate("a")
    assert value.text.startswith("<__main__.Node object at 0x")
    assert (value.expression, value.name, value.type) == ("a", "Node #1", "Node")
    assert (value.count, value.holders) == (2, ("global a", "b.next"))
    assert value.address == int(toy.evaluate("id(a)").text)
    assert (value.size, value.generation) == (56, 0)
    assert screen(value)[0] == "a is Node #1, held by 2 references:"
    assert "global a" in value._repr_html_()
    assert toy.evaluate("a.next.next").name == "Node #1"


def test_what_nobody_holds_and_what_nobody_counts(toy: Session) -> None:
    temporary, immortal = toy.evaluate("[1]"), toy.evaluate("None")
    assert (temporary.text, temporary.count, temporary.holders) == ("[1]", 0, ())
    assert (immortal.text, immortal.count) == ("None", None)


def test_asking_changes_nothing(toy: Session) -> None:
    toy.run(CYCLE + "import gc\n")
    counts = "gc.get_count(), id(a), id([])"
    before = toy.evaluate(counts).text
    toy.evaluate("a")
    toy.snapshot()._repr_svg_()
    assert toy.evaluate(counts).text == before


@pytest.mark.parametrize("expression", ["1 / 0", "a", "Bad()", "a = 1", ""])
def test_an_expression_without_a_value(toy: Session, expression: str) -> None:
    toy.run("class Bad:\n    def __repr__(self): raise ValueError('no')")
    with pytest.raises(ProgramError):
        toy.evaluate(expression)


# -- collect and snapshot --------------------------------------------------------------------------


def test_what_a_collection_found(toy: Session) -> None:
    toy.run(CYCLE + "del a, b")
    done = toy.collect()
    assert (done.generation, done.unreachable, done.collected, done.freed_objects) == (2, 2, 2, 2)
    assert 0 < done.seconds < 10
    assert screen(done)[0].startswith("Collected all three generations")
    assert ElementTree.fromstring(done._repr_html_()).tag == "pre"
    assert toy.collect(0).collected == 0
    with pytest.raises(ValueError, match="no generation 3"):
        toy.collect(3)


def test_the_objects_of_a_snapshot(toy: Session) -> None:
    toy.run(CYCLE)
    before = toy.snapshot()
    toy.run("del a, b")
    nodes = [each for each in before.objects if each.type == "Node"]
    assert [(each.count, each.size, each.generation) for each in nodes] == [(2, 56, 0)] * 2
    assert before.holders(nodes[0].address) == ("global a", "b.next")
    after = toy.snapshot()
    assert after.holders(nodes[0].address) == (nodes[1].name + ".next",)
    toy.collect()
    assert not [each for each in toy.snapshot().objects if each.type == "Node"]
    with pytest.raises(KeyError):
        toy.snapshot().holders(1)


def test_the_picture_of_a_snapshot(toy: Session) -> None:
    toy.run(CYCLE + "del a")
    heap = toy.snapshot()
    picture = heap._repr_svg_()
    assert ElementTree.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"
    assert "global b" in picture
    assert screen(heap)[0].startswith("global b: Node")
    assert repr(heap).endswith("objects in a heap>")


def test_what_runs_too_long_is_stopped_and_the_session_goes_on(toy: Session) -> None:
    toy.limit(seconds=0.2)
    for _ in range(2):
        with pytest.raises(ProgramError, match="stopped after 0"):
            toy.run("x = [[]]\nwhile True:\n    try:\n        x = [x]\n    except: pass")
    toy.limit(steps=10)
    with pytest.raises(ProgramError, match="the program was stopped after 10 steps"):
        toy.evaluate("[i for i in range(100)]")
    toy.run("x = None")


def test_the_heap_and_the_depth_of_a_session_can_be_limited(toy: Session) -> None:
    toy.limit(heap=2_000_000, depth=50)
    with pytest.raises(ProgramError, match="MemoryError"):
        toy.run("x = 'a' * 1_000_000 + 'b' * 1_000_000")
    with pytest.raises(ProgramError, match="RecursionError"):
        toy.run("def f(n): return n and f(n - 1)\nf(60)")
    toy.limit()
    toy.run("x = 'a' * 1_000_000 + 'b' * 1_000_000\nf(45)")


def test_a_finalizer_that_is_stopped_loses_nothing(toy: Session) -> None:
    toy.limit(steps=50)
    toy.run("class Endless:\n    def __del__(self):\n        while True: pass")
    toy.run("def endless():\n    try: yield\n    finally:\n        while True: pass")
    for _ in range(60):
        for program in ("x = Endless()\ndel x", "x = endless()\nnext(x)\ndel x", "[[Endless()]]"):
            with pytest.raises(ProgramError, match="stopped after 50 steps"):
                toy.run(program)
    toy.run("del Endless")
    assert_sound(toy._session)
