"""What the command runs, where its errors go, and how it exits."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

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


def test_control_c_ends_a_loop_with_status_130() -> None:
    code = "print('ready', flush=True)\nwhile True: pass"
    with subprocess.Popen(
        [*TOY, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stderr.read().endswith("KeyboardInterrupt\n")
