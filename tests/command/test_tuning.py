"""`toy tune`: a program under several settings, and a file of that name all the same."""

from pathlib import Path

import pytest

from tests.command.test_command import run
from toylang.facts.tuning import TunedRun
from toylang.scripts.tuning import run_tuned
from toylang.source import Source

PROGRAM = """
print("not shown")
class Node:
    pass
for i in range(500):
    a = Node()
    a.me = a
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.toy"
    path.write_text(PROGRAM)
    return path


def tuned(collector: str, threshold: int, text: str = PROGRAM) -> TunedRun:
    return run_tuned(Source(text, "program.toy"), "program.toy", collector, threshold)


@pytest.mark.parametrize("collector", ["generational", "marker"])
def test_collections_come_as_often_as_the_threshold_says(collector: str) -> None:
    often, seldom, never = (tuned(collector, threshold) for threshold in (50, 100, 0))
    assert (often.collections, seldom.collections, never.collections) == (10, 5, 0)
    assert often.most_objects < seldom.most_objects < never.most_objects
    assert never.pauses == 0 < often.pauses < often.seconds
    assert {run.status for run in (often, seldom, never)} == {0}


def test_without_a_collector_everything_stays() -> None:
    assert tuned("none", 50).most_objects == tuned("generational", 0).most_objects


def test_the_same_run_has_the_same_numbers() -> None:
    first, second = tuned("generational", 70), tuned("generational", 70)
    assert (first.most_objects, first.collections) == (second.most_objects, second.collections)


def test_each_setting_has_a_line(program: Path) -> None:
    options = ["--threshold", "50,100", "--collector=generational,none"]
    status, out, err = run("tune", str(program), *options)
    assert (status, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["program.toy,", "4", "runs"]
    assert [words[0] for words in lines[2:]] == ["generational", "50", "100", "none", "50", "100"]
    assert "not shown" not in out


def test_options_may_stand_before_the_file(program: Path) -> None:
    status, out, _ = run("tune", "--threshold=0", "--collector", "none", str(program))
    assert (status, out.splitlines()[0]) == (0, "program.toy, 1 run")


def test_a_program_that_fails_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "fails.toy"
    path.write_text("print(input())\n")
    status, out, err = run("tune", str(path), "--threshold=9", "--collector=none", stdin="line\n")
    assert (status, err) == (1, "")
    assert out.splitlines()[-1] == "! the program did not end well: exit status 1"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "required: FILE"),
        (["{}", "--threshold", "1,x"], "'x' is no threshold"),
        (["{}", "--threshold", "-1"], "'-1' is no threshold"),
        (["{}", "--threshold", ""], "'' is no threshold"),
        (["{}", "--threshold", "9999999999"], "'9999999999' is no threshold"),
        (["{}", "--collector", "best"], "there is no collector 'best'"),
        (["{}", "--missing"], "unrecognized arguments"),
        (["{}.toy"], "can't open file"),
        (["."], "is a directory"),
    ],
)
def test_what_makes_no_sense_is_told(words: list[str], complaint: str, program: Path) -> None:
    status, out, err = run("tune", *(word.format(program) for word in words))
    assert (status, out) == (2, "")
    assert complaint in err.splitlines()[-1]


def test_a_syntax_error_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "broken.toy"
    path.write_text("if x\n")
    status, out, err = run("tune", str(path))
    assert (status, out) == (1, "")
    assert err.count("SyntaxError") == 1


def test_a_file_named_tune_is_run_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "tune").write_text("import sys\nprint(sys.argv)\n")
    assert run("./tune", "x", cwd=tmp_path) == (0, "['./tune', 'x']\n", "")
