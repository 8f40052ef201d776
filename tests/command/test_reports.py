"""`--stats`, `--leaks`, `--trace` and `--timeline`: what they tell, where to, and how Toy exits."""

import json
import xml.dom.minidom
from pathlib import Path

import pytest

from tests.command.test_command import run

CYCLE = "a = []\na.append(a)\ndel a\n"
NODE = "class Node:\n    pass\na = Node()\n"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("a = [[1], {2: [3]}]", 0),
        ("a = []; a.append(a)", 0),
        (NODE + "a.me = a", 0),
        (CYCLE, 3),
        (NODE + "a.me = a\ndel a", 3),
        (CYCLE + "import gc\ngc.collect()", 0),
        ("import gc\ngc.disable()\n" + CYCLE, 3),
        ("import gc\ngc.set_debug(gc.DEBUG_SAVEALL)\n" + CYCLE + "gc.collect()", 3),
        ("import gc\n" + CYCLE + "gc.freeze()", 3),
        ("import gc\na = []\na.append(a)\ngc.freeze()", 0),
        ("class Node:\n    def __del__(self): print('gone')\na = Node()\na.me = a\ndel a", 3),
        ("class Node:\n    def __del__(self): print('gone')\na = Node()\ndel a", 0),
        ("def f():\n    def g(): return g\nf()", 3),
        ("class Node: pass\ndel Node", 3),
        ("import weakref\n" + NODE + "a.me = weakref.ref(a)\ndel a", 0),
        ("import atexit, gc\natexit.register(gc.collect)\n" + CYCLE, 0),
        ("import dataclasses, enum, random, types, typing", 0),
        (CYCLE + "1 / 0", 1),
        (CYCLE + "exit(7)", 7),
        (CYCLE + "exit(0)", 3),
        (CYCLE + "exit()", 3),
        ("def", 1),
    ],
)
def test_the_exit_status_tells_of_leaks(code: str, status: int) -> None:
    assert run("--leaks", "-c", code)[0] == status


def test_the_leaks_are_told_after_all_that_the_program_writes() -> None:
    code = "import sys\nclass A:\n    def __del__(self): print('gone', file=sys.stderr)\n"
    code += "a = A()\na.me = a\ndel a\nprint('end', file=sys.stderr)"
    status, out, err = run("--leaks", "-c", code)
    assert (status, out) == (3, "")
    lines = err.splitlines()
    assert lines[:4] == [
        "end",
        "gone",
        "What the program left as garbage:",
        "1 cycle keeps 1 object, 56 bytes, which nothing else leads to.",
    ]
    assert lines[-1] == "gc.collect() would find 1 of them."


@pytest.mark.parametrize("collector", ["generational", "marker", "none"])
def test_each_collector_leaves_the_same_leak(collector: str) -> None:
    status, _, err = run("--leaks", f"--collector={collector}", "-c", CYCLE)
    assert status == 3
    assert "1 cycle keeps 1 object" in err


def test_no_leak_is_told_in_a_line() -> None:
    assert run("--leaks", "-c", "a = 1") == (0, "", "The program left no garbage.\n")


def test_garbage_that_was_kept_is_told() -> None:
    code = "import gc\ngc.set_debug(gc.DEBUG_SAVEALL)\n" + CYCLE + "gc.collect()"
    assert run("--leaks", "-c", code)[2].splitlines() == [
        "What the program left as garbage:",
        "gc.garbage holds 1 object: 1 list.",
    ]


def test_statistics_go_to_standard_error() -> None:
    code = "import gc\n" + CYCLE + "print(gc.collect())\nb = [[] for i in range(20)]"
    status, out, err = run("--stats", "-c", code)
    assert (status, out) == (0, "1\n")
    lines = [line.split() for line in err.splitlines()]
    numbers = {" ".join(words[1:]): words[0] for words in lines if words and words[0][0].isdigit()}
    allocated, freed, remain = (
        int(numbers[name].replace(",", "")) for name in ("objects allocated", "freed", "remain")
    )
    assert allocated - freed == remain > 20
    assert ["2", "1", "1"] in [words[:3] for words in lines], "one collection of generation 2"
    assert "21" in [words[0] for words in lines if words[-1:] == ["list"]]


