"""Standard streams that are full, closed or gone: the command ends, and its status says so."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.command.test_command import TOY

FULL = "toy: can't write the output: No space left on device\n"
needs_full_device = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")


def run(redirection: str, *arguments: str) -> tuple[int, str, str]:
    """Exit status, output and errors of the command, called by a shell that redirects."""
    done = subprocess.run(
        ["sh", "-c", f'"$@" {redirection}', "sh", *TOY, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


@needs_full_device
@pytest.mark.parametrize(
    "arguments",
    [
        ("-c", "print(1)"),
        ("-c", "print(1, flush=True)"),
        ("-c", "print('x' * 100_000)"),
        ("-c", "import sys; print(1); sys.exit(7)"),
        (
            "-c",
            "def f():\n    try:\n        print(1, flush=True)\n    finally:\n        print(2)\nf()",
        ),
        ("-c", "class A:\n    def __del__(self):\n        print('bye', flush=True)\na = A()"),
    ],
)
def test_a_full_disk_is_told_in_one_line(arguments: tuple[str, ...]) -> None:
    assert run(">/dev/full", *arguments) == (1, "", FULL)


@needs_full_device
@pytest.mark.parametrize("arguments", [("-c", "1/0"), ("-c", "1 +"), ("--stats", "-c", "a = 1")])
def test_a_full_disk_for_errors_cannot_be_told(arguments: tuple[str, ...]) -> None:
    assert run("2>/dev/full", *arguments) == (1, "", "")


@needs_full_device
@pytest.mark.parametrize("option", ["--trace", "--timeline"])
def test_a_report_that_does_not_fit_is_told(option: str) -> None:
    message = "toy: can't write '{}': No space left on device\n"
    assert run("", option, "/dev/full", "-c", "print(1)") == (2, "1\n", message.format("/dev/full"))
    status, _, errors = run(">/dev/full", f"{option}=-", "-c", "a = []")
    assert (status, errors) in [(2, message.format("-")), (1, FULL)]


@pytest.mark.parametrize(
    ("redirection", "program", "status"),
    [
        (">&-", "print(1); print(2, flush=True)", 0),
        (">&-", "import sys; print(sys.stdout); sys.exit(7)", 7),
        ("2>&-", "1 / 0", 1),
        ("2>&-", "1 +", 1),
        ("<&-", "a = 1", 0),
        ("<&- >&- 2>&-", "print(1); input()", 1),
    ],
)
def test_a_closed_stream_is_one_that_nobody_hears(
    redirection: str, program: str, status: int
) -> None:
    assert run(redirection, "-c", program) == (status, "", "")


def test_no_report_takes_the_place_of_a_closed_stream(tmp_path: Path) -> None:
    report = tmp_path / "trace"
    assert run(">&-", "--trace", str(report), "-c", "print('heard')") == (0, "", "")
    assert "heard" not in report.read_text(encoding="utf-8")


def test_a_closed_input_is_an_empty_one() -> None:
    assert run("<&-") == (0, "", "")
    status, _, errors = run("<&-", "-c", "input()")
    assert status == 1
    assert errors.endswith("EOFError: EOF when reading a line\n")


def test_input_that_is_no_text_is_the_programs_error() -> None:
    program = "try:\n    input()\nexcept UnicodeDecodeError:\n    print('no text')"
    done = subprocess.run(
        [*TOY, "-c", program],
        check=False,
        input=b"\xff\xfe\n",
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8:strict"},
    )
    assert (done.stdout, done.stderr, done.returncode) == (b"no text\n", b"", 0)
