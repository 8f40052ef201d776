"""What the command runs, where its errors go, and how it exits."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.oracle import ADDRESS, ORACLE_IS_RUNNING

TOY = [sys.executable, "-m", "toylang"]


def run(*arguments: str, stdin: str = "", cwd: Path | None = None) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of the command."""
    done = subprocess.run(
        [*TOY, *arguments],
        check=False,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=cwd,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that shows its arguments."""
    path = tmp_path / "program.toy"
    path.write_text("import sys\nprint(sys.argv[1:], __name__)\n")
    return path


def test_a_file_is_run_with_its_arguments(program: Path) -> None:
    assert run(str(program), "a", "-c", "--check") == (
        0,
        "['a', '-c', '--check'] __main__\n",
        "",
    )


def test_code_on_the_command_line_is_run() -> None:
    assert run("-c", "print(1); import sys; print(sys.argv)", "x") == (0, "1\n['-c', 'x']\n", "")


def test_a_dash_reads_the_program_from_standard_input() -> None:
    assert run("-", "x", stdin="import sys\nprint(sys.argv)\n") == (0, "['-', 'x']\n", "")


def test_a_piped_program_opens_no_prompt() -> None:
    assert run(stdin="print('piped')\n1 + 1\n") == (0, "piped\n", "")


def test_staying_opens_no_prompt_where_nobody_can_type(program: Path) -> None:
    assert run("-i", str(program)) == (0, "[] __main__\n", "")


def test_check_parses_and_runs_nothing(program: Path, tmp_path: Path) -> None:
    assert run("--check", str(program)) == (0, "", "")
    broken = tmp_path / "broken.toy"
    broken.write_text("print(1)\nif x\n")
    status, out, err = run("--check", str(broken))
    assert (status, out) == (1, "")
    assert err.splitlines() == [
        f'  File "{broken}", line 2',
        "    if x",
        "        ^",
        "SyntaxError: expected ':'",
    ]


def test_the_version_says_how_it_was_built() -> None:
    status, out, err = run("--version")
    assert (status, err) == (0, "")
    assert out.startswith("Toy ")
    assert "compiled" in out or "plain" in out


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("pass", 0),
        ("1/0", 1),
        ("import sys; sys.exit()", 0),
        ("import sys; sys.exit(3)", 3),
        ("exit(4)", 4),
        ("raise SystemExit(260)", 4),
        ("raise SystemExit(-1)", 255),
        ("raise SystemExit('words')", 1),
        ("def", 1),
    ],
)
def test_the_exit_status_is_pythons(code: str, status: int) -> None:
    assert run("-c", code)[0] == status


def test_words_given_to_exit_are_told() -> None:
    assert run("-c", "exit('so long')") == (1, "", "so long\n")


def test_an_uncaught_exception_shows_line_and_place(tmp_path: Path) -> None:
    path = tmp_path / "fails.toy"
    path.write_text("x = 1\nprint(x + missing)\n")
    assert run(str(path)) == (
        1,
        "",
        "Traceback (most recent call last):\n"
        f'  File "{path}", line 2, in <module>\n'
        "    print(x + missing)\n"
        "              ^^^^^^^\n"
        "NameError: name 'missing' is not defined\n",
    )


def test_a_missing_file_a_directory_and_a_bad_option_are_usage_errors(tmp_path: Path) -> None:
    status, out, err = run(str(tmp_path / "none.toy"))
    assert (status, out) == (2, "")
    assert "No such file or directory" in err
    status, out, err = run(str(tmp_path))
    assert (status, out) == (2, "")
    assert "is a directory" in err
    status, out, err = run("--no-such-option")
    assert (status, out) == (2, "")
    assert "--no-such-option" in err


def test_deep_recursion_is_an_error_of_the_program() -> None:
    code = "def f(): return f()\ntry: f()\nexcept RecursionError as e: print(e)"
    assert run("-c", code) == (0, "maximum recursion depth exceeded\n", "")


def test_a_script_starts_without_the_terminals_packages() -> None:
    code = (
        "import sys\n"
        "from toylang.cli import main\n"
        "main(['-c', 'pass'])\n"
        "print([name for name in ('prompt_toolkit', 'rich', 'pygments') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n"


CYCLE = (
    "import gc\n"
    "class Node:\n"
    "    def __del__(self): print('gone')\n"
    "node = Node(); node.itself = node\n"
    "del node\n"
    "print(gc.collect())\n"
)


@pytest.mark.parametrize(
    ("options", "output"),
    [
        ([], "gone\n1\n"),
        (["--collector=generational"], "gone\n1\n"),
        (["--collector", "marker"], "gone\n1\n"),
        (["--collector=none"], "0\n"),
    ],
)
def test_the_collector_can_be_chosen(options: list[str], output: str) -> None:
    assert run(*options, "-c", CYCLE) == (0, output, "")


def test_an_unknown_collector_is_a_usage_error() -> None:
    status, out, err = run("--collector=magic", "-c", "pass")
    assert (status, out) == (2, "")
    assert "'generational', 'marker', 'none'" in err or "generational, marker, none" in err


def test_under_stress_a_program_runs_as_always() -> None:
    code = "items = [[n] for n in range(9)]\nprint(items[3], len(items))"
    assert run("--gc-stress", "-c", code) == (0, "[3] 9\n", "")


def test_under_stress_a_cycle_goes_at_the_next_allocation() -> None:
    code = CYCLE.replace("gc.collect()", "[].append")
    assert run("--gc-stress", "-c", code)[1].splitlines()[0] == "gone"


def test_under_stress_an_unsound_heap_is_told() -> None:
    command = (
        "import sys\n"
        "from toylang import cli\n"
        "from toylang.session import Session\n"
        "make = cli._new_session\n"
        "def break_one(*given):\n"
        "    session = make(*given)\n"
        "    session.heap.objects += 1\n"
        "    return session\n"
        "cli._new_session = break_one\n"
        "sys.exit(cli.main(['--gc-stress', '-c', 'x = 1\\ny = 2']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 70
    first, second = done.stderr.splitlines()
    assert first == "toy: the heap is unsound after line 1 of <module>:"
    assert second.startswith("  the heap counts ")


@pytest.fixture(autouse=True)
def hears_control_c() -> Iterator[None]:
    """Let new processes hear Ctrl-C, also where the tests run in the background and do not."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)


def test_control_c_ends_a_loop_with_status_130() -> None:
    code = "print('ready', flush=True)\nwhile True: pass"
    with subprocess.Popen(
        [*TOY, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stderr.read().endswith("KeyboardInterrupt\n")


@pytest.mark.parametrize(
    "code",
    [
        "class Node:\n"
        "    def __del__(self):\n"
        "        print('ready', flush=True)\n"
        "        while True: pass\n"
        "node = Node()\n"
        "del node\n"
        "print('after')\n",
        "import gc\n"
        "class Node:\n"
        "    def __del__(self):\n"
        "        print('ready', flush=True)\n"
        "        while True: pass\n"
        "node = Node(); node.itself = node\n"
        "del node\n"
        "gc.collect()\n"
        "print('after')\n",
        "import weakref\n"
        "class Node: pass\n"
        "def wait(reference):\n"
        "    print('ready', flush=True)\n"
        "    while True: pass\n"
        "node = Node()\n"
        "reference = weakref.ref(node, wait)\n"
        "del node\n"
        "print('after')\n",
        "import gc\n"
        "def wait(phase, info):\n"
        "    print('ready', flush=True)\n"
        "    while True: pass\n"
        "gc.callbacks.append(wait)\n"
        "gc.collect(0)\n"
        "gc.callbacks.clear()\n"
        "print('after')\n",
    ],
    ids=["finalizer", "finalizer in a collection", "callback", "collection callback"],
)
def test_control_c_gets_out_of_a_finalizer_or_callback_that_never_returns(
    code: str, tmp_path: Path
) -> None:
    path = tmp_path / "waits.toy"
    path.write_text(code)
    toy = interrupted([*TOY, str(path)], code.count("gc.callbacks.append") + 1)
    if ORACLE_IS_RUNNING:
        assert toy == interrupted(
            [sys.executable, str(path)], code.count("gc.callbacks.append") + 1
        )
    assert toy[1].endswith("after\n")
    assert "KeyboardInterrupt" in toy[2]


def interrupted(command: list[str], times: int) -> tuple[int, str, str]:
    """Status and output of a program that is interrupted each time it is ready."""
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        heard = ""
        for _ in range(times):
            heard += process.stdout.readline()
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    return process.returncode, heard + out, ADDRESS.sub("0x…", err)