def test_the_trace_of_a_file_balances(tmp_path: Path) -> None:
    program = tmp_path / "program.toy"
    program.write_text("import gc\nprint([i / 2 for i in range(3)])\n" + CYCLE + "gc.collect()\n")
    trace = tmp_path / "trace.jsonl"
    assert run(f"--trace={trace}", str(program), "x") == (0, "[0.0, 0.5, 1.0]\n", "")
    lines = [json.loads(line) for line in trace.read_text().splitlines()]
    events = [line["event"] for line in lines]
    assert (events[0], events[-1]) == ("start", "end")
    balance = events.count("allocate") - events.count("free")
    assert lines[0]["objects"] + balance == lines[-1]["objects"]
    assert (events.count("collect"), events.count("collected")) == (1, 1)


def test_a_dash_is_standard_output() -> None:
    status, out, err = run("--trace", "-", "-c", "print('between')")
    assert (status, err) == (0, "")
    first, *_, last = out.splitlines()
    assert json.loads(first)["event"] == "start"
    assert json.loads(last)["event"] == "end"
    assert "between" in out.splitlines()


def test_everything_at_once_on_a_program_from_standard_input(tmp_path: Path) -> None:
    trace, picture = tmp_path / "trace", tmp_path / "picture.svg"
    options = ["--stats", "--leaks", "--trace", str(trace), "--timeline", str(picture)]
    status, out, err = run(*options, "-", "x", stdin="import sys\nprint(sys.argv)\n" + CYCLE)
    assert (status, out) == (3, "['-', 'x']\n")
    assert err.index("What the program did in memory") < err.index("left as garbage")
    assert trace.read_text().endswith("}\n")
    xml.dom.minidom.parse(str(picture))


def test_the_reports_are_made_of_a_program_that_failed(tmp_path: Path) -> None:
    picture = tmp_path / "picture.svg"
    status, _, err = run("--stats", f"--timeline={picture}", "-c", "a = [1.5]\n1 / 0")
    assert status == 1
    assert err.index("ZeroDivisionError") < err.index("What the program did")
    assert picture.read_text().startswith("<svg ")


@pytest.mark.parametrize(
    ("path", "reason"),
    [("{}/missing/file", "No such file or directory"), ("{}", "Is a directory"), ("", "No such")],
)
@pytest.mark.parametrize("option", ["--trace", "--timeline"])
def test_a_file_that_cannot_be_written_stops_everything(
    option: str, path: str, reason: str, tmp_path: Path
) -> None:
    status, out, err = run(option, path.format(tmp_path), "-c", "print(1)")
    assert (status, out) == (2, "")
    assert err.startswith(f"toy: can't write '{path.format(tmp_path)}': {reason}")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("option", ["--trace", "--timeline"])
def test_a_program_is_not_written_over(option: str, tmp_path: Path) -> None:
    program = tmp_path / "program.toy"
    program.write_text("print(1)\n")
    status, _, err = run(option, str(program))
    assert (status, program.read_text()) == (2, "print(1)\n")
    assert err == f"toy: can't write '{program}': there is a program of that name\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("option", ["--trace", "--timeline"])
def test_a_disk_that_gets_full_is_told_in_the_end(option: str) -> None:
    code = "a = [[i] for i in range(3000)]\nprint('done')"
    status, out, err = run(option, "/dev/full", "-c", code)
    assert (status, out) == (2, "done\n")
    assert err == "toy: can't write '/dev/full': No space left on device\n"


def test_an_option_without_its_value_is_a_usage_error() -> None:
    assert run("--trace")[0] == 2
