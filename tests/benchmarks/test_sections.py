"""Each section measures and tells, with a few objects; how much is nothing that a test asserts."""

import os
import sys
from pathlib import Path

import pytest
from rich.console import Console

import toylang
from tests.benchmarks import __main__ as command
from tests.benchmarks import collector, memory, parsing, programs, start
from tests.benchmarks.children import ChildFailed, output_of
from tests.benchmarks.contestants import CPYTHON, Contestant, build_of, find_toys
from tests.benchmarks.results import Plan, Results, machine, save
from tests.benchmarks.tables import ABSENT, Table, multiple, seconds

MODULE = (sys.executable, "-P", "-m", "toylang")
TOY = Contestant("Toy", MODULE, str(Path(toylang.__file__).parent.parent))
FEW = (10, 20)


def plan_for(*rows: str) -> Plan:
    return Plan(CPYTHON, [TOY], 1, rows)


def dashes_in(table: Table) -> int:
    return sum(row.count(ABSENT) for row in table.rows)


@pytest.fixture
def small_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "functions").mkdir()
    monkeypatch.setattr(programs, "PROGRAMS", tmp_path)
    monkeypatch.setattr(programs, "WITHOUT_CLASSES", tmp_path / "functions")
    return tmp_path


def test_programs(small_programs: Path) -> None:
    (small_programs / "one.toy").write_text("def main():\n    return 1 + 1\n")
    (small_programs / "functions" / "one.toy").write_text("def main():\n    return 2\n")
    results = Results()
    classless = Contestant("classless", MODULE, TOY.path, knows_classes=False)
    plan = Plan(CPYTHON, [TOY, classless], 2)
    programs.measure(plan, results)
    assert {key: len(runs) for key, runs in results.runs.items()} == {
        ("programs/one", "CPython"): 2,
        ("programs/one", "Toy"): 2,
        ("programs/functions/one", "CPython"): 2,
        ("programs/functions/one", "classless"): 2,
    }
    table = programs.table(plan, results)
    assert [row[0] for row in table.rows] == ["one", "geometric mean"]
    assert not dashes_in(table)


def test_a_wrong_answer_ends_it(small_programs: Path) -> None:
    program = "import sys\n\ndef main():\n    return 'Toy' in sys.version\n"
    (small_programs / "wrong.toy").write_text(program)
    with pytest.raises(SystemExit, match="Toy computes True instead of False"):
        programs.measure(plan_for(), Results())


def test_collector() -> None:
    results = Results()
    plan = plan_for("lists", collector.YOUNG, collector.BUILDING)
    collector.measure(plan, results, FEW)
    table = collector.table(plan, results, FEW)
    assert [row[0] for row in table.rows if row[0]] == [
        "live lists, each",
        "garbage lists, each",
        "young collection",
        "building",
    ]
    assert not dashes_in(table)


@pytest.mark.parametrize("kind", collector.KINDS)
def test_the_containers_of_each_kind_are_collected(kind: str) -> None:
    program = collector.COSTS / "full_collections.py"
    text = program.read_text(encoding="utf-8").replace(
        "gc.collect()\n    return", "print(gc.collect())\n    return"
    )
    made = text.replace("REPETITIONS = 5", "REPETITIONS = 1")
    printed = output_of(CPYTHON, "-c", made, kind, "garbage", "20").split("\n")
    assert printed[0] == "20"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells")
def test_memory() -> None:
    results = Results()
    memory.measure(plan_for("ints"), results, FEW)
    table = memory.table(plan_for("ints"), results, FEW)
    assert [row[0] for row in table.rows] == ["ints", "geometric mean"]
    assert all(runs[0][0] > 1_000_000 for runs in results.runs.values())


@pytest.mark.parametrize("kind", memory.KINDS)
def test_objects_of_each_kind_are_made(kind: str) -> None:
    text = memory.PROGRAM.read_text(encoding="utf-8").replace("    input()\n", "")
    assert output_of(CPYTHON, "-c", text, kind, "3") == "made 3\n"


@pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals")
def test_start() -> None:
    results = Results()
    start.measure(plan_for(), results, repetitions=1)
    table = start.table(plan_for(), results)
    assert [row[0] for row in table.rows] == ["-c pass", "the first prompt"]
    assert [row.count(ABSENT) for row in table.rows] == [0, 1]


@pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals")
def test_a_start_without_a_prompt_is_an_error() -> None:
    quiet = Contestant("quiet", (sys.executable, "-c", "print('no')"))
    with pytest.raises(ChildFailed, match="no prompt"):
        start.measure(Plan(CPYTHON, [quiet], 1, ["prompt"]), Results(), repetitions=1)


def test_parsing() -> None:
    results = Results()
    parsing.measure(plan_for(), results, (100, 200))
    table = parsing.table(plan_for(), results, (100, 200))
    assert [row[0] for row in table.rows] == ["100", "200", "growth"]
    assert not dashes_in(table)


def test_the_text_to_parse_is_a_program_of_so_many_lines() -> None:
    text = parsing.program(200)
    assert len(text.splitlines()) == 200
    assert "class Account0:" in text
    assert "class Account1:" in text
    sample = parsing.SAMPLE
    assert output_of(TOY, sample) == output_of(CPYTHON, sample)


def test_a_command_must_be_the_build_that_it_is_given_as() -> None:
    build = build_of(TOY)
    assert build in ("compiled", "plain")
    assert build_of(CPYTHON) is None
    with pytest.raises(SystemExit, match="is not a plain Toy"):
        find_toys(plain=sys.executable)


def test_a_program_that_fails_is_told_of() -> None:
    with pytest.raises(ChildFailed, match="ZeroDivisionError"):
        output_of(CPYTHON, "-c", "1 / 0")


def test_results_become_a_file_that_pyperf_reads(tmp_path: Path) -> None:
    pyperf = pytest.importorskip("pyperf")
    results = Results()
    results.add("programs/one", TOY, [0.5, 0.25])
    results.add("programs/one", TOY, [0.75])
    results.add("memory/ints/10", TOY, [4096])
    file = str(tmp_path / "results.json")
    save(results, file)
    suite = pyperf.BenchmarkSuite.load(file)
    assert suite.get_benchmark_names() == ["programs/one/Toy", "memory/ints/10/Toy"]
    assert suite.get_benchmarks()[0].get_values() == (0.5, 0.25, 0.75)


def test_a_table_is_drawn_and_written() -> None:
    table = Table("Things", ["thing", "ratio"], [["a", "1.0"], ["mean", "2.0"]], ["Note."], 1)
    console = Console(width=60)
    with console.capture() as capture:
        console.print(table.to_rich())
    assert "Things" in capture.get()
    assert table.to_markdown() == (
        "**Things**\n\n| thing | ratio |\n|---|--:|\n| a | 1.0 |\n| **mean** | **2.0** |\n\nNote.\n"
    )


def test_numbers_are_shown_with_three_digits() -> None:
    assert [seconds(value) for value in (2.5, 0.0123, 4.56e-7)] == ["2.5 s", "12.3 ms", "456 ns"]
    assert [multiple(value) for value in (4.25, 99.94, 234.5)] == ["4.2", "99.9", "234"]


def test_the_command_measures_what_it_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_toys", lambda *given: [TOY])
    command.main(["--only", "5000", "--rounds", "1", "--markdown"])
    printed = capsys.readouterr()
    assert f"Measured: {machine()}." in printed.out
    assert "| 5,000 |" in printed.out
    assert printed.err == "parsing: 5,000 lines, round 1/1\n"


def test_without_pyperf_nothing_is_measured_for_a_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    with pytest.raises(SystemExit):
        command.main(["--json", "results.json"])
    assert "--json needs pyperf" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["speed"], ["--only", "speed"]])
def test_the_command_refuses_what_it_does_not_know(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        command.main(words)
    assert "'speed': there are" in capsys.readouterr().err
